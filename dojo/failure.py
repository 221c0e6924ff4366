"""The failure block: what a learner reads when a step is open. One thing to read, in the learner's terms."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from dojo.bound import ANSWER_WITHIN_SECONDS, NoAnswer
from dojo.steps import STEP, Step, remember_if_open
from dojo.story import LOOK, Exchange, RoundTrip, Story, begin, current
from dojo.wire import as_text, count_of, short
from dojo.worker import CannotLoad

_MOST_LINES = 8
_WIDTH = 150


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
def pytest_runtest_setup() -> None:
    begin()


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
    story = current()
    main_py = item.config.rootpath / step.main_py
    expected, got, called = _words(story, error, main_py)
    return [
        ("called", [called or _called(story.exchanges)]),
        ("expected", [expected]),
        ("got", got.splitlines()),
        ("your code", _your_code(story, error, main_py, step.main_py)),
        ("the wire", _the_wire(story)),
        ("in Redis", _in_redis(item.stash.get(LOOK, None))),
        ("read", [step.read]),
        ("hint", [f"pytest katas/{step.kata}{' --stretch' if step.stretch else ''} --hint"]),
    ]


def _words(story: Story, error: BaseException, main_py: Path) -> tuple[str, str, str]:
    """What was expected, what came, and what was called if the test says so."""
    if isinstance(error, NoAnswer):
        return f"an answer within {ANSWER_WITHIN_SECONDS:.0f} s", "none: the app was still busy or waiting", ""
    if isinstance(error, CannotLoad):
        return "main.py to load, and its `app` to start and to stop", str(error), ""
    if story.expectation and isinstance(error, AssertionError):
        return story.expectation.expected, story.expectation.got, story.expectation.called
    return "", f"{type(error).__name__}: {error}" if not isinstance(error, AssertionError) else str(error), ""


def _called(exchanges: list[Exchange]) -> str:
    """``GET /users/7, twice · PUT /users/7``"""
    runs: list[tuple[str, int]] = []
    for exchange in exchanges:
        worker = f" ({exchange.worker})" if exchange.worker else ""
        call = f"{exchange.method} {exchange.url}{worker}"
        if runs and runs[-1][0] == call:
            runs[-1] = (call, runs[-1][1] + 1)
        else:
            runs.append((call, 1))
    times = {1: "", 2: ", twice"}
    calls = [f"{call}{times.get(count, f', {count} times')}" for call, count in runs]
    return " · ".join(calls if len(calls) <= 6 else [*calls[:2], f"… {len(calls) - 5} more …", *calls[-3:]])


def _your_code(story: Story, error: BaseException, main_py: Path, shown: str) -> list[str]:
    """The line of the learner's file where it raised, or where it waited, without framework frames."""
    if isinstance(error, NoAnswer):
        places = [line for file, line in error.waiting_at if Path(file) == main_py] or _lines_in(error, main_py)
        return [_place(main_py, places[-1], shown)] if places else []
    if isinstance(error, CannotLoad):
        return _raised(error.__cause__, main_py, shown)
    judged = story.expectation.judged if story.expectation else None
    failed = [exchange for exchange in story.exchanges if exchange.error]
    if judged in failed:
        failed = [judged]
    if not failed:
        return []
    lines = _raised(failed[-1].error, main_py, shown)
    of_which = f"(request {failed[-1].number}, {failed[-1].method} {failed[-1].url})"
    return lines if len(story.exchanges) == 1 else [*lines[:-1], f"{lines[-1]}  {of_which}"]


def _raised(raised: BaseException | None, main_py: Path, shown: str) -> list[str]:
    if raised is None:
        return []
    what = "".join(traceback.format_exception_only(raised)).strip()
    if isinstance(raised, SyntaxError) and raised.filename == str(main_py):
        return [_place(main_py, raised.lineno or 0, shown), _cut(what.splitlines()[-1])]
    places = _lines_in(raised, main_py)
    return [_place(main_py, places[-1], shown) if places else "outside of your file", _cut(" ".join(what.split()))]


def _lines_in(error: BaseException, main_py: Path) -> list[int]:
    frames = traceback.extract_tb(error.__traceback__)
    return [frame.lineno or 0 for frame in frames if Path(frame.filename) == main_py]


