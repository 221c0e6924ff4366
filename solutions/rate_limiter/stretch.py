"""rate_limiter with the stretch steps: main.py plus the fields of the IETF draft. NOTES.md says why it is so."""

import math
import os
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from redis.asyncio import Redis
from redis.exceptions import RedisError

from dojo.app import get_redis, health, serve
from katas.rate_limiter.items import find_item

RATE_LIMIT = int(os.environ.get("RATE_LIMIT", "5"))
WINDOW_SECONDS = int(os.environ.get("WINDOW_SECONDS", "60"))

app = FastAPI(title="rate_limiter")
app.include_router(health)

RedisClient = Annotated[Redis, Depends(get_redis)]


async def rate_limit(request: Request, response: Response, redis: RedisClient) -> None:
    """Runs before each limited route: counts the request, and refuses it if it is one too many."""
    client = request.client.host if request.client else "unknown"
    try:
        count, seconds_left = await count_request(redis, f"ratelimit:{client}")
    except RedisError:
        return  # fail open: without Redis no request is counted, and none is refused
    headers = {
        "RateLimit-Policy": f'"default";q={RATE_LIMIT};w={WINDOW_SECONDS}',
        "RateLimit": f'"default";r={max(0, RATE_LIMIT - count)};t={seconds_left}',
        "X-RateLimit-Limit": str(RATE_LIMIT),
        "X-RateLimit-Remaining": str(max(0, RATE_LIMIT - count)),
        "X-RateLimit-Reset": str(seconds_left),
    }
    if count > RATE_LIMIT:
        raise HTTPException(429, "too many requests", headers={**headers, "Retry-After": str(seconds_left)})
    response.headers.update(headers)


async def count_request(redis: Redis, key: str) -> tuple[int, int]:
    """The number of this request in its window, and the seconds until the window ends.

    MULTI runs all three commands or none, in one round trip.
    NX sets a TTL only if the key has none: at the first request of a window, or when the key has lost it.
    """
    async with redis.pipeline(transaction=True) as multi:
        multi.incr(key)
        multi.expire(key, WINDOW_SECONDS, nx=True)
        multi.pttl(key)
        count, _, milliseconds_left = await multi.execute()
    return count, max(1, math.ceil(milliseconds_left / 1000))  # up: 59 would be too early for 59.4


@app.get("/api/status", dependencies=[Depends(rate_limit)])
async def get_status() -> dict[str, str]:
    return {"status": "open"}


@app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])
async def get_item(item_id: int) -> dict[str, object]:
    return find_item(item_id)


if __name__ == "__main__":
    serve(app, port=8001)
