"""A moment that comes again: what was made of the time and of `random` is made once more; what is secret is not."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine

SEED = 2002


class SameMoment:
    """``with same_moment:`` the same time on the clock, and the same numbers from `random`.

    `secrets`, `os.urandom` and `random.SystemRandom` know no seed, so they go on; `bytes_of_chance` says how much of
    that was asked for.
    """

    def __init__(self) -> None:
        self.bytes_of_chance = 0
        self._instant = time.time()
        self._urandom = os.urandom

    def __enter__(self) -> None:
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(os, "urandom", self._counted)
        self._patch.setattr(random, "_urandom", self._counted)  # what `secrets` and `SystemRandom` call
        self._travel = time_machine.travel(self._instant, tick=False)
        self._travel.start()
        self._state = random.getstate()
        random.seed(SEED)

    def __exit__(self, *_: object) -> None:
        random.setstate(self._state)
        self._travel.stop()
        self._patch.undo()

    def _counted(self, size: int) -> bytes:
        self.bytes_of_chance += size
        return self._urandom(size)


@contextmanager
def that_comes_again() -> Iterator[SameMoment]:
    """From now on a `random.Random()` of an app's own has the seed too, also one made while it is loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(random, "Random", _Seeded)
        yield SameMoment()


class _Seeded(random.Random):
    def __init__(self, seed: Any = None) -> None:
        super().__init__(SEED if seed is None else seed)
