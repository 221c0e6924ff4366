"""The environment variables that a main.py is loaded with: those of the test, never those of the learner's shell."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

_CONSTANT = re.compile(r"""["']([A-Z][A-Z0-9_]+)["']""")


def set_environment(item: pytest.Item, main_py: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove each variable that main.py may read, then set those of the test's ``environment`` marker."""
    for path in main_py.parent.glob("*.py"):
        if not path.name.startswith("test_") and path.is_file():
            for name in _constants_in(path, path.stat().st_mtime_ns):
                monkeypatch.delenv(name, raising=False)
    if marker := item.get_closest_marker("environment"):
        for name, value in marker.kwargs.items():
            monkeypatch.setenv(name, str(value))


@functools.cache
def _constants_in(path: Path, _changed_at: int) -> frozenset[str]:
    """Each text in capitals that stands in quotes: ``os.environ.get("RATE_LIMIT", "5")``."""
    return frozenset(_CONSTANT.findall(path.read_text(encoding="utf-8", errors="replace")))
