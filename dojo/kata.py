"""Katas: where they are, the fixtures that each brings along, and which main.py its tests judge."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = pytest.StashKey[Path]()
"""The folder of the kit's conftest.py. pytest's own root is elsewhere with --rootdir, or with another pytest.ini."""

SKELETON = "main.skeleton"
"""The file beside main.py that a kata begins with: --reset puts it back."""


def root_of(config: pytest.Config) -> Path:
    """The folder of the kit."""
    return config.stash[ROOT]


def shown(path: Path, config: pytest.Config) -> str:
    """``katas/cache_api/main.py``: a path inside of the kit, as seen from its folder; any other in full."""
    root = root_of(config)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


class KataFolder(pytest.Directory):
    """katas/<name>, or solutions/<name>, which is judged by the tests of katas/<name>.

    The fixtures in katas/<name>/fixtures.py are seen by the tests of both.
    """

    def collect(self) -> Iterator[pytest.Collector]:
        kata = root_of(self.config) / "katas" / self.path.name
        if (kata / "fixtures.py").is_file():
            fixtures = importlib.import_module(f"katas.{kata.name}.fixtures")
            self.session._fixturemanager.parsefactories(holder=fixtures, node=self)
        module = pytest.Module if self.path == kata else Solution
        for tests in sorted(kata.glob("test_*.py")):
            yield module.from_parent(self, path=tests, nodeid=f"{self.nodeid}/{tests.name}")


class Solution(pytest.Module):
    """The tests of a step of katas/<name>, collected for solutions/<name>."""


def kata_of(item: pytest.Item) -> str:
    """The name of the kata that the item is a test of, or an empty string."""
    is_kata = item.path.parent.parent == root_of(item.config) / "katas"
    return item.path.parent.name if is_kata else ""


def implementation_of(item: pytest.Item) -> Path:
    """The main.py that the item judges; with --stretch, the solution that also solves the stretch steps."""
    name, config = kata_of(item), item.config
    impl: str | None = config.getoption("--impl")
    if impl:
        main_py = Path(config.invocation_params.dir) / impl / name / "main.py"
        return main_py.resolve() if main_py.is_file() else main_py  # a link to itself has no end
    if not item.getparent(Solution):
        return root_of(config) / "katas" / name / "main.py"
    solutions = root_of(config) / "solutions" / name
    stretch = solutions / "stretch.py"
    return stretch if config.getoption("--stretch") and stretch.is_file() else solutions / "main.py"
