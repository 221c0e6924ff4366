"""A request that a test has started and that may still be in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from dojo.app_under_test.answer import Answer
from dojo.record import Exchange, Record
from dojo.wire.hold import Hold

ANSWER_SECONDS = 0.01

Run = Callable[[Coroutine[Any, Any, Any]], Any]
"""Runs a coroutine on the event loop of the test, as the worker that was asked."""


class Pending:
    """A request that has started and may not be finished."""

    def __init__(
        self, run: Run, task: asyncio.Task[Answer], exchange: Exchange, hold: Hold | None, record: Record
    ) -> None:
        self._run, self._task, self._exchange, self._hold, self._record = run, task, exchange, hold, record

    @property
    def is_held(self) -> bool:
        """True while it is paused before the requested round trip. It may make fewer round trips than that."""
        return self._hold is not None and self._hold.reached.is_set() and not self._task.done()

    @property
    def is_finished(self) -> bool:
        """Whether the app has answered already."""
        return self._task.done()

    @property
    def is_answered(self) -> bool:
        """Whether the app has sent the whole answer. Work that it does after the answer may still be paused."""
        self._run(asyncio.sleep(ANSWER_SECONDS))
        return self._exchange.is_answered

    def finish(self) -> Answer:
        """Let it continue, to its end."""
        if self._hold:
            if self.is_held:
                self._record.the_test(f"lets {self._hold.exchange.name} go on")
            self._hold.released.set()
        return self._run(self._to_its_end())  # type: ignore[no-any-return]

    async def _to_its_end(self) -> Answer:
        return await self._task
