"""Reads the commands of the Redis protocol (RESP) from the bytes that a client sends, and writes them.

Source of the format: https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

from collections.abc import Iterable

Command = tuple[bytes, ...]


def joined(packed: str | bytes | Iterable[bytes]) -> bytes:
    """The argument of redis-py's `send_packed_command`, in one piece."""
    if isinstance(packed, str):
        return packed.encode()
    return packed if isinstance(packed, bytes) else b"".join(packed)


def read_commands(packed: bytes) -> list[Command]:
    """Read packed commands, each an array of bulk strings.

    >>> read_commands(b"*2\\r\\n$3\\r\\nGET\\r\\n$1\\r\\na\\r\\n")
    [(b'GET', b'a')]
    """
    commands, position = [], 0
    while position < len(packed):
        size, position = _read_number(packed, position, b"*")
        words = []
        for _ in range(size):
            length, position = _read_number(packed, position, b"$")
            words.append(packed[position : position + length])
            position += length + 2
        commands.append(tuple(words))
    return commands


def pack_commands(commands: Iterable[Command]) -> bytes:
    """The inverse of `read_commands`."""
    pieces = []
    for command in commands:
        pieces.append(b"*%d\r\n" % len(command))
        pieces.extend(b"$%d\r\n%b\r\n" % (len(word), word) for word in command)
    return b"".join(pieces)


def _read_number(packed: bytes, position: int, marker: bytes) -> tuple[int, int]:
    if packed[position : position + 1] != marker:
        raise ValueError(f"not a Redis request at byte {position}: {packed[position : position + 20]!r}")
    end = packed.index(b"\r\n", position)
    return int(packed[position + 1 : end]), end + 2
