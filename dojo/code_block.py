"""A code block of a page, and the words for one that does not do what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_CHANGES_THE_SERVER = re.compile(r"\b(config[ _]set|config[ _]resetstat|flushall|script[ _]flush)\b", re.IGNORECASE)
_ASKS_FOR_A_TTL = re.compile(r"\bh?(p?)ttl\b", re.IGNORECASE)
_LABEL_WIDTH = 9


@dataclass(frozen=True)
class CodeBlock:
    """Its language and source, the line of the page that the source begins on, and why it needs a real Redis if so."""

    language: str
    source: str
    line: int
    real_only: str = ""

    @property
    def changes_the_server(self) -> bool:
        """Whether others who use the same server would notice."""
        return bool(_CHANGES_THE_SERVER.search(self.source))


@dataclass(frozen=True)
class Session:
    """What a redis-cli session on a page types into, and how time passes in it."""

    connection: Any
    let_time_pass: Callable[[float], None]


class BlockFailed(Exception):
    """Where on the page, what was run there, what the page says that comes of it, and what came.

    >>> print(BlockFailed(41, "GET a", '"1"', "(nil)"))
    41
      ran       GET a
      expected  "1"
      got       (nil)
    """

    def __init__(self, line: int, ran: str, expected: str, got: str) -> None:
        rows = [("ran", ran), ("expected", expected), ("got", got)]
        lines = [
            f"  {label if number == 0 else '':<{_LABEL_WIDTH}} {text}"
            for label, texts in rows
            for number, text in enumerate(texts.splitlines() or ["nothing"])
        ]
        super().__init__("\n".join([str(line), *lines]))


def is_ttl(ran: str, expected: str, got: str) -> bool:
    """Whether both are a TTL, and the one that came is the expected one or up to a second less.

    Time passes between two commands, and on a busy machine a TTL just set to 60 s may read 59.
    """
    asked = _ASKS_FOR_A_TTL.search(ran)
    numbers = [re.findall(r"\d+", text) for text in (expected, got)]
    same_words = re.sub(r"\d+", "#", expected) == re.sub(r"\d+", "#", got)
    if not asked or not same_words or not numbers[0]:
        return False
    second = 1000 if asked[1] else 1
    return all(0 <= int(one) - int(other) <= second for one, other in zip(*numbers, strict=True))
