"""Steps: a kata's tests in the order to solve them. The first open step is explained, the later ones wait for it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from dojo.errors import usage_error
from dojo.kata import implementation_of, kata_of, shown
from dojo.record import expected

__all__ = ["expected"]


@dataclass(frozen=True)
class Step:
    """The step of a kata that a test belongs to."""

    kata: str
    main_py: str
    number: int
    of: int
    title: str
    read: str
    stretch: bool

    @property
    def name(self) -> str:
        """``step 2``"""
        return f"stretch step {self.number}" if self.stretch else f"step {self.number}"

    def properties(self) -> list[tuple[str, object]]:
        """Its fields as plain properties of a test: ``[("kata", "cache_api"), ("step", 2), ("steps", 9), …]``."""
        return [(_PROPERTIES.get(name, name), value) for name, value in asdict(self).items()]

    @classmethod
    def of_report(cls, report: pytest.TestReport) -> Step | None:
        """The step of the test that the report is about; None if it belongs to no kata."""
        properties: dict[str, Any] = dict(report.user_properties)
        names = [field.name for field in fields(cls)]
        values: dict[str, Any] = {name: properties.get(_PROPERTIES.get(name, name)) for name in names}
        return None if None in values.values() else cls(**values)


STEP = pytest.StashKey[Step]()
_PROPERTIES = {"number": "step", "of": "steps"}
_OPEN = pytest.StashKey[dict[str, tuple[Step, str]]]()
"""For each main.py its open step, and the test that opened it."""
WAITS_FOR = "waits for"
"""A test that is skipped because of an open step says so first."""
_FILE = re.compile(r"test_(?P<stretch>stretch_)?(?P<number>\d+)_\w+\.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("redis-katas")
    group.addoption("--all-steps", action="store_true", help="run every step, do not stop at the first open one")
    group.addoption("--stretch", action="store_true", help="run the stretch steps too (not needed for green)")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_OPEN] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if found := _step_of(item):
            item.stash[STEP] = found
            item.user_properties += found.properties()  # reports carry these, also those of xdist's processes
            if found.stretch and not config.getoption("--stretch"):
                # not needed for green
                item.add_marker(pytest.mark.skip(reason="stretch: run with --stretch"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A test that waits has nothing to set up: a hundred of them take a tenth of a second less.

    Not so the last one of its file: pytest then tears down what the file's other tests have set up.
    """
    reason = _waits(item)
    if not reason or nextitem is None or nextitem.path != item.path:
        return None
    skipped = (__file__, _skip.__code__.co_firstlineno + 1, f"Skipped: {reason}")
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    item.ihook.pytest_runtest_logreport(report=_report(item, "setup", "skipped", skipped))
    item.ihook.pytest_runtest_logreport(report=_report(item, "teardown", "passed"))
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def pytest_runtest_setup(item: pytest.Item) -> None:
    if reason := _waits(item):
        _skip(reason)


def _waits(item: pytest.Item) -> str:
    """What it waits for, if it does: there is one thing to read at a time."""
    mine = item.stash.get(STEP, None)
    step, opener = item.config.stash[_OPEN].get(mine.main_py, (None, "")) if mine else (None, "")
    waits = step and item.nodeid != opener and not _runs_every_step(item.config)
    return f"{WAITS_FOR} {step.name}" if step and waits else ""


def _skip(reason: str) -> None:
    pytest.skip(reason)  # what waits would fail too, and there is one thing to read at a time


def _report(
    item: pytest.Item, when: Any, outcome: Any, longrepr: tuple[str, int, str] | None = None
) -> pytest.TestReport:
    keywords: dict[str, Any] = dict.fromkeys(item.keywords, 1)
    return pytest.TestReport(
        item.nodeid, item.location, keywords, outcome, longrepr, when, user_properties=item.user_properties
    )


def remember_if_open(item: pytest.Item, report: pytest.TestReport) -> None:
    """The first test that fails opens its step; what comes after it waits.

    If a plugin runs that test again and it passes, the step is no longer open.
    """
    if (mine := item.stash.get(STEP, None)) is None:
        return
    opened = item.config.stash[_OPEN]
    if report.failed:
        opened.setdefault(mine.main_py, (mine, item.nodeid))
    elif report.when == "setup" and opened.get(mine.main_py, (None, ""))[1] == item.nodeid:
        del opened[mine.main_py]


def open_steps(config: pytest.Config) -> dict[str, Step]:
    """The first open step of each kata that has one, by the name of the kata."""
    return {step.kata: step for step, _ in config.stash[_OPEN].values()}


def _step_of(item: pytest.Item) -> Step | None:
    """A step is a file: its number is in its name, its title begins its docstring, its page is `READ`."""
    found, kata = _FILE.fullmatch(item.path.name), kata_of(item)
    module = item.getparent(pytest.Module)
    if not (found and kata and module):
        return None
    is_stretch = bool(found["stretch"])
    of = sum(1 for path in item.path.parent.glob("test_*.py") if _is_step(path, is_stretch))
    title, read = (module.obj.__doc__ or "").strip().partition("\n")[0], getattr(module.obj, "READ", "")
    if not (title and read):
        raise usage_error(
            f"katas/{kata}/{item.path.name}, a step of {kata}",
            "a step needs a docstring, whose first line is its title, and READ",
            f'write READ = "katas/{kata}/README.md#section", the page that explains it',
        )
    main_py = shown(implementation_of(item), item.config)
    return Step(kata, main_py, int(found["number"]), of, title, read, is_stretch)


def _is_step(path: Path, stretch: bool) -> bool:
    found = _FILE.fullmatch(path.name)
    return found is not None and bool(found["stretch"]) == stretch


def is_by_name(config: pytest.Config) -> bool:
    """Whether single tests were selected: with -k, as file.py or as file.py::test."""
    named = ("::" in argument or argument.endswith(".py") for argument in config.args)
    return bool(config.getoption("keyword")) or any(named)


def _runs_every_step(config: pytest.Config) -> bool:
    return bool(config.getoption("--all-steps")) or is_by_name(config)
