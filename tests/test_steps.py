"""Steps: the first open one is explained, the later ones wait, and what is asked for by name is run."""

from __future__ import annotations

import re

import pytest

from tests.small_kit.build import build
from tests.support.kata_steps import steps_of
from tests.support.kit_runs import ROOT, run_warm
from tests.support.named_runs import SKELETON, SOLVED, kit, small
from tests.support.usage_errors import says

KATAS = sorted(path.parent.name for path in ROOT.glob("katas/*/README.md"))

RUNS = {
    "skeleton": SKELETON,
    **{
        f"all steps of {kata}": kit(
            *(f"katas/{kata}", "--all-steps", "--stretch", "--benchmark-disable", "-rA"), on_this_redis=True
        )
        for kata in KATAS
    },
    "all steps": small("katas/tea", "--all-steps", "--stretch", "-q"),
    "by name": small("katas/tea/test_01_tea.py::test_tea", "katas/tea/test_03_fast.py::test_cake", "-v"),
    "by word": small("katas/tea", "-k", "cake", "-v"),
    "both": small("katas/tea", "solutions", "-rsp", "--benchmark-disable"),
    "both, in two processes": small("katas/tea", "katas/typo", "solutions", "-rsp", "-n", "2"),
    "solved": SOLVED,
    "done": small("katas/done"),
    "done with a table": small("katas/done", "--benchmark-sort=name"),
    "done with stretch": small("katas/done", "-q", "--stretch", on_this_redis=True),
}


def test_bare_pytest_runs_the_katas(runs):
    """And no test of the kit's own."""
    run = runs("skeleton")

    assert "testpaths: katas" in run.output
    assert "katas/cache_api/test_02_from_redis.py" in run.output
    assert "tests/" not in run.output


def test_on_a_fresh_clone_one_step_is_done_and_one_is_explained(runs):
    """Red, with one block, and with all others waiting for it; the remaining tests of the open step too."""
    run = runs("skeleton")

    assert run.exit_code == 1
    assert len(re.findall(r"^step \d+ of \d+ · ", run.output, re.MULTILINE)) == len(KATAS)
    assert run.open_step == "step 2"
    assert re.search(r"^SKIPPED \[\d+\] dojo/steps.py:\d+: waits for step 2$", run.output, re.MULTILINE)
    assert "katas/cache_api/main.py: █▁▁▁▁▁▁▁▁ 1 of 9 steps" in run.output


@pytest.mark.parametrize("name", ["both", "both, in two processes"])
def test_what_comes_after_the_open_step_waits_for_it(runs, name):
    """Its own remaining tests as well; what came before has passed. However many processes there are."""
    output = runs(name).output

    passed = re.findall(r"^PASSED katas/tea/test_\w+\.py::(\w+)$", output, re.MULTILINE)
    waiting = re.findall(r"^SKIPPED \[(\d+)\] .*: (waits .*)$", output, re.MULTILINE)
    assert passed == ["test_tea"]
    assert waiting == [("5", "waits for step 2")]
    assert re.findall(r"^step 2 of 3 · .*$", output, re.MULTILINE) == ["step 2 of 3 · Milk comes from Redis"]


@pytest.mark.parametrize("name", ["both", "both, in two processes"])
def test_a_kata_and_its_solution_do_not_wait_for_each_other(runs, name):
    """Each main.py has steps of its own; one that is open makes the run red."""
    run = runs(name)

    assert "katas/tea/main.py: █▁▁ 1 of 3 steps" in run.output
    assert "solutions/tea/main.py: ███ 3 of 3 steps" in run.output
    assert run.exit_code == 1


def test_several_processes_print_the_same_block(runs):
    """Word for word."""
    alone, among_others = (runs.block(name, "tea", "step 2") for name in ("both", "both, in two processes"))

    assert alone == among_others
    assert "got       main.py cannot be loaded" in runs.block("both, in two processes", "typo", "step 1")


@pytest.mark.parametrize("name", ["both", "solved"])
def test_stretch_steps_are_skipped_with_their_reason(runs, name):
    """They are not needed for green, and wait for nothing but --stretch."""
    number = {"both": 2, "solved": 1}[name]

    assert re.search(rf"^SKIPPED \[{number}\] .*: stretch: run with --stretch$", runs(name).output, re.MULTILINE)


def test_a_solved_kata_is_green(runs):
    """Exit code 0, and no block."""
    run = runs("solved")

    assert run.exit_code == 0
    assert run.open_step == ""
    assert "7 passed, 1 skipped" in run.output
    assert "solutions/tea/test_02_milk.py::test_milk PASSED" in run.output


