"""One wrong or right answer: the reference solution with a few passages replaced."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dojo.course import schedule
from dojo.kata import reference_for
from tests.support.kit_runs import ROOT, Wanted, judging
from tests.variants.passage import Swap, replaced, without_comments

_FOLDER = Path(__file__).parent
_STEP = re.compile(r"(?P<kind>step|stretch)_(?P<number>\d+)(_\w+)?")
_RIGHT = re.compile(r"right(_\w+)?")


@dataclass(frozen=True)
class Variant:
    """An answer to a kata, and what the kata's tests must say of it."""

    kata: str
    name: str
    what: str
    swaps: tuple[Swap, ...]
    caught_by: str = ""
    """``step 4`` or ``stretch step 1``, the first step that fails; empty for a right answer."""
    solves_stretch: bool = False
    block: str = ""
    """Consecutive lines that the failure block must contain; ``…`` stands for anything."""

    @property
    def is_right(self) -> bool:
        return not self.caught_by

    @cached_property
    def run(self) -> Wanted:
        """A run of the kata's tests on this answer, without benchmarks."""
        stretch = ["--stretch"] if self.solves_stretch else []
        return judging(self.kata, self.source(), "--benchmark-disable", *stretch, on_this_redis=True)

    def source(self) -> str:
        """The whole file of this answer.

        Raises:
            ValueError: a passage to replace does not occur exactly once.
        """
        reference = reference_for(self.kata, ROOT)
        reference = reference.with_name("stretch.py") if self.solves_stretch else reference
        text = without_comments(reference.read_text(encoding="utf-8"))
        for old, new in self.swaps:
            try:
                text = replaced(text, old, new)
            except ValueError as error:
                raise ValueError(f"{self.kata}, {self.name}: {error}") from error
        return text


class Answers:
    """The variants of one file. Its folder names the kata, and its name says which step must catch them.

    - ``tests/variants/cache_api/step_04.py`` holds the wrong answers that step 4 catches.
    - ``stretch_01.py`` holds those that stretch step 1 catches.
    - ``right.py`` holds the right answers.
    - ``step_04_ttl.py`` and ``right_locks.py`` are fine as well: a suffix splits a long file.

    Each of them starts with ``answers = Answers(__file__)``. Other modules may hold what these files share.
    """

    def __init__(self, file: str) -> None:
        path = Path(file)
        self.kata = path.parent.name
        self.caught_by = ""
        self.all: list[Variant] = []
        if step := _STEP.fullmatch(path.stem):
            self.caught_by = ("stretch " if step["kind"] == "stretch" else "") + f"step {int(step['number'])}"
        elif not _RIGHT.fullmatch(path.stem):
            raise ValueError(f"name it step_NN.py, stretch_NN.py or right.py: {file}")

    def wrong(self, name: str, what: str, *swaps: Swap, block: str = "", stretch: bool = False) -> None:
        """An answer that must fail, first in this file's step, and show `block`.

        Its base is main.py; for a stretch step, or with ``stretch=True``, it is stretch.py.
        """
        if not self.caught_by:
            raise ValueError(f"a wrong answer belongs in a file of the step that catches it: {name}")
        is_stretch = stretch or self.caught_by.startswith("stretch")
        self.all.append(Variant(self.kata, name, what, swaps, self.caught_by, is_stretch, block))

    def right(self, name: str, what: str, *swaps: Swap, stretch: bool = False) -> None:
        """An answer that must be green; with ``stretch=True`` its base is stretch.py and it is run with --stretch."""
        if self.caught_by:
            raise ValueError(f"a right answer belongs in right.py: {name}")
        self.all.append(Variant(self.kata, name, what, swaps, solves_stretch=stretch))


def all_variants() -> list[Variant]:
    """The variants of every kata: the files of tests/variants/<kata>/ are found by name, and nothing is registered."""
    katas = [kata.name for kata in schedule.katas(ROOT)]
    files = sorted(file for kata in katas for file in (_FOLDER / kata).glob("*.py") if _holds_answers(file.stem))
    modules = [f"tests.variants.{file.parent.name}.{file.stem}" for file in files]
    return [variant for module in modules for variant in importlib.import_module(module).answers.all]


def _holds_answers(name: str) -> bool:
    return bool(_STEP.fullmatch(name) or _RIGHT.fullmatch(name))
