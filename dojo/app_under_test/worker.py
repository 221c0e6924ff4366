"""A worker: one process of the app, with its own copy of main.py, its own Redis client, and a running lifespan."""

from __future__ import annotations

import contextvars
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import redis.asyncio
from asgi_lifespan import LifespanManager

from dojo.app import client_of_this_worker
from dojo.app_under_test.event_loop import EventLoop
from dojo.app_under_test.loader import CannotLoad, load
from dojo.backends.base import Backend
from dojo.guards import time_limit
from dojo.guards.time_limit import NoAnswer, bounded
from dojo.guards.unexecuted_pipelines import note_what_is_queued
from dojo.instruments.identity import become_another_process, move_to_the_zone_of
from dojo.wire.wire import Wire


class Worker:
    """One process of the app."""

    def __init__(self, main_py: Path, loop: EventLoop, backend: Backend, wire: Wire, name: str = "") -> None:
        self.name = name
        self.main_py = main_py
        self.context = contextvars.copy_context()
        self.context.run(become_another_process)
        self._has_stopped = False
        self._loop = loop
        self._redis: redis.asyncio.Redis = backend.app_client(wire)
        note_what_is_queued(self._redis)
        self.context.run(client_of_this_worker.set, self._redis)
        move_to_the_zone_of(self.context)
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
        """Run the app's shut-down code and close its Redis client. A second call does nothing."""
        if self._has_stopped:
            return
        self._has_stopped = True
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
