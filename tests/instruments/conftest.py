"""Fixtures of the tests that judge the instruments: a small app given as source text, and runs of the kit."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest

from dojo import switch
from dojo.backends import UrlBackend
from tests.conftest import KitRun, run_warm
from tests.instruments.runs import Runs, Wanted
from tests.instruments.small_kit import build
from tests.variants.variant import ROOT

APP_HEAD = """\
import asyncio

from fastapi import Depends, FastAPI, Request, Response
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dojo.app import get_redis

app = FastAPI()
"""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "app(routes, **siblings): the source of main.py's routes, and modules beside it")


@pytest.fixture
def _main_py(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The app that the nearest ``app`` marker gives as source text, for the fixtures of the root's conftest.py."""
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
def runs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``{tmp}`` stands for in the arguments of a run."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def _all_runs(
    request: pytest.FixtureRequest, small_kit: Path, runs_folder: Path
) -> Iterator[dict[Wanted, Future[KitRun]]]:
    """The runs that the collected modules name in `RUNS`, each made once, two at a time."""
    modules = dict.fromkeys(item.module for item in request.session.items if isinstance(item, pytest.Function))
    wanted = dict.fromkeys(run for module in modules for run in getattr(module, "RUNS", {}).values())
    backend = _options_for_this_redis(request.config)

    def run(one: Wanted) -> KitRun:
        arguments = [argument.replace("{tmp}", str(runs_folder)) for argument in one.arguments]
        options = backend if one.on_this_redis else []
        return run_warm(*arguments, *options, cwd=small_kit if one.small else ROOT, PYTHONPATH=str(ROOT))

    with ThreadPoolExecutor(2) as pool:
        futures = {one: pool.submit(run, one) for one in wanted}
        yield futures
        for future in futures.values():
            future.cancel()


@pytest.fixture
def runs(request: pytest.FixtureRequest, _all_runs: dict[Wanted, Future[KitRun]]) -> Runs:
    """``runs("skeleton").output``, of the runs that the test's module names in `RUNS`."""
    return Runs(lambda name: _all_runs[request.module.RUNS[name]].result())


def _options_for_this_redis(config: pytest.Config) -> list[str]:
    """A container of its own, as tests of this process empty theirs meanwhile; or another database at the same URL."""
    backend = switch.backend_of(config)
    if not isinstance(backend, UrlBackend):
        return []
    if backend.owned:
        image = config.getoption("--redis-image")
        return ["--real-redis", *(["--redis-image", image] if image else [])]
    return ["--redis-url", backend.url_of_database(3)]
