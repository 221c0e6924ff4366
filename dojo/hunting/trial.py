"""A trial: one test of the learner runs on one answer. It is a run of pytest's own phases, inside of a step's test."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import SetupState

from dojo.app_under_test.loader import CannotLoad
from dojo.guards import time_limit
from dojo.guards.own_verdict import OwnVerdict
from dojo.guards.time_limit import bounded
from dojo.hunting.answers import Answer
from dojo.hunting.judged import JUDGED
from dojo.hunting.sleeping import no_sleep_in
from dojo.record import Record, aside, record_of

_OF_PYTEST = ("_pytest", "pluggy")


@dataclass(frozen=True)
class Trial:
    """What became of one test on one answer."""

    test: pytest.Function
    answer: Answer
    error: BaseException | None
    """What the test raised; None if it passed, or was skipped."""
    was_skipped: bool
    record: Record
    sections: list[tuple[str, str, str]]
    """What it printed, as pytest keeps it: (phase, stream, text)."""

    @property
    def name(self) -> str:
        """``test_a_hit``, or ``TestCache::test_a_hit[users]``"""
        return self.test.nodeid.partition("::")[2]

    @property
    def has_passed(self) -> bool:
        return self.error is None

    @property
    def has_failed_by_its_own_assertion(self) -> bool:
        """Whether an `assert`, a `pytest.fail` or a `pytest.raises` of the learner's file has failed."""
        if isinstance(self.error, CannotLoad | OwnVerdict):
            return False
        is_verdict = isinstance(self.error, AssertionError | pytest.fail.Exception)
        return is_verdict and self.frames[-1:] != [] and self.frames[-1].filename == str(self.test.path)

    @property
    def frames(self) -> list[traceback.FrameSummary]:
        """Where the exception came through, without pytest's own frames."""
        if self.error is None:
            return []
        frames = traceback.extract_tb(self.error.__traceback__)
        return [frame for frame in frames if not set(_OF_PYTEST) & set(Path(frame.filename).parts)]

    @property
    def line(self) -> int:
        """The line of the learner's file that raised; without one, the line on which the test begins."""
        lines = [frame.lineno or 0 for frame in self.frames if frame.filename == str(self.test.path)]
        return lines[-1] if lines else self.first_line

    @property
    def first_line(self) -> int:
        """The line of its ``def``, below its decorators."""
        return first_line(self.test)


def first_line(test: pytest.Function) -> int:
    """The line of its ``def``, below its decorators."""
    source = test.function.__code__
    lines = Path(source.co_filename).read_text(encoding="utf-8", errors="replace").splitlines()
    numbers = range(source.co_firstlineno, len(lines) + 1)
    return next((n for n in numbers if lines[n - 1].lstrip().startswith(("def ", "async def "))), source.co_firstlineno)


def try_on(test: pytest.Function, answer: Answer, folder: Path) -> Trial:
    """Run the test on the answer, whose main.py is written below `folder`."""
    test.stash[JUDGED] = answer.written_to(folder)
    test._report_sections.clear()
    for remembered in ("_instance", "_obj"):  # each run gets an object of its class of its own
        vars(test).pop(remembered, None)
    with _between_tests(test.session), aside(), no_sleep_in(test.path):
        errors = [error for error in _phases(test) if error]
    skipped = [error for error in errors if isinstance(error, pytest.skip.Exception)]
    error = next((error for error in errors if error not in skipped), None)
    return Trial(test, answer, error, bool(skipped), record_of(test), list(test._report_sections))


def _phases(test: pytest.Function) -> Iterator[BaseException | None]:
    test._initrequest()
    hook = test.ihook
    yield (failed := _error_of(partial(hook.pytest_runtest_setup, item=test), "setup"))
    if failed is None:
        yield _error_of(partial(hook.pytest_runtest_call, item=test), "call")
    yield _error_of(partial(hook.pytest_runtest_teardown, item=test, nextitem=None), "teardown")


def _error_of(phase: partial[Any], when: Any) -> BaseException | None:
    def within_bounds() -> None:
        with bounded(time_limit.ANSWER_WITHIN_SECONDS):
            phase()

    call = pytest.CallInfo.from_call(within_bounds, when, reraise=(pytest.exit.Exception, KeyboardInterrupt))
    return call.excinfo.value if call.excinfo else None


@contextmanager
def _between_tests(session: pytest.Session) -> Iterator[None]:
    """pytest sets up one test at a time: meanwhile that of the step is out of its sight."""
    of_the_step = session._setupstate
    session._setupstate = SetupState()
    try:
        yield
    finally:
        session._setupstate = of_the_step
        if capture := session.config.pluginmanager.get_plugin("capturemanager"):
            capture.resume_global_capture()  # it was suspended at the end of the inner test
