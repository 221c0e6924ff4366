"""cache_api with the stretch steps: main.py and a lease. One request asks while the others wait. See NOTES.md."""

import asyncio
import json
import os
import secrets
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

LEASE_SECONDS = 5
NOT_FOUND_SECONDS = 10

# A fill stores its value only while its lease is there. A write removes the lease, so the old value is not stored.
END_LEASE = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
return 1
"""

RedisClient = Annotated[Redis, Depends(get_redis)]
Ttl = Annotated[int, Query(ge=1, le=3600)]


def answer(data: Any, *, cached: bool, age_seconds: float, started: float) -> dict[str, Any]:
    elapsed_ms = (time.perf_counter() - started) * 1000
    return {"data": data, "cached": cached, "age_seconds": age_seconds, "response_time_ms": round(elapsed_ms, 2)}


async def cached_or_fetched(redis: Redis, key: str, fetch: Callable[[], Awaitable[Any]], ttl: int) -> dict[str, Any]:
    started = time.perf_counter()
    if entry := await entry_or_lease(redis, key, token := secrets.token_hex(8)):
        if "not_found" in entry:
            raise HTTPException(404, entry["not_found"])
        age = max(0.0, round(time.time() - entry["fetched_at"], 3))
        return answer(entry["data"], cached=True, age_seconds=age, started=started)
    try:
        data = await ask(fetch())
    except HTTPException as error:
        not_found = {"not_found": error.detail, "data": None, "fetched_at": time.time()}
        await end_lease(redis, key, token, not_found if error.status_code == 404 else None, NOT_FOUND_SECONDS)
        raise
    await end_lease(redis, key, token, {"data": data, "fetched_at": time.time()}, ttl)
    return answer(data, cached=False, age_seconds=0, started=started)


async def entry_or_lease(redis: Redis, key: str, token: str) -> dict[str, Any] | None:
    """The entry. Or None: then this request has to ask the slow API, while the others wait here."""
    give_up = time.monotonic() + LEASE_SECONDS
    while (entry := await read_entry(redis, key)) is None and time.monotonic() < give_up:
        try:
            leased = await redis.set(lease_of(key), token, nx=True, ex=LEASE_SECONDS)
        except RedisError:
            return None  # without Redis, no request waits for another
        if leased:
            # A second look: since the first look, the last holder may have stored the entry and ended its lease.
            if entry := await read_entry(redis, key):
                await end_lease(redis, key, token, None, ttl=0)
            return entry
        await asyncio.sleep(0.01)
    return entry


async def end_lease(redis: Redis, key: str, token: str, entry: dict[str, Any] | None, ttl: int) -> None:
    """End the lease. Store the entry, if there is one and the lease is still ours."""
    try:
        await redis.eval(END_LEASE, 2, key, lease_of(key), token, json.dumps(entry) if entry else "", ttl)
    except RedisError:
        pass  # the lease expires


def lease_of(key: str) -> str:
    return key.replace("cache:", "cache:lease:", 1)


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
        key = f"cache:user:{user_id}"
        await redis.delete(key, lease_of(key))  # after the save, or a reader could store the old user again
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
