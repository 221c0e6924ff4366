"""Commands are packed and read as the protocol of Redis says, RESP."""

from __future__ import annotations

import pytest

from dojo.wire.resp import pack_commands, read_commands


def test_what_is_read_from_packed_commands_packs_to_the_same_bytes():
    """Whatever is in them."""
    commands = [(b"SET", b"", b"\r\n$3\r\n"), (b"PING",), (b"MSET", *([b"\xff"] * 500))]

    assert read_commands(pack_commands(commands)) == commands


def test_what_is_not_a_request_is_refused_by_the_reader():
    """A protocol that changed must not be misread in silence."""
    with pytest.raises(ValueError, match="not a Redis request at byte 0"):
        read_commands(b"PING\r\n")
