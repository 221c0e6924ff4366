"""What comes next for a green kata: a real Redis, the comparison, the stretch steps, or the next kata of the course."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dojo.course.results import REDISES, Result
from dojo.course.schedule import Kata

FAKE, REAL = REDISES

IS_WATCHED = pytest.StashKey[bool]()
"""Whether --watch has started this run: then a save and keys take the place of commands."""

_KEYS = {"--real-redis": "press r (real Redis)", "--compare": "press c (compare)", "--stretch": "press s (stretch)"}


def in_watch(command: str) -> str:
    """What to do in --watch for this command: ``press r (real Redis)``; ``press q, then run pytest …``."""
    run, _, option = command.rpartition(" ")
    if option in _KEYS:
        return _KEYS[option]
    return f"press q, then run {command} --watch" if run == "pytest" and "/" in option else f"press q, then {command}"


def command_after(kata: Kata, stored: dict[str, Result], content: str, is_compared: bool = True) -> str:
    """The command to type next for this kata; an empty string if nothing is left to do.

    A result that belongs to another content of main.py does not count.
    """
    valid = {redis: result for redis, result in stored.items() if result.content == content}
    run = f"pytest katas/{kata.name}"
    if not any(is_green(result) for result in valid.values()):
        return run
    if not is_green(valid.get(REAL)):
        return f"{run} --real-redis"
    if not is_compared:
        return f"{run} --compare"
    if kata.stretch_titles and max(result.stretch for result in valid.values()) < len(kata.stretch_titles):
        return f"{run} --stretch"
    return ""


def kata_after(name: str, course: Sequence[Kata]) -> str:
    """The command of the next kata in the order of the course; after the last one, the board."""
    names = [kata.name for kata in course]
    following = names[names.index(name) + 1 :] if name in names else []
    return f"pytest katas/{following[0]}" if following else "pytest --status"


def is_green(result: Result | None) -> bool:
    """Whether every step was green."""
    return result is not None and result.of > 0 and result.green == result.of
