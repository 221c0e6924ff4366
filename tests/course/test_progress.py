"""A learner who breaks an early step while working on a later one reads that it was green before."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from dojo.course.progress import green_before, note, remember
from dojo.kata import ROOT as ROOT_OF_THE_KIT
from dojo.steps import Step
from tests.support.kit_runs import ROOT, run_warm

STEP = Step("tea", "katas/tea/main.py", 1, 9, "Tea is served", "katas/tea/README.md#tea", stretch=False)


@pytest.fixture
def config(tmp_path):
    """What is needed of pytest's: a cache that remembers, and the options that choose fakeredis."""
    remembered = {}
    cache = SimpleNamespace(get=lambda name, default: remembered.get(name, default), set=remembered.__setitem__)
    config = SimpleNamespace(getoption=lambda name: None, cache=cache, stash=pytest.Stash())
    config.stash[ROOT_OF_THE_KIT] = tmp_path
    return config


@pytest.fixture(scope="module")
def broken(small_kit, tmp_path_factory):
    """The output of the run of a solved main.py, and of three runs after edits."""
    impl = tmp_path_factory.mktemp("impl")
    main_py = impl / "tea" / "main.py"
    main_py.parent.mkdir()
    solved = (small_kit / "solutions" / "tea" / "main.py").read_text(encoding="utf-8")
    outputs = []
    for source in (solved, f"{solved}\n)", solved.replace("incr", "decr"), solved.replace("green", "black")):
        main_py.write_text(source, encoding="utf-8")
        cache = f"cache_dir={impl / 'cache'}"
        command = ("-p", "cacheprovider", "-o", cache, "katas/tea", "--impl", str(impl), "--benchmark-disable")
        outputs.append(run_warm(*command, cwd=small_kit, PYTHONPATH=str(ROOT)).output)
    return outputs


def test_nothing_is_said_before_anything_was_green(config):
    """A fresh clone."""
    assert note(config, STEP) == ""


def test_a_step_that_was_green_is_told_with_where_the_learner_was(config):
    """Not one that is open, and no stretch step."""
    remember(config, STEP.main_py, {1, 2, 3})
    notes = [note(config, replace(STEP, number=number)) for number in range(1, 5)]

    assert notes[0] == "step 1 was green before (you were on step 4): an edit since then broke it"
    assert [bool(words) for words in notes] == [True, True, True, False]
    assert note(config, replace(STEP, stretch=True)) == ""
    assert note(config, replace(STEP, main_py="solutions/tea/main.py")) == ""


def test_steps_count_from_the_first_on_without_a_gap(config):
    """With --all-steps a later one may be green by chance."""
    remember(config, STEP.main_py, {1, 2, 5})
    after_a_gap = green_before(config, STEP.main_py)
    remember(config, STEP.main_py, {2, 3, 4})
    without_the_first = green_before(config, STEP.main_py)

    assert (after_a_gap, without_the_first) == (2, 2)


def test_the_two_kinds_of_redis_are_kept_apart(config):
    """What is green on fakeredis and red on a real one, no edit broke."""
    remember(config, STEP.main_py, {1, 2, 3})
    config.getoption = lambda name: name == "--real-redis"

    assert note(config, STEP) == ""


def test_without_a_cache_nothing_is_remembered(config):
    """-p no:cacheprovider."""
    config.cache = None
    remember(config, STEP.main_py, {1, 2, 3})

    assert note(config, STEP) == ""


def written(config, source):
    """The learner's main.py, with this source."""
    main_py = config.stash[ROOT_OF_THE_KIT] / STEP.main_py
    main_py.parent.mkdir(parents=True, exist_ok=True)
    main_py.write_text(source, encoding="utf-8")
    return main_py


def test_the_skeleton_is_told_from_an_edit_that_broke_something(config):
    """A learner who wants to do a kata again puts the skeleton back. Nothing is broken, and counting starts again."""
    written(config, "TODO").with_name("main.skeleton").write_text("TODO", encoding="utf-8")
    written(config, "solved")
    remember(config, STEP.main_py, {1, 2, 3})
    step = replace(STEP, number=2)
    after_an_edit = note(config, step)
    written(config, "TODO")
    again = note(config, step)
    remember(config, STEP.main_py, {1})

    assert after_an_edit == "step 2 was green before (you were on step 4): an edit since then broke it"
    assert again == "step 2 was green before (you were on step 4); main.py is the skeleton again"
    assert (green_before(config, STEP.main_py), note(config, replace(STEP, number=3))) == (1, "")


def test_pytest_remembers_it_from_run_to_run(broken):
    """In the block, and behind the bar, until the step is green again."""
    solved, syntax, milk, tea = broken

    assert "before" not in solved
    assert "  note      step 1 was green before (as were all 3): an edit since then broke it\n  in Redis" in syntax
    assert "main.py: ▁▁▁ 0 of 3 steps, 3 before\n" in syntax
    assert "  note      step 2 was green before (as were all 3): an edit since then broke it\n  the wire" in milk
    assert "main.py: █▁▁ 1 of 3 steps, 3 before\n" in milk
    assert "  note      step 1 was green before (as were all 3): an edit since then broke it\n  the wire" in tea
