"""Speed as a ratio within one run: medians of two things measured in turn, as milliseconds depend on the machine."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from dojo.backends import Backend

BAR_WIDTH = 12
_MEASURED = pytest.StashKey[dict[str, float]]()
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


class Speed:
    """The speed of one kata in one run."""

    def __init__(self, item: pytest.Item, backend: Backend) -> None:
        self._item, self._backend = item, backend
        self._measured: dict[str, float] = item.config.stash.setdefault(_MEASURED, {})

    def compare(
        self, slow: Callable[[int], float], fast: Callable[[int], float], *, needs: float, rounds: int = 5
    ) -> Speedup:
        """Measure the two in turn; each is called with the number of the round (the fast one three times) and
        returns seconds.

        Interleaved, so that a busy moment of the machine meets both; medians, so that it does not count.
        """
        slow_seconds: list[float] = []
        fast_seconds: list[float] = []
        for number in range(rounds):
            slow_seconds.append(slow(number))
            fast_seconds.extend(fast(number) for _ in range(3))
        speedup = Speedup(statistics.median(slow_seconds), statistics.median(fast_seconds), needs)
        self._measured[self._kata] = speedup.ratio
        self._item.user_properties.append(("speed", str(speedup)))
        return speedup

    def describe(self, benchmark: Any, *, round_trips: int) -> None:
        """Put the backend, the round trips and the speedup of this run into pytest-benchmark's JSON."""
        benchmark.extra_info.update(backend=self._backend.header, round_trips=round_trips)
        if self._kata in self._measured:
            benchmark.extra_info["speedup"] = round(self._measured[self._kata], 1)

    @property
    def _kata(self) -> str:
        return self._item.nodeid.partition("::")[0]


def _bar(share: float) -> str:
    eighths = max(1, round(share * BAR_WIDTH * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _ms(seconds: float) -> str:
    milliseconds = seconds * 1000
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"
