"""A request and its round trips in redis-cli's words, ready to become JSON, and never long."""

from __future__ import annotations

import hashlib
from typing import Any

from dojo.record import Exchange, RoundTrip
from dojo.text import count_of, cut, without_long_ids
from dojo.wire.redis_cli_format import show, typed
from dojo.wire.resp import Command

MOST_PARTS = 20
"""Of a reply, of the words of a command, and of the commands of a round trip."""
MOST_TRIPS = 30
MOST_BYTES = 300
"""Of one word or one value."""
MOST_CHARACTERS = 4_000
"""Of one reply."""


def trips_of(exchange: Exchange) -> list[dict[str, Any]]:
    """Each round trip as ``{"commands": [{"sent": "GET a", "reply": "(nil)"}], "more": "", "fault": ""}``."""
    return [_trip(trip) for trip in exchange.trips[:MOST_TRIPS]]


def command_of(command: Command) -> str:
    """A command as it is typed in redis-cli."""
    words = typed(tuple(_cut(word) for word in command[:MOST_PARTS]))
    return words if len(command) <= MOST_PARTS else f"{words} … {count_of(len(command) - MOST_PARTS, 'more argument')}"


def reply_of(reply: object, command: Command = (), queued: tuple[Command, ...] = ()) -> str:
    """A reply as redis-cli prints it; `queued` are the commands that EXEC replies to."""
    text = cut(show(_bounded(reply), command, queued[:MOST_PARTS]), MOST_CHARACTERS)
    if isinstance(reply, bytes) and len(reply) > MOST_BYTES:
        return f"{text} ({len(reply):,} bytes)"
    if isinstance(reply, list) and len(reply) > MOST_PARTS:
        return f"{text}\n… {len(reply) - MOST_PARTS:,} more"
    return text


def text_of(value: bytes) -> str:
    """A key or a value: text where it is text, else as redis-cli prints it."""
    value = _cut(value)
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return show(value)
    return text if text.isprintable() else show(value)


def id_of(key: bytes) -> str:
    """A short name for a key, which may be anything, and as long as it likes."""
    return hashlib.sha256(key).hexdigest()[:16]


def header_of(name: bytes, value: bytes) -> str:
    """``set-cookie: session_id=k3y…``: an id shows its ends only."""
    return cut(without_long_ids(f"{name.decode('latin-1')}: {value.decode('latin-1')}"))


def _trip(trip: RoundTrip) -> dict[str, Any]:
    commands = []
    for number, command in enumerate(trip.commands[:MOST_PARTS]):
        is_answered = number < len(trip.replies)
        queued = tuple(trip.commands[1:-1]) if command[:1] == (b"EXEC",) else ()
        reply = reply_of(trip.replies[number], command, queued) if is_answered else ""
        commands.append({"sent": command_of(command), "reply": reply})
    hidden = len(trip.commands) - MOST_PARTS
    more = f"… {count_of(hidden, 'more command')}" if hidden > 0 else ""
    return {"commands": commands, "more": more, "fault": trip.fault}


def _cut(word: bytes) -> bytes:
    return word if len(word) <= MOST_BYTES else word[:MOST_BYTES] + b"..."


def _bounded(reply: object) -> object:
    """The same with RESP2's types alone, and not longer than a screen."""
    if isinstance(reply, str):
        return _bounded(reply.encode())
    if isinstance(reply, bytes):
        return _cut(reply)
    if isinstance(reply, float):
        return repr(reply).encode()
    if isinstance(reply, dict):
        return _bounded([word for pair in reply.items() for word in pair])
    if isinstance(reply, list | tuple | set | frozenset):
        return [_bounded(part) for part, _ in zip(reply, range(MOST_PARTS), strict=False)]
    return reply
