"""bug_hunt as a learner meets it: the skeleton, the reference, the brief's examples, and what a run shows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from dojo.hunting.answers import bug_of_step
from dojo.settings import IMAGE
from tests.support.kit_runs import ROOT, judging, run_kit, run_warm
from tests.support.named_runs import kit
from tests.support.usage_errors import says

KATA = ROOT / "katas" / "bug_hunt"
EXAMPLE = ROOT / "solutions" / "bug_hunt" / "example"
STEPS = range(2, 14)
EXAMPLES = re.findall(r"```python\n(.*?)```", (KATA / "README.md").read_text(encoding="utf-8"), re.DOTALL)

RUNS = {
    "skeleton": kit("katas/bug_hunt", "--all-steps", on_this_redis=True),
    "as a learner": kit("katas/bug_hunt"),
    "reference": kit("solutions/bug_hunt", on_this_redis=True),
    "two processes": kit("solutions/bug_hunt", "-n", "2"),
    "examples": judging("bug_hunt", "\n\n".join(EXAMPLES), "--all-steps", on_this_redis=True),
    "prints": judging("bug_hunt", "import pytest\n\n@pytest.mark.cache_api\ndef test_a(client):\n    print('tea')\n"),
}


def test_the_skeleton_explains_step_2_on_one_screen(runs):
    """Red by an assertion: the bug, which test has looked at it, and what the wire showed."""
    run = runs("as a learner")

    assert (run.exit_code, run.open_step) == (1, "step 2")
    block = runs.block("as a learner", "bug_hunt", "step 2")
    assert "  expected  one of your tests to fail on this bug\n" in block
    assert "  got       none: 1 test for cache_api looked, and the bug survived\n" in block
    assert "passes (its wire is below)" in block
    assert "  the wire  request 1: 4 round trips\n" in block
    assert len(block.splitlines()) <= 30
    assert "next: edit katas/bug_hunt/my_tests.py, and run the same command again" in run.output


def test_the_skeleton_finds_no_bug(runs):
    """Each of the twelve reports is open."""
    output = runs("skeleton").output

    assert len(re.findall(r"^step \d+ of 13 · ", output, re.MULTILINE)) == len(STEPS)
    assert "found: " not in output


@pytest.mark.parametrize("name", ["skeleton", "as a learner", "examples"])
def test_a_bug_that_survives_is_not_shown(runs, name):
    """Neither what is wrong, nor a line of its code."""
    output = " ".join(runs(name).output.split())

    for step in STEPS:
        bug = bug_of_step(KATA, step)
        added = [" ".join(line[1:].split()) for line in bug.diff[2:] if line.startswith("+")]
        assert bug.what[:60] not in output
        assert [line for line in added if len(line) > 30 and line in output] == []


@pytest.mark.parametrize("name", ["reference", "two processes"])
def test_the_reference_finds_every_bug(runs, name):
    """And the run shows each of them: which test has found it, what is wrong, and the diff."""
    run = runs(name)

    assert run.exit_code == 0
    assert re.findall(r"^found: step (\d+) · ", run.output, re.MULTILINE) == [str(step) for step in STEPS]
    assert "  by test_two_workers_count_together, at my_tests.py:" in run.output
    assert (
        "\n  -        multi.expire(key, WINDOW_SECONDS, nx=True)\n  +        multi.expire(key, WINDOW_SECONDS)\n"
        in run.output
    )
    assert "solutions/bug_hunt/my_tests.py: █████████████ 13 of 13 steps" in run.output


def test_the_examples_of_the_brief_are_right_and_give_nothing_away(runs):
    """There is one for each instrument. Each passes on three right answers, and finds no bug."""
    output = runs("examples").output

    assert len(EXAMPLES) == 8
    for fixture in ("slow_api", "second_worker", "clock", "wire", "redis", "client.together", "client.start"):
        assert any(fixture in example for example in EXAMPLES)
    assert "█▁▁▁▁▁▁▁▁▁▁▁▁ 1 of 13 steps" in output


def test_what_the_test_prints_stands_below_the_block(runs):
    """Of the test whose wire is shown."""
    assert "Captured stdout call" in runs("prints").output
    assert "\ntea\n" in runs("prints").output


@pytest.mark.thorough
def test_a_bug_is_shown_when_it_is_found_and_again_on_request(tmp_path):
    """Twelve diffs at each run would hide the open step."""
    folder = tmp_path / "impl" / "bug_hunt"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / "bug_hunt" / "my_tests.py", folder)
    command = ["--impl", str(tmp_path / "impl"), "-p", "cacheprovider", "-o", f"cache_dir={tmp_path / 'cache'}"]

    first, second = (run_warm("katas/bug_hunt", *command).output for _ in range(2))
    asked = run_warm("katas/bug_hunt/test_04_refused_since_monday.py", *command).output

    assert (first.count("\nfound: "), second.count("\nfound: "), asked.count("\nfound: ")) == (12, 0, 1)
    assert "\n  show it again: pytest katas/bug_hunt/test_04_refused_since_monday.py\n" in first
    assert "show it again" not in asked


@pytest.mark.parametrize(
    ("arguments", "wrong", "do"),
    [
        ("katas/bug_hunt/my_tests.py", "its tests do not run by themselves", "pytest katas/bug_hunt"),
        ("katas/bug_hunt --compare", "it measures apps", "read solutions/bug_hunt/my_tests.py"),
        ("katas/bug_hunt --impl tests", "there is no bug_hunt/my_tests.py in tests", "DIR/bug_hunt/my_tests.py"),
    ],
)
def test_what_does_not_apply_is_refused(arguments, wrong, do):
    """With the reason, and exit code 4."""
    run = run_warm(*arguments.split())

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(run.output, tried=arguments.split()[-1 if "my_tests" in arguments else 1], wrong=wrong, do=do)


def test_the_board_lists_the_hunt_and_reset_knows_its_file():
    """As the last kata of the course."""
    board = run_warm("--status").output

    assert board.index("bug_hunt") > board.index("session_storage")
    assert run_warm("katas/bug_hunt", "--reset").output == "bug_hunt: my_tests.py is the skeleton already\n"


@pytest.mark.thorough
def test_a_class_is_graded(tmp_path):
    """DIR/<student>/bug_hunt/my_tests.py"""
    for student, source in (("ada", ROOT / "solutions"), ("bob", ROOT / "katas")):
        folder = tmp_path / student / "bug_hunt"
        folder.mkdir(parents=True)
        shutil.copy(source / "bug_hunt" / "my_tests.py", folder)
    (tmp_path / "zoe" / "bug_hunt").mkdir(parents=True)

    output = run_kit("katas/bug_hunt", "--grade", str(tmp_path), timeout=240).output

    rows = {line.split()[0]: line for line in output.splitlines() if line.split()}
    assert "13/13" in rows["ada"]
    assert "1/13" in rows["bob"]
    assert "not handed in" in rows["zoe"]


def test_the_example_project_runs_without_the_kit(tmp_path):
    """On fakeredis, and on a container where Docker runs."""
    for file in EXAMPLE.glob("*.py"):
        shutil.copy(file, tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    passed, skipped = (re.search(rf"(\d+) {word}", done.stdout) for word in ("passed", "skipped"))
    assert done.returncode == 0, done.stdout
    assert passed
    assert int(passed[1]) + int(skipped[1] if skipped else 0) == 12
    assert not skipped or "Docker does not run" in done.stdout


def test_the_example_project_has_two_files_and_the_image_of_the_kit():
    """The tag stands there once more, since that project has no kit."""
    assert sorted(path.name for path in EXAMPLE.glob("*.py")) == ["codes.py", "test_codes.py"]
    assert f'"{IMAGE}"' in (EXAMPLE / "test_codes.py").read_text(encoding="utf-8")
