"""Fixtures of bug_hunt."""

from __future__ import annotations

import pytest

from dojo.hunting.hunt import Hunt


@pytest.fixture
def hunt(request: pytest.FixtureRequest) -> Hunt:
    """Tries your tests: ``hunt.on_right_answers()``, and ``hunt.on_the_bug()``, which is the bug of the step."""
    return Hunt(request.node)
