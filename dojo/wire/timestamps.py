"""Translates timestamps between the app's clock, which a test moves, and the clock of a real Redis, which it cannot.

A timestamp in a command (EXAT, EXPIREAT, …) is moved back before it is sent. It is sent in milliseconds, since the
app's clock may be ahead by a fraction of a second. A timestamp in a reply (TIME, EXPIRETIME, …) is moved forward.
Timestamps inside Lua scripts: see script_clock.py.
"""

import math
from typing import Any

from dojo.wire.resp import Command

# Command or option: its twin in milliseconds, and how many milliseconds its own unit has.
_COMMANDS = {
    b"EXPIREAT": (b"PEXPIREAT", 1000),
    b"PEXPIREAT": (b"PEXPIREAT", 1),
    b"HEXPIREAT": (b"HPEXPIREAT", 1000),
    b"HPEXPIREAT": (b"HPEXPIREAT", 1),
}
_OPTIONS = {b"EXAT": (b"PXAT", 1000), b"PXAT": (b"PXAT", 1)}
_REPLIES = {b"EXPIRETIME": 1, b"PEXPIRETIME": 1000, b"HEXPIRETIME": 1, b"HPEXPIRETIME": 1000}
_FIRST_OPTION = {b"SET": 3, b"GETEX": 2, b"HSETEX": 2, b"HGETEX": 2}


def shift(command: Command, seconds: float) -> Command:
    """Move the timestamp in `command`, if there is one, by `seconds`.

    >>> shift((b"SET", b"k", b"v", b"EXAT", b"1000"), -60)
    (b'SET', b'k', b'v', b'PXAT', b'940000')
    """
    if not seconds or not command:
        return command
    name = command[0].upper()
    if name in _COMMANDS:
        return _replace(command, 0, 2, *_COMMANDS[name], seconds)
    for position in range(_FIRST_OPTION.get(name, len(command)), len(command)):
        word = command[position].upper()
        if word == b"FIELDS":
            break  # fields and values follow, whatever they are called
        if word in _OPTIONS:
            return _replace(command, position, position + 1, *_OPTIONS[word], seconds)
    return command


def shift_replies(commands: list[Command], position: int, reply: Any, seconds: float) -> Any:
    """Move the timestamps in the reply to the command at `position`; the reply to EXEC may hold several.

    >>> shift_replies([(b"PEXPIRETIME", b"k")], 0, 1_000_000, 60)
    1060000
    """
    if not seconds or position >= len(commands):
        return reply
    name = commands[position][0].upper()
    if name == b"EXEC" and isinstance(reply, list):
        return [shift_replies(commands[1:], number, part, seconds) for number, part in enumerate(reply)]
    if name == b"TIME" and isinstance(reply, list):
        microseconds = int(reply[0]) * 1_000_000 + int(reply[1]) + round(seconds * 1_000_000)
        return [b"%d" % (microseconds // 1_000_000), b"%d" % (microseconds % 1_000_000)]
    unit = _REPLIES.get(name)
    if unit and isinstance(reply, list):
        return [_moved(part, unit, seconds) for part in reply]
    return _moved(reply, unit, seconds) if unit else reply


def _moved(instant: Any, unit: int, seconds: float) -> Any:
    """A reply below zero is no timestamp (-1: no TTL)."""
    # Milliseconds are rounded down: no timestamp may lie further away than its TTL.
    by = math.floor(seconds * 1000) if unit == 1000 else round(seconds)
    return instant + by if isinstance(instant, int) and instant >= 0 else instant


def _replace(command: Command, name_at: int, instant_at: int, twin: bytes, unit: int, seconds: float) -> Command:
    try:
        instant = int(command[instant_at]) * unit + round(seconds * 1000)
    except (IndexError, ValueError):
        return command  # not a number: Redis itself complains
    changed = list(command)
    changed[name_at], changed[instant_at] = twin, b"%d" % instant
    return tuple(changed)
