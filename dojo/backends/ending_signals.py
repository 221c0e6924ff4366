"""Signals that end this process: a container must not outlive it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from os import getpid  # Python's own: in the app under test, os.getpid() is that of the app's worker
from typing import Any

import psutil

CHILDREN_END_WITHIN_SECONDS = 8
"""Their engine has five seconds."""

_NAMES = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
_ENDING = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]  # not all exist on each system


class CleanUp:
    """Does `clean_up` when a signal comes that would end this process, then lets the signal end it.

    Ctrl-C is not among them: it raises KeyboardInterrupt, and pytest closes the backend.
    """

    def __init__(self, clean_up: Callable[[], None]) -> None:
        self._clean_up, self._owner = clean_up, getpid()
        self._before: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():  # Python allows no other to set handlers
            for number in _ENDING:
                before = signal.getsignal(number)
                if before not in (signal.SIG_IGN, None):  # nohup ignores SIGHUP, and the run goes on
                    self._before[number] = before
                    signal.signal(number, self._handle)

    def forget(self) -> None:
        """From now on the signals do what they did before."""
        for number, before in self._before.items():
            if signal.getsignal(number) == self._handle:
                signal.signal(number, before)
        self._before.clear()

    def _handle(self, number: int, _frame: object) -> None:
        before = self._before.get(number, signal.SIG_DFL)
        if getpid() == self._owner:  # a process that was forked from this one does not own the container
            self._clean_up()
        self.forget()
        signal.signal(number, before)
        signal.raise_signal(number)


def end_children() -> None:
    """Let the child processes clean up and end: a signal may have come to this process only."""
    children = psutil.Process().children()
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.terminate()
    psutil.wait_procs(children, timeout=CHILDREN_END_WITHIN_SECONDS)


@contextmanager
def held_back() -> Iterator[None]:
    """Lets a signal that would end this process wait until the block has ended. A second one does not wait."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []

    def remember(number: int, _frame: object) -> None:
        if arrived:
            raise KeyboardInterrupt
        arrived.append(number)

    before = {number: signal.getsignal(number) for number in [signal.SIGINT, *_ENDING]}
    before = {number: handler for number, handler in before.items() if handler not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, remember)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if arrived:
            signal.raise_signal(arrived[0])
