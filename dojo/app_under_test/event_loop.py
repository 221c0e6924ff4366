"""The event loop of a test: it runs while the test waits for an answer, and never without a time limit."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import Any, TypeVar

from dojo.guards import time_limit
from dojo.guards.leftover_threads import Threads, keep
from dojo.guards.time_limit import NoAnswer, bounded
from dojo.instruments.identity import move_to_the_zone_of

T = TypeVar("T")


class EventLoop:
    """The one event loop of a test. It runs only while the test waits for an answer, so tests stay plain functions."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self.loop = self._runner.get_loop()
        self._threads = Threads()

    def run(self, coroutine: Coroutine[Any, Any, T], context: contextvars.Context | None = None) -> T:
        """Run until it is done.

        Raises:
            NoAnswer: it was still not done after `time_limit.ANSWER_WITHIN_SECONDS`, waiting or busy.
        """
        if context:
            move_to_the_zone_of(context)
        with bounded(time_limit.ANSWER_WITHIN_SECONDS + 2):
            return self._runner.run(_within_bound(coroutine, self._threads), context=context)

    def close(self) -> None:
        """Cancel what the app left running, and end."""
        with bounded(5):
            self.loop.run_until_complete(_cancel_everything())
        keep(asyncio.all_tasks(self.loop), self._threads)
        # Not Runner.close(): it waits without bound for a task that swallows its cancellation.
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        asyncio.set_event_loop(None)
        self.loop.close()


async def _within_bound(coroutine: Coroutine[Any, Any, T], threads: Threads) -> T:
    task = asyncio.ensure_future(coroutine)
    done, _ = await asyncio.wait({task}, timeout=time_limit.ANSWER_WITHIN_SECONDS)
    if not done:
        waiting_at = threads.frames() + _innermost_frames(task)
        task.cancel()
        threads.interrupt()
        await asyncio.wait({task}, timeout=1)
        if task.done() and not task.cancelled():
            task.exception()  # an exception that nobody looks at is printed
        raise NoAnswer(waiting_at)
    return task.result()


def _innermost_frames(task: asyncio.Task[Any]) -> list[tuple[str, int]]:
    """(file, line) of each coroutine that the task waits in, outermost first."""
    frames: list[tuple[str, int]] = []
    awaited: Any = task.get_coro()
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)
        if frame:
            frames.append((frame.f_code.co_filename, frame.f_lineno))
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "gi_yieldfrom", None)
    return frames


async def _cancel_everything() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=2)
