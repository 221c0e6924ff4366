"""cache_api with cashews: its decorator caches what the slow API answered, with the moment of the answer."""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from cashews import Cache
from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse
from redis.asyncio import ConnectionPool

from dojo.app import get_redis, health, only_json, serve
from katas.cache_api.slow_api import NotFound, OriginError, fetch_post, fetch_user, save_user

CACHE_TTL_SECONDS = int(os.environ.get("CACHE_TTL_SECONDS", "300"))

cache = Cache()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    pool = (await get_redis()).connection_pool

    class PoolOfTheApp:
        """cashews asks this class for its pool: connection_pool_class is an option of setup()."""

        @staticmethod
        def from_url(url: str, **options: Any) -> ConnectionPool:
            return pool

    cache.setup("redis://", connection_pool_class=PoolOfTheApp)
    await cache.init()
    yield


app = FastAPI(title="cache_api", dependencies=[Depends(only_json)], lifespan=lifespan)
app.include_router(health)


@cache(ttl=CACHE_TTL_SECONDS, key="cache:user:{user_id}")
async def user_of(user_id: int) -> dict[str, Any]:
    return {"data": await fetch_user(user_id), "fetched_at": time.time()}


@cache(ttl=lambda post_id, ttl: ttl, key="cache:post:{post_id}")
async def post_of(post_id: int, ttl: int) -> dict[str, Any]:
    return {"data": await fetch_post(post_id), "fetched_at": time.time()}


@app.exception_handler(NotFound)
async def not_found(request: Request, error: NotFound) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 404)


@app.exception_handler(OriginError)
async def failed(request: Request, error: OriginError) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, 502)


def answer(data: Any, *, cached: bool, age_seconds: float, started: float) -> dict[str, Any]:
    elapsed_ms = (time.perf_counter() - started) * 1000
    return {"data": data, "cached": cached, "age_seconds": age_seconds, "response_time_ms": round(elapsed_ms, 2)}


@app.get("/users/{user_id}/nocache")
async def get_user_nocache(user_id: int) -> dict[str, Any]:
    started = time.perf_counter()
    return answer(await fetch_user(user_id), cached=False, age_seconds=0, started=started)


@app.get("/users/{user_id}")
async def get_user(user_id: int) -> dict[str, Any]:
    started = time.perf_counter()
    with cache.detect as detector:
        return told(await user_of(user_id), bool(detector.calls), started)


@app.get("/posts/{post_id}")
async def get_post(post_id: int, ttl: Annotated[int, Query(ge=1, le=3600)] = CACHE_TTL_SECONDS) -> dict[str, Any]:
    started = time.perf_counter()
    with cache.detect as detector:
        return told(await post_of(post_id, ttl), bool(detector.calls), started)


def told(entry: dict[str, Any], cached: bool, started: float) -> dict[str, Any]:
    age = max(0.0, round(time.time() - entry["fetched_at"], 3)) if cached else 0
    return answer(entry["data"], cached=cached, age_seconds=age, started=started)


@app.put("/users/{user_id}")
async def put_user(user_id: int, changes: dict[str, Any]) -> dict[str, Any]:
    user = await save_user(user_id, changes)
    await cache.delete(f"cache:user:{user_id}")
    return {"data": user}


@app.post("/cache/clear")
async def clear_cache() -> dict[str, int]:
    keys = [key async for key in cache.scan("cache:*", batch_size=500)]
    if keys:
        await cache.delete_many(*keys)  # it does not say how many it has removed
    return {"keys_deleted": len(keys)}


if __name__ == "__main__":
    serve(app, port=8000)
