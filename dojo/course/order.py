"""The order of the tests: by step, whatever a plugin makes of it; and whether all tests of a kata run."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest

from dojo.steps import STEP, is_by_name

PART = "part of a kata"
"""The user property of a test that runs without other tests of its kata."""
_COLLECTED = pytest.StashKey[dict[pytest.Item, int]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_COLLECTED] = {}


def pytest_itemcollected(item: pytest.Item) -> None:
    positions = item.config.stash[_COLLECTED]
    positions[item] = len(positions)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """After every hook that shuffles: a learner who reads of step 4 before step 2 learns nothing."""
    positions = session.config.stash[_COLLECTED]
    collected = [item for item in positions if STEP in item.stash]
    main_pys = list(dict.fromkeys(item.stash[STEP].main_py for item in collected))

    def place(item: pytest.Item) -> tuple[int, bool, int, int]:
        step = item.stash[STEP]
        return main_pys.index(step.main_py), step.stretch, step.number, positions[item]

    in_order = iter(sorted((item for item in session.items if STEP in item.stash), key=place))
    session.items[:] = [next(in_order) if STEP in item.stash else item for item in session.items]
    for item in _of_parts(collected, session.items, session.config):
        item.user_properties.append((PART, True))  # reports carry these, also from xdist's processes


def _of_parts(
    collected: Sequence[pytest.Item], selected: Sequence[pytest.Item], config: pytest.Config
) -> Iterator[pytest.Item]:
    """The selected tests of each main.py that is not judged by all of its tests."""
    is_part = is_by_name(config) or any(config.getoption(option, False) for option in ("lf", "stepwise"))
    remaining = set(selected)
    for _, group in itertools.groupby(collected, lambda item: item.stash[STEP].main_py):
        items = list(group)
        steps = {item.stash[STEP].number: item.stash[STEP].of for item in items if not item.stash[STEP].stretch}
        if is_part or not remaining.issuperset(items) or any(len(steps) < of for of in steps.values()):
            yield from remaining.intersection(items)
