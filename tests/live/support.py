"""A small app with its live page, in this process, on a fakeredis of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fakeredis import FakeAsyncRedisConnection, FakeServer
from fastapi import BackgroundTasks, FastAPI
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from dojo.live.live import Live
from dojo.live.page import with_page
from dojo.live.stream import events
from dojo.settings import client_settings, redis_version

PORT = 8000
URL = f"http://127.0.0.1:{PORT}"
OURS = {"Origin": URL}


@dataclass
class Served:
    """The app, its live page, and a client for both."""

    live: Live
    redis: Redis
    http: httpx.AsyncClient

    async def shown(self) -> list[dict[str, Any]]:
        """The requests that are recorded, as the page gets them."""
        return [entry.shown for entry in self.live.recorder.newer_than(0)]

    async def events(self, count: int, *, every_key: bool = False) -> list[tuple[str, Any]]:
        """The first events that a page gets, each with its name."""
        found: list[tuple[str, Any]] = []
        async with asyncio.timeout(20):
            async for text in (stream := events(self.live, every_key=every_key)):
                fields = dict(line.split(": ", 1) for line in text.splitlines() if line)
                if "event" in fields:
                    found.append((fields["event"], json.loads(fields["data"])))
                if len(found) == count:
                    await stream.aclose()
                    break
        return found


@asynccontextmanager
async def served(title: str = "small", **client_options: Any) -> AsyncIterator[Served]:
    """Serve it."""
    options = {"server": FakeServer(version=redis_version()), "version": redis_version(), **client_settings()}
    client = Redis.from_pool(ConnectionPool(FakeAsyncRedisConnection, retry=Retry(NoBackoff(), 0), **options))
    live = Live(_app(title, client), client, redis="fakeredis", port=PORT, ends=lambda: False)
    transport = httpx.ASGITransport(with_page(live), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=URL, trust_env=False, **client_options) as http:
        yield Served(live, client, http)
    await live.tap.disconnect()


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


def _app(title: str, redis: Redis) -> FastAPI:
    app = FastAPI(title=title)

    @app.get("/visits/{page}")
    async def visits(page: str) -> dict[str, int]:
        return {"visits": await redis.incr(f"visits:{page}")}

    @app.get("/later")
    async def later(tasks: BackgroundTasks) -> None:
        async def after_the_answer() -> None:
            await redis.set("later", "1")

        tasks.add_task(after_the_answer)

    @app.get("/fails")
    async def fails() -> None:
        raise KeyError("name")

    @app.post("/echo")
    async def echo(body: dict[str, str]) -> dict[str, str]:
        return body

    return app
