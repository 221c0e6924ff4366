"""Mistakes in the text of a Lua script. Each function yields (begin, end, new text)."""

from __future__ import annotations

import re
from collections.abc import Iterator

Edit = tuple[int, int, str]

# What is easily taken for something else.
_TWINS = {
    "==": ("~=",),
    "~=": ("==",),
    "<=": ("<", ">"),
    "if not ": ("if ",),
    "math.min": ("math.max",),
    "math.floor": ("math.ceil",),
    " - ": (" + ",),
    " * ": (" / ",),
    "'EX'": ("'PX'",),
    "'GET'": ("'EXISTS'",),
    "'HGET'": ("'HEXISTS'",),
    "'EXISTS'": ("'TTL'",),
    "'DEL'": ("'EXISTS'",),
    "'HSET'": ("'HSETNX'",),
    "'EXPIRE'": ("'PEXPIRE'", "'PERSIST'"),
    "'PEXPIRE'": ("'EXPIRE'",),
    "'HGETALL'": ("'HKEYS'",),
}
_TWIN = re.compile("|".join(map(re.escape, _TWINS)))
_COMMAND = re.compile(r"(?<=redis\.call\(')[A-Z]+(?=')")
_INDEX = re.compile(r"(?<=KEYS\[)\d+|(?<=ARGV\[)\d+")
_NUMBER = re.compile(r"(?<![\w\[.])\d+(?![\w\].])")
_LINE = re.compile(r"^.+\n", re.MULTILINE)


def lua_twin(script: str) -> Iterator[Edit]:
    """`==` becomes `~=`, and so on."""
    for found in _TWIN.finditer(script):
        yield from ((*found.span(), twin) for twin in _TWINS[found[0]])


def lua_command(script: str) -> Iterator[Edit]:
    """A command becomes another one of the same script."""
    commands = sorted(set(_COMMAND.findall(script)))
    for found in _COMMAND.finditer(script):
        yield from ((*found.span(), other) for other in commands if other != found[0])


def lua_index(script: str) -> Iterator[Edit]:
    """KEYS[1] becomes KEYS[2] or KEYS[0]; the same for ARGV."""
    for found in _INDEX.finditer(script):
        yield from ((*found.span(), str(int(found[0]) + more)) for more in (1, -1))


def lua_number(script: str) -> Iterator[Edit]:
    """A number becomes one more, one less, or 0."""
    for found in _NUMBER.finditer(script):
        number = int(found[0])
        yield from ((*found.span(), str(other)) for other in {number + 1, abs(number - 1), 0} - {number})


def lua_line(script: str) -> Iterator[Edit]:
    """A line is missing."""
    yield from ((*found.span(), "") for found in _LINE.finditer(script))


LUA_OPERATORS = (lua_twin, lua_command, lua_index, lua_number, lua_line)
