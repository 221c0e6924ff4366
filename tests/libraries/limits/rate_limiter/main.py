"""rate_limiter with limits: its fixed window for asyncio, on the pool of the app's client."""

import math
import os
import time
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dojo.app import get_redis, health, serve
from katas.rate_limiter.items import find_item

RATE_LIMIT = int(os.environ.get("RATE_LIMIT", "5"))
WINDOW_SECONDS = int(os.environ.get("WINDOW_SECONDS", "60"))

app = FastAPI(title="rate_limiter")
app.include_router(health)

limit = RateLimitItemPerSecond(RATE_LIMIT, WINDOW_SECONDS)
_limiters: list[FixedWindowRateLimiter] = []


async def limiter_of_the_process(redis: Annotated[Redis, Depends(get_redis)]) -> FixedWindowRateLimiter:
    """One limiter. RedisStorage takes the pool of a client; its scripts are registered once."""
    if not _limiters:
        storage = RedisStorage(
            "async+redis://", implementation="redispy", key_prefix="ratelimit", connection_pool=redis.connection_pool
        )
        _limiters.append(FixedWindowRateLimiter(storage))
    return _limiters[0]


async def rate_limit(
    request: Request, response: Response, limiter: Annotated[FixedWindowRateLimiter, Depends(limiter_of_the_process)]
) -> None:
    """Runs before each limited route."""
    client = request.client.host if request.client else "unknown"
    try:
        passes = await limiter.hit(limit, client)
        window = await limiter.get_window_stats(limit, client)
    except RedisError:
        return
    seconds_left = str(math.ceil(window.reset_time - time.time()))
    headers = {
        "X-RateLimit-Limit": str(RATE_LIMIT),
        "X-RateLimit-Remaining": str(window.remaining),
        "X-RateLimit-Reset": seconds_left,
    }
    if not passes:
        raise HTTPException(429, "too many requests", headers={**headers, "Retry-After": seconds_left})
    response.headers.update(headers)


@app.get("/api/status", dependencies=[Depends(rate_limit)])
async def get_status() -> dict[str, str]:
    return {"status": "open"}


@app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])
async def get_item(item_id: int) -> dict[str, object]:
    return find_item(item_id)


if __name__ == "__main__":
    serve(app, port=8001)
