"""Katas: where they are, and which main.py their tests judge."""

from __future__ import annotations

from pathlib import Path

import pytest


class Solution(pytest.Module):
    """The tests of katas/<name>, collected for solutions/<name>/main.py."""

    implementation: Path


def kata_of(item: pytest.Item) -> str:
    """The name of the kata that the item is a test of, or an empty string."""
    is_kata = item.path.parent.parent == item.config.rootpath / "katas"
    return item.path.parent.name if is_kata else ""


def implementation_of(item: pytest.Item) -> Path:
    """The main.py that the item judges."""
    name = kata_of(item)
    impl: str | None = item.config.getoption("--impl")
    if impl:
        return (Path(item.config.invocation_params.dir) / impl / name / "main.py").resolve()
    module = item.getparent(Solution)
    return module.implementation if module else item.config.rootpath / "katas" / name / "main.py"
