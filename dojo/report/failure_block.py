"""The failure block: what a learner reads when a step is open. One thing to read, in the learner's terms."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from dojo.app_under_test.loader import CannotLoad
from dojo.course import progress
from dojo.guards import time_limit
from dojo.guards.time_limit import NoAnswer
from dojo.record import CALL, LOOK, Exchange, Record, begin, expected, record_of
from dojo.report.learner_traceback import your_code
from dojo.report.transcript import MOST_LINES, WIDTH, cut, the_wire
from dojo.steps import STEP, Step, remember_if_open
from dojo.text import as_text, in_words, short


class FailureBlock:
    """The lines of the block; pytest prints it in place of a traceback."""

    def __init__(self, step: Step, rows: list[tuple[str, list[str]]]) -> None:
        kind = "stretch step" if step.stretch else "step"
        self._head = f"{kind} {step.number} of {step.of} · {step.title}"
        self._rows = [(name, lines) for name, lines in rows if any(lines)]

    def __str__(self) -> str:
        return "\n".join([self._head, *self._body()])

    def toterminal(self, terminal: pytest.TerminalReporter) -> None:
        terminal.line(self._head, bold=True, red=True)
        for line in self._body():
            terminal.line(line)

    def _body(self) -> Iterator[str]:
        for name, lines in self._rows:
            for number, line in enumerate(lines):
                yield f"  {name if number == 0 else '':<9} {line}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    begin(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    yield
    step = item.stash.get(STEP, None)
    if step and step.name != "step 1":  # the first one is given: what is forgotten since is for the others to say
        for _, name in record_of(item).unawaited:
            raise AssertionError(expected("every coroutine to be awaited", got=f"{name}() was called, not awaited"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report: pytest.TestReport = yield  # type: ignore[assignment]  # what the wrapped hook returns
    step = item.stash.get(STEP, None)
    if step and report.failed and call.excinfo:
        if call.when == "setup":
            report.when = "call"  # a main.py that does not load is a failed test, not an error of the kit
        report.longrepr = FailureBlock(step, _rows(item, step, call.excinfo.value))  # type: ignore[assignment]
        remember_if_open(item, report)
    return report  # type: ignore[return-value]


def _rows(item: pytest.Item, step: Step, error: BaseException) -> list[tuple[str, list[str]]]:
    record = record_of(item)
    main_py = item.config.rootpath / step.main_py
    expected, got, called = _words(record, error, main_py)
    return [
        ("called", [cut(called) if called else _called(record.exchanges)]),
        ("expected", [expected]),
        ("got", f"{got}{_of_which(record)}".splitlines() if got else []),
        ("why", [_why(item)]),
        ("your code", your_code(record, error, main_py, step.main_py)),
        ("note", [progress.note(item.config, step)]),
        ("the wire", the_wire(record)),
        ("in Redis", _in_redis(item.stash.get(LOOK, None))),
        ("read", [step.read]),
        ("hint", [f"pytest katas/{step.kata}{' --stretch' if step.stretch else ''} --hint"]),
    ]


def _why(item: pytest.Item) -> str:
    """The docstring of the test, which says what the rule is good for."""
    docstring = getattr(item, "obj", item).__doc__ or ""
    return " ".join(docstring.split())


def _words(record: Record, error: BaseException, main_py: Path) -> tuple[str, str, str]:
    """What was expected, what came, and what was called if the test says so."""
    if isinstance(error, NoAnswer):
        busy = "call" if record.exchanges and record.exchanges[-1].method == CALL else "app"
        wanted = f"an answer within {time_limit.ANSWER_WITHIN_SECONDS:g} s"
        return wanted, f"none: the {busy} was still busy or waiting", ""
    if isinstance(error, CannotLoad):
        return error.wanted, str(error), ""
    if record.expectation and isinstance(error, AssertionError):
        return record.expectation.expected, record.expectation.got, record.expectation.called
    if isinstance(error, redis.ResponseError):  # the test looked at a key, and it was of another type
        return "keys of the types that the brief promises", f"Redis says {cut(str(error))}", ""
    return "", f"{type(error).__name__}: {error}" if not isinstance(error, AssertionError) else str(error), ""


def _called(exchanges: list[Exchange]) -> str:
    """``GET /users/7, twice · PUT /users/7``"""
    runs: list[tuple[str, int]] = []
    for exchange in exchanges:
        who = f" ({exchange.who})" if exchange.who else ""
        call = f"{exchange.title}{who}"
        if runs and runs[-1][0] == call:
            runs[-1] = (call, runs[-1][1] + 1)
        else:
            runs.append((call, 1))
    times = {1: "", 2: ", twice"}
    calls = [f"{call}{times.get(count, f', {count} times')}" for call, count in runs]
    line = " · ".join(calls)
    for first, last in ((2, 3), (2, 2), (1, 2), (1, 1)) if len(calls) > 6 or len(line) > WIDTH else ():
        if len(calls) > first + last:
            line = " · ".join([*calls[:first], f"… {len(calls) - first - last} more …", *calls[-last:]])
        if len(line) <= WIDTH:
            break
    return cut(line)


def _of_which(record: Record) -> str:
    """``  (request 6)``, where there are several and nothing else says it."""
    judged = record.judged
    if judged is None or len(record.exchanges) == 1 or judged is record.failed:  # `your code` says it of an exception
        return ""
    says_it = record.expectation and re.search(rf"\b{judged.name}\b", record.expectation.expected)
    return "" if says_it else f"  ({judged.name})"


def _in_redis(look: redis.Redis | None) -> list[str]:
    """Each key with its type and TTL."""
    if look is None:
        return []
    try:
        keys = sorted(look.scan_iter(count=1000))
        lines = [f"{short(key)}  {_type_and_ttl(look, key)}" for key in keys[:MOST_LINES]]
    except redis.RedisError as error:
        return [f"cannot look: {error}"]
    more = [f"… {len(keys) - MOST_LINES} more keys"] if len(keys) > MOST_LINES else []
    return lines + more or ["no keys"]


def _type_and_ttl(look: redis.Redis, key: bytes) -> str:
    kind, left, where = as_text((look.type(key),)), look.pttl(key), ""
    if kind == "hash" and left == -1:
        with suppress(redis.ResponseError):  # before 7.4 the fields of a Hash have no TTL
            left, where = min(look.hpttl(key, *look.hkeys(key)) or [-2]), " on each field"
    words = {-1: "no TTL", -2: "just expired"}
    return f"{kind}, {words.get(left) or f'TTL {in_words(left)}{where}'}"
