"""The wire between the app and Redis: it records every round trip, and a test can break it."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Callable
from typing import Any

import redis

from dojo.record import Exchange, Record, RoundTrip, current_exchange
from dojo.text import as_text, count_of
from dojo.wire.hold import Hold
from dojo.wire.resp import Command
from dojo.wire.script_cache import ScriptCache
from dojo.wire.script_clock import shift_script
from dojo.wire.timestamps import shift, shift_replies

HANG_SECONDS = 0.02
"""How long the client waits for a Redis that hangs: the time-out, cut short for the tests."""

REFUSED = "READONLY"
LOST = "reply lost"
_READS = {
    *(b"GET", b"MGET", b"EXISTS", b"TYPE", b"STRLEN", b"TTL", b"PTTL", b"EXPIRETIME", b"PEXPIRETIME", b"SCAN"),
    *(b"HGET", b"HGETALL", b"HMGET", b"HEXISTS", b"SMEMBERS", b"SISMEMBER", b"ZSCORE", b"ZRANGE", b"LRANGE", b"TIME"),
    *(b"PING", b"INFO", b"DBSIZE", b"WATCH", b"UNWATCH", b"MULTI", b"EXEC", b"DISCARD", b"SCRIPT"),
}
"""Commands that a Redis without writes still answers."""

_CALL_IN_LUA = re.compile(rb"""call\s*\(\s*['"](\w+)['"]""")


class Wire:
    """Every command and every round trip that the app makes, in order, and the faults put on them.

    A fault lasts until `mend`. Handshakes (HELLO, SELECT) are part of connecting and are not counted.
    An exception that it raises names `by`, who has put the fault there.
    """

    def __init__(self, record: Record, by: str = "the test") -> None:
        self._record, self._by = record, by
        self.trips: list[RoundTrip] = []
        self.blocking_calls: list[str] = []
        self.app_clock_ahead = 0.0
        self._fault = ""
        self._trips_until_cut: int | None = None
        self._trips_until_lost: int | None = None
        self._between_commands: Callable[[], object] | None = None
        self._latency = self._jitter = 0.0
        self._random = random.Random(2002)  # noqa: S311  # jitter, no secret
        self._holds: list[Hold] = []
        self._interruptions: list[tuple[int, Callable[[], object]]] = []
        self._scripts = ScriptCache()

    @property
    def commands(self) -> list[str]:
        """Every command so far, as text: ``["GET cache:user:7", …]``."""
        return [as_text(command) for trip in self.trips for command in trip.commands]

    @property
    def names(self) -> set[str]:
        """The names of the commands so far, in capitals, with those that Lua scripts call: ``{"GET", …}``."""
        commands = [command for trip in self.trips for command in trip.commands if command]
        called = [name for command in commands for word in command[1:3] for name in _CALL_IN_LUA.findall(word)]
        return {name.decode(errors="replace").upper() for name in [*called, *(command[0] for command in commands)]}

    @property
    def round_trips(self) -> int:
        """How many times the app has waited for Redis so far."""
        return len(self.trips)

    def down(self) -> None:
        """Redis is gone: connections are refused, open ones are closed."""
        self._record.the_test("takes Redis down")
        self._fault = "connection refused"

    def hang(self) -> None:
        """Redis accepts connections and commands, and answers none: each ends in a redis.TimeoutError."""
        self._record.the_test("lets Redis hang")
        self._fault = "timed out"

    def refuse_writes(self) -> None:
        """Redis refuses each write with a redis.ReadOnlyError, as a replica does."""
        self._record.the_test("lets Redis refuse all writes")
        self._fault = REFUSED

    def cut_after(self, round_trips: int) -> None:
        """Answer this number of round trips, then cut the connection. It stays cut until `mend`."""
        self._record.the_test(f"cuts the connection after {count_of(round_trips, 'more round trip')}")
        self._trips_until_cut = round_trips

    def lose_reply(self, after: int = 0) -> None:
        """Redis carries out the next round trip but `after`, and its reply is lost. Then the connection works again."""
        self._record.the_test(f"loses the reply of the next round trip{f' but {after}' if after else ''}")
        self._trips_until_lost = after

    def between_commands(self, do: Callable[[], object]) -> None:
        """Until `mend`, call `do` between the commands of each pipeline without MULTI: Redis lets others in there."""
        self._between_commands = do

    @property
    def is_cut(self) -> bool:
        """Whether `cut_after` has cut the connection already."""
        return self._trips_until_cut == 0

    def mend(self) -> None:
        """Redis is back, the wire is whole and fast again."""
        if self._fault or self._trips_until_cut is not None:
            self._record.the_test("brings Redis back")
        self._fault, self._trips_until_cut, self._trips_until_lost = "", None, None
        self._between_commands = None
        self._latency = self._jitter = 0.0

    def forget_scripts(self) -> None:
        """Redis has lost its Lua scripts, as after a restart or SCRIPT FLUSH: EVALSHA replies NOSCRIPT."""
        self._record.the_test("lets Redis forget its Lua scripts")
        self._scripts.forget()

    def latency(self, seconds: float, jitter: float = 0.0) -> None:
        """Each round trip takes `seconds` longer, plus a random part of `jitter`, so that races show."""
        self._latency, self._jitter = seconds, jitter

    def hold(self, exchange: Exchange, at_round_trip: int) -> Hold:
        """Pause that request before its round trip number `at_round_trip` (from 1)."""
        hold = Hold(exchange, at_round_trip)
        self._holds.append(hold)
        return hold

    def before(self, *, round_trip: int, do: Callable[[], object]) -> None:
        """Call `do` before round trip `round_trip` (from 1) of the next call: another client is faster.

        If the call makes fewer round trips, `do` comes after it. For a kata without an app; a request has `hold`.
        """
        self._interruptions.append((round_trip, do))

    async def connecting(self) -> None:
        """Called before a connection is opened.

        Raises:
            redis.ConnectionError, redis.TimeoutError: when a fault is on.
        """
        if fault := self._active_fault():
            trip = self._add(RoundTrip([]))
            await asyncio.sleep(_seconds_of(fault))
            raise _broken(fault, trip, self._by)

    def connecting_now(self) -> None:
        """The same for a sync connection."""
        if fault := self._active_fault():
            trip = self._add(RoundTrip([]))
            time.sleep(_seconds_of(fault))
            raise _broken(fault, trip, self._by)

    async def sending(self, commands: list[Command]) -> tuple[RoundTrip, list[Command]]:
        """Called before commands are sent; returns the record for their replies, and the commands to send.

        Raises:
            redis.ConnectionError, redis.TimeoutError: when a fault is on.
        """
        trip = self._add(RoundTrip(commands))
        await self._wait_if_held()
        if self._latency or self._jitter:
            await asyncio.sleep(self._latency + self._jitter * self._random.random())
        if fault := self._active_fault(commands):
            await asyncio.sleep(_seconds_of(fault))
            raise _broken(fault, trip, self._by)
        return trip, self._let_through(commands)

    def sending_now(self, commands: list[Command]) -> tuple[RoundTrip, list[Command]]:
        """The same for a sync connection."""
        trip = self._add(RoundTrip(commands))
        self._interrupt(trip)
        if self._latency or self._jitter:
            time.sleep(self._latency + self._jitter * self._random.random())
        if fault := self._active_fault(commands):
            time.sleep(_seconds_of(fault))
            raise _broken(fault, trip, self._by)
        return trip, self._let_through(commands)

    def call_ended(self) -> None:
        """Do now what was planned before a round trip that the call did not make."""
        left, self._interruptions = self._interruptions, []
        for _, do in left:
            do()

    def received(self, trip: RoundTrip, reply: Any) -> Any:
        """Called with each reply; returns what the app gets."""
        reply = shift_replies(trip.commands, len(trip.replies), reply, self.app_clock_ahead)
        trip.replies.append(reply)
        return reply

    def is_lost(self, trip: RoundTrip) -> bool:
        """Called after commands were sent: whether their replies get lost."""
        if self._trips_until_lost is None:
            return False
        self._trips_until_lost -= 1
        if self._trips_until_lost >= 0:
            return False
        self._trips_until_lost, trip.fault = None, LOST
        return True

    def lets_others_in(self, commands: list[Command]) -> bool:
        """Whether the test wants to act between these commands."""
        names = {command[0].upper() for command in commands}
        return self._between_commands is not None and len(commands) > 1 and b"MULTI" not in names

    def act(self, trip: RoundTrip) -> None:
        """Do what the test wants to do between two commands of this round trip."""
        asking = current_exchange.set(None)  # it is not the app that asks Redis now
        try:
            with self._record.noting_in(trip.meanwhile):
                if self._between_commands:
                    self._between_commands()
        finally:
            current_exchange.reset(asking)

    def _add(self, trip: RoundTrip) -> RoundTrip:
        self.trips.append(trip)
        if exchange := current_exchange.get():
            exchange.trips.append(trip)
        return trip

    def _active_fault(self, commands: list[Command] | None = None) -> str:
        if self._trips_until_cut == 0:
            return "connection cut"
        if self._fault == REFUSED and all(command[0].upper() in _READS for command in commands or []):
            return ""
        return self._fault

    def _let_through(self, commands: list[Command]) -> list[Command]:
        if self._trips_until_cut is not None:
            self._trips_until_cut -= 1
        ahead = self.app_clock_ahead
        return [shift_script(self._scripts.seen_in(shift(command, -ahead)), ahead) for command in commands]

    def _interrupt(self, trip: RoundTrip) -> None:
        if exchange := current_exchange.get():
            due = [each for each in self._interruptions if each[0] == len(exchange.trips)]
            with self._record.noting_in(trip.meanwhile):
                for interruption in due:
                    self._interruptions.remove(interruption)
                    interruption[1]()

    async def _wait_if_held(self) -> None:
        if exchange := current_exchange.get():
            for hold in self._holds:
                await hold.wait_if_due(exchange)


def _seconds_of(fault: str) -> float:
    return HANG_SECONDS if fault == "timed out" else 0


def reply_lost() -> redis.ConnectionError:
    """What the app gets in place of a lost reply."""
    return redis.ConnectionError("Connection closed by server. (the test lost its reply)")


def _broken(fault: str, trip: RoundTrip, by: str) -> redis.RedisError:
    trip.fault = fault
    if fault == REFUSED:
        return redis.ReadOnlyError(f"You can't write against a read only replica. ({by} makes it one)")
    if fault == "timed out":
        return redis.TimeoutError(f"Timeout reading from Redis ({by} lets it hang)")
    return redis.ConnectionError(f"{fault[0].upper()}{fault[1:]} ({by} took Redis away)")
