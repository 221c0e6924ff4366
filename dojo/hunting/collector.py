"""Collects my_tests.py: its tests are ordinary pytest tests, and they get the fixtures of the kit and of the apps."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dojo.app_under_test.loader import CannotLoad
from dojo.backends.selection import skip_what_this_redis_cannot_show
from dojo.hunting import judged
from dojo.hunting.sleeping import no_sleep_in
from dojo.kata import TESTS


def tests_in(file: Path, kata: pytest.Directory, apps: list[str]) -> list[pytest.Function]:
    """The tests of the learner's `file`, in its order. A mark names the app of each: ``@pytest.mark.cache_api``.

    Raises:
        CannotLoad: the file raised, or does not exist.
    """
    if not file.is_file():
        raise _refused(f"there is no {TESTS}; git checkout brings back the one of a fresh clone")
    for app in apps:
        kata.config.addinivalue_line("markers", f"{app}: a test of this app, in {TESTS}")
    module = pytest.Module.from_parent(kata, path=file, nodeid=f"{kata.nodeid}/{file.name}")
    try:
        with no_sleep_in(file):
            _register_fixtures(module, apps)
            tests = [item for item in _items_in(module) if isinstance(item, pytest.Function)]
    except (KeyboardInterrupt, pytest.exit.Exception):
        raise
    except BaseException as error:  # pytest.fail() and sys.exit() are no Exception
        cause = error.__cause__ if isinstance(error, pytest.Collector.CollectError) else None
        is_a_mark = isinstance(error, pytest.fail.Exception) and "not found in `markers`" in str(error)
        why = f": there is no such mark; the apps are {', '.join(apps)}" if is_a_mark else ""
        raise _refused(f"{TESTS} cannot be loaded{why}") from cause or error
    skip_what_this_redis_cannot_show(kata.config, list(tests))
    return tests


def _refused(wrong: str) -> CannotLoad:
    refusal = CannotLoad(wrong)
    refusal.wanted = f"{TESTS} to load"
    return refusal


def _register_fixtures(module: pytest.Module, apps: list[str]) -> None:
    holders = [judged, *(importlib.import_module(f"katas.{app}.fixtures") for app in apps)]
    for holder in holders:
        module.session._fixturemanager.parsefactories(holder=holder, node=module)


def _items_in(collector: pytest.Collector) -> Iterator[pytest.Item]:
    for node in collector.collect():
        if isinstance(node, pytest.Collector):
            yield from _items_in(node)
        elif isinstance(node, pytest.Item):
            yield node
