"""Progress: how many steps of a main.py were green before, so that the block can say that an edit broke one."""

from __future__ import annotations

import pytest

from dojo.backends import selection
from dojo.kata import SKELETON, root_of
from dojo.steps import Step


def green_before(config: pytest.Config, main_py: str) -> int:
    """How many steps, counted from step 1, were green together in an earlier run on this kind of Redis."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    return int(cache.get(_key(config, main_py), 0)) if cache else 0


def remember(config: pytest.Config, main_py: str, green: set[int]) -> None:
    """Store how many steps are green now, if it is more than before, or if the learner starts again."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    in_a_row = next(number for number in range(len(green) + 1) if number + 1 not in green)
    if cache is None:
        return
    before = green_before(config, main_py)
    if in_a_row > before or (in_a_row < before and _is_skeleton(config, main_py, in_a_row + 1)):
        cache.set(_key(config, main_py), in_a_row)


def note(config: pytest.Config, step: Step) -> str:
    """``step 1 was green before (you were on step 4): an edit since then broke it``, or nothing."""
    before = green_before(config, step.main_py)
    if step.stretch or step.number > before:
        return ""
    where = f"you were on step {before + 1}" if before < step.of else f"as were all {step.of}"
    if _is_skeleton(config, step.main_py, step.number):
        return f"{step.name} was green before ({where}); main.py is the skeleton again"
    return f"{step.name} was green before ({where}): an edit since then broke it"


def _is_skeleton(config: pytest.Config, main_py: str, open_step: int) -> bool:
    """Step 2 is open, and main.py is what its kata begins with."""
    path = root_of(config) / main_py
    try:
        return open_step == 2 and path.read_bytes() == path.with_name(SKELETON).read_bytes()
    except OSError:
        return False


def _key(config: pytest.Config, main_py: str) -> str:
    return f"redis-katas/green/{main_py}/{'real' if selection.is_real(config) else 'fakeredis'}"
