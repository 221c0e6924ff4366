"""A redis-cli session on a page: each command is sent, and its reply compared with the one on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import redis

from dojo import redis_cli
from dojo.code_block import BlockFailed, CodeBlock, Session, is_ttl
from dojo.resp import Command

_PROMPT = re.compile(r"127\.0\.0\.1:6379(?P<tx>\(TX\))?> (?P<typed>.*)")
_LATER = re.compile(r"\((?P<seconds>\d+) seconds? later\)")

# Redis promises no order of these replies; another one is as right.
_UNORDERED = {b"HGETALL", b"HKEYS", b"HVALS", b"KEYS", b"SDIFF", b"SINTER", b"SMEMBERS", b"SUNION"}


@dataclass
class _Entry:
    """What stands on the page: the prompt and what is typed behind it, or that time passes; and the reply."""

    line: int
    typed: str = ""
    in_transaction: bool = False
    seconds: int = 0
    reply: str = ""


def run(block: CodeBlock, namespace: dict[str, Any]) -> None:
    """Send the commands, in order.

    Raises:
        BlockFailed: a reply differs. ``…`` on the page stands for what differs from run to run.
    """
    session: Session = namespace["redis_cli"]
    queued: list[Command] = []
    in_transaction = False
    for entry in _entries(block):
        if entry.seconds:
            session.let_time_pass(entry.seconds)
            continue
        if entry.in_transaction != in_transaction:
            raise BlockFailed(entry.line, entry.typed, _prompt(in_transaction), _prompt(entry.in_transaction))
        command, got = _send(session, entry, queued)
        name = command[0].upper() if command else b""
        if not _same(entry.reply, got, command, entry.typed):
            raise BlockFailed(entry.line, entry.typed, entry.reply, got)
        if name == b"MULTI":
            queued, in_transaction = [], True
        elif name in (b"EXEC", b"DISCARD"):
            queued, in_transaction = [], False
        elif got == "QUEUED":
            queued.append(command)


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


def _send(session: Session, entry: _Entry, queued: list[Command]) -> tuple[Command, str]:
    try:
        command = redis_cli.split(entry.typed)
    except ValueError as error:
        return (), str(error)
    try:
        session.connection.send_command(*command)
        reply: object = session.connection.read_response(disable_decoding=True)
    except redis.ResponseError as error:
        reply = error
    return command, redis_cli.show(reply, command, queued)


def _same(expected: str, got: str, command: Command, typed: str) -> bool:
    if command and command[0].upper() in _UNORDERED and "…" not in expected:
        return _elements(expected, command) == _elements(got, command)
    pattern = ".*".join(re.escape(piece) for piece in expected.split("…"))
    return bool(re.fullmatch(pattern, got, re.DOTALL)) or is_ttl(typed, expected, got)


def _elements(shown: str, command: Command) -> list[tuple[str, ...]]:
    lines = [line.strip().partition(") ")[2] if ") " in line else line for line in shown.splitlines()]
    if command[0].upper() == b"HGETALL":
        return sorted(zip(lines[::2], lines[1::2], strict=False))
    return sorted((line,) for line in lines)


def _prompt(in_transaction: bool) -> str:
    return f"the prompt 127.0.0.1:6379{'(TX)' * in_transaction}>"
