"""What a step says of a trial: an unfair assertion, a bug that survives, a bug that is found."""

from __future__ import annotations

import linecache
import textwrap
from collections.abc import Sequence

import pytest

from dojo.hunting.answers import Answer
from dojo.hunting.sleeping import Sleeps
from dojo.hunting.trial import Trial, first_line
from dojo.text import count_of, cut

_MOST_TESTS = 6
_MOST_LINES = 3


def name_of(test: pytest.Function) -> str:
    """``test_a_hit (my_tests.py:12)``"""
    return f"{test.nodeid.partition('::')[2]} ({test.path.name}:{first_line(test)})"


def unfair(trial: Trial, shown: str) -> str:
    """The assertion that fails on a right answer, what the answer does, and why that is right; a line each."""
    source = linecache.getline(str(trial.test.path), trial.line).strip()
    return "\n".join(
        [
            f"{shown}:{trial.line}   {source}",
            *reasons(trial.error),
            f"{trial.answer.what} {trial.answer.why}",
        ]
    )


def reasons(error: BaseException | None) -> list[str]:
    """The first lines of what the assertion says: pytest compares both sides."""
    lines = [line.strip() for line in str(error or "").splitlines() if line.strip()]
    return [cut(line) for line in lines[:_MOST_LINES]]


def ended_by_exception(trial: Trial) -> str:
    """Why a test that does not end by an assertion is neither right nor wrong."""
    if isinstance(trial.error, Sleeps):
        return "it sleeps"
    if isinstance(trial.error, AssertionError):
        return f"{_exception(trial)}, which is no assert of its own"
    return f"it ends with {_exception(trial)}"


def survives(bug: Answer, trials: Sequence[Trial], nearest: Trial | None) -> str:
    """Which tests have looked at the bug, and what became of each."""
    if not trials:
        return f"no test for {bug.app} yet: write one, with @pytest.mark.{bug.app} above it"
    passed = sum(trial.has_passed for trial in trials)
    many = count_of(len(trials), "test")
    head = f"none: {many} for {bug.app} looked, and the bug survived" if passed else f"none of {many} for {bug.app}"
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
    if isinstance(trial.error, pytest.FixtureLookupError):
        text = f"no fixture {trial.error.argname!r}"
    return cut(f"{type(trial.error).__name__}{f': {text}' if text else ''}", 100)
