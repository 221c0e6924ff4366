"""The slow API as the tests see it: it counts the questions, and answers or fails as a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Self

import pytest

from dojo.record import Record
from katas.cache_api import slow_api


class SlowApi:
    """In place of katas/cache_api/slow_api.py's service, for one test."""

    LATENCY_SECONDS = slow_api.LATENCY_SECONDS

    def __init__(self, record: Record) -> None:
        self._record = record
        self._origin = slow_api.Origin(latency_seconds=0.0)

    def __enter__(self) -> Self:
        self._before, slow_api.origin = slow_api.origin, self._origin
        return self

    def __exit__(self, *_: object) -> None:
        slow_api.origin = self._before

    @property
    def calls(self) -> int:
        """How often it was asked for a user or a post."""
        return len(self._origin.fetches)

    @property
    def saves(self) -> int:
        """How often it was asked to save one."""
        return len(self._origin.saves)

    def forget_calls(self) -> None:
        """Count from zero again."""
        self._origin.fetches.clear()

    def answers(self, kind: str, number: int, value: Any) -> None:
        """From now on `value` is what it answers for this one: ``slow_api.answers("users", 7, {})``."""
        self._record.the_test(f"lets the slow API answer {json.dumps(value)[:60]} for {kind} {number}")
        self._origin.data[kind][number] = value

    def knows_no(self, kind: str, number: int) -> None:
        """From now on it raises NotFound for this one."""
        self._origin.data[kind].pop(number, None)

    def fails(self) -> None:
        """From now on it raises OriginError."""
        self._record.the_test("lets the slow API fail")
        self._origin.failure = slow_api.OriginError("the slow API is down")

    def recovers(self) -> None:
        """From now on it answers again."""
        self._record.the_test("lets the slow API recover")
        self._origin.failure = None

    def takes(self, seconds: float) -> None:
        """From now on it needs so long for an answer; in the tests it needs no time unless told."""
        self._origin.latency_seconds = seconds


@pytest.fixture(name="slow_api", autouse=True)
def given_slow_api(record: Record) -> Iterator[SlowApi]:
    """The origin behind cache_api: counts its calls, answers and fails as a test wants. It takes no time here."""
    with SlowApi(record) as given:
        yield given
