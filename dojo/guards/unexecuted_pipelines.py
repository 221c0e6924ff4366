"""Notices a pipeline that is filled and never executed: it sends nothing, and redis-py does not complain."""

from __future__ import annotations

from typing import Any

import redis
import redis.asyncio
from redis.asyncio.client import Pipeline as AsyncPipeline
from redis.client import Pipeline

from dojo.record import Exchange, current_exchange


def note_what_is_queued(client: redis.Redis | redis.asyncio.Redis) -> None:
    """Count for each request or call the commands that it left in pipelines of this client."""
    make: Any = client.pipeline

    def pipeline(*args: Any, **options: Any) -> Any:
        made = make(*args, **options)
        made.__class__ = _Async if isinstance(made, AsyncPipeline) else _Sync
        made._queued_by = []
        return made

    client.pipeline = pipeline  # type: ignore[method-assign]


class _Queue:
    _queued_by: list[Exchange]

    def pipeline_execute_command(self, *args: Any, **options: Any) -> Any:
        if exchange := current_exchange.get():
            exchange.queued += 1
            self._queued_by.append(exchange)
        return super().pipeline_execute_command(*args, **options)  # type: ignore[misc]  # of the pipeline

    def execute(self, *args: Any, **options: Any) -> Any:
        for exchange in self._queued_by:
            exchange.queued -= 1
        self._queued_by = []
        return super().execute(*args, **options)  # type: ignore[misc]  # of the pipeline


class _Sync(_Queue, Pipeline):
    pass


class _Async(_Queue, AsyncPipeline):  # type: ignore[misc]  # the mixin hands on what `execute` returns
    pass


_Sync.__name__ = _Async.__name__ = "Pipeline"  # Python's messages name it
