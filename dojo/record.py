"""The record of one test: its requests or calls, the round trips of each, and the expectation that failed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pytest
import redis

from dojo.text import as_reply, keys_of


@dataclass
class RoundTrip:
    """One write to Redis and the replies to it: a pipeline of 100 commands is one round trip with 100 commands."""

    commands: list[tuple[bytes, ...]]
    replies: list[Any] = field(default_factory=list)
    fault: str = ""
    meanwhile: list[str] = field(default_factory=list)
    """What the test did directly before it."""


CALL = "call"
"""In the place of an HTTP method: the exchange is a call of a function."""

_NUMBER = re.compile(r"\d+")


@dataclass
class Exchange:
    """One HTTP request into the app, or one call of a function of main.py, and its outcome."""

    number: int
    method: str
    url: str
    body: Any = None
    who: str = ""
    """The sender, if it is not the one client: ``second worker``, ``from 203.0.113.9``."""
    status: int | None = None
    is_answered: bool = False
    """Whether the app has sent the whole answer. It may go on after that (`BackgroundTasks`)."""
    cookie: str = ""
    """The Cookie header that was sent."""
    set_cookie: list[str] = field(default_factory=list)
    """The Set-Cookie headers of the answer."""
    held: dict[str, str] | None = None
    """The cookies that the browser holds after the answer; None without a browser."""
    error: BaseException | None = None
    trips: list[RoundTrip] = field(default_factory=list)
    queued: int = 0
    """How many commands it put into pipelines that it did not execute."""

    @property
    def name(self) -> str:
        """``request 6``, ``call 6``: the same number in every line of the failure block."""
        return f"{self.kind} {self.number}"

    @property
    def kind(self) -> str:
        """``request`` or ``call``"""
        return CALL if self.method == CALL else "request"

    @property
    def title(self) -> str:
        """``GET /users/7`` or ``count_visit(redis, "home")``"""
        return self.url if self.method == CALL else f"{self.method} {self.url}"

    @property
    def sort(self) -> str:
        """What similar ones share: ``GET /users/#``, ``count_visit``, and who sent it."""
        what = self.url.partition("(")[0] if self.method == CALL else _NUMBER.sub("#", self.title)
        return f"{what} {self.who}"

    @property
    def keys(self) -> set[str]:
        """The keys that it named to Redis, as text."""
        keys = {key for trip in self.trips for command in trip.commands for key in keys_of(command)}
        return {key.decode(errors="replace") for key in keys if isinstance(key, bytes) and len(key) > 1}


@dataclass
class Expectation:
    """The words of a failed assertion: what the test expected, and what it got."""

    expected: str
    got: str
    called: str = ""
    judged: Exchange | None = None


@dataclass
class Record:
    """The record of one test, which the failure block is written from."""

    events: list[Exchange | str] = field(default_factory=list)
    expectation: Expectation | None = None
    unawaited: list[tuple[int, str]] = field(default_factory=list)
    """Lines of main.py, each with the name of a coroutine that it made and never awaited."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def the_test(self, does: str) -> None:
        """Note what the test itself does between two requests: ``record.the_test("lets 300 s pass")``."""
        self.events.append(does)

    @contextmanager
    def noting_in(self, notes: list[str]) -> Iterator[None]:
        """Meanwhile, what the test does goes to `notes`, not between the exchanges."""
        events, self.events = self.events, []
        try:
            yield
        finally:
            notes += [event for event in self.events if isinstance(event, str)]
            self.events = events

    @property
    def exchanges(self) -> list[Exchange]:
        """The requests or calls, in order. `events` also holds what the test did between them."""
        return [event for event in self.events if isinstance(event, Exchange)]

    @property
    def judged(self) -> Exchange | None:
        """The exchange that the failed assertion names, if it names one."""
        return self.expectation.judged if self.expectation else None

    @property
    def failed(self) -> Exchange | None:
        """The exchange whose exception the block explains: the judged one, else the last one that raised.

        Of several, it is one with a key that the failed assertion names.
        """
        failed = [exchange for exchange in self.exchanges if exchange.error]
        words = self.expectation.got if self.expectation else ""
        named = [exchange for exchange in failed if any(key in words for key in exchange.keys)]
        return self.judged if self.judged in failed else next(reversed(named or failed), None)


current_exchange: ContextVar[Exchange | None] = ContextVar("the request or call being answered", default=None)
LOOK = pytest.StashKey[redis.Redis]()
"""The client that the failure block looks into Redis with."""

_RECORD = pytest.StashKey[Record]()
_of_the_running_test = Record()
"""Only for `expected`, which a test calls without a fixture."""


def begin(item: pytest.Item) -> None:
    """Start the record of a test."""
    global _of_the_running_test
    _of_the_running_test = item.stash[_RECORD] = Record()


@contextmanager
def aside() -> Iterator[None]:
    """Meanwhile another test begins and ends; afterwards `expected` belongs to the test of before again."""
    global _of_the_running_test
    before = _of_the_running_test
    try:
        yield
    finally:
        _of_the_running_test = before


def record_of(item: pytest.Item) -> Record:
    """The record of a test that has begun."""
    return item.stash[_RECORD]


def expected(what: str, *, got: object = "", called: str = "", about: object = None) -> str:
    """The words after a kata test's ``assert``. Python evaluates them only when the assertion fails.

    ``assert slow_api.calls == 1, expected("1 call to the slow API", got="2 calls")``
    With `got=answer`, or with `about=answer` beside other words, the block says which request this is about, and always
    shows what it sent to Redis.
    """
    words = as_reply(got, 100) if isinstance(got, bytes) else str(got)
    judged = getattr(got if about is None else about, "exchange", None)
    _of_the_running_test.expectation = Expectation(what, words, called, judged)
    return f"expected {what}" + (f", got {words}" if words else "")
