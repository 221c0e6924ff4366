"""Speed as a ratio within one run: the medians of two things measured in turn. Milliseconds depend on the machine."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from dojo.backends.base import Backend
from dojo.text import count_of

BAR_WIDTH = 12
ENOUGH_WINS = 0.75
_MEASURED = pytest.StashKey[dict[str, dict[str, float]]]()
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class Speedup:
    """Median seconds of the slow way and of the fast way, and the ratio that the test needs."""

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
    """Median seconds of a request with a limiter or a session, and of one without it; and its round trips."""

    costly: float
    without: float
    round_trips: int
    name: str = "limited"
    wins: float = 1.0
    """The share of the pairs in which the request without it was faster."""

    @property
    def ratio(self) -> float:
        """How many times as long it takes."""
        return self.costly / self.without

    @property
    def is_noise(self) -> bool:
        """More round trips cannot save time. If they seem to, in total or in more than a quarter of the pairs, the
        machine was too busy to measure."""
        return self.costly <= self.without or self.wins < ENOUGH_WINS

    def __str__(self) -> str:
        """``limited 1.1 ms · without 0.6 ms · 1.8× the time, 1 round trip``"""
        times, trips = (
            f"{self.name} {_ms(self.costly)} · without {_ms(self.without)}",
            count_of(self.round_trips, "round trip"),
        )
        return f"{times}: too noisy to compare" if self.is_noise else f"{times} · {self.ratio:.1f}× the time, {trips}"


class Speed:
    """The speed of one kata in one run."""

    def __init__(self, item: pytest.Item, backend: Backend) -> None:
        self._item, self._backend = item, backend
        measured = item.config.stash.setdefault(_MEASURED, {})
        self._measured = measured.setdefault(item.nodeid.partition("::")[0], {})

    def compare(
        self, slow: Callable[[int], float], fast: Callable[[int], float], *, needs: float, rounds: int = 5
    ) -> Speedup:
        """Measure the two in turn. Each takes the number of the round (`fast` three times), and returns seconds.

        A busy moment of the machine meets both, and the medians leave it out. A busy machine can only make the fast way
        look slower than it is. So the fastest of a round's three fast ones counts, and the best of up to five
        measurements. If the first one is far below `needs`, it is the only one.
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
        """Measure the two in turn; each returns seconds. The run shows the cost at its end. No test judges it."""
        pairs = [(costly(), without()) for _ in range(rounds)]
        costly_seconds, seconds_without = zip(*pairs, strict=True)
        wins = sum(with_it > without_it for with_it, without_it in pairs) / rounds
        cost = Cost(statistics.median(costly_seconds), statistics.median(seconds_without), round_trips, name, wins)
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
