"""A main.py that does not load, start or end is a failed test, with exit code 1 and the line of the learner."""

from __future__ import annotations

import pytest

from tests.support.bad_answers import BAD_ANSWERS, BadAnswer
from tests.support.kit_runs import BackgroundRuns


@pytest.mark.parametrize("case", BAD_ANSWERS, ids=lambda case: case.name)
def test_an_answer_that_is_broken_is_a_failed_test(case: BadAnswer, background_runs: BackgroundRuns) -> None:
    """The block names the learner's line; what does not end is given up, and the run goes on to its end."""
    run = background_runs.result(case.run)

    assert run.exit_code == pytest.ExitCode.TESTS_FAILED, run.output
    assert run.output.count(f"  got       {case.got}") == (1 if case.others_pass else 2), run.output
    assert case.place in run.output, run.output
    assert case.raised in run.output, run.output
    assert "Traceback" not in run.output, run.output
    assert ("1 failed, 1 passed" if case.others_pass else "2 failed") in run.output, run.output
