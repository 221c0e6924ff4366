"""Reads and writes commands, and shows replies, as redis-cli does: what a learner sees here looks the same there."""

from __future__ import annotations

import re
from collections.abc import Sequence

import redis

from dojo.wire.resp import Command

_ESCAPES = {"n": b"\n", "r": b"\r", "t": b"\t", "b": b"\b", "a": b"\a"}
_SHOWN = {ord('"'): '\\"', ord("\\"): "\\\\", **{byte[0]: f"\\{letter}" for letter, byte in _ESCAPES.items()}}

# Commands that reply with a status (OK), which redis-cli shows without quotes; redis-py hands out both as bytes.
_STATUS = {
    *("DISCARD", "FLUSHALL", "FLUSHDB", "LSET", "LTRIM", "MSET", "MULTI", "PFMERGE", "PSETEX"),
    *("RENAME", "RESET", "SELECT", "SETEX", "SWAPDB", "TYPE", "UNWATCH", "WATCH"),
    *("CONFIG RESETSTAT", "CONFIG SET", "SCRIPT FLUSH", "XGROUP CREATE"),
}

_NEEDS_NO_QUOTES = re.compile(rb"[!#-&(-\[\]-~]+")

_RAW = {"INFO", "CLIENT LIST", "CLIENT INFO"}
"""Commands whose reply redis-cli prints unchanged."""


def split(line: str) -> Command:
    r"""The words of a command line, with redis-cli's quotes and escapes.

    Raises:
        ValueError: a quote is not closed, or something follows it without a space. Its text is redis-cli's.

    >>> split(r'SET greeting "hello\n" EX 60')
    (b'SET', b'greeting', b'hello\n', b'EX', b'60')
    """
    words, rest = [], line.strip()
    while rest:
        word, rest = _word(rest)
        words.append(word)
        rest = rest.lstrip()
    return tuple(words)


def typed(command: Command) -> str:
    r"""A command as it is typed in redis-cli: the inverse of `split`.

    >>> print(typed((b"SET", b"greeting", b"hello\n", b"EX", b"60")))
    SET greeting "hello\n" EX 60
    """
    return " ".join(word.decode() if _NEEDS_NO_QUOTES.fullmatch(word) else _quoted(word) for word in command)


def show(reply: object, command: Command = (), queued: Sequence[Command] = ()) -> str:
    """The reply as redis-cli prints it; `command` says whether bytes are a status, `queued` the same of EXEC's.

    >>> print(show([1, b"a", None, []]))
    1) (integer) 1
    2) "a"
    3) (nil)
    4) (empty array)
    """
    if isinstance(reply, list) and queued and _name(command) == "EXEC":
        return _show_array([show(part, of) for part, of in zip(reply, queued, strict=True)])
    if isinstance(reply, bytes) and _is_status(command, reply):
        return reply.decode()
    if isinstance(reply, bytes) and not _RAW.isdisjoint({_name(command), _name(command, 2)}):
        return reply.decode().replace("\r\n", "\n").rstrip("\n")
    return _show(reply)


def _word(rest: str) -> tuple[bytes, str]:
    word, quote, position = b"", "", 0
    while position < len(rest):
        letter = rest[position]
        position += 1
        if not quote and letter.isspace():
            break
        if not quote and letter in "\"'":
            quote = letter
        elif letter == quote:
            if rest[position : position + 1].strip():
                raise ValueError("Invalid argument(s)")
            quote = ""
        elif letter == "\\" and quote:
            escaped, position = _escape(rest, position, quote)
            word += escaped
        else:
            word += letter.encode()
    if quote:
        raise ValueError("Invalid argument(s)")
    return word, rest[position:]


def _escape(rest: str, position: int, quote: str) -> tuple[bytes, int]:
    """What a backslash and what follows it stand for, and where it ends. In single quotes it escapes only those."""
    letter = rest[position : position + 1]
    if quote == "'":
        return (b"'", position + 1) if letter == "'" else (b"\\", position)
    if letter == "x":
        try:
            return bytes.fromhex(rest[position + 1 : position + 3]), position + 3
        except ValueError:
            pass  # no two hexadecimal digits: it is an x
    return _ESCAPES.get(letter, letter.encode()), position + 1


def _name(command: Command, words: int = 1) -> str:
    return b" ".join(command[:words]).decode(errors="replace").upper()


def _is_status(command: Command, reply: bytes) -> bool:
    return (
        reply == b"QUEUED"
        or not _STATUS.isdisjoint({_name(command), _name(command, 2)})
        or (_name(command) == "SET" and b"GET" not in [word.upper() for word in command[3:]])
        or (_name(command) == "PING" and len(command) == 1)
    )


def _show(reply: object) -> str:
    if reply is None:
        return "(nil)"
    if isinstance(reply, redis.RedisError):
        code = getattr(reply, "status_code", None)  # redis-py takes the code away where it has a class for it
        return f"(error) {code} {reply}" if code else f"(error) {reply}"
    if isinstance(reply, int):
        return f"(integer) {reply}"
    if isinstance(reply, list):
        return _show_array([_show(part) for part in reply])
    if isinstance(reply, bytes):
        return _quoted(reply)
    raise TypeError(f"RESP2 has no {type(reply).__name__}")


def _quoted(word: bytes) -> str:
    return '"' + "".join(_SHOWN.get(byte) or _printable(byte) for byte in word) + '"'


def _printable(byte: int) -> str:
    return chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}"


def _show_array(parts: list[str]) -> str:
    width = len(str(len(parts)))
    indent = "\n" + " " * (width + 2)
    lines = [f"{number:>{width}}) {part.replace(chr(10), indent)}" for number, part in enumerate(parts, start=1)]
    return "\n".join(lines) or "(empty array)"
