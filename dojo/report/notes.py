"""Notes: likely causes that the failed test gives evidence of, one short sentence each. No evidence, no note."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import redis

from dojo.app_under_test.loader import CannotLoad
from dojo.guards.own_verdict import OwnVerdict
from dojo.kata import TESTS
from dojo.record import CALL, Exchange, Record
from dojo.report.cookie_note import dropped_cookie_note
from dojo.report.source import Source, not_utf_8

_READING = re.compile(rb"\d+\.\d{3,}|\d{12,}")


@dataclass(frozen=True)
class Failure:
    """A failed test, as the notes look at it."""

    record: Record
    error: BaseException
    main_py: Path
    shown: str
    """How the block writes the path of main.py."""
    expected: str
    got: str

    @cached_property
    def source(self) -> Source:
        return Source.of(self.main_py)

    @property
    def decides(self) -> Exchange:
        """The request or call that decides: the judged one, or the one that raised, or the last one."""
        return self.record.judged or self.record.failed or self.record.exchanges[-1]

    def at(self, line: int) -> str:
        """``katas/cache_api/main.py:22``"""
        return f"{self.shown}:{line}"


def notes(failure: Failure) -> list[str]:
    """All that there is evidence for, the likeliest cause first."""
    if failure.main_py.name == TESTS and not isinstance(failure.error, CannotLoad):
        return []  # the notes are about apps
    if isinstance(failure.error, CannotLoad):
        return list(not_utf_8(failure.main_py, failure.shown))
    if isinstance(failure.error, OwnVerdict) or not failure.record.exchanges:
        return []
    return [words for note in _NOTES if (words := note(failure))]


def own_client(failure: Failure) -> str:
    """The deciding request made no round trip, and main.py makes a Redis client."""
    decides = failure.decides
    line = failure.source.own_client
    if line is None or decides.trips:
        return ""
    given = "the argument `redis`" if decides.method == CALL else "`redis: RedisClient`"
    return f"{failure.at(line)} makes a Redis client of its own; the tests see only {given}"


def sent_nothing(failure: Failure) -> str:
    """One function never sent a command, while others did."""
    calls = [exchange for exchange in failure.record.exchanges if exchange.method == CALL]
    talked = {exchange.sort for exchange in calls if exchange.trips}
    for call in () if failure.record.failed else calls:
        name = call.sort.strip()
        is_silent = call.sort not in talked and not call.queued and not call.error
        if talked and is_silent and name in failure.source.functions and "[]" not in call.title:
            return f"{call.name}, {name}(), sent nothing"
    return ""


def not_raised(failure: Failure) -> str:
    """The test expects an error status. main.py makes that HTTPException, or sets that status, and goes on."""
    decides = failure.decides
    wanted = {int(status) for status in re.findall(r"\b[45]\d\d\b", failure.expected)}
    passed = decides.status is not None and decides.status < 400
    for line, status in failure.source.exceptions_not_raised:
        if wanted and (passed or decides.error) and (status is None or status in wanted):
            return f"{failure.at(line)} makes an HTTPException but does not raise it, so the request goes on"
    is_about_it = failure.record.judged is None or decides.status in wanted or "detail" in failure.expected
    for line, status in failure.source.statuses_set:
        if decides.status == status and is_about_it:
            return f"{failure.at(line)} sets the status, but the route still runs; `raise HTTPException` ends a request"
    return ""


def bytes_not_text(failure: Failure) -> str:
    """The learner's value is bytes, or the exception says that it met bytes."""
    decides = failure.decides
    remedy = "`text(reply)`" if "text" in failure.source.functions else "`.decode()`"
    words = f"Redis replies with bytes, not text; {remedy} makes text of them"
    if re.search(r"\d", failure.expected) and not re.search(r"['\"a-z]", failure.expected):
        words = "Redis replies with bytes, also for a number; `int(reply)` makes a number of them"
    is_in_got = re.search(r"\bb['\"]", failure.got) and not re.search(r"\bb['\"]", failure.expected)
    error = decides.error
    is_missing = isinstance(error, KeyError) and _replied(decides, error.args[0])
    is_in_error = isinstance(error, TypeError) and re.search(r"\bbytes\b(?!-like)", str(error))
    return words if is_in_got or is_missing or is_in_error else ""


def pythons_own_exception(failure: Failure) -> str:
    """redis-py's exception came through an `except` that names Python's exception of the same name."""
    for kind in (redis.ConnectionError, redis.TimeoutError):
        name = kind.__name__
        line = failure.source.builtin_handlers.get(name)
        if line is not None and isinstance(failure.decides.error, kind):
            return f"{failure.at(line)} catches Python's own {name}; redis-py's is in redis.exceptions"
    return ""


def no_multi(failure: Failure) -> str:
    """The deciding call sent WATCH, and nothing between MULTI and EXEC."""
    line = failure.source.watches_without_multi
    trips = [[command[0].upper() for command in trip.commands] for trip in failure.decides.trips]
    has_transaction = any(names[:1] == [b"MULTI"] and len(names) > 2 for names in trips)
    if line is None or has_transaction or not any(b"WATCH" in names for names in trips):
        return ""
    return f"{failure.at(line)}: after watch(), each command is sent at once; `pipe.multi()` begins the transaction"


def stopwatch(failure: Failure) -> str:
    """Time has passed, or another worker was asked, and main.py keeps the reading of a stopwatch as a time of day."""
    found, record = failure.source.stopwatch, failure.record
    has_passed = any(isinstance(event, str) and re.match(r"lets .* pass", event) for event in record.events)
    if found is None or not (has_passed or any("worker" in exchange.who for exchange in record.exchanges)):
        return ""
    line, name, names_a_window = found
    if not names_a_window and not any(map(_was_sent, record.exchanges)):
        return ""
    return f"{failure.at(line)}: {name}() starts again in each process, and the tests move only time.time()"


def dropped_cookie(failure: Failure) -> str:
    """The browser was sent a cookie, and does not hold it, or does not send it back."""
    return dropped_cookie_note(failure.record, failure.decides)


def _was_sent(exchange: Exchange) -> bool:
    """Whether it sent Redis a reading that a stopwatch had within the last minute, in seconds or nanoseconds."""
    words = [word for trip in exchange.trips for command in trip.commands for word in command]
    numbers = [number for word in words for number in _READING.findall(word)]
    seconds = [float(number) / (1 if b"." in number else 1e9) for number in numbers]
    return any(0 <= now - each < 60 for each in seconds for now in (time.perf_counter(), time.monotonic()))


def _replied(exchange: Exchange, name: object) -> bool:
    """Whether Redis replied with this name, as bytes."""
    word = name.encode() if isinstance(name, str) else None
    return any(word in _flat(trip.replies) for trip in exchange.trips)


def _flat(reply: Any) -> Iterator[Any]:
    if isinstance(reply, dict):
        reply = [*reply, *reply.values()]
    if isinstance(reply, list | tuple | set | frozenset):
        for one in reply:
            yield from _flat(one)
    else:
        yield reply


_NOTES = (
    own_client,
    sent_nothing,
    not_raised,
    bytes_not_text,
    pythons_own_exception,
    no_multi,
    stopwatch,
    dropped_cookie,
)
