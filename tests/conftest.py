"""Fixtures of the kit's own tests: they judge the katas, the plumbing and the messages."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dojo.backends import selection
from tests.runs import ROOT, BackgroundRuns, Wanted, environment_with
from tests.small_kit.build import build
from tests.variants.variant import all_variants

collect_ignore = ["small_kit"]  # its katas are judged where `small_kit` puts them together

StartKit = Callable[..., subprocess.Popen[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--thorough",
        action="store_true",
        help="judge every answer that is kept, not a sample; and repeat what must hold under load more often",
    )


@pytest.fixture
def is_thorough(request: pytest.FixtureRequest) -> bool:
    """Whether there is time, as --thorough says."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture
def start_kit() -> Iterator[StartKit]:
    """Like `run_kit`, but comes back at once, with the process; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment_with(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with process:
            process.kill()


@pytest.fixture(scope="session")
def small_kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit with the conftest.py of this one and small katas of its own."""
    return build(tmp_path_factory.mktemp("small_kit"))


@pytest.fixture(scope="session", autouse=True)
def background_runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, small_kit: Path
) -> Iterator[BackgroundRuns]:
    """The runs that the collected tests look at: those in `RUNS` of their modules, and `run` of their parameters."""
    wanted = [one for item in request.session.items for one in _wanted_by(item)]
    with closing(BackgroundRuns(wanted, request.config, tmp_path_factory.mktemp("runs"), small_kit)) as runs:
        yield runs


def _wanted_by(item: pytest.Item) -> Iterator[Wanted]:
    if not isinstance(item, pytest.Function):
        return
    yield from getattr(item.module, "RUNS", {}).values()
    if callspec := getattr(item, "callspec", None):
        runs = (getattr(value, "run", None) for value in callspec.params.values())
        yield from (run for run in runs if isinstance(run, Wanted))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "variant" in metafunc.fixturenames:
        wants_right = "right" in metafunc.function.__name__
        chosen = [variant for variant in all_variants() if variant.is_right == wants_right]
        if not metafunc.config.getoption("--thorough"):
            is_real = selection.is_real(metafunc.config)  # judged in CI too, and slower
            parts, part = (8 if wants_right else 16) + (4 if is_real else 0), int(is_real)
            chosen = [variant for variant in chosen if zlib.crc32(variant.name.encode()) % parts == part]
        metafunc.parametrize("variant", chosen, ids=lambda variant: f"{variant.kata}-{variant.name}")
