"""Fixtures of the tests that judge the instruments: a small app given as source text, and runs of the kit."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.instruments.runs import Runs
from tests.runs import BackgroundRuns

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


@pytest.fixture
def runs(request: pytest.FixtureRequest, background_runs: BackgroundRuns) -> Runs:
    """``runs("skeleton").output``, of the runs that the test's module names in `RUNS`."""
    return Runs(background_runs.folder, lambda name: background_runs.result(request.module.RUNS[name]))
