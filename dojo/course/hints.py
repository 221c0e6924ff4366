"""Hints: three for each step, from a nudge to nearly the code, one at a time."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from dojo.course.next_step import IS_WATCHED
from dojo.errors import usage_error
from dojo.kata import root_of

DOSES = 3
NEXT = "next"
AGAIN = "again"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--hint",
        nargs="?",
        const=NEXT,
        metavar="N",
        help="show the next of three hints for the first open step; --hint=2 just the second, --hint=again the last",
    )


def pytest_configure(config: pytest.Config) -> None:
    asked = config.getoption("--hint")
    if asked is not None and asked not in (NEXT, AGAIN, *map(str, range(1, DOSES + 1))):
        swallowed = asked and (root_of(config) / asked.partition("::")[0]).exists()
        raise usage_error(
            f"--hint {asked}",
            f"--hint took {asked} for its number" if swallowed else "there are three hints per step, 1, 2 and 3",
            "pytest katas/cache_api --hint for the next one",
            "pytest katas/cache_api --hint=2 for just that one (--hint stands after the path)",
        )


def read_hints(hints_md: Path) -> dict[str, list[str]]:
    """The hints of each step: ``{"step 2": ["a nudge", "what to look up", "nearly the code"], …}``.

    In hints.md a step is a heading of the second level that begins with its name (``## Step 2 · …``, or
    ``## Stretch step 1 · …``), and each hint has a heading of the third level.
    """
    hints: dict[str, list[str]] = {}
    for section in re.split(r"^## ", hints_md.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        doses = re.split(r"^### .*\n", body, flags=re.MULTILINE)[1:]
        hints[heading.partition("·")[0].strip().lower()] = [
            textwrap.dedent(dose.strip("\n")).rstrip() for dose in doses
        ]
    return hints


def show(config: pytest.Config, kata: str, step_name: str, main_py: str) -> list[str]:
    """The lines of one hint; `--hint` without a number remembers which one comes next, --hint=again shows the last."""
    doses = read_hints(root_of(config) / "katas" / kata / "hints.md")[step_name]
    asked = config.getoption("--hint")
    if asked not in (NEXT, AGAIN):
        number = int(asked)
        return [f"hint {number} of {DOSES} for {step_name} of {kata}", "", *doses[number - 1].splitlines()]
    remembered = f"redis-katas/hints/{main_py}/{step_name}"
    cache: pytest.Cache | None = getattr(config, "cache", None)
    shown = int(cache.get(remembered, 0) if cache else 0)
    number = max(1, shown) if asked == AGAIN else min(shown + 1, DOSES)
    if cache:
        cache.set(remembered, number)
    is_watched = config.stash.get(IS_WATCHED, False)
    how = "h once more" if is_watched else f"the same command again; just this one: --hint={number}"
    after = (
        f"(the next one: {how})"
        if number < DOSES
        else f"(that was the last one; the reference is {_reference(config, kata, step_name)})"
    )
    return [f"hint {number} of {DOSES} for {step_name} of {kata}", "", *doses[number - 1].splitlines(), "", after]


def _reference(config: pytest.Config, kata: str, step_name: str) -> str:
    with_stretch = f"solutions/{kata}/stretch.py"
    has_it = step_name.startswith("stretch") and (root_of(config) / with_stretch).is_file()
    return with_stretch if has_it else f"solutions/{kata}/main.py"
