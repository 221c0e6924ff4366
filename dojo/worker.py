"""A worker: main.py loaded afresh, with a Redis client of its own and its lifespan running, as one process would be."""

from __future__ import annotations

import asyncio
import builtins
import contextvars
import importlib.util
import itertools
import random
import sys
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import redis.asyncio
from asgi_lifespan import LifespanManager

from dojo.app import client_of_this_worker
from dojo.backends import Backend
from dojo.bound import ANSWER_WITHIN_SECONDS, NoAnswer, bounded
from dojo.leftovers import Threads, keep
from dojo.wire import Wire

T = TypeVar("T")


class CannotLoad(AssertionError):
    """main.py could not be loaded, started or stopped; `__cause__` says why, if it raised."""

    wanted = "main.py to load, and its `app` to start and to stop"


class EventLoop:
    """The one event loop of a test. It runs only while the test waits for an answer, so tests stay plain functions."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self.loop = self._runner.get_loop()
        self._threads = Threads()

    def run(self, coroutine: Coroutine[Any, Any, T], context: contextvars.Context | None = None) -> T:
        """Run until it is done.

        Raises:
            NoAnswer: it was still not done after `ANSWER_WITHIN_SECONDS`, waiting or busy.
        """
        with bounded(ANSWER_WITHIN_SECONDS + 2):
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
    done, _ = await asyncio.wait({task}, timeout=ANSWER_WITHIN_SECONDS)
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
        self.context.run(client_of_this_worker.set, self._redis)
        with bounded(ANSWER_WITHIN_SECONDS):
            self.module = self.context.run(load, main_py)
        self.app = _app_of(self.module, main_py)
        self._lifespan = AsyncExitStack()

    def start(self) -> None:
        """Run the app's start-up code."""
        try:
            self._loop.run(self._start(), self.context)
        except Exception as error:
            raise CannotLoad("the app's start-up code failed") from error

    async def _start(self) -> None:
        manager = LifespanManager(self.app, startup_timeout=ANSWER_WITHIN_SECONDS, shutdown_timeout=2)
        await self._lifespan.enter_async_context(manager)
        self.app = manager.app  # the app that sees what its lifespan yielded

    def stop(self) -> None:
        """Run the app's shut-down code and close its Redis client."""
        try:
            self._loop.run(self._lifespan.aclose(), self.context)
        except Exception as error:
            raise CannotLoad("the app's shut-down code failed") from error
        finally:
            sys.modules.pop(self.module.__name__, None)
            self._loop.run(self._redis.aclose(), self.context)


def load(main_py: Path) -> ModuleType:
    """Execute main.py as a new module.

    A real second process has another seed for `hash(str)`, so each load gets one too.

    Raises:
        CannotLoad: it raised, or does not exist.
    """
    name = f"{main_py.parent.name}_worker_{next(_numbers)}"
    spec = importlib.util.spec_from_file_location(name, main_py)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    module.__dict__["__builtins__"] = {**vars(builtins), "hash": _hash_with_seed(random.getrandbits(64))}
    sys.modules[name] = module
    try:
        with _siblings_of(main_py):
            spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, Exception | SystemExit):
            raise CannotLoad("main.py cannot be loaded") from error
        raise
    return module


def _app_of(module: ModuleType, main_py: Path) -> Any:
    app = getattr(module, "app", None)
    if not callable(app):
        raise CannotLoad(f"{main_py.name} has no `app`: the tests need a FastAPI application of that name")
    return app


@contextmanager
def _siblings_of(main_py: Path) -> Iterator[None]:
    """Modules beside main.py can be imported, as when it is run by hand, and are forgotten with this worker."""
    before, folder = set(sys.modules), main_py.parent
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        new = set(sys.modules) - before
        beside = {name for name in new if _is_in(folder, sys.modules[name])}
        for name in new:
            if name.partition(".")[0] in beside:
                del sys.modules[name]


def _is_in(folder: Path, module: ModuleType) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(Path(place).is_relative_to(folder) for place in places if place)


def _hash_with_seed(seed: int) -> Any:
    def seeded_hash(value: object) -> int:
        if isinstance(value, int | float):
            return hash(value)
        if isinstance(value, tuple):
            return hash(tuple(map(seeded_hash, value)))
        return hash((seed, value))

    return seeded_hash


_numbers = itertools.count(1)
