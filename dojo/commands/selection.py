"""The katas that a command is about: those named on the command line, else all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dojo.course import schedule
from dojo.errors import usage_error
from dojo.kata import root_of


def chosen_katas(config: pytest.Config, option: str) -> list[str]:
    """The names of the katas, in the order of the course.

    Raises:
        pytest.UsageError: an argument is not katas, or not in a kata.
    """
    known = [kata.name for kata in schedule.katas(root_of(config))]
    chosen: set[str] = set()
    folder = root_of(config) / "katas"
    for argument in config.args:
        path = (Path(config.invocation_params.dir) / argument.partition("::")[0]).resolve()
        inside = path.relative_to(folder).parts if path.is_relative_to(folder) else None
        if inside is None or (inside and inside[0] not in known):
            name = path.relative_to(root_of(config)).as_posix() if path.is_relative_to(root_of(config)) else argument
            raise usage_error(
                f"pytest {argument} {option}",
                f"{name} is not a kata",
                *(f"pytest katas/{kata} {option}" for kata in known),
            )
        chosen |= {inside[0]} if inside else set(known)
    return [name for name in known if name in chosen]
