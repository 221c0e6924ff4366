"""cache_api with aiocache: get, set, delete and clear of its RedisCache, on the pool of the app's client."""

import os
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from aiocache import RedisCache
from aiocache.serializers import JsonSerializer
from fastapi import Depends, FastAPI, HTTPException, Query
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dojo.app import get_redis, health, only_json, serve
from katas.cache_api.slow_api import NotFound, OriginError, fetch_post, fetch_user, save_user

CACHE_TTL_SECONDS = int(os.environ.get("CACHE_TTL_SECONDS", "300"))

app = FastAPI(title="cache_api", dependencies=[Depends(only_json)])
app.include_router(health)

Ttl = Annotated[int, Query(ge=1, le=3600)]
_caches: list[RedisCache] = []


async def cache_of_the_process(redis: Annotated[Redis, Depends(get_redis)]) -> RedisCache:
    """One cache. connection_pool_class is an option of RedisCache: what it is called for is the pool."""
    if not _caches:
        pool = redis.connection_pool
        _caches.append(RedisCache(JsonSerializer(), namespace="cache", connection_pool_class=lambda **_: pool))
    return _caches[0]


Cache = Annotated[RedisCache, Depends(cache_of_the_process)]


def answer(data: Any, *, cached: bool, age_seconds: float, started: float) -> dict[str, Any]:
    elapsed_ms = (time.perf_counter() - started) * 1000
    return {"data": data, "cached": cached, "age_seconds": age_seconds, "response_time_ms": round(elapsed_ms, 2)}


async def cached_or_fetched(cache: RedisCache, key: str, fetch: Callable[[], Awaitable[Any]], ttl: int) -> Any:
    started = time.perf_counter()
    try:
        entry = await cache.get(key)
    except (RedisError, TimeoutError, ValueError):
        entry = None
    if isinstance(entry, dict) and {"data", "fetched_at"} <= entry.keys():
        age = max(0.0, round(time.time() - entry["fetched_at"], 3))
        return answer(entry["data"], cached=True, age_seconds=age, started=started)
    data = await ask(fetch())
    try:
        await cache.set(key, {"data": data, "fetched_at": time.time()}, ttl=ttl)
    except (RedisError, TimeoutError):
        pass  # the answer is complete, and is served although it could not be stored
    return answer(data, cached=False, age_seconds=0, started=started)


async def ask(question: Awaitable[Any]) -> Any:
    try:
        return await question
    except NotFound as error:
        raise HTTPException(404, str(error)) from error
    except OriginError as error:
        raise HTTPException(502, str(error)) from error


@app.get("/users/{user_id}/nocache")
async def get_user_nocache(user_id: int) -> dict[str, Any]:
    started = time.perf_counter()
    return answer(await ask(fetch_user(user_id)), cached=False, age_seconds=0, started=started)


@app.get("/users/{user_id}")
async def get_user(user_id: int, cache: Cache) -> Any:
    return await cached_or_fetched(cache, f"user:{user_id}", lambda: fetch_user(user_id), CACHE_TTL_SECONDS)


@app.get("/posts/{post_id}")
async def get_post(post_id: int, cache: Cache, ttl: Ttl = CACHE_TTL_SECONDS) -> Any:
    return await cached_or_fetched(cache, f"post:{post_id}", lambda: fetch_post(post_id), ttl)


@app.put("/users/{user_id}")
async def put_user(user_id: int, changes: dict[str, Any], cache: Cache) -> dict[str, Any]:
    user = await ask(save_user(user_id, changes))
    try:
        await cache.delete(f"user:{user_id}")
    except (RedisError, TimeoutError):
        pass  # the user is saved; until the TTL ends, readers may see the old one
    return {"data": user}


@app.post("/cache/clear")
async def clear_cache(cache: Cache) -> dict[str, int]:
    try:
        cleared = await cache.clear(namespace="cache")  # it says that it has cleared, not how many entries
    except (RedisError, TimeoutError) as error:
        raise HTTPException(503, "Redis is away; entries expire by themselves") from error
    return {"keys_deleted": int(cleared)}


if __name__ == "__main__":
    serve(app, port=8000)
