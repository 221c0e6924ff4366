"""The way to add a kata that the README describes works, with the very blocks that stand there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.runs import ROOT, KitRun, run_kit

_SECTION = re.compile(r"^## How to add a kata\n(.*?)^## Developing the kit", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^`(?P<path>[\w/.]+)`.*?^```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def kit_with_visits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this kit with the kata of the README in it."""
    kit = tmp_path_factory.mktemp("kit")
    for name in ("conftest.py", "pyproject.toml", "dojo", "tests"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, kit / name)
    section = _SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert section
    for block in _BLOCK.finditer(section[1]):
        path, text = kit / block["path"], block["text"]
        if path.parent.parent.name == "solutions":
            text = _with_last_line(kit / "katas" / "visits" / "main.py", text)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return kit


def run(kit: Path, *arguments: str) -> KitRun:
    return run_kit(*arguments, cwd=kit, PYTHONPATH=str(kit))


def _with_last_line(skeleton: Path, line: str) -> str:
    """The skeleton with its gap, a TODO and a return, filled."""
    text, gaps = re.subn(r"    # TODO .*\n    return .*\n", lambda _: line, skeleton.read_text(encoding="utf-8"))
    assert gaps == 1
    return text


def test_the_new_kata_is_red_and_explained(kit_with_visits: Path) -> None:
    """Without a word to any other file."""
    done = run(kit_with_visits, "katas/visits")

    assert done.exit_code == 1
    assert "step 2 of 2 · All workers count together" in done.output
    assert "called    POST /visits/home · POST /visits/home (second worker)" in done.output


def test_its_solution_is_green(kit_with_visits: Path) -> None:
    """By the same tests."""
    done = run(kit_with_visits, "solutions/visits")

    assert done.exit_code == 0, done.output
    assert "2 of 2 steps" in done.output


def test_its_variants_and_hints_are_judged(kit_with_visits: Path) -> None:
    """By the kit's tests, which find the new kata by themselves."""
    variants = run(kit_with_visits, "tests/test_variants.py", "--thorough", "-k", "visits")
    hints = run(kit_with_visits, "tests/instruments/test_hints.py", "-k", "three_doses")

    assert "2 passed" in variants.output, variants.output
    assert "1 passed" in hints.output, hints.output
