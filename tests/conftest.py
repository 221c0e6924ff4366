"""Fixtures of the kit's own tests: they judge the katas, the plumbing and the messages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import pytest

from tests.live.browser import chromium  # noqa: F401  # a fixture
from tests.small_kit.build import build
from tests.support.kit_runs import BackgroundRuns, Wanted
from tests.support.named_runs import Runs

collect_ignore = ["small_kit"]  # its katas are judged where `small_kit` puts them together

# What a main.py of these tests imports: an `app` marker gives the rest as source text.
APP_HEAD = """\
import asyncio

from fastapi import Depends, FastAPI, Request, Response
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dojo.app import get_redis

app = FastAPI()
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--thorough",
        action="store_true",
        help="judge every answer that is kept, not a sample; and repeat what must hold under load more often",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "app(routes, **siblings): the source of main.py's routes, and modules beside it")
    config.addinivalue_line("markers", "thorough: takes many seconds, so it runs only with --thorough")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--thorough"):
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture
def is_thorough(request: pytest.FixtureRequest) -> bool:
    """Whether there is time, as --thorough says."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture
def _main_py(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The main.py of the nearest ``app`` marker, in place of a kata's: `client` and `main` load it."""
    marker = request.node.get_closest_marker("app")
    folder = tmp_path / "small"
    folder.mkdir()
    for name, source in marker.kwargs.items():
        (folder / f"{name}.py").write_text(dedent(source), encoding="utf-8")
    main_py = folder / "main.py"
    main_py.write_text(APP_HEAD + dedent(marker.args[0]), encoding="utf-8")
    return main_py


@pytest.fixture(scope="session")
def small_kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit with the conftest.py of this one and small katas of its own."""
    return build(tmp_path_factory.mktemp("small_kit"))


@pytest.fixture(scope="session")
def background_runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, small_kit: Path
) -> Iterator[BackgroundRuns]:
    """The runs that the collected tests look at: those in `RUNS` of their modules, and `run` of their parameters."""
    with closing(BackgroundRuns(request.config, tmp_path_factory.mktemp("runs"), small_kit)) as runs:
        yield runs


@pytest.fixture(scope="module", autouse=True)
def _begun(request: pytest.FixtureRequest, background_runs: BackgroundRuns) -> None:
    """All runs begin with the first test. A process of xdist begins those of a file when it is given the file."""
    items = request.session.items
    if "PYTEST_XDIST_WORKER" in os.environ:
        items = [item for item in items if item.path == request.path]
    background_runs.begin(one for item in items for one in _wanted_by(item))


def _wanted_by(item: pytest.Item) -> Iterator[Wanted]:
    if not isinstance(item, pytest.Function):
        return
    yield from getattr(item.module, "RUNS", {}).values()
    if callspec := getattr(item, "callspec", None):
        runs = (getattr(value, "run", None) for value in callspec.params.values())
        yield from (run for run in runs if isinstance(run, Wanted))


@pytest.fixture
def runs(request: pytest.FixtureRequest, background_runs: BackgroundRuns) -> Runs:
    """``runs("skeleton").output``, of the runs that the test's module names in `RUNS`."""
    return Runs(background_runs.folder, lambda name: background_runs.result(request.module.RUNS[name]))
