"""One wrong or right answer: the reference solution with a few passages replaced."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property

from tests.runs import ROOT, Wanted, judging


@dataclass(frozen=True)
class Variant:
    """An answer to a kata, and what the kata's tests must say of it."""

    kata: str
    name: str
    what: str
    swaps: tuple[tuple[str, str], ...]
    caught_by: str = ""
    """``step 4`` or ``stretch step 1``, the first step that fails; empty for a right answer."""
    solves_stretch: bool = False

    @property
    def is_right(self) -> bool:
        return not self.caught_by

    @cached_property
    def run(self) -> Wanted:
        """The kata's tests on this answer; the benchmarks print nothing that is looked at."""
        stretch = ["--stretch"] if self.solves_stretch else []
        return judging(self.kata, self.source(), "--benchmark-disable", *stretch, on_this_redis=True)

    def source(self) -> str:
        """The whole main.py of this answer.

        Raises:
            ValueError: a passage to replace is not there, or there more than once.
        """
        reference = "stretch.py" if self.solves_stretch else "main.py"
        text = (ROOT / "solutions" / self.kata / reference).read_text(encoding="utf-8")
        for old, new in self.swaps:
            if text.count(old) != 1:
                raise ValueError(f"{self.name}: found {text.count(old)} times, not once: {old!r}")
            text = text.replace(old, new)
        return text


class Answers:
    """Collects the variants of one kata: ``wrong(…)`` and ``right(…)``, each with (old, new) passages."""

    def __init__(self, kata: str) -> None:
        self.kata = kata
        self.all: list[Variant] = []

    def wrong(self, name: str, caught_by: str, what: str, *swaps: tuple[str, str], stretch: bool = False) -> None:
        """An answer that must fail, first in the step `caught_by`. The base is stretch.py for a stretch step."""
        is_stretch = stretch or caught_by.startswith("stretch")
        self.all.append(Variant(self.kata, name, what, swaps, caught_by, is_stretch))

    def right(self, name: str, what: str, *swaps: tuple[str, str], stretch: bool = False) -> None:
        """An answer that must be green; with ``stretch=True`` its base is stretch.py and it is run with --stretch."""
        self.all.append(Variant(self.kata, name, what, swaps, "", stretch))


def all_variants() -> list[Variant]:
    """Those of every kata that has a module here: tests/variants/<kata>.py with its `answers`."""
    katas = sorted(path.parent.name for path in ROOT.glob("katas/*/main.py"))
    return [variant for kata in katas for variant in importlib.import_module(f"tests.variants.{kata}").answers.all]
