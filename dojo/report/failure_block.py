"""The failure block: what a learner reads when a step is open. One thing to read, in the learner's terms."""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Generator, Iterator
from typing import Any

import pytest
import redis

from dojo.app_under_test.loader import CannotLoad
from dojo.course import progress
from dojo.course.next_step import IS_WATCHED
from dojo.guards import time_limit
from dojo.guards.own_verdict import OwnVerdict
from dojo.guards.time_limit import NoAnswer
from dojo.kata import root_of, shown
from dojo.record import CALL, LOOK, Record, begin, expected, record_of
from dojo.report.abridge import without_the_middle_of_output
from dojo.report.called import called
from dojo.report.in_redis import in_redis, keys_shown
from dojo.report.layout import WIDTH, Row, laid_out, room_in, terminal_width, width_of
from dojo.report.learner_traceback import your_code
from dojo.report.notes import Failure, notes
from dojo.report.transcript import Transcript
from dojo.steps import STEP, Step, remember_if_open
from dojo.text import cut, for_terminal, ids_in, width_that_tells_apart, without_long_ids, without_middle


class FailureBlock:
    """The lines of the block, which pytest prints instead of a traceback."""

    def __init__(self, step: Step, rows: list[Row], width: int) -> None:
        kind = "stretch step" if step.stretch else "step"
        self._head = f"{kind} {step.number} of {step.of} · {step.title}"
        self._body = list(laid_out([(name, lines) for name, lines in rows if any(lines)], width))

    def __str__(self) -> str:
        return "\n".join([self._head, *self._body])

    def toterminal(self, terminal: pytest.TerminalReporter) -> None:
        terminal.line(for_terminal(self._head), bold=True, red=True)
        for line in self._body:
            terminal.line(for_terminal(line))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput[WIDTH] = terminal_width()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    begin(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    yield
    step = item.stash.get(STEP, None)
    if step and step.name != "step 1":  # step 1 is given; an `await` that is missing later opens the step of that code
        for _, name in record_of(item).unawaited:
            raise AssertionError(expected("every coroutine to be awaited", got=f"{name}() was called, not awaited"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    step = item.stash.get(STEP, None)
    if step:
        vars(item)["repr_failure"] = _nothing  # pytest's traceback takes 60 ms, and the block is shown in its place
    report: pytest.TestReport = yield  # type: ignore[assignment]  # what the wrapped hook returns
    if step:
        report.sections = [(name, without_the_middle_of_output(output)) for name, output in report.sections]
    if step and report.failed and call.excinfo:
        if call.when == "setup":
            report.when = "call"  # a main.py that does not load is a failed test, not an error of the kit
        width = width_of(item.config)
        rows = _rows(item, step, call.excinfo.value, room_in(width))
        report.longrepr = FailureBlock(step, rows, width)  # type: ignore[assignment]
        remember_if_open(item, report)
        error = call.excinfo.value
        is_loaded = not isinstance(error, CannotLoad)  # for --hint; the others are for --results
        is_error = not isinstance(error, AssertionError) or not is_loaded
        vars(report).update(expected=_words(record_of(item), error)[0], is_error=is_error, is_loaded=is_loaded)
    return report  # type: ignore[return-value]


def _nothing(*_: object) -> str:
    return ""


def _rows(item: pytest.Item, step: Step, error: BaseException, room: int) -> list[Row]:
    record, look = record_of(item), item.stash.get(LOOK, None)
    main_py = root_of(item.config) / step.main_py
    wanted, got, what = _words(record, error)
    failure = Failure(record, error, main_py, step.main_py, wanted, got)
    ids = ids_in(" ".join([wanted, got, *(exchange.url for exchange in record.exchanges)]))
    width = width_that_tells_apart({*ids, *keys_shown(record, look)})  # no two keys or ids look alike
    is_loaded = not isinstance(error, CannotLoad)  # else the step, its page and its hints are about something else
    return [
        ("called", [without_middle(what) if what else called(record, room, width)]),
        ("expected", [without_long_ids(wanted, width)]),
        ("got", without_long_ids(f"{got}{_of_which(record)}", width).splitlines() if got else []),
        ("why", [_why(item)] if is_loaded else []),
        ("your code", your_code(record, error, main_py, step.main_py)),
        ("note", _apart([note for note in (progress.note(item.config, step), *notes(failure)) if note])),
        ("the wire", Transcript(record, room, width).lines()),
        ("in Redis", in_redis(look, width)),
        ("test", [_place_of_test(item, error)]),
        ("read", [step.read] if is_loaded else []),
        ("hint", [_hint(item, step)] if is_loaded else []),
    ]


def _hint(item: pytest.Item, step: Step) -> str:
    if item.config.stash.get(IS_WATCHED, False):
        return "press h"
    return f"pytest katas/{step.kata}{' --stretch' if step.stretch else ''} --hint"


def _apart(notes: list[str]) -> list[str]:
    """Of several, each one begins with a dot."""
    return [f"· {note}" for note in notes] if len(notes) > 1 else notes


def _why(item: pytest.Item) -> str:
    """The docstring of the test, which says what the rule is good for."""
    docstring = getattr(item, "obj", item).__doc__ or ""
    return " ".join(docstring.split())


def _words(record: Record, error: BaseException) -> tuple[str, str, str]:
    """What the test expected and what it got; also what it called, if the test says so."""
    if isinstance(error, NoAnswer):
        busy = "call" if record.exchanges and record.exchanges[-1].method == CALL else "app"
        wanted = f"an answer within {time_limit.ANSWER_WITHIN_SECONDS:g} s"
        return wanted, f"none: the {busy} was still busy or waiting", ""
    if isinstance(error, CannotLoad | OwnVerdict):
        return error.wanted, str(error), ""
    if record.expectation and isinstance(error, AssertionError):
        return record.expectation.expected, record.expectation.got, record.expectation.called
    if isinstance(error, redis.ResponseError):  # the test looked at a key, and it was of another type
        return "keys of the types that the brief promises", f"Redis says {cut(str(error))}", ""
    return "", f"{type(error).__name__}: {error}" if not isinstance(error, AssertionError) else str(error), ""


def _of_which(record: Record) -> str:
    """``  (request 6)``, where there are several and no other row says it."""
    judged = record.judged
    if judged is None or len(record.exchanges) == 1 or judged is record.failed:  # `your code` says it of an exception
        return ""
    says_it = record.expectation and re.search(rf"\b{judged.name}\b", record.expectation.expected)
    return "" if says_it else f"  ({judged.name})"


def _place_of_test(item: pytest.Item, error: BaseException) -> str:
    """``katas/cache_api/test_02_from_redis.py:24``: the line that failed, or where the test begins."""
    file = item.path
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    return f"{shown(file, item.config)}:{lines[-1] if lines else _first_line(item)}"


def _first_line(item: pytest.Item) -> int:
    """The line of its `def`, below its decorators."""
    source, first = inspect.getsourcelines(getattr(item, "function"))  # noqa: B009  # an Item need not have one
    return next(number for number, line in enumerate(source, first) if line.lstrip().startswith(("def ", "async def ")))
