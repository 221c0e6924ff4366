"""The Lua scripts that Redis knows, as far as the wire has seen them pass, so that it can have forgotten them.

A server that is not ours must not be told SCRIPT FLUSH; so after `forget` the wire asks the server for a script that
does not exist, in place of one that the app has not sent again, and the server itself answers NOSCRIPT.
"""

from hashlib import sha1

from dojo.wire.resp import Command

_UNKNOWN = b"f" * 40
_BY_TEXT = {b"EVAL", b"EVAL_RO"}
_BY_NAME = {b"EVALSHA", b"EVALSHA_RO"}


class Scripts:
    """Every script counts as known until `forget`."""

    def __init__(self) -> None:
        self._known: set[bytes] | None = None

    def forget(self) -> None:
        """From now on none is known until EVAL or SCRIPT LOAD brings it, as after a restart of Redis."""
        self._known = set()

    def seen_in(self, command: Command) -> Command:
        """Remember the script that this command brings; one that was forgotten is asked for by an unknown name."""
        if self._known is None or len(command) < 2:
            return command
        name, word = command[0].upper(), command[1].upper()
        if name in _BY_TEXT:
            self._known.add(_name_of(command[1]))
        elif name == b"SCRIPT" and word == b"LOAD" and len(command) == 3:
            self._known.add(_name_of(command[2]))
        elif name in _BY_NAME:
            return (command[0], self._or_unknown(command[1]), *command[2:])
        elif name == b"SCRIPT" and word == b"EXISTS":
            return (*command[:2], *map(self._or_unknown, command[2:]))
        return command

    def _or_unknown(self, script: bytes) -> bytes:
        return script if self._known is None or script.lower() in self._known else _UNKNOWN


def _name_of(text: bytes) -> bytes:
    return sha1(text, usedforsecurity=False).hexdigest().encode()
