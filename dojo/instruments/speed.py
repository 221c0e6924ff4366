"""Speed as a ratio within one run: medians of two things measured in turn, as milliseconds depend on the machine."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from dojo.backends.base import Backend
from dojo.text import count_of

BAR_WIDTH = 12
_MEASURED = pytest.StashKey[dict[str, dict[str, float]]]()
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class Speedup:
    """Median seconds of the slow way and of the fast way, and the ratio that is needed."""

    slow: float
    fast: float
    needs: float

    @property
    def ratio(self) -> float:
        """How many times faster the fast way is."""
        return self.slow / self.fast

    def __str__(self) -> str:
        """``slow API 301 ms ████████████ · cached 1.1 ms ▏ 274× faster, needs 40×``"""
        longest = max(self.slow, self.fast)
        slow = f"slow API {_ms(self.slow)} {_bar(self.slow / longest)}"
        fast = f"cached {_ms(self.fast)} {_bar(self.fast / longest)}"
        return f"{slow} · {fast} {self.ratio:.{0 if self.ratio >= 10 else 1}f}× faster, needs {self.needs:.0f}×"


@dataclass(frozen=True)
class Cost:
    """Median seconds of a request with what costs and without it, and the round trips that it makes."""

    costly: float
    without: float
    round_trips: int
    name: str = "limited"

    @property
    def ratio(self) -> float:
        """How many times as long it takes."""
        return self.costly / self.without

    def __str__(self) -> str:
        """``limited 1.1 ms · without 0.6 ms · 1.8× the time, 1 round trip``"""
        times = f"{self.name} {_ms(self.costly)} · without {_ms(self.without)}"
        return f"{times} · {self.ratio:.1f}× the time, {count_of(self.round_trips, 'round trip')}"


class Speed:
    """The speed of one kata in one run."""

    def __init__(self, item: pytest.Item, backend: Backend) -> None:
        self._item, self._backend = item, backend
        measured = item.config.stash.setdefault(_MEASURED, {})
        self._measured = measured.setdefault(item.nodeid.partition("::")[0], {})

    def compare(
        self, slow: Callable[[int], float], fast: Callable[[int], float], *, needs: float, rounds: int = 5
    ) -> Speedup:
        """Measure the two in turn; each is called with the number of the round (the fast one three times) and
        returns seconds.

        Interleaved, so that a busy moment of the machine meets both; medians, so that it does not count. A busy machine
        can only make the fast way look slower than it is: of a round's fast ones the fastest counts, as the others may
        have waited for a processor, and of up to five measurements the best. Far from what is needed, one is enough.
        """
        measured: list[Speedup] = []
        while len(measured) < 5 and not (measured and _is_clear(measured[-1])):
            slow_seconds: list[float] = []
            fast_seconds: list[float] = []
            for number in range(len(measured) * rounds, (len(measured) + 1) * rounds):
                slow_seconds.append(slow(number))
                fast_seconds.append(min(fast(number) for _ in range(3)))
            measured.append(Speedup(statistics.median(slow_seconds), statistics.median(fast_seconds), needs))
        speedup = max(measured, key=lambda one: one.ratio)
        self._measured["speedup"] = round(speedup.ratio, 1)
        self._item.user_properties.append(("speed", str(speedup)))
        return speedup

    def cost(
        self,
        costly: Callable[[], float],
        without: Callable[[], float],
        *,
        round_trips: int,
        name: str = "limited",
        rounds: int = 15,
    ) -> Cost:
        """Measure the two in turn; each returns seconds. What a limiter or a session costs is told, not judged."""
        pairs = [(costly(), without()) for _ in range(rounds)]
        costly_seconds, seconds_without = zip(*pairs, strict=True)
        cost = Cost(statistics.median(costly_seconds), statistics.median(seconds_without), round_trips, name)
        self._measured["cost"] = round(cost.ratio, 1)
        self._item.user_properties.append(("speed", str(cost)))
        return cost

    def describe(self, benchmark: Any, *, round_trips: int) -> None:
        """Put the backend, the round trips, and the speedup or cost in this run into pytest-benchmark's JSON."""
        benchmark.extra_info.update(backend=self._backend.header, round_trips=round_trips, **self._measured)


def _is_clear(speedup: Speedup) -> bool:
    return speedup.ratio >= speedup.needs or speedup.ratio < speedup.needs / 10


def _bar(share: float) -> str:
    eighths = max(1, round(share * BAR_WIDTH * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _ms(seconds: float) -> str:
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"
