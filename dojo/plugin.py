"""The hooks of a whole run: they open and close Redis, and end what a learner's code leaves running."""

from __future__ import annotations

import gc
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from dojo.backends import selection
from dojo.backends.outage import EndWhenRedisIsLost
from dojo.guards import debugger, leftover_threads
from dojo.guards.debugger import may_be_entered
from dojo.guards.own_clients import let_own_clients_fail_at_once
from dojo.guards.own_verdict import no_exit, no_verdict_by_the_answer
from dojo.kata import kata_of, root_of


def pytest_configure(config: pytest.Config) -> None:
    config.option.importmode = "importlib"  # also with another pytest.ini: two katas may have a file of one name
    let_own_clients_fail_at_once()
    config.addinivalue_line("markers", "environment(NAME=value): environment variables that main.py is loaded with")
    config.addinivalue_line("markers", "real_only(reason): what only a real Redis can show")
    config.addinivalue_line("markers", "redis_since(version, reason): what an older Redis does not have")
    config.pluginmanager.register(EndWhenRedisIsLost(config), "redis-katas-lost")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    selection.open_backend(session.config)


def pytest_report_header(config: pytest.Config) -> str:
    return f"redis: {selection.header(config)}"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    if file_path.suffix != ".md" or file_path.parent != root_of(parent.config) / "theory":
        return None
    from dojo.theory.collector import Page  # not above: a run of a kata needs no Sybil, and must not wait for it

    return Page.from_parent(parent, path=file_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    selection.skip_what_this_redis_cannot_show(config, items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if not kata_of(item):
        return (yield)
    with no_exit():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    with may_be_entered(), no_verdict_by_the_answer():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    with may_be_entered(), no_verdict_by_the_answer():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    with may_be_entered(), no_verdict_by_the_answer():
        yield


def pytest_enter_pdb(pdb: Any) -> None:
    debugger.enter(pdb)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A kata's steps need their order, so all tests of its folder run in one process."""
    if config.getoption("dist") == "each":
        return None
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # not above: xdist may be off

    class OneKataInOneProcess(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no type hints
        def _split_scope(self, nodeid: str) -> str:
            file = config.rootpath / nodeid.partition("::")[0]
            is_kata = file.parents[1] in (root_of(config) / "katas", root_of(config) / "solutions")
            return str(file.parent if is_kata else file)

    return OneKataInOneProcess(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    gc.freeze()  # the process ends, so its memory needs no cleaning


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    selection.close_backend(config)
    leftover_threads.leave_if_any(config)
