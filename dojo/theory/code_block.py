"""A code block of a page, and the message for one that does not do what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import redis

from dojo.wire.resp import Command

_CHANGES_THE_SERVER = re.compile(r"\b(config[ _]set|config[ _]resetstat|flushall|script[ _]flush)\b", re.IGNORECASE)
_ASKS_FOR_A_TTL = re.compile(r"\bh?(p?)ttl\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+")
_LABEL_WIDTH = 9


@dataclass(frozen=True)
class CodeBlock:
    """Its language, its source, and the line of the page on which the source begins.

    `real_only` is the reason why it needs a real Redis. `own_only` means that no other program may use that Redis.
    `since` is the oldest version of Redis that it works on, and the reason.
    """

    language: str
    source: str
    line: int
    real_only: str = ""
    marked_own_only: bool = False
    since: tuple[str, str] | None = None

    @property
    def own_only(self) -> bool:
        """Whether it is marked so, or would change the server for every program that uses it."""
        return self.marked_own_only or bool(_CHANGES_THE_SERVER.search(self.source))


@dataclass(frozen=True)
class Session:
    """The connection of a redis-cli session on a page, and how time passes in it."""

    connection: Any
    let_time_pass: Callable[[float], None]

    def reply_to(self, command: Command) -> object:
        """The reply, which may be an error."""
        self.connection.send_command(*command)
        try:
            return self.connection.read_response(disable_decoding=True)
        except redis.ResponseError as error:
            return error


class BlockFailed(Exception):
    """The line of the page, the command, the reply on the page, and the reply that came.

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


def same_ttl(ran: str, expected: str, got: str) -> bool:
    """Whether the command asks for a TTL, and the reply is at most one second less than on the page.

    Time passes between two commands: on a busy machine a TTL of 60 s may already read 59.
    (A TTL on a page is 10 s or more.)
    """
    asked = _ASKS_FOR_A_TTL.search(ran)
    if not asked or _NUMBER.sub("#", expected) != _NUMBER.sub("#", got):
        return False
    second, least = (1000, 10_000) if asked[1] else (1, 10)
    pairs = [(int(one), int(other)) for one, other in zip(_NUMBER.findall(expected), _NUMBER.findall(got), strict=True)]
    return all(one == other or (one >= least and 0 <= one - other <= second) for one, other in pairs)
