"""The rows of the failure block, in columns, as wide as the terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence

import pytest

LEAST_WIDTH = 60
_NAMES = 12
"""How wide the column of the names is."""
WIDTH = "redis-katas-width"
"""What a process of pytest-xdist is given the width of the terminal as; it has none of its own."""
_IN_ONE_PIECE = ("your code", "test", "read", "hint")
"""In these a long word is a path: a terminal makes a link of it, unless it is broken."""

_NO_BREAK = "\u00a0"

Row = tuple[str, Sequence[str]]
"""A name and its lines."""


def width_of(config: pytest.Config) -> int:
    """The width of the terminal, or 80 without a terminal."""
    width: int = getattr(config, "workerinput", {}).get(WIDTH) or terminal_width()
    return max(LEAST_WIDTH, width)


def room_in(width: int) -> int:
    """How many characters of a line fit beside the names."""
    return width - _NAMES


def in_one_piece(text: str, most: int) -> str:
    """The same text, so that it is not wrapped, unless it is longer than `most`."""
    return text.replace(" ", _NO_BREAK) if len(text) <= most else text


def laid_out(rows: Sequence[Row], width: int) -> Iterator[str]:
    """Each line, wrapped. The continuation of a line begins two columns further in, if the row has several lines."""
    for name, lines in rows:
        first = f"  {name:<{_NAMES - 3}} "
        for line in lines:
            inner = len(line) - len(line.lstrip()) + (2 if len(lines) > 1 else 0)
            pieces = textwrap.wrap(
                line,
                room_in(width),
                subsequent_indent=" " * inner,
                break_long_words=name not in _IN_ONE_PIECE,
                break_on_hyphens=False,
            )
            for piece in pieces or [""]:
                yield f"{first}{piece}".rstrip().replace(_NO_BREAK, " ")
                first = " " * _NAMES


def terminal_width() -> int:
    """The columns of the terminal; the environment variable COLUMNS overrides it."""
    return shutil.get_terminal_size().columns
