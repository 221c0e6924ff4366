"""Replays one instant: the same time, `random` and process id. So a test sees whether an id depends on more."""

from __future__ import annotations

import builtins
import hashlib
import io
import os
import random
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine

from dojo.instruments.identity import same_for_all_workers

SEED = 2002
DEVICES = ("/dev/urandom", "/dev/random")

# Not `time.monotonic`: the event loop counts on it.
_STOPWATCHES = ("perf_counter", "perf_counter_ns", "monotonic_ns", "process_time", "process_time_ns")


class SameMoment:
    """``with same_moment:`` every clock shows the same time, and `random` gives the same numbers, whatever its seed.

    The process id, the host name and the time zone are the same as well, in each worker.

    `secrets`, `os.urandom` and `random.SystemRandom` have no seed, so they still differ each time; `bytes_of_chance`
    counts the bytes that were taken from them.
    """

    def __init__(self) -> None:
        self.bytes_of_chance = 0
        self.bytes_before = 0
        """How many were taken outside the moment, for example while the app was loaded."""
        self.is_now = False
        self.numbers = random.Random(SEED)
        self._instant = time.time()
        self._urandom = os.urandom
        self._replayed: int | None = None
        self._turned: int | None = None

    def __enter__(self) -> None:
        self._travel = time_machine.travel(self._instant, tick=False)
        self._travel.start()
        self._same_process = same_for_all_workers()
        self._same_process.__enter__()
        self._state = random.getstate()
        random.seed(SEED)
        self.numbers.seed(SEED)
        self.is_now = True

    def __exit__(self, *_: object) -> None:
        self.is_now = False
        self._same_process.__exit__(None, None, None)
        random.setstate(self._state)
        self._travel.stop()

    def bytes_that_matter(self, make: Callable[[], str], enough: int) -> int:
        """How many random bytes of the operating system change the text that `make()` returns, counted up to `enough`.

        `make` is called once for each byte, with only that byte changed. If it returns another text for the same bytes,
        the bytes cannot be told apart, and all of them count.
        """
        made, size = self._made_by(make)
        if not size or self._made_by(make) != (made, size):
            return enough
        matter = 0
        for place in range(size):
            matter += self._made_by(make, turned=place)[0] != made
            if matter == enough:
                break
        return matter

    def chance(self, size: int) -> bytes:
        """In place of `os.urandom`."""
        if not self.is_now:
            self.bytes_before += size
            return self._urandom(size)
        self.bytes_of_chance += size
        if self._replayed is None:
            return self._urandom(size)
        start, self._replayed = self._replayed, self._replayed + size
        replayed = bytearray(hashlib.shake_256(b"the same again").digest(start + size)[start:])
        if self._turned is not None and start <= self._turned < start + size:
            replayed[self._turned - start] ^= 0xFF
        return bytes(replayed)

    def _made_by(self, make: Callable[[], str], turned: int | None = None) -> tuple[str, int]:
        """What it makes of the bytes that are always the same, the one at `turned` inverted; and how many it took."""
        self._replayed, self._turned = 0, turned
        try:
            with self:
                return make(), self._replayed
        finally:
            self._replayed = None


@contextmanager
def that_comes_again() -> Iterator[SameMoment]:
    """From now on every source of chance is watched, also while an app is loaded.

    A `random.Random()` of its own has the seed of the moment.
    """
    moment = SameMoment()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(random, "Random", _seeded_in(moment))
        patch.setattr(os, "urandom", moment.chance)
        patch.setattr(random, "_urandom", moment.chance)  # what `secrets` and `SystemRandom` call
        patch.setattr(os, "getrandom", lambda size, _flags=0: moment.chance(size), raising=False)
        patch.setattr(ssl, "RAND_bytes", moment.chance)
        for module in (builtins, io):
            patch.setattr(module, "open", _opening_in(moment))
        for name in _STOPWATCHES:
            patch.setattr(time, name, _stopped_in(moment, getattr(time, name)))
        yield moment


def _seeded_in(moment: SameMoment) -> type[random.Random]:
    class Seeded(random.Random):
        def __init__(self, seed: Any = None) -> None:
            super().__init__(SEED if seed is None else seed)

        def random(self) -> float:
            return moment.numbers.random() if moment.is_now else super().random()

        def getrandbits(self, k: int, /) -> int:
            return moment.numbers.getrandbits(k) if moment.is_now else super().getrandbits(k)

    return Seeded


def _stopped_in(moment: SameMoment, stopwatch: Callable[[], Any]) -> Callable[[], Any]:
    stands_at = stopwatch()

    def stopped() -> Any:
        is_ours = sys._getframe(1).f_globals.get("__name__", "").startswith("dojo.")  # time-outs of the kit go on
        return stands_at if moment.is_now and not is_ours else stopwatch()

    return stopped


def _opening_in(moment: SameMoment) -> Callable[..., Any]:
    real = builtins.open

    def opening(file: Any, *args: Any, **options: Any) -> Any:
        is_a_device = not isinstance(file, int) and os.fspath(file) in DEVICES
        return _Device(moment) if is_a_device else real(file, *args, **options)

    return opening


class _Device(io.RawIOBase):
    """/dev/urandom: reads what `os.urandom` returns."""

    def __init__(self, moment: SameMoment) -> None:
        self._moment = moment

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        buffer[:] = self._moment.chance(len(buffer))
        return len(buffer)
