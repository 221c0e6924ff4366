"""Fixtures of the kit's own tests: they judge the katas, the plumbing and the messages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import pytest

from dojo import switch
from dojo.backends import Backend, UrlBackend
from dojo.container import ContainerBackend
from tests.variants.variant import ROOT, Variant, all_variants
from tests.warm import run_warm_pytest

_HEAD = re.compile(r"^((?:stretch )?step \d+) of \d+ · ", re.MULTILINE)


@dataclass(frozen=True)
class KitRun:
    """What a run of the kit in a process of its own printed, and its exit code."""

    exit_code: int
    output: str

    @property
    def open_step(self) -> str:
        """``step 4``, or an empty string if no step failed."""
        found = _HEAD.search(self.output)
        return found[1] if found else ""


RunKit = Callable[..., KitRun]
StartKit = Callable[..., subprocess.Popen[str]]


def run_kit(*arguments: str, cwd: Path = ROOT, timeout: float = 120, **environment: str) -> KitRun:
    """Run ``pytest …`` as a learner would, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=environment_with(environment), capture_output=True, text=True, timeout=timeout
    )
    return KitRun(done.returncode, done.stdout + done.stderr)


def run_warm(*arguments: str, cwd: Path = ROOT, timeout: float = 120, **environment: str) -> KitRun:
    """Like `run_kit`, in a process that has the libraries imported already: there are many runs to make."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as output:
        command = ["-p", "no:cacheprovider", *arguments]
        exit_code = run_warm_pytest(command, output.name, environment_with(environment), cwd, timeout)
        return KitRun(exit_code, output.read())


def environment_with(variables: dict[str, str]) -> dict[str, str]:
    """This process's environment without what would change a run of the kit, and with `variables`."""
    other = ("REDIS_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(other)}
    return {**inherited, **variables}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--all-variants",
        action="store_true",
        help="judge every answer that is kept, not a sample of them",
    )


@pytest.fixture(name="run_kit", scope="session")
def _run_kit() -> RunKit:
    """`run_kit` for a test that is handed what it uses."""
    return run_kit


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


@pytest.fixture(scope="session", autouse=True)
def verdicts(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Variant], KitRun]]:
    """The run of a variant. They go on beside the other tests, which mostly wait, from the first one on."""
    backend = switch.backend_of(request.config)
    at_a_time = 3 if backend.is_real else 2  # on real Redis they wait more, each for a database of its own
    databases: SimpleQueue[int] = SimpleQueue()
    for number in range(1, at_a_time + 1):
        databases.put(number)
    wanted = dict.fromkeys(
        item.callspec.params["variant"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and "variant" in item.callspec.params
    )
    with ExitStack() as to_be_closed:
        if wanted and isinstance(backend, ContainerBackend):  # the other tests empty theirs
            backend = to_be_closed.enter_context(closing(ContainerBackend(switch.image_of(request.config))))
        pool = to_be_closed.enter_context(ThreadPoolExecutor(at_a_time))
        futures: dict[Variant, Future[KitRun]] = {
            variant: pool.submit(_judge, variant, tmp_path_factory.mktemp("impl"), backend, databases)
            for variant in wanted
        }
        yield lambda variant: futures[variant].result()
        for future in futures.values():
            future.cancel()


def _judge(variant: Variant, folder: Path, backend: Backend, databases: SimpleQueue[int]) -> KitRun:
    main_py = folder / variant.kata / "main.py"
    main_py.parent.mkdir()
    main_py.write_text(variant.source(), encoding="utf-8")
    arguments = [f"katas/{variant.kata}", "--impl", str(folder), "--benchmark-disable"]
    if variant.solves_stretch:
        arguments.append("--stretch")
    database = databases.get()
    try:
        if isinstance(backend, UrlBackend):
            arguments += ["--redis-url", backend.url_of_database(database)]
        return run_warm(*arguments)
    finally:
        databases.put(database)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "variant" in metafunc.fixturenames:
        wants_right = "right" in metafunc.function.__name__
        chosen = [variant for variant in all_variants() if variant.is_right == wants_right]
        if not metafunc.config.getoption("--all-variants"):
            is_real = switch.is_real(metafunc.config)  # judged in CI too, and slower
            parts, part = (4 if wants_right else 8) + (4 if is_real else 0), int(is_real)
            chosen = [variant for variant in chosen if zlib.crc32(variant.name.encode()) % parts == part]
        metafunc.parametrize("variant", chosen, ids=lambda variant: f"{variant.kata}-{variant.name}")
