"""rate_limiter: a public API that no single client may exhaust.  Brief: README.md.  Run: pytest katas/rate_limiter

The API works, but it has no limit yet: `rate_limit` lets every request pass.
A dict in this file cannot hold the counts: each process has its own dict, and a restart empties it.
"""

import os
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response  # noqa: F401  # for you
from redis.asyncio import Redis

from dojo.app import get_redis, health, serve
from katas.rate_limiter.items import find_item

RATE_LIMIT = int(os.environ.get("RATE_LIMIT", "5"))
WINDOW_SECONDS = int(os.environ.get("WINDOW_SECONDS", "60"))

app = FastAPI(title="rate_limiter")
app.include_router(health)

RedisClient = Annotated[Redis, Depends(get_redis)]


async def rate_limit(request: Request, response: Response, redis: RedisClient) -> None:
    """Runs before each limited route; to refuse a request it raises HTTPException(429)."""
    # TODO count this client's requests in Redis, and refuse those after the first RATE_LIMIT in WINDOW_SECONDS.
    # GET, compare, SET is not enough: two requests at once both read 4. INCR, then EXPIRE is not enough either:
    # a client that is cut off between the two is blocked permanently.


@app.get("/api/status", dependencies=[Depends(rate_limit)])
async def get_status() -> dict[str, str]:
    return {"status": "open"}


@app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])
async def get_item(item_id: int) -> dict[str, object]:
    return find_item(item_id)


if __name__ == "__main__":
    serve(app, port=8001)
