"""Round trips and time of answers to a kata, measured in turns: requests into the app, in this process.

The time is the CPU time of this process. It does not contain the time that Redis and the network take: the round trips
stand for them. Other programs on the machine hardly change it.
"""

from __future__ import annotations

import asyncio
import contextvars
import gc
import itertools
import os
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import redis.asyncio
import redis.connection
from asgi_lifespan import LifespanManager
from fakeredis import FakeAsyncRedis, FakeServer
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from dojo.app import client_of_this_worker
from dojo.app_under_test.loader import load
from dojo.settings import client_settings, redis_version
from katas.cache_api import slow_api
from katas.session_storage import users
from tests.libraries import URL_OF_SLOWAPI

WARM_UP = 5
FIRST_USER = 1000


@dataclass
class Answer:
    """An answer that is measured: its name, its main.py, and the Redis database that it has for itself."""

    name: str
    main_py: Path
    redis_url: str = ""
    """Empty for a fakeredis of its own."""


@dataclass
class Cost:
    """What one operation costs: round trips, and the median of its CPU seconds."""

    round_trips: int
    seconds: float


def costs(kata: str, answers: list[Answer], rounds: int) -> dict[str, dict[str, Cost]]:
    """``{"cashews 7.6.0": {"hit": Cost(1, 0.0006), …}, …}``"""
    with _what_takes_no_time():
        return asyncio.run(_costs(ROUNDS[kata], answers, rounds))


async def _costs(
    one_round: Callable[[_App, int], AsyncIterator[tuple[str, Timed]]], answers: list[Answer], rounds: int
) -> dict[str, dict[str, Cost]]:
    async with AsyncExitStack() as stack:
        apps = [await stack.enter_async_context(_running(answer)) for answer in answers]
        seconds: dict[str, dict[str, list[float]]] = {app.name: defaultdict(list) for app in apps}
        trips: dict[str, dict[str, int]] = {app.name: {} for app in apps}
        gc.collect()
        gc.freeze()
        for number in range(WARM_UP + rounds):
            first = number % len(apps)
            for app in [*apps[first:], *apps[:first]]:  # each of them is first as often as the others
                async for operation, timed in one_round(app, number):
                    if number >= WARM_UP:
                        seconds[app.name][operation].append(timed.seconds)
                        trips[app.name][operation] = timed.round_trips
        return {
            name: {operation: Cost(trips[name][operation], statistics.median(each)) for operation, each in all_.items()}
            for name, all_ in seconds.items()
        }


@dataclass
class Timed:
    """One request: its status, its round trips and its CPU seconds."""

    status: int
    round_trips: int
    seconds: float


class _App:
    """An answer in this process. Its requests see its own Redis client in `get_redis`."""

    def __init__(self, answer: Answer, app: Any, context: contextvars.Context) -> None:
        self.name = answer.name
        self._context = context
        self.transport = httpx.ASGITransport(app)
        self._http = httpx.AsyncClient(transport=self.transport, base_url="https://testserver", trust_env=False)

    async def __call__(self, method: str, url: str, expected: int = 200, **options: Any) -> Timed:
        """Send a request, and say what it cost.

        Raises:
            AssertionError: the status is another one than `expected`.
        """
        timed = await asyncio.create_task(self._send(method, url, options), context=self._context)
        assert timed.status == expected, f"{self.name}: {method} {url} is answered with {timed.status}"
        return timed

    async def _send(self, method: str, url: str, options: dict[str, Any]) -> Timed:
        request = self._http.build_request(method, url, **options)
        with _counted_round_trips() as count:
            before = time.process_time()
            answer = await self._http.send(request)
            seconds = time.process_time() - before
        return Timed(answer.status_code, next(count), seconds)


@asynccontextmanager
async def _running(answer: Answer) -> AsyncIterator[_App]:
    context = contextvars.copy_context()
    client = _client(answer.redis_url)
    context.run(client_of_this_worker.set, client)
    with patch.dict(os.environ, {URL_OF_SLOWAPI: answer.redis_url} if answer.redis_url else {}):
        module = context.run(load, answer.main_py)
    manager = LifespanManager(module.app)
    await asyncio.create_task(manager.__aenter__(), context=context)
    try:
        yield _App(answer, module.app, context)
    finally:
        await asyncio.create_task(manager.__aexit__(), context=context)
        await client.aclose()


def _client(redis_url: str) -> redis.asyncio.Redis:
    if not redis_url:
        return FakeAsyncRedis(server=FakeServer(version=redis_version()), version=redis_version())
    return redis.asyncio.from_url(redis_url, **client_settings(), retry=Retry(NoBackoff(), 0))


async def _cache_api(app: _App, number: int) -> AsyncIterator[tuple[str, Timed]]:
    yield "miss", await app("GET", f"/users/{FIRST_USER + number}")
    yield "hit", await app("GET", f"/users/{FIRST_USER + number}")


async def _rate_limiter(app: _App, number: int) -> AsyncIterator[tuple[str, Timed]]:
    app.transport.client = (f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 50_000)
    await app("GET", "/api/status")  # begins the window
    for _ in range(4):
        yield "allowed", await app("GET", "/api/status")
    for _ in range(2):
        yield "refused", await app("GET", "/api/status", 429)


async def _session_storage(app: _App, number: int) -> AsyncIterator[tuple[str, Timed]]:
    yield "login", await app("POST", "/login", json={"username": "ada", "password": "analytical engine"})
    for _ in range(2):
        yield "read", await app("GET", "/profile")
    yield "logout", await app("POST", "/logout", 204)


ROUNDS = {"cache_api": _cache_api, "rate_limiter": _rate_limiter, "session_storage": _session_storage}


@contextmanager
def _what_takes_no_time() -> Iterator[None]:
    """The slow API answers at once, and a password is checked at once: what is left is the library's part."""
    origin = slow_api.Origin(latency_seconds=0.0)
    origin.data["users"].update(dict.fromkeys(range(FIRST_USER, 100_000), origin.data["users"][7]))
    with patch.object(slow_api, "origin", origin), patch.object(users, "verify", _checked_at_once):
        yield


async def _checked_at_once(username: str, password: str) -> users.User | None:
    return users.Accounts.users.get(username)


_counter: contextvars.ContextVar[Iterator[int]] = contextvars.ContextVar("counts the round trips of a request")


@contextmanager
def _counted_round_trips() -> Iterator[Iterator[int]]:
    """What it yields gives how many there were, once. A pipeline is one round trip."""
    count = itertools.count()
    token = _counter.set(count)
    try:
        yield count
    finally:
        _counter.reset(token)


def _counting(send: Callable[..., Any]) -> Callable[..., Any]:
    def send_and_count(*args: Any, **options: Any) -> Any:
        if count := _counter.get(None):
            next(count)
        return send(*args, **options)

    return send_and_count


def count_round_trips() -> None:
    """redis-py calls this method once per round trip, of each connection, asyncio or not. It stays so from now on."""
    for connection in (redis.connection.AbstractConnection, redis.asyncio.connection.AbstractConnection):
        connection.send_packed_command = _counting(connection.send_packed_command)
