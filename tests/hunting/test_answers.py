"""The right answers and the bugs of bug_hunt: what they are made of, and that nobody reads a bug by accident."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from itertools import chain

import pytest

from dojo.hunting.answers import Answer, apps_in, bug_of_step, decoded, right_answers
from tests.support.kit_runs import ROOT, BackgroundRuns, Wanted, judging

KATA = ROOT / "katas" / "bug_hunt"
NEWEST = (99, 0)
STEPS = range(2, 14)
APPS = ["cache_api", "rate_limiter", "session_storage"]
RIGHT = list(chain.from_iterable(right_answers(KATA, app, NEWEST) for app in APPS))


class Judged:
    """An answer, and the run of its kata's own tests on it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    @cached_property
    def run(self) -> Wanted:
        promised = ["-k", "not negative_caching", "--stretch"] if self.answer.app == "cache_api" else []
        return judging(self.answer.app, self.answer.source, "--benchmark-disable", *promised, on_this_redis=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "judged" in metafunc.fixturenames:
        is_thorough = metafunc.config.getoption("--thorough")
        chosen = [one for one in RIGHT if one.name != "reference"] if is_thorough else RIGHT[-1:]
        metafunc.parametrize(
            "judged", [Judged(one) for one in chosen], ids=lambda one: f"{one.answer.app}-{one.answer.name}"
        )


def test_a_right_answer_is_green_in_its_own_kata(judged: Judged, background_runs: BackgroundRuns) -> None:
    """Without the stretch steps that bug_hunt does not count among the promises."""
    run = background_runs.result(judged.run)

    assert run.exit_code == 0, run.output


def test_each_app_has_three_right_answers_and_four_bugs() -> None:
    """The apps are found by the names of the files."""
    assert apps_in(KATA) == APPS
    assert [len(right_answers(KATA, app, NEWEST)) for app in APPS] == [3, 3, 3]
    assert Counter(bug_of_step(KATA, step).app for step in STEPS) == dict.fromkeys(APPS, 4)


def test_an_old_redis_gets_the_right_answers_that_run_there() -> None:
    """HSETEX needs Redis 8."""
    assert [one.name for one in right_answers(KATA, "session_storage", (7, 4))] == ["reference", "scripts"]


@pytest.mark.parametrize("answer", RIGHT, ids=lambda answer: f"{answer.app}-{answer.name}")
def test_a_right_answer_says_what_it_does_and_why_it_is_right(answer: Answer) -> None:
    """A learner whose test it fails reads both."""
    assert answer.what.endswith(".")
    assert answer.why.endswith(".")
    assert (answer.name == "reference") == (not answer.swaps)
    compile(answer.source, answer.name, "exec")


@pytest.mark.parametrize("step", STEPS)
def test_a_bug_differs_little_and_says_what_is_wrong(step: int) -> None:
    """Its diff is read at the end of a run."""
    bug = bug_of_step(KATA, step)

    assert bug.what.endswith(".")
    assert 1 <= sum(line.startswith("+") for line in bug.diff[2:]) <= 16
    compile(bug.source, bug.name, "exec")


@pytest.mark.parametrize("step", STEPS)
def test_a_bug_is_not_readable_at_a_glance(step: int) -> None:
    """Nor does the step's file tell more than its report."""
    path = KATA / "bugs" / f"step_{step:02}.rot13"
    stored = path.read_text(encoding="utf-8")
    (step_file,) = KATA.glob(f"test_{step:02}_*.py")

    assert decoded(path).startswith("app = ")
    for word in ("redis", "await", "swap", "session"):
        assert word not in stored.lower()
    assert bug_of_step(KATA, step).what not in step_file.read_text(encoding="utf-8")