def _place(main_py: Path, line: int, shown: str) -> str:
    return f"{shown}:{line}   {linecache.getline(str(main_py), line).strip()}"


def _the_wire(story: Story) -> list[str]:
    """What each request said to Redis and was told, and between them what the test did."""
    exchanges, judged = story.exchanges, story.expectation.judged if story.expectation else None
    if not exchanges:
        return []
    if len(story.events) == len(exchanges) and not any(exchange.trips for exchange in exchanges):
        few = " · ".join(f"request {exchange.number}: nothing" for exchange in exchanges)
        return [few if len(exchanges) <= 4 else f"requests 1 to {len(exchanges)}: nothing"]
    last = len(story.events) - 3
    lines, left_out = [], 0
    for position, event in enumerate(story.events):
        plain = isinstance(event, Exchange) and event.method == "GET" and event is not judged
        if len(story.events) > _MOST_LINES and plain and 2 <= position < last:
            left_out += 1
            continue
        lines += [f"… {count_of(left_out, 'more request')} …"] if left_out else []
        left_out = 0
        lines += [f"— the test {event} —"] if isinstance(event, str) else _request(event)
    return lines if len(lines) <= 2 * _MOST_LINES else [*lines[:2], "…", *lines[3 - 2 * _MOST_LINES :]]


def _request(exchange: Exchange) -> list[str]:
    """One line; a line per round trip if one is too short for them."""
    name = f"request {exchange.number}"
    line = f"{name}: {_trips(exchange.trips)}"
    if len(line) <= _WIDTH or len(exchange.trips) < 2:
        return [_cut(line)]
    trips = [_cut(f"  {_trip(trip, 24)}") for trip in exchange.trips[:_MOST_LINES]]
    return [f"{name}: {len(exchange.trips)} round trips", *trips]


def _trips(trips: list[RoundTrip]) -> str:
    if len(trips) < 2:
        return _trip(trips[0]) if trips else "nothing"
    return f"{len(trips)} round trips: {', then '.join(_trip(trip, 24) for trip in trips[:_MOST_LINES])}"


def _trip(trip: RoundTrip, width: int = 48) -> str:
    """Its commands and replies; of a value only `width` characters, so that what follows it (EX 300) is seen."""
    if trip.fault or not trip.replies:
        commands = " + ".join(as_text(command, width) for command in trip.commands) or "(connecting)"
        return f"{commands} → {trip.fault or 'no reply yet'}"
    names = [command[0].upper() for command in trip.commands]
    if names[:1] == [b"MULTI"] and names[-1:] == [b"EXEC"]:
        inner = " + ".join(as_text(command, width) for command in trip.commands[1:-1])
        return f"MULTI[{inner}] → {_reply(trip.replies[-1], width)}"
    pairs = list(zip(trip.commands, trip.replies, strict=False))[:_MOST_LINES]
    return " + ".join(f"{as_text(command, width)} → {_reply(reply, width)}" for command, reply in pairs)


def _reply(reply: object, width: int = 48) -> str:
    if reply is None:
        return "nil"
    if isinstance(reply, list):
        return short(f"[{', '.join(_reply(part) for part in reply)}]", width)
    return short(reply, 48 if isinstance(reply, Exception) else width)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _in_redis(look: redis.Redis | None) -> list[str]:
    """Each key with its type and TTL."""
    if look is None:
        return []
    try:
        keys = sorted(look.scan_iter(count=1000))
        lines = [f"{short(key)}  {_type_and_ttl(look, key)}" for key in keys[:_MOST_LINES]]
    except redis.RedisError as error:
        return [f"cannot look: {error}"]
    more = [f"… {len(keys) - _MOST_LINES} more keys"] if len(keys) > _MOST_LINES else []
    return lines + more or ["no keys"]


def _type_and_ttl(look: redis.Redis, key: bytes) -> str:
    kind, left, where = as_text((look.type(key),)), look.pttl(key), ""  # type: ignore[arg-type]
    if kind == "hash" and left == -1:
        with suppress(redis.ResponseError):  # before 7.4 the fields of a Hash have no TTL
            left, where = min(look.hpttl(key, *look.hkeys(key)) or [-2]), " on each field"
    words = {-1: "no TTL", -2: "just expired"}
    return f"{kind}, {words.get(left) or f'TTL {left / 1000:.0f} s{where}'}"
