"""An answer must not decide on itself: pytest.skip(), pytest.xfail() or os._exit() in it is a failed test."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from os import getpid  # Python's own: in the app under test, os.getpid() is that of the app's worker
from pathlib import Path
from typing import Any

import pytest

_CALLS = {pytest.skip.Exception: "skip", pytest.xfail.Exception: "xfail", pytest.fail.Exception: "fail"}
_APP_UNDER_TEST = str(Path(__file__).parents[1] / "app_under_test")


class OwnVerdict(AssertionError):
    """The answer has ended the test; `__cause__` is what it raised."""

    wanted = "code that leaves the verdict to the test"


@contextmanager
def no_verdict_by_the_answer() -> Iterator[None]:
    """A phase of a test.

    Raises:
        OwnVerdict: in place of what the answer raised to skip the test, or to end it in another way.
    """
    try:
        yield
    except tuple(_CALLS) as error:
        if not any(frame.filename.startswith(_APP_UNDER_TEST) for frame in traceback.extract_tb(error.__traceback__)):
            raise  # by the test, or by a mark
        name = next(name for kind, name in _CALLS.items() if isinstance(error, kind))
        raise OwnVerdict(f"main.py called pytest.{name}()") from error


@contextmanager
def no_exit() -> Iterator[None]:
    """Meanwhile os._exit() raises SystemExit: else the run would end in silence, and with the answer's exit code."""
    leave, process = os._exit, getpid()

    def raise_instead(status: int) -> Any:
        if getpid() != process:
            leave(status)  # a process that the answer has forked
        raise SystemExit(f"by os._exit({status})")

    os._exit = raise_instead
    try:
        yield
    finally:
        os._exit = leave
