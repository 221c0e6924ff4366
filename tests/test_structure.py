"""The tree stays one that can be drawn: few modules a folder, imports in one direction, short files."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.support.kit_runs import ROOT

FOLDERS = [folder for folder in [ROOT / "dojo", *(ROOT / "dojo").iterdir()] if (folder / "__init__.py").is_file()]
STEPS = sorted(ROOT.glob("katas/*/test_*.py"))
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "dojo").rglob("*.py"))
}


def imported_by(source: str) -> Iterator[str]:
    """The names that a module imports, also inside of a function: ``from dojo.text import cut`` is dojo.text.cut."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def graph() -> dict[str, set[str]]:
    """Each module of dojo, with the modules of dojo that it imports."""
    named = {module: set(imported_by(path.read_text(encoding="utf-8"))) for module, path in MODULES.items()}
    parents = {module: {name.rpartition(".")[0] for name in names} for module, names in named.items()}
    return {module: {one for one in named[module] | parents[module] if one in MODULES} for module in MODULES}


def reached_from(start: str) -> set[str]:
    """All modules of dojo that are imported when the modules of the package `start` are."""
    imports, reached = graph(), {module for module in MODULES if module.startswith(start)}
    while more := set().union(*(imports[module] for module in reached)) - reached:
        reached |= more
    return reached


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("folder", [*FOLDERS, ROOT / "tests" / "support"], ids=lambda folder: folder.name)
def test_a_folder_has_at_most_ten_modules(folder):
    """More do not stay in anyone's head."""
    modules = {path.name for path in folder.glob("*.py")} - {"__init__.py"}

    assert len(modules) <= 10, sorted(modules)


def test_no_import_of_dojo_is_relative():
    """These tests, and a reader, look for whole names."""
    names = {module: list(imported_by(path.read_text(encoding="utf-8"))) for module, path in MODULES.items()}

    assert {module: name for module in names for name in names[module] if name.startswith(".")} == {}


def test_imports_go_one_way():
    """A module that imports itself by a detour can be understood only together with all others on the way."""
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_an_import_in_a_function_counts():
    """Otherwise a cycle could hide in one."""
    source = "import ast\n\ndef later():\n    from dojo import text\n    import dojo.record\n"

    assert list(imported_by(source)) == ["ast", "dojo.text", "dojo.record"]


def test_dojo_knows_no_kata():
    """A kata brings its own fixtures, and dojo finds them by the name of its folder."""
    imports = {(module, name) for module, path in MODULES.items() for name in imported_by(path.read_text("utf-8"))}

    assert {pair for pair in imports if pair[1].partition(".")[0] in ("katas", "solutions", "tests")} == set()


def test_choosing_a_redis_does_not_need_the_app_under_test():
    """The backends can be read, and changed, without the HTTP client."""
    reached = reached_from("dojo.backends.")

    assert "dojo.wire.wire" in reached
    assert {module for module in reached if module.startswith("dojo.app_under_test")} == set()


@pytest.mark.parametrize("step", STEPS, ids=lambda path: path.relative_to(ROOT / "katas").as_posix())
def test_a_step_is_short(step):
    """A learner reads it in one go."""
    assert lines(step) <= 200


def test_most_steps_are_shorter_still():
    """Half of them have at most a hundred lines."""
    assert statistics.median(map(lines, STEPS)) <= 100


def test_conftest_is_a_page():
    """It chooses the Redis; hooks and the other fixtures stand in dojo."""
    assert lines(ROOT / "conftest.py") < 100
