"""Passages of the transcript: which of them a learner gets to read when there are too many."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dojo.text import count_of


@dataclass
class Passage:
    """Lines that stay or go together: a request, some in a row that asked nothing, or what the test did."""

    lines: list[str]
    exchanges: int = 0
    """How many requests or calls these are; none if the test did it."""
    is_plain: bool = True
    """One of many of its kind."""
    is_told_of: bool = False
    """Other lines of the block speak of it."""


def without_the_middle(passages: list[Passage], kind: str, most: int) -> list[str]:
    """Their lines, about `most` of them at most; what is left out is counted, as so many of `kind`.

    First, three and more in a row of one kind go, then whatever is in the middle; never what is told of.
    """
    if len(passages) > most // 2:
        passages = _without(_plain_ones_in_a_row(passages), passages, kind)
    if _lines(passages) > most:
        passages = _without(_all_that_does_not_fit(passages, most), passages, kind)
    return [line for passage in passages for line in passage.lines]


def _plain_ones_in_a_row(passages: Sequence[Passage]) -> set[int]:
    """Not the first two nor the last three, and not what comes right after something that the test did."""

    def kind_of(position: int) -> tuple[bool, bool]:
        passage, before = passages[position], passages[position - 1]
        follows = bool(passage.exchanges and not before.exchanges)
        return passage.is_plain and not passage.is_told_of and not follows, bool(passage.exchanges)

    may_go: set[int] = set()
    for (is_plain, _), run in itertools.groupby(range(2, len(passages) - 3), kind_of):
        positions = list(run)
        if is_plain and len(positions) >= 3:
            may_go.update(positions)
    return may_go


def _all_that_does_not_fit(passages: Sequence[Passage], most: int) -> set[int]:
    """From the middle: the first two stay, and the last ones."""
    stay = {0, 1} | {position for position, passage in enumerate(passages) if passage.is_told_of}
    for position in reversed(range(len(passages))):
        if _lines(passages[each] for each in stay | {position}) >= most:
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
        what = count_of(exchanges, f"more {kind}") if exchanges else f"{len(these)} more by the test"
        left.append(Passage([f"… {what} …"], exchanges))
    return left


def _lines(passages: Iterable[Passage]) -> int:
    return sum(len(passage.lines) for passage in passages)
