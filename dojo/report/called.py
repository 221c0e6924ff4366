"""The first line of the failure block: which requests the test sent, or which functions it called."""

from __future__ import annotations

import itertools
import re

from dojo.record import Exchange, Record
from dojo.report.abridge import run_of, without_the_middle
from dojo.report.layout import in_one_piece
from dojo.text import without_long_ids, without_middle

_FEW = 6
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def called(record: Record, room: int, id_width: int) -> str:
    """``GET /users/7, twice · PUT /users/7``, in about three rows of `room` characters.

    A row ends between two requests: the spaces inside one do not break.
    """
    line = without_long_ids(_abridged(record, room), id_width)
    return " ".join(in_one_piece(part, room) for part in line.replace(" · ", " ·\n").split("\n"))


def _abridged(record: Record, room: int) -> str:
    decides = [record.judged, record.failed]
    runs = [list(run) for _, run in itertools.groupby(record.exchanges, _name)]
    if not runs:
        return ""
    passages = [run_of(run, _line(run, room), decides.__contains__) for run in runs]
    line = " · ".join(line for passage in passages for line in passage.lines)
    if len(runs) <= _FEW and len(line) <= 3 * room:
        return line
    for passage, run in zip(passages, runs, strict=True):
        if passage.stays and len(run) == 1 and run[0] is not record.exchanges[-1]:
            passage.lines[0] += f" ({run[0].name})"
    for most in (_FEW + 1, 5, 4):
        line = " · ".join(without_the_middle(passages, runs[0][0].kind, most))
        if len(line) <= 3 * room:
            break
    return line


def _name(exchange: Exchange) -> str:
    return f"{exchange.title} ({exchange.who})" if exchange.who else exchange.title


def _line(run: list[Exchange], room: int) -> str:
    times = {1: "", 2: ", twice"}.get(len(run), f", {len(run)} times")
    return _within(room, _name(run[0])) + times


def _within(room: int, name: str) -> str:
    """Its quoted texts lose their middles first, so that each still ends with its quote."""
    for width in (40, 24, 12):
        if len(name) > room:
            name = _QUOTED.sub(lambda found: f'"{without_middle(found[1], width)}"', name)  # noqa: B023  # used at once
    return without_middle(name, room)
