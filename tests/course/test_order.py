"""Steps come in their order whatever a plugin does, and a part of a kata is not taken for the whole."""

from __future__ import annotations

import re

import pytest

from tests.support.named_runs import small

RUNS = {
    "shuffled by pytest-randomly": small("katas/tea", "-p", "randomly", "-v"),
    "reversed": small("katas/tea", "-p", "tests.course.reverse", "-v"),
    "run again": small("katas/tea", "--reruns", "2", "-v"),
    "run again until green": small("katas/done", "-p", "tests.course.fails_once", "--reruns", "1", "-v"),
    "a file": small("katas/tea/test_02_milk.py"),
    "a word": small("katas/tea", "-k", "milk"),
    "without a test": small("katas/tea", "--deselect", "katas/tea/test_03_fast.py::test_cake"),
    "the last failed": small("katas/tea", "-p", "cacheprovider", "-o", "cache_dir={tmp}/lf", "--lf"),
    "stepwise": small("katas/tea", "-p", "cacheprovider", "-p", "stepwise", "-o", "cache_dir={tmp}/sw", "--sw"),
    "a part, in a process": small("katas/tea", "--deselect", "katas/tea/test_03_fast.py::test_cake", "-n", "1"),
}


@pytest.mark.parametrize("name", ["shuffled by pytest-randomly", "reversed"])
def test_a_shuffler_does_not_change_the_order_of_the_steps(runs, name):
    """Or a learner would read of step 3 first, and step 2 would wait for it."""
    run = runs(name)

    steps = re.findall(r"^katas/tea/test_(\d+|stretch)", run.output, re.MULTILINE)
    assert run.exit_code == 1
    assert run.open_step == "step 2"
    assert steps == sorted(steps)


def test_a_test_that_is_run_again_does_not_wait_for_itself(runs):
    """pytest-rerunfailures: the second attempt would be skipped, and the run of a skeleton green."""
    run = runs("run again")

    assert run.exit_code == 1
    assert run.open_step == "step 2"
    assert "1 failed" in run.output
    assert "2 rerun" in run.output
    assert "katas/tea/main.py: █▁▁ 1 of 3 steps" in run.output


def test_a_test_that_is_green_in_the_end_holds_nothing_up(runs):
    """What the user asked for with --reruns."""
    run = runs("run again until green")

    assert run.exit_code == 0
    assert "1 rerun" in run.output
    assert "katas/done/main.py: █ 1 of 1 steps" in run.output


PARTS = [name for name in RUNS if name.startswith(("a ", "without", "the last", "stepwise"))]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_a_kata_has_no_bar(runs, name):
    """`▁█▁ 1 of 3 steps, 2 before` would say that a step is lost."""
    run = runs(name)

    assert run.exit_code in (1, 2), run.output  # 2: --sw stops at a failure
    assert run.open_step == "step 2"
    assert " of 3 steps" not in run.output
