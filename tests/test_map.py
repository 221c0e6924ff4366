"""dojo/__init__.py is a map of the plumbing, and it is true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import dojo
from tests.support.kit_runs import ROOT

_LINE = re.compile(r"^(?P<names>\w+(?:, \w+)*)  +\S", re.MULTILINE)
DOJO = ROOT / "dojo"


def floors() -> list[list[str]]:
    """The names on each line of the map, from the top."""
    return [line["names"].split(", ") for line in _LINE.finditer(re.sub(r"(?m)^ {4}", "", dojo.__doc__ or ""))]


def imports() -> Iterator[tuple[str, str]]:
    """(package or module of dojo, another one that it imports), also where the import stands inside of a function."""
    for path in DOJO.rglob("*.py"):
        importer = _top(path.relative_to(DOJO))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "dojo":
                inner = node.module.split(".")[1:2] or [alias.name for alias in node.names]
                yield from ((importer, imported) for imported in inner if imported != importer)


def _top(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def test_the_map_names_each_package_and_module_once():
    """One that is missing could not be found."""
    named = [name for floor in floors() for name in floor]

    assert sorted(named) == sorted({_top(path.relative_to(DOJO)) for path in DOJO.rglob("*.py")} - {"__init__"})


def test_each_line_of_the_map_imports_only_from_the_lines_below_it():
    """So there is no cycle, and anyone can draw the arrows."""
    floor_of = {name: number for number, names in enumerate(floors()) for name in names}

    upwards = sorted({pair for pair in imports() if floor_of[pair[1]] <= floor_of[pair[0]]})

    assert upwards == []
