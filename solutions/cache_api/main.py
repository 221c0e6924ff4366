"""cache_api, solved: cache-aside on Redis Strings. NOTES.md says why, and which other answers are right."""

import json
import os
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dojo.app import get_redis, health, only_json, serve
from katas.cache_api.slow_api import NotFound, OriginError, fetch_post, fetch_user, save_user

CACHE_TTL_SECONDS = int(os.environ.get("CACHE_TTL_SECONDS", "300"))

app = FastAPI(title="cache_api", dependencies=[Depends(only_json)])
app.include_router(health)

RedisClient = Annotated[Redis, Depends(get_redis)]
Ttl = Annotated[int, Query(ge=1, le=3600)]


def answer(data: Any, *, cached: bool, age_seconds: float, started: float) -> dict[str, Any]:
    elapsed_ms = (time.perf_counter() - started) * 1000
    return {"data": data, "cached": cached, "age_seconds": age_seconds, "response_time_ms": round(elapsed_ms, 2)}


async def cached_or_fetched(redis: Redis, key: str, fetch: Callable[[], Awaitable[Any]], ttl: int) -> dict[str, Any]:
    started = time.perf_counter()
    if (entry := await read_entry(redis, key)) is not None:
        age = max(0.0, round(time.time() - entry["fetched_at"], 3))
        return answer(entry["data"], cached=True, age_seconds=age, started=started)
    data = await ask(fetch())
    entry = {"data": data, "fetched_at": time.time()}
    try:
        await redis.set(key, json.dumps(entry), ex=ttl)
    except RedisError:
        pass  # the answer is complete, and is served although it could not be stored
    return answer(data, cached=False, age_seconds=0, started=started)


async def read_entry(redis: Redis, key: str) -> dict[str, Any] | None:
    """The entry, or None for a miss: no key, no Redis, a key of another type, or a value that is not ours."""
    try:
        stored = await redis.get(key)
        entry = json.loads(stored) if stored is not None else None
    except (RedisError, ValueError):
        return None
    is_ours = isinstance(entry, dict) and "data" in entry and isinstance(entry.get("fetched_at"), float)
    return entry if is_ours else None


async def ask(question: Awaitable[Any]) -> Any:
    """What the slow API answers. A failure becomes a status, and is not stored."""
    try:
        return await question
    except NotFound as error:
        raise HTTPException(404, str(error)) from error
    except OriginError as error:
        raise HTTPException(502, str(error)) from error


@app.get("/users/{user_id}/nocache")
async def get_user_nocache(user_id: int) -> dict[str, Any]:
    """Always asks the slow API. As given, except that a failure of the slow API is no 500 here."""
    started = time.perf_counter()
    return answer(await ask(fetch_user(user_id)), cached=False, age_seconds=0, started=started)


@app.get("/users/{user_id}")
async def get_user(user_id: int, redis: RedisClient) -> dict[str, Any]:
    return await cached_or_fetched(redis, f"cache:user:{user_id}", lambda: fetch_user(user_id), CACHE_TTL_SECONDS)


@app.get("/posts/{post_id}")
async def get_post(post_id: int, redis: RedisClient, ttl: Ttl = CACHE_TTL_SECONDS) -> dict[str, Any]:
    return await cached_or_fetched(redis, f"cache:post:{post_id}", lambda: fetch_post(post_id), ttl)


@app.put("/users/{user_id}")
async def put_user(user_id: int, changes: dict[str, Any], redis: RedisClient) -> dict[str, Any]:
    user = await ask(save_user(user_id, changes))
    try:
        await redis.delete(f"cache:user:{user_id}")  # after the save, or a reader could store the old user again
    except RedisError:
        pass  # the user is saved; until the TTL ends, readers may see the old one
    return {"data": user}


@app.post("/cache/clear")
async def clear_cache(redis: RedisClient) -> dict[str, int]:
    deleted = 0
    try:
        keys = [key async for key in redis.scan_iter(match="cache:*", count=500)]
        for first in range(0, len(keys), 500):
            deleted += await redis.unlink(*keys[first : first + 500])
    except RedisError as error:
        raise HTTPException(503, "Redis is away; entries expire by themselves") from error
    return {"keys_deleted": deleted}


if __name__ == "__main__":
    serve(app, port=8000)
