"""The answers that a learner's tests are tried on: right ones, and ones with a bug. Each is a reference with swaps.

``right/<app>.toml`` holds the right answers of an app. ``bugs/step_NN.rot13`` holds the bug of that step, as TOML in
ROT13: nobody reads it by accident.
"""

from __future__ import annotations

import codecs
import difflib
import functools
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dojo.hunting.passages import Swap, replaced, without_comments


@dataclass(frozen=True)
class Answer:
    """An app to try tests on."""

    app: str
    name: str
    what: str
    """What it does, or what is wrong with it."""
    why: str
    """Why it is right; empty for a bug."""
    base: Path
    """The reference that it is made from."""
    swaps: tuple[Swap, ...]

    @cached_property
    def source(self) -> str:
        """The whole main.py.

        Raises:
            ValueError: a passage to replace does not occur exactly once.
        """
        text = self._reference
        for old, new in self.swaps:
            text = replaced(text, old, new)
        return text

    @property
    def diff(self) -> list[str]:
        """The lines that differ from the reference, with two lines around them."""
        lines = self._reference.splitlines(), self.source.splitlines()
        return list(difflib.unified_diff(*lines, "right", "bug", n=2, lineterm=""))

    @property
    def _reference(self) -> str:
        return _read(self.base)

    def written_to(self, folder: Path) -> Path:
        """``<folder>/<name>/<app>/main.py``, where the app under test is loaded from."""
        main_py = folder / self.name / self.app / "main.py"
        if not main_py.exists():
            main_py.parent.mkdir(parents=True)
            main_py.write_text(self.source, encoding="utf-8")
        return main_py


def apps_in(kata: Path) -> list[str]:
    """The names of the apps that the tests of this kata are about, sorted."""
    return sorted(path.stem for path in (kata / "right").glob("*.toml"))


def right_answers(kata: Path, app: str, redis: tuple[int, int]) -> list[Answer]:
    """The right answers of the app that run on this version of Redis, the reference first."""
    read = tomllib.loads((kata / "right" / f"{app}.toml").read_text(encoding="utf-8"))
    all_of_them = [{"base": read["base"], "since": "0", **one} for one in read["answer"]]
    fit = [one for one in all_of_them if tuple(map(int, one["since"].split("."))) <= redis]
    return [Answer(app, one["name"], one["what"], one["why"], _base(kata, app, one), _swaps(one)) for one in fit]


def bug_of_step(kata: Path, number: int) -> Answer:
    """The bug that step `number` is about."""
    read = tomllib.loads(decoded(kata / "bugs" / f"step_{number:02}.rot13"))
    right = tomllib.loads((kata / "right" / f"{read['app']}.toml").read_text(encoding="utf-8"))
    return Answer(read["app"], f"step_{number:02}", read["what"], "", _base(kata, read["app"], right), _swaps(read))


def decoded(path: Path) -> str:
    """The text of a file in ROT13."""
    return codecs.encode(path.read_text(encoding="utf-8"), "rot13")


@functools.cache
def _read(reference: Path) -> str:
    """Without its comments, which a passage does not repeat. Read once per run: many answers are made from it."""
    return without_comments(reference.read_text(encoding="utf-8"))


def _base(kata: Path, app: str, read: dict[str, Any]) -> Path:
    return kata.parents[1] / "solutions" / app / str(read["base"])


def _swaps(read: dict[str, Any]) -> tuple[Swap, ...]:
    return tuple((swap["old"], swap["new"]) for swap in read.get("swap", []))
