"""Measures two answers in turn: round trips, commands, and median times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from redis import Redis

from dojo.record import RoundTrip
from dojo.wire.wire import Wire

ROUNDS = 15
SAME = 1.25
"""Two median times within this ratio are called the same: a busy machine makes as much of a difference."""

CLEARLY = 0.8
"""The share of the rounds that the faster one must win."""


@dataclass(frozen=True)
class Side:
    """One of the two answers. `app` is a client of its routes, or its functions, in a kata without an app."""

    name: str
    app: Any
    redis: Redis
    wire: Wire


@dataclass(frozen=True)
class Cost:
    """What an operation costs one answer."""

    round_trips: int
    commands: int
    seconds: float
    """The median of the rounds."""


@dataclass(frozen=True)
class Operation:
    """What an operation costs your answer and the reference."""

    name: str
    yours: Cost
    reference: Cost
    wins: float
    """The share of the rounds in which yours took less time."""

    @property
    def ratio(self) -> float:
        """How many times as long yours takes."""
        return self.yours.seconds / self.reference.seconds

    @property
    def says(self) -> str:
        """``faster``, ``slower`` or ``the same``, for yours; fewer round trips always win."""
        if self.yours.round_trips != self.reference.round_trips:
            return "faster" if self.yours.round_trips < self.reference.round_trips else "slower"
        if self.ratio < 1 / SAME and self.wins >= CLEARLY:
            return "faster"
        return "slower" if self.ratio > SAME and self.wins <= 1 - CLEARLY else "the same"


@dataclass(frozen=True)
class Fact:
    """Something else than a cost: ``Fact("while Redis is away", "200", "200")``."""

    name: str
    yours: str
    reference: str


@dataclass
class Comparison:
    """What a kata's compare.py fills in."""

    main_py: str
    sides: tuple[Side, Side]
    operations: list[Operation] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def __iter__(self) -> Iterator[Side]:
        return iter(self.sides)

    def operation(self, name: str, do: Callable[[Side], Any], *, after: Callable[[Side], Any] = lambda _: None) -> None:
        """Measure what `do` returns, an answer or what a function returned, each time on an empty Redis after `after`.

        The two answers take turns, and each goes first in every second round.
        """
        seconds: dict[str, list[float]] = {side.name: [] for side in self.sides}
        trips: dict[str, list[RoundTrip]] = {}
        for number in range(ROUNDS):
            for side in self.sides if number % 2 else reversed(self.sides):
                side.redis.flushdb()
                after(side)
                started = time.perf_counter()
                done = do(side)
                took = time.perf_counter() - started
                seconds[side.name].append(getattr(done, "seconds", took))
                trips[side.name] = done.trips
        yours, reference = (_cost(trips[side.name], seconds[side.name]) for side in self.sides)
        wins = [mine < its for mine, its in zip(*seconds.values(), strict=True)]
        self.operations.append(Operation(name, yours, reference, sum(wins) / ROUNDS))

    def fact(self, name: str, find_out: Callable[[Side], object]) -> None:
        """Find something out about each answer, on an empty Redis."""
        found = []
        for side in self.sides:
            side.redis.flushdb()
            found.append(str(find_out(side)))
            side.wire.mend()
        self.facts.append(Fact(name, *found))

    def seconds_of(self, name: str) -> tuple[float, float]:
        """The median times of an operation, yours and the reference's."""
        operation = next(one for one in self.operations if one.name == name)
        return operation.yours.seconds, operation.reference.seconds


def _cost(trips: list[RoundTrip], seconds: list[float]) -> Cost:
    return Cost(len(trips), sum(len(trip.commands) for trip in trips), statistics.median(seconds))
