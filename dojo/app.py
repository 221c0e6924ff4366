"""What every kata's main.py imports: the Redis client, the health route, and a server to try the app by hand."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path

import redis.asyncio
from fakeredis import FakeAsyncRedisConnection, FakeServer
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from dojo.local_redis import LOCAL_URL, choose
from dojo.settings import client_settings, redis_version

health = APIRouter()

client_of_this_worker: ContextVar[Redis] = ContextVar("the Redis client that a test gives to the app")
_client: Redis | None = None


async def get_redis() -> Redis:
    """The one asyncio client of this process: `Depends(get_redis)` in a route, `await get_redis()` elsewhere.

    Its replies are `bytes`. When Redis is away its methods raise a `redis.exceptions.RedisError`, within a second.
    """
    global _client
    given = client_of_this_worker.get(None)
    if given is not None:
        return given
    if _client is None:
        _client = (await _choose_client())[0]
    return _client


@health.get("/health")
async def get_health(redis: Redis = Depends(get_redis)) -> dict[str, object]:
    """Whether Redis answers. Without Redis the app is degraded, not dead."""
    try:
        answers = bool(await redis.ping())
    except RedisError:
        answers = False
    return {"status": "healthy" if answers else "degraded", "redis": answers}


async def only_json(request: Request) -> None:
    """For every route: a body with NaN or an unpaired surrogate (``"\\ud800"``) is a 400.

    Python's json module reads both, but neither is valid JSON: an answer or a command for Redis cannot contain them.
    """
    try:
        body = json.loads(await request.body() or b"null")
    except (ValueError, RecursionError):
        return  # FastAPI's own answer to this is clear
    try:
        json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    except ValueError as error:
        raise HTTPException(400, "the body is not JSON: it contains NaN, Infinity, or an unpaired surrogate") from error


def serve(app: FastAPI, port: int) -> None:
    """Serve the app on 127.0.0.1 until Ctrl-C, and say which Redis it uses."""
    _refuse_another_clone()
    if not _is_free(port):
        sys.exit(
            f"tried   to serve on 127.0.0.1:{port}\n"
            f"wrong   port {port} is taken by another program\n"
            f"do      stop that program (is this app running in another terminal?), then start again"
        )
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(app, port))


def _refuse_another_clone() -> None:
    """A main.py beside another `dojo` than this one: its given modules would be those of this clone."""
    main_py, here = getattr(sys.modules["__main__"], "__file__", None), Path(__file__).parent
    kit = Path(main_py).resolve().parents[2] if main_py and len(Path(main_py).resolve().parts) > 3 else here.parent
    if (kit / "dojo").is_dir() and not here.samefile(kit / "dojo"):
        sys.exit(
            f"tried   {main_py}, with {sys.executable}\n"
            f"wrong   this Python imports the kit from another folder, {here.parent}\n"
            f"do      make a virtual environment in {kit}, and type there: pip install -e ."
        )


async def _serve(app: FastAPI, port: int) -> None:
    import uvicorn

    from dojo.live.live import Live
    from dojo.live.page import with_page

    global _client
    _client, says = await _choose_client()
    live = Live(app, _client, redis=says, port=port, ends=lambda: server.should_exit)
    # No proxy stands in front: from 127.0.0.1 uvicorn would otherwise believe any X-Forwarded-For.
    config = uvicorn.Config(with_page(live), host="127.0.0.1", port=port, log_level="warning", proxy_headers=False)
    server = uvicorn.Server(config)
    page = "" if any(getattr(route, "path", "") == "/" for route in app.routes) else "docs"
    address = f"http://127.0.0.1:{port}"
    print(f"redis: {says}\nsee    {address}/live   what your app sends to Redis", flush=True)
    print(f"open   {address}/{page}   (Ctrl-C ends)", flush=True)
    try:
        await server.serve()
    finally:
        # uvicorn sends the Ctrl-C again after a clean shutdown, and asyncio cancels this task for it.
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0)
        await live.tap.disconnect()


async def _choose_client() -> tuple[Redis, str]:
    """The client of this process, and a sentence that says which Redis it uses."""
    choice = await asyncio.to_thread(choose, LOCAL_URL)
    settings = {**client_settings(), "retry": Retry(NoBackoff(), 0)}
    if choice.url:
        return redis.asyncio.from_url(choice.url, **settings), choice.says
    # An explicit server: a bare FakeAsyncRedis would share its keys with every other one.
    settings |= {"server": FakeServer(version=redis_version()), "version": redis_version()}
    return Redis.from_pool(ConnectionPool(FakeAsyncRedisConnection, **settings)), choice.says


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as uvicorn does
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
