"""A run of pytest in a process that was forked from one with everything imported. Windows starts a new one instead."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from dojo.course.next_step import IS_WATCHED
from dojo.watching.warm_up import WATCHED, forget_what_has_changed

_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PROCESSES: Any = multiprocessing.get_context(_METHOD)
_PRELOADED = [
    *("asgi_lifespan", "docker", "fakeredis", "fastapi", "httpx", "pygments", "redis.asyncio", "time_machine"),
    *("pytest", "_pytest.terminal", "pytest_benchmark.plugin", "xdist.plugin"),
    *("dojo.instruments.speed", "dojo.backends.selection", "dojo.app_under_test.worker", "dojo.watching.warm_up"),
]

_DESCRIPTORS = 64  # pytest keeps copies of those of the terminal, none of them higher
DEBUGGER_BEGINS, DEBUGGER_ENDS = "debugger begins", "debugger ends"


class WarmRun:
    """One run of ``pytest …``, in this terminal. Of the watched `folders` it knows what they hold."""

    def __init__(self, arguments: list[str], cwd: Path, folders: list[Path]) -> None:
        names = [str(folder) for folder in folders]
        _PROCESSES.set_forkserver_preload(_PRELOADED)
        self._said, say = _PROCESSES.Pipe(duplex=False)
        run = (arguments, str(cwd), names, say)
        self._process: BaseProcess = _PROCESSES.Process(target=_main, args=run, daemon=True)
        with _told_to_the_server(names):
            self._process.start()
        say.close()
        self.debugger_holds_it = False

    @property
    def is_over(self) -> bool:
        """Whether it has ended. Also notes what it says about its debugger."""
        with suppress(EOFError, OSError):
            while self._said.poll():
                self.debugger_holds_it = self._said.recv() == DEBUGGER_BEGINS
        return not self._process.is_alive()

    def stop(self) -> None:
        """End it: first as Ctrl-C does, so that it can remove what it made; then for certain."""
        if self._process.is_alive() and self._process.pid and os.name == "posix":
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGINT)
            self._process.join(1)
        self._process.kill()
        self._process.join()


@contextmanager
def _told_to_the_server(folders: list[str]) -> Iterator[None]:
    """The first process that is started starts the server, too, which takes over the environment."""
    if _METHOD == "forkserver":
        os.environ[WATCHED] = os.pathsep.join(folders)
    try:
        yield
    finally:
        os.environ.pop(WATCHED, None)


def _end_silently(number: int, frame: FrameType | None) -> None:
    """Ctrl-C, or a new save: nobody wants what this run prints from now on, also through pytest's own descriptors."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(_DESCRIPTORS):
        if descriptor != nowhere and os.isatty(descriptor):
            os.dup2(nowhere, descriptor)
    signal.default_int_handler(number, frame)


class _Watched:
    """Tells the run that it is watched, and the watch of its debugger. Of a test that waits, no letter is shown."""

    def __init__(self, say: Connection) -> None:
        self._say = say

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[IS_WATCHED] = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        return ("skipped", "", "") if report.skipped else None

    def pytest_enter_pdb(self) -> None:
        self._say.send(DEBUGGER_BEGINS)

    def pytest_leave_pdb(self) -> None:
        self._say.send(DEBUGGER_ENDS)


def _main(arguments: list[str], cwd: str, folders: list[str], say: Connection) -> None:
    signal.signal(signal.SIGINT, _end_silently)  # the process it was forked from ignores it
    os.chdir(cwd)
    with suppress(OSError):  # a debugger reads from the terminal; multiprocessing has put nothing in its place
        terminal = os.open("/dev/tty", os.O_RDONLY)
        os.dup2(terminal, 0)
        sys.stdin = open(0, encoding=sys.stdout.encoding, closefd=False)  # noqa: SIM115  # for the whole process
    forget_what_has_changed(folders)
    ignored = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # dojo is imported already
    exit_code = pytest.main([*arguments, *ignored], plugins=[_Watched(say)])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(exit_code))
