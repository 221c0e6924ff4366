"""Leaves out a part of what is too long to read: only what looks like its neighbours, and never what decides."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dojo.record import Exchange
from dojo.text import count_of, cut

_RARE = 3
_LONG_LINE = 500
_NUMBER = re.compile(r"\d+")


@dataclass
class Passage:
    """Lines that stay or go together: a request, several in a row that sent nothing, or what the test did."""

    lines: list[str]
    exchanges: int = 0
    """How many requests or calls these are; 0 if the test did it."""
    sort: str = ""
    """Passages of one sort look alike, so one of many may be left out."""
    stays: bool = False
    """Whether the failure is about it."""
    by_the_test: int = 1
    """If the test did it: how many things it did."""


def of_the_test(does: str) -> Passage:
    """A passage for what the test did itself: ``sends SET cart:1 tea``."""
    return Passage([f"— the test {cut(does)} —"], sort=" ".join(_NUMBER.sub("#", does).split()[:2]))


def run_of(exchanges: Sequence[Exchange], line: str, stays: Callable[[Exchange], bool]) -> Passage:
    """A passage for several requests or calls in a row."""
    return Passage([line], len(exchanges), exchanges[0].sort, any(map(stays, exchanges)))


def without_the_middle(passages: list[Passage], kind: str, most: int) -> list[str]:
    """Their lines, about `most` of them. A line such as ``… 15 more requests …`` counts those that are left out.

    First, runs of three or more of one sort go. If that is too little, the middle goes, but what is rare still stays.
    What the failure is about always stays.
    """
    if len(passages) > most // 2:
        passages = _without(_runs_of_one_sort(passages), passages, kind)
    if _lines(passages) > most:
        passages = _without(_middle(passages, most), passages, kind)
    return [line for passage in passages for line in passage.lines]


def without_the_middle_of_output(output: str, most: int = 20) -> str:
    """The first and the last lines of what was printed, if it is more than `most` lines. Long lines are cut."""
    lines = output.splitlines(keepends=True)
    if len(lines) > most:
        left_out = f"… {len(lines) - most} more lines …\n"
        lines = [*lines[: most // 2], left_out, *lines[-(most - most // 2) :]]
    return "".join(line if len(line) <= _LONG_LINE else f"{cut(line.rstrip(), _LONG_LINE)}\n" for line in lines)


def _runs_of_one_sort(passages: Sequence[Passage]) -> set[int]:
    """Not the first two, nor the last three, nor what comes directly after something that the test did."""

    def sort_of(position: int) -> tuple[bool, str]:
        passage, before = passages[position], passages[position - 1]
        follows = bool(passage.exchanges and not before.exchanges)
        return not passage.stays and not follows, passage.sort

    may_go: set[int] = set()
    for (goes, _), run in itertools.groupby(range(2, len(passages) - 3), sort_of):
        positions = list(run)
        if goes and len(positions) >= 3:
            may_go.update(positions)
    return may_go


def _middle(passages: Sequence[Passage], most: int) -> set[int]:
    """What does not fit. The first two stay, and what is rare, and as many of the last ones as there is room for."""
    count = Counter(passage.sort for passage in passages)
    decisive = {0, 1} | {position for position, passage in enumerate(passages) if passage.stays}
    rare = {position for position, passage in enumerate(passages) if count[passage.sort] <= _RARE}
    stay = decisive | rare
    if _lines(passages[each] for each in stay) > 2 * most:  # many, and each of them is another one
        stay = decisive
    for position in reversed(range(len(passages))):
        if position not in stay and _lines(passages[each] for each in stay | {position}) >= most:
            break
        stay.add(position)
    return set(range(len(passages))) - stay


def _without(positions: set[int], passages: Sequence[Passage], kind: str) -> list[Passage]:
    left: list[Passage] = []
    for goes, run in itertools.groupby(range(len(passages)), positions.__contains__):
        these = [passages[position] for position in run]
        if not goes or len(these) == _lines(these) == 1:
            left += these
            continue
        exchanges = sum(passage.exchanges for passage in these)
        by_the_test = sum(passage.by_the_test for passage in these)
        what = count_of(exchanges, f"more {kind}") if exchanges else f"{by_the_test} more by the test"
        left.append(Passage([f"… {what} …"], exchanges, these[0].sort, by_the_test=by_the_test))
    return left


def _lines(passages: Iterable[Passage]) -> int:
    return sum(len(passage.lines) for passage in passages)
