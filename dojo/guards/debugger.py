"""A debugger may hold the program as long as its user likes: no time limit ends that, and `q` ends the run."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


class Quit(BaseException):
    """The user has typed `q`. A BaseException, so that no `except Exception` of the answer goes on."""


class _State:
    runs = False
    has_held = False
    has_quit = False


_state = _State()


@contextmanager
def may_be_entered() -> Iterator[None]:
    """A phase of a test: `breakpoint()` works in it.

    Raises:
        pytest.exit.Exception: the user has left the debugger, so the run ends (exit code 2).
    """
    _state.runs, _state.has_held = True, False
    try:
        yield
    finally:
        _state.runs = False
        if _state.has_quit:
            pytest.exit("you have left the debugger")


def enter(pdb: Any) -> None:
    """Note that `pdb` takes over, and let its `q` end the run, whatever the answer catches."""
    _state.has_held = True

    def leave(_words: str = "") -> None:
        _state.has_quit = True
        pdb.set_quit()
        raise Quit

    if _state.has_quit:
        time.sleep(0.1)  # not a thousand times a second
        leave()  # the answer has caught the first one, and came here again
    if _state.runs:  # not --pdb, after a test: there pytest's own `q` ends the run
        pdb.do_q = pdb.do_quit = pdb.do_exit = pdb.do_EOF = leave


def holds() -> bool:
    """Whether a debugger holds the program, or has held it in this test: then no time limit means anything."""
    _state.has_held = _state.has_held or _is_attached()
    return _state.has_held and not _state.has_quit  # an answer that catches everything would never end


def _is_attached() -> bool:
    """An IDE's debugger, or one that traces the main thread."""
    of_an_ide = getattr(sys.modules.get("pydevd"), "get_global_debugger", None)
    if of_an_ide and of_an_ide():
        return True
    monitoring: Any = getattr(sys, "monitoring", None)  # since Python 3.12
    if monitoring and monitoring.get_tool(monitoring.DEBUGGER_ID):
        return True
    trace = sys.gettrace()
    return trace is not None and not str(trace.__module__).startswith("coverage")
