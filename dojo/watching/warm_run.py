"""A run of pytest in a process that was forked from one with everything imported. Windows starts a new one instead."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PROCESSES: Any = multiprocessing.get_context(_METHOD)
_PRELOADED = [
    *("asgi_lifespan", "docker", "fakeredis", "fastapi", "httpx", "pygments", "redis.asyncio", "time_machine"),
    *("pytest", "_pytest.terminal", "pytest_benchmark.plugin", "xdist.plugin"),
    *("dojo.instruments.speed", "dojo.backends.selection", "dojo.app_under_test.worker"),
]

DEBUGGER_BEGINS, DEBUGGER_ENDS = "debugger begins", "debugger ends"


class WarmRun:
    """One run of ``pytest …``, in this terminal."""

    def __init__(self, arguments: list[str], cwd: Path) -> None:
        _PROCESSES.set_forkserver_preload(_PRELOADED)
        self._said, say = _PROCESSES.Pipe(duplex=False)
        self._process: BaseProcess = _PROCESSES.Process(target=_main, args=(arguments, str(cwd), say), daemon=True)
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


class _TellsOfTheDebugger:
    def __init__(self, say: Connection) -> None:
        self._say = say

    def pytest_enter_pdb(self) -> None:
        self._say.send(DEBUGGER_BEGINS)

    def pytest_leave_pdb(self) -> None:
        self._say.send(DEBUGGER_ENDS)


def _main(arguments: list[str], cwd: str, say: Connection) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # the process it was forked from ignores it
    os.chdir(cwd)
    with suppress(OSError):  # a debugger reads from the terminal; multiprocessing has put nothing in its place
        terminal = os.open("/dev/tty", os.O_RDONLY)
        os.dup2(terminal, 0)
        sys.stdin = open(0, encoding=sys.stdout.encoding, closefd=False)  # noqa: SIM115  # for the whole process
    ignored = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # dojo is imported already
    exit_code = pytest.main([*arguments, *ignored], plugins=[_TellsOfTheDebugger(say)])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(exit_code))
