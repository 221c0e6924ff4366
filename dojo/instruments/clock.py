"""A clock that a test moves without sleeping: for the app (`time`, `datetime`) and for every TTL.

It does not move the event loop's timers and `time.monotonic`, so time-outs stay real. On real Redis it does not move
the ids of streams, nor TIME and timestamps (EXPIREAT) inside a Lua script.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine

from dojo.backends.base import Backend
from dojo.record import Record
from dojo.wire.wire import Wire

START = 1_767_605_400.5
"""2026-01-05 09:30:00.5 UTC: a fixed instant, so that no test ever straddles the end of a minute."""

ALIGNED_SECONDS = 600
"""Each test begins half a second after a multiple of this, as does a window aligned to the clock."""

_BEYOND = 0.001
"""Exactly at the TTL, fakeredis and Redis differ on whether a key still exists."""


class Clock:
    """``clock.advance(300)``: five minutes pass."""

    def __init__(self, traveller: time_machine.Traveller, backend: Backend, wire: Wire, record: Record) -> None:
        self._traveller, self._backend, self._wire, self._record = traveller, backend, wire, record

    def advance(self, seconds: float) -> None:
        """Let `seconds` and one millisecond pass."""
        self._record.the_test(f"lets {seconds:g} s pass")
        self._backend.let_time_pass(seconds + _BEYOND)
        self._traveller.shift(seconds + _BEYOND)
        if self._backend.is_real:
            self._wire.app_clock_ahead += seconds + _BEYOND


@contextmanager
def moved_by_the_test(backend: Backend, wire: Wire, record: Record) -> Iterator[Clock]:
    """Time starts at `START` and ticks; on real Redis, whose clock cannot be moved, up to ten minutes from now."""
    with time_machine.travel(_next_start() if backend.is_real else START, tick=True) as traveller:
        if backend.is_real:
            wire.app_clock_ahead = time.time() - time_machine.escape_hatch.time.time()
        yield Clock(traveller, backend, wire, record)


def _next_start() -> float:
    return (time.time() // ALIGNED_SECONDS + 1) * ALIGNED_SECONDS + START % ALIGNED_SECONDS
