"""Runs of the kit in processes of their own. Those that tests only look at go on in the background, each made once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from dojo.backends import selection
from dojo.backends.container import ContainerBackend
from dojo.backends.url import UrlBackend
from dojo.kata import answer_to
from tests.support.forked_pytest import run_warm_pytest

ROOT = Path(__file__).parents[2]
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


def run_kit(*arguments: str, cwd: Path = ROOT, timeout: float = 120, **environment: str) -> KitRun:
    """Run ``pytest …`` as a learner would, in a new process."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=environment_with(environment), capture_output=True, text=True, timeout=timeout
    )
    return KitRun(done.returncode, done.stdout + done.stderr)


def run_warm(*arguments: str, cwd: Path = ROOT, timeout: float = 120, **environment: str) -> KitRun:
    """Like `run_kit`, in a process that has the libraries, and the kit at ROOT, imported already."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as output:
        command = ["-p", "no:cacheprovider", *arguments]
        exit_code = run_warm_pytest(command, output.name, environment_with(environment), cwd, timeout)
        return KitRun(exit_code, output.read())


def environment_with(variables: dict[str, str]) -> dict[str, str]:
    """This process's environment without what would change a run of the kit, and with `variables`."""
    other = ("REDIS_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(other)}
    return {**inherited, **variables}


@dataclass(frozen=True)
class Wanted:
    """A run that a test looks at, and only looks at."""

    arguments: tuple[str, ...]
    """``{tmp}`` stands for the folder of `BackgroundRuns.folder`."""
    in_small_kit: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    answer: tuple[str, str] | None = None
    """A kata and the source of a main.py: it is judged, with --impl."""
    on_this_redis: bool = False
    """On the kind of Redis that the session is on; else on fakeredis."""


def judging(kata: str, source: str, *arguments: str, on_this_redis: bool = False) -> Wanted:
    """A run of the kata's tests on an answer. In a wide terminal, where most lines of a block are not wrapped."""
    environment = (("COLUMNS", "162"),)
    return Wanted(
        (f"katas/{kata}", *arguments), environment=environment, answer=(kata, source), on_this_redis=on_this_redis
    )


def made(wanted: Wanted, folder: Path, *more: str, cwd: Path = ROOT) -> KitRun:
    """Make the run, with `more` arguments, and wait for its end. The answer that it judges goes into a new `folder`."""
    arguments = [*wanted.arguments, *more]
    if wanted.answer:
        kata, source = wanted.answer
        file = folder / kata / answer_to(kata, ROOT).name
        file.parent.mkdir(parents=True)
        file.write_text(source, encoding="utf-8")
        arguments += ["--impl", str(folder)]
    return run_warm(*arguments, cwd=cwd, PYTHONPATH=str(ROOT), **dict(wanted.environment))


class BackgroundRuns:
    """The runs that a session wants, two or three at a time, beside its tests, which mostly wait.

    ``begin([wanted])`` puts runs into the queue; ``result(wanted)`` waits for one of them.
    """

    def __init__(self, config: pytest.Config, folder: Path, small_kit: Path) -> None:
        self.folder = folder
        self._config = config
        self._small_kit = small_kit
        self._to_be_closed = ExitStack()
        self._backend = selection.backend_of(config)
        self._has_own_backend = False
        at_a_time = 3 if self._backend.is_real else 2  # on real Redis they wait more
        self._databases: SimpleQueue[int] = SimpleQueue()
        for number in range(1, at_a_time + 1):
            self._databases.put(number)
        self._pool = self._to_be_closed.enter_context(ThreadPoolExecutor(at_a_time))
        self._futures: dict[Wanted, Future[KitRun]] = {}

    def begin(self, wanted: Iterable[Wanted]) -> None:
        """Make these runs, in this order, after those that have been begun. None is made twice."""
        each = [one for one in dict.fromkeys(wanted) if one not in self._futures]
        if isinstance(self._backend, ContainerBackend) and any(one.on_this_redis for one in each):
            self._take_own_container()
        self._futures |= {one: self._pool.submit(self._run, one) for one in each}

    def result(self, wanted: Wanted) -> KitRun:
        """What it printed, once it has ended."""
        return self._futures[wanted].result()

    def close(self) -> None:
        """Waits for those that have begun; no other begins."""
        for future in self._futures.values():
            future.cancel()
        self._to_be_closed.close()

    def _take_own_container(self) -> None:
        if not self._has_own_backend:  # the tests empty theirs
            self._backend = self._to_be_closed.enter_context(
                closing(ContainerBackend(selection.image_of(self._config)))
            )
            self._has_own_backend = True

    def _run(self, wanted: Wanted) -> KitRun:
        wanted = replace(wanted, arguments=tuple(one.replace("{tmp}", str(self.folder)) for one in wanted.arguments))
        cwd = self._small_kit if wanted.in_small_kit else ROOT
        number = self._databases.get()
        try:
            on_url = wanted.on_this_redis and isinstance(self._backend, UrlBackend)
            more = ["--redis-url", self._backend.url_of_database(number)] if on_url else []
            return made(wanted, Path(tempfile.mkdtemp(prefix="impl", dir=self.folder)), *more, cwd=cwd)
        finally:
            self._databases.put(number)
