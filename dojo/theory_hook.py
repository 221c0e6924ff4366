"""theory/*.md: every code block of a page is a test."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    if file_path.suffix != ".md" or file_path.parent != parent.config.rootpath / "theory":
        return None
    from dojo.theory.collector import Page  # not above: whoever runs a kata needs no Sybil, and should not wait for it

    return Page.from_parent(parent, path=file_path)
