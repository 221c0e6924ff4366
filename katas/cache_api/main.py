"""cache_api: make a slow API fast with Redis.  Brief: README.md.  Run: pytest katas/cache_api

It works, but every request waits 300 ms for the slow API, and a failure of the slow API is a 500.
A dict in this file would be fast too, but wrong: every process has its own dict, and nothing in it expires.
"""

import os
import time
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from redis.asyncio import Redis

from dojo.app import get_redis, health, only_json, serve
from katas.cache_api.slow_api import NotFound, OriginError, fetch_post, fetch_user, save_user  # noqa: F401  # for you

CACHE_TTL_SECONDS = int(os.environ.get("CACHE_TTL_SECONDS", "300"))

app = FastAPI(title="cache_api", dependencies=[Depends(only_json)])
app.include_router(health)

RedisClient = Annotated[Redis, Depends(get_redis)]


def answer(data: Any, *, cached: bool, age_seconds: float, started: float) -> dict[str, Any]:
    elapsed_ms = (time.perf_counter() - started) * 1000
    return {"data": data, "cached": cached, "age_seconds": age_seconds, "response_time_ms": round(elapsed_ms, 2)}


@app.get("/users/{user_id}/nocache")
async def get_user_nocache(user_id: int) -> dict[str, Any]:
    """Given: always asks the slow API. Leave it as it is, and compare with it."""
    started = time.perf_counter()
    return answer(await fetch_user(user_id), cached=False, age_seconds=0, started=started)


@app.get("/users/{user_id}")
async def get_user(user_id: int, redis: RedisClient) -> dict[str, Any]:
    started = time.perf_counter()
    # TODO cache-aside: look in Redis first. On a miss, ask the slow API and store its answer.
    user = await fetch_user(user_id)
    return answer(user, cached=False, age_seconds=0, started=started)


@app.get("/posts/{post_id}")
async def get_post(post_id: int, redis: RedisClient) -> dict[str, Any]:
    started = time.perf_counter()
    # TODO the same for posts, with a query parameter ?ttl= from 1 to 3600 seconds.
    post = await fetch_post(post_id)
    return answer(post, cached=False, age_seconds=0, started=started)


@app.put("/users/{user_id}")
async def put_user(user_id: int, changes: dict[str, Any], redis: RedisClient) -> dict[str, Any]:
    # TODO save the changes with save_user(). After that, no request may be served the old user.
    raise HTTPException(501, "PUT /users/{id} is not written yet")


@app.post("/cache/clear")
async def clear_cache(redis: RedisClient) -> dict[str, int]:
    # TODO remove the entries of this app, and nothing else. Answer: {"keys_deleted": how many}
    raise HTTPException(501, "POST /cache/clear is not written yet")


if __name__ == "__main__":
    serve(app, port=8000)
