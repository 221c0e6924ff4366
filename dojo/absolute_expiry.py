"""Commands that name an instant (EXAT, EXPIREAT, …), moved between the app's clock and the server's.

On real Redis `clock.advance` moves the app's clock but cannot move the server's; so an instant that the app names is
moved back by as much before it is sent, in milliseconds, as the clock may be ahead by a part of a second.
Not moved: instants inside Lua scripts, and the replies of TIME and EXPIRETIME.
"""

from dojo.resp import Command

# What names the instant: its twin that takes milliseconds, and how many of them its unit has.
_COMMANDS = {
    b"EXPIREAT": (b"PEXPIREAT", 1000),
    b"PEXPIREAT": (b"PEXPIREAT", 1),
    b"HEXPIREAT": (b"HPEXPIREAT", 1000),
    b"HPEXPIREAT": (b"HPEXPIREAT", 1),
}
_OPTIONS = {b"EXAT": (b"PXAT", 1000), b"PXAT": (b"PXAT", 1)}
_FIRST_OPTION = {b"SET": 3, b"GETEX": 2, b"HSETEX": 2, b"HGETEX": 2}


def shift(command: Command, seconds: float) -> Command:
    """Move the instant that `command` names, if it names one, by `seconds`.

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


def _replace(command: Command, name_at: int, instant_at: int, twin: bytes, unit: int, seconds: float) -> Command:
    try:
        instant = int(command[instant_at]) * unit + round(seconds * 1000)
    except (IndexError, ValueError):
        return command  # not a number: Redis itself shall complain
    changed = list(command)
    changed[name_at], changed[instant_at] = twin, b"%d" % instant
    return tuple(changed)
