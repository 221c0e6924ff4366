"""A time limit for the learner's code: an endless loop or a deadlock ends the test, not the run."""

from __future__ import annotations

import _thread
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dojo.guards import debugger

ANSWER_WITHIN_SECONDS = 8.0
AGAIN_SECONDS = 0.25  # a bare `except:` in an endless loop swallows the first


class GivenUp(BaseException):
    """Raised inside code that takes too long. A BaseException, so that no `except Exception` there swallows it."""


class NoAnswer(Exception):
    """The code did not end in time. It is an Exception, since pytest keeps nothing else that a fixture raises.

    Args:
        waiting_at: (file, line) of the code it was in, outermost first; empty if the traceback says so.
    """

    def __init__(self, waiting_at: list[tuple[str, int]] | None = None) -> None:
        super().__init__("no answer")
        self.waiting_at = waiting_at or []


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Let the code in the main thread take `seconds` at most, then stop it; but not while a debugger holds it.

    Raises:
        NoAnswer: the code was stopped; the traceback ends where it was.
    """
    try:
        with _stopped_after(seconds):
            yield
    except GivenUp as error:
        raise NoAnswer().with_traceback(error.__traceback__) from None


@contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
    elif hasattr(signal, "setitimer"):
        before, started = signal.signal(signal.SIGALRM, _raise), time.monotonic()
        left, again = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            if left:  # a limit around this one goes on
                signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - started), 0.001), again)
    else:
        with _stopped_without_alarm(seconds):
            yield


@contextmanager
def _stopped_without_alarm(seconds: float) -> Iterator[None]:
    """Windows has no SIGALRM: another thread sends Ctrl-C, again and again, until the code ends."""
    is_done, has_interrupted = threading.Event(), threading.Event()

    def interrupt() -> None:
        wait = seconds
        while not is_done.wait(wait):
            if not debugger.holds():
                has_interrupted.set()
                _thread.interrupt_main()
            wait = AGAIN_SECONDS

    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    try:
        yield
    except KeyboardInterrupt as error:
        if has_interrupted.is_set():
            raise GivenUp().with_traceback(error.__traceback__) from None
        raise
    finally:
        is_done.set()
        thread.join()


def _raise(_number: int, _frame: FrameType | None) -> None:
    if not debugger.holds():
        raise GivenUp
