"""The wire between the app and Redis: it sees every round trip, and can be told to break."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

import redis

from dojo.absolute_expiry import shift
from dojo.resp import Command
from dojo.story import Exchange, RoundTrip, current_exchange, the_test

HANG_SECONDS = 0.1
"""How long a hanging Redis is waited for before the client gives up: the time-out, cut short for the tests."""


@dataclass
class Hold:
    """A request that waits in front of one of its round trips until it is released."""

    exchange: Exchange
    at_round_trip: int
    reached: asyncio.Event
    released: asyncio.Event


class Wire:
    """Every command and every round trip that the app makes, in order, and the faults put on them.

    A fault lasts until `mend`. Handshakes (HELLO, SELECT) are part of connecting and are not counted.
    """

    def __init__(self) -> None:
        self.trips: list[RoundTrip] = []
        self.blocking_calls: list[str] = []
        self.app_clock_ahead = 0.0
        self._fault = ""
        self._trips_until_cut: int | None = None
        self._latency = self._jitter = 0.0
        self._random = random.Random(2002)
        self._holds: list[Hold] = []

    @property
    def commands(self) -> list[str]:
        """Every command so far, as text: ``["GET cache:user:7", …]``."""
        return [as_text(command) for trip in self.trips for command in trip.commands]

    @property
    def round_trips(self) -> int:
        """How many times the app has waited for Redis so far."""
        return len(self.trips)

    def down(self) -> None:
        """Redis is gone: connections are refused, open ones are closed."""
        the_test("takes Redis down")
        self._fault = "connection refused"

    def hang(self) -> None:
        """Redis takes connections and commands and answers nothing: each one ends in a redis.TimeoutError."""
        the_test("lets Redis hang")
        self._fault = "timed out"

    def cut_after(self, round_trips: int) -> None:
        """So many more round trips are answered, then the connection is cut and stays cut."""
        the_test(f"cuts the connection after {count_of(round_trips, 'more round trip')}")
        self._trips_until_cut = round_trips

    def mend(self) -> None:
        """Redis is back, the wire is whole and fast again."""
        if self._fault or self._trips_until_cut is not None:
            the_test("brings Redis back")
        self._fault, self._trips_until_cut = "", None
        self._latency = self._jitter = 0.0

    def latency(self, seconds: float, jitter: float = 0.0) -> None:
        """Each round trip takes so much longer, plus a random part of `jitter`, so that races show."""
        self._latency, self._jitter = seconds, jitter

    def hold(self, exchange: Exchange, at_round_trip: int) -> Hold:
        """Hold that request in front of its round trip number `at_round_trip` (from 1)."""
        hold = Hold(exchange, at_round_trip, asyncio.Event(), asyncio.Event())
        self._holds.append(hold)
        return hold

    async def connecting(self) -> None:
        """Called before a connection is opened.

        Raises:
            redis.ConnectionError, redis.TimeoutError: when a fault is on.
        """
        if fault := self._active_fault():
            self._record(RoundTrip([]))
            await self._break(fault, self.trips[-1])

    async def sending(self, commands: list[Command]) -> tuple[RoundTrip, list[Command]]:
        """Called before commands are sent; returns the record for their replies, and the commands to send.

        Raises:
            redis.ConnectionError, redis.TimeoutError: when a fault is on.
        """
        trip = self._record(RoundTrip(commands))
        await self._wait_if_held()
        if self._latency or self._jitter:
            await asyncio.sleep(self._latency + self._jitter * self._random.random())
        if fault := self._active_fault():
            await self._break(fault, trip)
        if self._trips_until_cut is not None:
            self._trips_until_cut -= 1
        return trip, [shift(command, -self.app_clock_ahead) for command in commands]

    def _record(self, trip: RoundTrip) -> RoundTrip:
        self.trips.append(trip)
        if exchange := current_exchange.get():
            exchange.trips.append(trip)
        return trip

    def _active_fault(self) -> str:
        return "connection cut" if self._trips_until_cut == 0 else self._fault

    async def _break(self, fault: str, trip: RoundTrip) -> None:
        trip.fault = fault
        if fault == "timed out":
            await asyncio.sleep(HANG_SECONDS)
            raise redis.TimeoutError("Timeout reading from Redis (the test lets it hang)")
        raise redis.ConnectionError(f"{fault[0].upper()}{fault[1:]} (the test took Redis away)")

    async def _wait_if_held(self) -> None:
        exchange = current_exchange.get()
        for hold in self._holds:
            if hold.exchange is exchange and hold.at_round_trip == len(exchange.trips):
                hold.reached.set()
                await hold.released.wait()


def count_of(number: int, what: str) -> str:
    """``1 round trip``, ``2 round trips``"""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def as_text(command: Command, width: int = 48) -> str:
    """A command as one would type it, with long (after the key: longer than `width`) or unreadable words shortened."""
    return " ".join(short(word, 48 if position < 2 else width) for position, word in enumerate(command))


def short(word: object, width: int = 48) -> str:
    """A value from the wire in one short piece: text where it is text, else Python's escapes."""
    if isinstance(word, bytes):
        try:
            text = word.decode()
            text = text if text.isprintable() and text else repr(text)
        except UnicodeDecodeError:
            text = repr(word)
    else:
        text = str(word)
    return text if len(text) <= width else f"{text[: width - 1]}…"