@pytest.mark.parametrize("name", ["done", "done with stretch"])
def test_who_is_done_is_told_what_else_there_is(runs, name):
    """The one thing to do. These runs keep no results, so a real Redis comes first."""
    said = runs(name).output

    assert "katas/done/main.py: █ 1 of 1 steps\n" in said
    assert "Well done. next: pytest katas/done --real-redis\n(without Docker: pytest katas/done --compare)\n" in said


def test_the_table_of_the_benchmark_is_shown_on_request(runs):
    """With one of its options, and with its line at the top of the run; else there is neither."""
    for words in ("- benchmark 'done': 1 tests -", "\nbenchmark: 5.", "\nLegend:"):
        assert words in runs("done with a table").output
        assert words not in runs("done").output


def test_all_steps_runs_every_step(runs):
    """Nothing waits; the stretch steps are numbered by themselves, and are no part of the progress."""
    run = runs("all steps")

    heads = re.findall(r"^((?:stretch )?step \d+ of \d+) · ", run.output, re.MULTILINE)
    assert heads == ["step 2 of 3"] * 2 + ["step 3 of 3"] * 3 + ["stretch step 1 of 1"]
    assert "6 failed, 2 passed" in run.output
    assert "katas/tea/main.py: █▁▁ 1 of 3 steps" in run.output
    assert run.exit_code == 1


@pytest.mark.parametrize(("name", "ran"), [("by name", 3), ("by word", 3)])
def test_a_test_that_is_asked_for_is_run(runs, name, ran):
    """By its name or by -k: it does not wait for the steps before it."""
    output = runs(name).output

    assert "waits for" not in output
    assert len(re.findall(r"^katas/tea/test_\w+\.py::\S+ (?:PASSED|FAILED)", output, re.MULTILINE)) == ran
    assert len(re.findall(r"::test_cake\[\w+\] FAILED", output)) == 2


@pytest.mark.parametrize("source", ['READ = "theory/page.md"\n', '"""Milk"""\n'], ids=["no title", "no READ"])
def test_a_step_without_title_or_page_is_a_usage_error(tmp_path, source):
    """Its author forgot one; a learner would get a failure block with a gap."""
    folder = build(tmp_path)
    (folder / "katas" / "tea" / "test_04_more.py").write_text(f"{source}\n\ndef test_more(): ...\n", encoding="utf-8")

    run = run_warm("katas/tea", cwd=folder, PYTHONPATH=str(ROOT))

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(
        run.output,
        tried="katas/tea/test_04_more.py, a step of tea",
        wrong="a step needs a docstring, whose first line is its title, and READ",
        do='write READ = "katas/tea/README.md#section", the page that explains it',
    )


# The skeletons --------------------------------------------------------------------------------------------------------


def failing_steps(output: str, kata: str) -> dict[str, list[str]]:
    """The blocks of each step."""
    blocks: dict[str, list[str]] = {}
    pattern = (
        rf"^((?:stretch )?step \d+) of \d+ · .*\n(?:  .*\n)*?  hint      pytest katas/{kata}(?: --stretch)? --hint$"
    )
    for match in re.finditer(pattern, output, re.MULTILINE):
        blocks.setdefault(match[1], []).append(match[0])
    return blocks


@pytest.mark.parametrize("kata", KATAS)
def test_every_step_of_the_skeleton_but_the_first_fails(runs, kata):
    """So every step has something to teach; the first one shows that the skeleton works."""
    run = runs(f"all steps of {kata}")

    assert sorted(failing_steps(run.output, kata)) == sorted(set(steps_of(kata)) - {"step 1"})
    assert run.exit_code == 1


@pytest.mark.parametrize("kata", KATAS)
def test_the_skeleton_fails_by_assertion(runs, kata):
    """A block that expects something and got something else: no ImportError, no error of the kit, no hang."""
    output = runs(f"all steps of {kata}").output

    blocks = [block for blocks in failing_steps(output, kata).values() for block in blocks]
    assert len(blocks) == len(re.findall(r"^FAILED ", output, re.MULTILINE))
    assert [block for block in blocks if "\n  expected  " not in block or "\n  got       " not in block] == []
    for word in ("ImportError", "ModuleNotFoundError", "cannot be loaded", "none: the app was still", "Traceback"):
        assert word not in output
    assert not re.search(r"^ERROR ", output, re.MULTILINE)
