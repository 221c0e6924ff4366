"""A redis-cli session on a page: each command is sent, and its reply is compared with the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dojo.theory.code_block import BlockFailed, CodeBlock, Session, same_ttl
from dojo.wire import redis_cli_format
from dojo.wire.resp import Command

_PROMPT = re.compile(r"127\.0\.0\.1:6379(?P<tx>\(TX\))?> (?P<typed>.*)")
_LATER = re.compile(r"\((?P<seconds>\d+) seconds? later\)")

# Redis promises no order for these replies.
_UNORDERED = {b"HGETALL", b"HKEYS", b"HVALS", b"KEYS", b"SDIFF", b"SINTER", b"SMEMBERS", b"SUNION"}


@dataclass
class _Entry:
    """One command on the page with its reply, or a line that lets time pass."""

    line: int
    typed: str = ""
    in_transaction: bool = False
    seconds: int = 0
    reply: str = ""


def run(block: CodeBlock, namespace: dict[str, Any]) -> None:
    """Send the commands, in order.

    Raises:
        BlockFailed: a reply differs. ``…`` on the page stands for any text.
    """
    session: Session = namespace["redis_cli"]
    queued: list[Command] | None = None
    try:
        for entry in _entries(block):
            queued = _run_entry(session, entry, queued)
    finally:
        if queued is not None:
            session.reply_to((b"DISCARD",))  # the next block must not start inside this MULTI


def _run_entry(session: Session, entry: _Entry, queued: list[Command] | None) -> list[Command] | None:
    """The commands that a MULTI has queued so far; None outside a MULTI."""
    if entry.seconds:
        session.let_time_pass(entry.seconds)
        return queued
    if entry.in_transaction != (queued is not None):
        raise BlockFailed(entry.line, entry.typed, _prompt(queued is not None), _prompt(entry.in_transaction))
    try:
        command = redis_cli_format.split(entry.typed)
        got = redis_cli_format.show(session.reply_to(command), command, queued or ())
    except ValueError as error:
        command, got = (), str(error)
    if not _same(entry.reply, got, command, entry.typed):
        raise BlockFailed(entry.line, entry.typed, entry.reply, got)
    name = command[0].upper() if command else b""
    if name in (b"EXEC", b"DISCARD"):
        return None
    if queued is not None:
        return [*queued, command] if got == "QUEUED" else queued
    return [] if name == b"MULTI" else None


def _entries(block: CodeBlock) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for line, text in enumerate(block.source.splitlines(), start=block.line):
        prompt, later = _PROMPT.fullmatch(text), _LATER.fullmatch(text)
        if prompt or later:
            if entry:
                yield entry
            entry = _Entry(line, prompt["typed"], bool(prompt["tx"])) if prompt else _Entry(line)
            entry.seconds = int(later["seconds"]) if later else 0
        elif entry is None or entry.seconds:
            raise BlockFailed(line, text, "a prompt (127.0.0.1:6379> …) before the first reply", text)
        else:
            entry.reply = f"{entry.reply}\n{text}".strip("\n")
    if entry:
        yield entry


def _same(expected: str, got: str, command: Command, typed: str) -> bool:
    if command and command[0].upper() in _UNORDERED and "…" not in expected:
        return _elements(expected, command) == _elements(got, command)
    pattern = ".*".join(re.escape(piece) for piece in expected.split("…"))
    return bool(re.fullmatch(pattern, got, re.DOTALL)) or same_ttl(typed, expected, got)


def _elements(shown: str, command: Command) -> list[tuple[str, ...]]:
    lines = [line.strip().partition(") ")[2] if ") " in line else line for line in shown.splitlines()]
    if command[0].upper() == b"HGETALL":
        return sorted(zip(lines[::2], lines[1::2], strict=False))
    return sorted((line,) for line in lines)


def _prompt(in_transaction: bool) -> str:
    return f"the prompt 127.0.0.1:6379{'(TX)' * in_transaction}>"
