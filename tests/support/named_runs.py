"""The runs that the tests of the instruments look at, and the blocks in what they print."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.kit_runs import KitRun, Wanted

_BLOCK = re.compile(
    r"^(?P<step>(stretch )?step \d+) of \d+ · .*\n(  .*\n)*?"
    r"  test      katas/(?P<kata>\w+)/.*(\n  .*)*",  # a main.py that cannot be loaded has neither page nor hint
    re.MULTILINE,
)


def kit(*arguments: str, on_this_redis: bool = False) -> Wanted:
    """A run of this kit; on fakeredis, unless the Redis matters."""
    return Wanted(arguments, on_this_redis=on_this_redis)


def small(*arguments: str, on_this_redis: bool = False) -> Wanted:
    """A run of the small kit (tests/small_kit)."""
    return Wanted(arguments, in_small_kit=True, on_this_redis=on_this_redis)


SKELETON = kit("-rs", on_this_redis=True)
SOLVED = small("solutions", "--hint", "--benchmark-disable", "-rs", "-v")


@dataclass(frozen=True)
class Runs:
    """``runs("skeleton").output``"""

    folder: Path
    """What ``{tmp}`` stands for in their arguments."""
    result: Callable[[str], KitRun]

    def __call__(self, name: str) -> KitRun:
        return self.result(name)

    def block(self, name: str, kata: str, step: str) -> str:
        """The failure block of that step in the run: ``runs.block("blocks", "blocks", "step 7")``."""
        found = _BLOCK.finditer(self.result(name).output)
        blocks = {(match["kata"], match["step"]): match[0] for match in reversed(list(found))}
        assert (kata, step) in blocks, self.result(name).output
        return blocks[kata, step]
