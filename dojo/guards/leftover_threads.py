"""Threads and tasks that the learner's code leaves running must not delay other tests or the end of the process."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
import threading
import traceback
from collections.abc import Iterable
from typing import Any

import pytest

from dojo.guards.time_limit import GivenUp

_tasks: list[asyncio.Task[Any]] = []
_threads: list[threading.Thread] = []


class Threads:
    """The threads that start from now on: `def` routes, `asyncio.to_thread`, and the learner's own."""

    def __init__(self) -> None:
        self._before = set(threading.enumerate())

    def alive(self) -> list[threading.Thread]:
        """The threads that have not ended."""
        return [thread for thread in threading.enumerate() if thread not in self._before]

    def frames(self) -> list[tuple[str, int]]:
        """(file, line) of each frame of these threads, outermost first."""
        stacks = sys._current_frames()
        found = [traceback.extract_stack(stacks[ident]) for ident in self._idents() if ident in stacks]
        return [(frame.filename, frame.lineno or 0) for stack in found for frame in stack]

    def interrupt(self) -> None:
        """Raise `GivenUp` in each, as soon as it executes Python again: an endless loop would slow down every test."""
        for ident in self._idents():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(GivenUp))

    def _idents(self) -> list[int]:
        return [thread.ident for thread in self.alive() if thread.ident]


def keep(tasks: Iterable[asyncio.Task[Any]], threads: Threads) -> None:
    """Remember what has not ended. A task is kept: if it were destroyed, an endless loop in it would run again."""
    _tasks.extend(tasks)
    _threads.extend(thread for thread in threads.alive() if not thread.daemon)


def leave_if_any(config: pytest.Config) -> None:
    """End this process at once if something still runs: Python would wait for it without end."""
    session = config.pluginmanager.get_plugin("session")
    if session and (_tasks or any(thread.is_alive() for thread in _threads)):
        config.get_terminal_writer().flush()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(session.exitstatus))
