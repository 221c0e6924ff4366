"""The slow API in the tests: it counts its calls, and answers or fails as a test wants."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterable, Iterator
from typing import Any, Self

import pytest

from dojo.record import Record
from dojo.text import count_of
from katas.cache_api import slow_api

WAIT_SECONDS = 2
"""How long a call waits for others that are to come at the same time. Only wrong answers make it wait that long."""


class Origin(slow_api.Origin):
    """The service, which can also wait with its answers until it has been called several times."""

    at_once = 0
    """How many calls were in flight together, while `wanted` was set."""

    wanted = 0
    _all_here: asyncio.Event

    saves_go_on: asyncio.Event | None = None
    """Set while saves are held."""

    async def fetch(self, kind: str, number: int) -> Any:
        await self._meet()
        return await super().fetch(kind, number)

    async def save(self, kind: str, number: int, changes: dict[str, Any]) -> Any:
        await self._meet()
        if self.saves_go_on:
            await self.saves_go_on.wait()
        return await super().save(kind, number, changes)

    def wait_for(self, callers: int) -> None:
        self.wanted, self.at_once, self._all_here = callers, 0, asyncio.Event()

    async def _meet(self) -> None:
        if not self.wanted or self._all_here.is_set():
            return
        self.at_once += 1
        if self.at_once == self.wanted:
            self._all_here.set()
        try:
            await asyncio.wait_for(self._all_here.wait(), WAIT_SECONDS)
        except TimeoutError:
            self._all_here.set()  # the others do not come: they wait for this one


class SlowApi:
    """Takes the place of the service in katas/cache_api/slow_api.py, for one test."""

    LATENCY_SECONDS = slow_api.LATENCY_SECONDS

    def __init__(self, record: Record) -> None:
        self._record = record
        self._origin = Origin(latency_seconds=0.0)

    def __enter__(self) -> Self:
        self._before, slow_api.origin = slow_api.origin, self._origin
        return self

    def __exit__(self, *_: object) -> None:
        slow_api.origin = self._before

    def __str__(self) -> str:
        """``2 calls to the slow API``"""
        return f"{count_of(self.calls, 'call')} to the slow API"

    @property
    def calls(self) -> int:
        """How many times it was asked for a user or a post."""
        return len(self._origin.fetches)

    @property
    def saves(self) -> int:
        """How many times it was asked to save a user."""
        return len(self._origin.saves)

    def forget_calls(self) -> None:
        """Count from zero again."""
        self._origin.fetches.clear()

    def answers(self, kind: str, number: int, value: Any) -> None:
        """From now on it answers `value` for this user or post: ``slow_api.answers("users", 7, {})``."""
        self._record.the_test(f"lets the slow API answer {json.dumps(value)[:60]} for {kind} {number}")
        self._origin.data[kind][number] = copy.deepcopy(value)

    def has_kept(self, kind: str, number: int) -> Any:
        """What it would answer now for this user or post, without a call."""
        return self._origin.data[kind][number]

    def has(self, kind: str, numbers: Iterable[int]) -> None:
        """From now on there are users or posts with these numbers: ``slow_api.has("users", range(1, 31))``."""
        one = self._origin.data[kind][1]
        self._origin.data[kind].update({number: {**one, "id": number} for number in numbers})

    def fails(self) -> None:
        """From now on it raises OriginError."""
        self._record.the_test("lets the slow API fail")
        self._origin.failure = slow_api.OriginError("the slow API is down")

    def recovers(self) -> None:
        """From now on it answers again."""
        self._record.the_test("lets the slow API recover")
        self._origin.failure = None

    def waits_for(self, callers: int) -> None:
        """From now on it answers nobody until that many calls have come: ``slow_api.waits_for(10)``."""
        self._origin.wait_for(callers)

    @property
    def at_once(self) -> int:
        """How many calls have come, when it began to answer."""
        return self._origin.at_once

    def holds_saves(self) -> None:
        """From now on it finishes no save, until `lets_saves_go_on`."""
        self._origin.saves_go_on = asyncio.Event()

    def lets_saves_go_on(self) -> None:
        """It finishes the saves that it holds."""
        if self._origin.saves_go_on:
            self._record.the_test("lets the slow API save")
            self._origin.saves_go_on.set()

    def takes(self, seconds: float) -> None:
        """From now on each call takes this long. Before that, a call in a test takes no time."""
        self._origin.latency_seconds = seconds


@pytest.fixture(name="slow_api", autouse=True)
def given_slow_api(record: Record) -> Iterator[SlowApi]:
    """The slow API behind your app: it counts its calls, and answers or fails as a test wants. It takes no time."""
    with SlowApi(record) as given:
        yield given
