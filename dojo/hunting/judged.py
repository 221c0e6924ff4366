"""Which app a test of the learner is tried on: it takes the place of the kata's main.py in every fixture."""

from __future__ import annotations

from pathlib import Path

import pytest

JUDGED = pytest.StashKey[Path]()
"""The main.py that this run of the test judges."""


@pytest.fixture
def _main_py(request: pytest.FixtureRequest) -> Path:
    judged: Path = request.node.stash[JUDGED]
    return judged
