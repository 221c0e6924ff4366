"""CONTRIBUTING.md explains how to add a kata. Its own blocks make a kata that works, and no other file changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support.kit_runs import ROOT, KitRun, run_kit

_SECTION = re.compile(r"^## How to add a kata\n(.*?)^## How to add a step\n", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^`(?P<path>[\w/.]+)`\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_GAP = re.compile(r"    # TODO .*\n    return .*\n")
_OWN_FOLDERS = ("katas/visits/", "solutions/visits/", "tests/variants/visits/")
_STEPS = ("step 2 of 3 · All workers count together", "step 3 of 3 · The bell rings at round numbers of visits")


def blocks() -> dict[str, str]:
    """The text of each file that the guide shows, by its path."""
    section = _SECTION.search((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert section
    return {block["path"]: block["text"] for block in _BLOCK.finditer(section[1])}


@pytest.fixture(scope="module")
def kit_with_visits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this kit that has only the kata of the guide."""
    kit = tmp_path_factory.mktemp("kit")
    for name in ("conftest.py", "pyproject.toml", "dojo", "tests"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, kit / name)
    files = blocks()
    files["solutions/visits/main.py"] = _filled(files["katas/visits/main.py"], files["solutions/visits/main.py"])
    for path, text in files.items():
        (kit / path).parent.mkdir(parents=True, exist_ok=True)
        (kit / path).write_text(text, encoding="utf-8")
    return kit


def run(kit: Path, *arguments: str, **environment: str) -> KitRun:
    return run_kit(*arguments, cwd=kit, PYTHONPATH=str(kit), **environment)


def _filled(skeleton: str, lines: str) -> str:
    """The skeleton with `lines` in place of its gap, a TODO and a return."""
    text, gaps = _GAP.subn(lambda _: lines, skeleton)
    assert gaps == 1
    return text


def test_a_new_kata_changes_no_file_of_the_kit() -> None:
    """If the guide changed another file, something would have to be registered."""
    assert [path for path in blocks() if not path.startswith(_OWN_FOLDERS) or (ROOT / path).exists()] == []


def test_the_kata_has_a_fixture_a_constant_and_a_given_module_of_its_own() -> None:
    """A kata without them would prove less."""
    files = blocks()

    assert "@pytest.fixture" in files["katas/visits/fixtures.py"]
    assert 'os.environ.get("RING_EVERY"' in files["katas/visits/main.py"]
    assert "from katas.visits import bell" in files["katas/visits/main.py"]
    assert "katas/visits/bell.py" in files


def test_the_new_kata_is_red_and_explained(kit_with_visits: Path) -> None:
    """Its first open step is step 2, as the first step passes on the skeleton."""
    done = run(kit_with_visits, "katas/visits")

    assert done.exit_code == 1
    assert _STEPS[0] in done.output
    assert "called    POST /visits/home · POST /visits/home (second worker)" in done.output
    assert "read      katas/visits/README.md#counting" in done.output
    assert _STEPS[1] not in done.output


def test_each_later_step_is_red_on_the_skeleton(kit_with_visits: Path) -> None:
    """By a failed assert: the fixture of the kata is found, and no import fails."""
    done = run(kit_with_visits, "katas/visits", "--all-steps")

    assert done.exit_code == 1
    for step in _STEPS:
        assert step in done.output
    assert "expected  rings at visits 2 and 4" in done.output
    assert "Error" not in done.output


def test_its_solution_is_green(kit_with_visits: Path) -> None:
    """The same tests judge solutions/visits, with the same fixtures."""
    done = run(kit_with_visits, "solutions/visits")

    assert done.exit_code == 0, done.output
    assert "3 of 3 steps" in done.output


def test_a_constant_of_the_learners_shell_decides_nothing(kit_with_visits: Path) -> None:
    """The kit removes the variables that main.py mentions, also those of a kata it has never seen."""
    done = run(kit_with_visits, "solutions/visits", RING_EVERY="7")

    assert done.exit_code == 0, done.output


def test_a_hint_of_the_new_kata_is_shown(kit_with_visits: Path) -> None:
    """The hints are found in the folder of the kata."""
    done = run(kit_with_visits, "katas/visits", "--hint")

    assert "hint 1 of 3 for step 2 of visits" in done.output
    assert "What do two processes share?" in done.output


@pytest.mark.thorough
def test_its_answers_and_hints_are_judged(kit_with_visits: Path) -> None:
    """The kit's tests find a new kata by its folder."""
    answers = run(kit_with_visits, "tests/test_variants.py", "--thorough", "-k", "visits")
    hints = run(kit_with_visits, "tests/course/test_hints.py", "-k", "three_doses")

    assert "4 passed" in answers.output, answers.output
    assert "1 passed" in hints.output, hints.output
