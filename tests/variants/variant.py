"""One wrong or right answer: the reference solution with a few passages replaced."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.runs import ROOT, Wanted, judging
from tests.variants.passage import Swap, replaced

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
        """The whole main.py of this answer.

        Raises:
            ValueError: a passage to replace does not occur exactly once.
        """
        reference = "stretch.py" if self.solves_stretch else "main.py"
        text = (ROOT / "solutions" / self.kata / reference).read_text(encoding="utf-8")
        for old, new in self.swaps:
            try:
                text = replaced(text, old, new)
            except ValueError as error:
                raise ValueError(f"{self.kata}, {self.name}: {error}") from error
        return text


class Answers:
    """The variants of one file. Its folder names the kata, and its name says which step must catch them.

    ``tests/variants/cache_api/step_04.py`` holds wrong answers that step 4 catches, ``stretch_01.py`` those that stretch
    step 1 catches, and ``right.py`` right answers. A suffix splits a long file: ``right_locks.py``, ``step_04_ttl.py``.
    Each such file starts with ``answers = Answers(__file__)``.
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
    """The variants of every kata: tests/variants/<kata>/ is searched, and nothing is registered."""
    files = [path for kind in ("step", "stretch", "right") for path in _FOLDER.glob(f"*/{kind}_*.py")]
    files += _FOLDER.glob("*/right.py")
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
    return [variant for module in sorted(modules) for variant in importlib.import_module(module).answers.all]
