"""What a step says of a trial: an unfair assertion, a bug that survives, a bug that is found."""

from __future__ import annotations

import inspect
import linecache
import textwrap
from collections.abc import Sequence

import pytest

from dojo.guards import time_limit
from dojo.guards.time_limit import NoAnswer
from dojo.hunting.answers import Answer
from dojo.hunting.sleeping import Sleeps
from dojo.hunting.trial import Trial, first_line
from dojo.text import count_of, cut

_MOST_TESTS = 6
_MOST_LINES = 2

FIXTURES = ("client", "second_worker", "redis", "clock", "wire", "slow_api")
"""Those that the brief introduces."""


def name_of(test: pytest.Function) -> str:
    """``test_a_hit (my_tests.py:12)``"""
    return f"{test.nodeid.partition('::')[2]} ({test.path.name}:{first_line(test)})"


def unfair(trial: Trial, shown: str) -> str:
    """The assertion that fails on a right answer, what the answer does, and why that is right; a line each."""
    return "\n".join(
        [
            f"{shown}:{trial.line}   {_source(trial)}",
            *reasons(trial.error),
            f"{trial.answer.name}: {trial.answer.what} {trial.answer.why}",
        ]
    )


def reasons(error: BaseException | None) -> list[str]:
    """The first lines of what the assertion says: pytest compares both sides."""
    lines = [line.strip() for line in str(error or "").splitlines() if line.strip()]
    return [cut(line, 200) for line in lines[:_MOST_LINES]]


def ended_otherwise(trial: Trial, shown: str) -> tuple[str, BaseException | None]:
    """How a test ended that neither passed nor failed by an assertion of its own; and the exception, if that helps."""
    error, place = trial.error, f"{shown}:{trial.line}"
    if inspect.iscoroutinefunction(trial.test.function):
        return f"it is an async def ({place}); write def, and no await: client waits for each answer", None
    if isinstance(error, pytest.FixtureLookupError):
        return f"there is no fixture {error.argname!r} ({place}); there are {', '.join(FIXTURES)}", None
    if isinstance(error, Sleeps):
        return f"it sleeps: {place}   {_source(trial)}\n{error}", None
    if isinstance(error, NoAnswer):
        return f"it was still busy after {time_limit.ANSWER_WITHIN_SECONDS:g} s: {place}   {_source(trial)}", None
    return "it ended with an exception, at no assert of its own", error


def survives(bug: Answer, trials: Sequence[Trial], nearest: Trial | None) -> str:
    """Which tests have looked at the bug, and what became of each."""
    if not trials:
        return f"no test for {bug.app} yet: write one, with @pytest.mark.{bug.app} above it"
    head = f"none: {count_of(len(trials), 'test')} for {bug.app} looked, and the bug survived"
    shown = trials if len(trials) <= _MOST_TESTS else [*trials[: _MOST_TESTS - 1], trials[-1]]
    if nearest and nearest not in shown:
        shown = [nearest, *shown[1:]]
    lines = [f"{name_of(trial.test)} {_became(trial)}{_below(trial is nearest)}" for trial in shown]
    if len(shown) < len(trials):
        lines.insert(-1, f"… {count_of(len(trials) - len(shown), 'more test')} …")
    return "\n".join([head, *lines])


def found(step: str, title: str, bug: Answer, trial: Trial, width: int) -> str:
    """What the run shows at its end, in lines of at most `width`: the bug, which test found it, and the diff."""
    head = f"found: {step} · {title}"
    by = f"by {trial.name}, at {trial.test.path.name}:{trial.line}"
    what = textwrap.wrap(bug.what, width, initial_indent="  ", subsequent_indent="  ")
    diff = [f"  {line}".rstrip() for line in bug.diff[2:]]
    while not diff[-1]:
        diff.pop()
    return "\n".join([head, f"  {by}", *what, *diff])


def _source(trial: Trial) -> str:
    return linecache.getline(str(trial.test.path), trial.line).strip()


def _became(trial: Trial) -> str:
    if trial.was_skipped:
        return "was skipped"
    if trial.has_passed:
        return "passes"
    return f"ends with {_exception(trial)}: only an assert of its own counts"


def _below(is_nearest: bool) -> str:
    return " (its wire is below)" if is_nearest else ""


def _exception(trial: Trial) -> str:
    text = " ".join(str(trial.error).split())
    return cut(f"{type(trial.error).__name__}{f': {text}' if text else ''}", 100)
