"""Makes Redis lose its Lua scripts, as after a restart, without a SCRIPT FLUSH: the server may not be ours.

After `forget`, EVALSHA of a script that the app has not sent again is sent with the name of a script that does not
exist. So the server itself answers NOSCRIPT.
"""

from hashlib import sha1

from dojo.wire.resp import Command

_UNKNOWN = b"f" * 40
_BY_TEXT = {b"EVAL", b"EVAL_RO"}
_BY_NAME = {b"EVALSHA", b"EVALSHA_RO"}


class ScriptCache:
    """The scripts that the app has sent. Every script counts as known until `forget`."""

    def __init__(self) -> None:
        self._known: set[bytes] | None = None

    def forget(self) -> None:
        """From now on a script is unknown until EVAL or SCRIPT LOAD sends it again."""
        self._known = set()

    def seen_in(self, command: Command) -> Command:
        """Remember a script that this command brings; return the command, with an unknown name for a lost script."""
        if self._known is None or len(command) < 2:
            return command
        name, word = command[0].upper(), command[1].upper()
        if name in _BY_TEXT:
            self._known.add(name_of(command[1]))
        elif name == b"SCRIPT" and word == b"LOAD" and len(command) == 3:
            self._known.add(name_of(command[2]))
        elif name in _BY_NAME:
            return (command[0], self._or_unknown(command[1]), *command[2:])
        elif name == b"SCRIPT" and word == b"EXISTS":
            return (*command[:2], *map(self._or_unknown, command[2:]))
        return command

    def _or_unknown(self, script: bytes) -> bytes:
        return script if self._known is None or script.lower() in self._known else _UNKNOWN


def name_of(text: bytes) -> bytes:
    """The name by which Redis knows a script: its SHA-1 in hexadecimal digits."""
    return sha1(text, usedforsecurity=False).hexdigest().encode()
