"""A worker: main.py loaded afresh, with a Redis client of its own and its lifespan running, as one process would be."""

from __future__ import annotations

import asyncio
import contextvars
import sys
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import redis.asyncio
from asgi_lifespan import LifespanManager

from dojo.app import client_of_this_worker
from dojo.app_under_test.loader import CannotLoad, load
from dojo.backends.base import Backend
from dojo.guards import time_limit
from dojo.guards.leftover_threads import Threads, keep
from dojo.guards.time_limit import NoAnswer, bounded
from dojo.guards.unexecuted_pipelines import note_what_is_queued
from dojo.wire.wire import Wire

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


class Worker:
    """One process of the app."""

    def __init__(self, main_py: Path, loop: EventLoop, backend: Backend, wire: Wire, name: str = "") -> None:
        self.name = name
        self.main_py = main_py
        self.context = contextvars.copy_context()
        self._loop = loop
        self._redis: redis.asyncio.Redis = backend.app_client(wire)
        note_what_is_queued(self._redis)
        self.context.run(client_of_this_worker.set, self._redis)
        with bounded(time_limit.ANSWER_WITHIN_SECONDS):
            self.module = self.context.run(load, main_py)
        self.app = _app_of(self.module, main_py)
        self._lifespan = AsyncExitStack()

    def start(self) -> None:
        """Run the app's start-up code."""
        try:
            self._loop.run(self._start(), self.context)
        except NoAnswer:
            raise
        except Exception as error:
            raise CannotLoad("the app's start-up code failed") from error

    async def _start(self) -> None:
        app = _with_state_per_request(self.app)
        manager = LifespanManager(app, startup_timeout=time_limit.ANSWER_WITHIN_SECONDS, shutdown_timeout=2)
        await self._lifespan.enter_async_context(manager)
        self.app = manager.app  # the app that sees what its lifespan yielded

    def stop(self) -> None:
        """Run the app's shut-down code and close its Redis client."""
        try:
            self._loop.run(self._lifespan.aclose(), self.context)
        except NoAnswer:
            raise
        except Exception as error:
            raise CannotLoad("the app's shut-down code failed") from error
        finally:
            sys.modules.pop(self.module.__name__, None)
            self._loop.run(self._redis.aclose(), self.context)


def _with_state_per_request(app: Any) -> Any:
    """A server gives each request a copy of what the lifespan yielded; asgi-lifespan gives them all the same dict."""

    async def with_a_copy(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            scope["state"] = dict(scope.get("state", {}))
        await app(scope, receive, send)

    return with_a_copy


def _app_of(module: ModuleType, main_py: Path) -> Any:
    app = getattr(module, "app", None)
    if not callable(app):
        raise CannotLoad(f"{main_py.name} has no `app`: the tests need a FastAPI application of that name")
    return app
