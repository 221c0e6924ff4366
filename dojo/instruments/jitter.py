"""Lets each task go on a random moment after what it waited for, so that requests overtake each other at each await."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from typing import Any

LATE_SECONDS = 0.002


@contextmanager
def late_after_each_wait() -> Iterator[None]:
    """Meanwhile every new task of the running event loop is late. The moments are the same in each run."""
    loop = asyncio.get_running_loop()
    before, moments = loop.get_task_factory(), random.Random(2002)  # noqa: S311  # jitter, no secret

    def late_task(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        return asyncio.Task(_run_late(coroutine, moments), loop=loop, **options)

    loop.set_task_factory(late_task)
    try:
        yield
    finally:
        loop.set_task_factory(before)


async def _run_late(coroutine: Coroutine[Any, Any, Any], moments: random.Random) -> Any:
    return await _Late(coroutine, moments)


class _Late(Awaitable[Any]):
    def __init__(self, coroutine: Coroutine[Any, Any, Any], moments: random.Random) -> None:
        self._coroutine, self._moments = coroutine, moments

    def __await__(self) -> Generator[Any, Any, Any]:
        resume, argument = self._coroutine.send, None
        while True:
            try:
                waits_for = resume(argument)
            except StopIteration as end:
                return end.value
            try:
                yield waits_for
                yield from asyncio.sleep(self._moments.random() * LATE_SECONDS).__await__()
            except BaseException as error:  # a cancellation, for the coroutine to handle
                resume, argument = self._coroutine.throw, error
            else:
                resume, argument = self._coroutine.send, None
