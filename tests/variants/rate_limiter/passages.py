"""Passages of the reference solution of rate_limiter that are replaced more than once."""

from tests.variants.passage import Swap, above, below, passage, replaced

IMPORTS = "from fastapi import Depends, FastAPI, HTTPException, Request, Response"
APP = """
app = FastAPI(title="rate_limiter")
app.include_router(health)
"""
KEY = 'f"ratelimit:{client}"'
COUNT = 'count, seconds_left = await count_request(redis, f"ratelimit:{client}")'
GUARD = """
except RedisError:
    return
"""
REMAINING = '"X-RateLimit-Remaining": str(max(0, RATE_LIMIT - count))'
RESET = '"X-RateLimit-Reset": str(seconds_left)'
RETRY_AFTER = '"Retry-After": str(seconds_left)'
TOO_MANY = "if count > RATE_LIMIT:"
RAISE = 'raise HTTPException(429, "too many requests", headers={**headers, "Retry-After": str(seconds_left)})'
ON_200 = "response.headers.update(headers)"
INCR = "multi.incr(key)"
EXPIRE = "multi.expire(key, WINDOW_SECONDS, nx=True)"
PTTL = "multi.pttl(key)"
MULTI = """
async with redis.pipeline(transaction=True) as multi:
    multi.incr(key)
    multi.expire(key, WINDOW_SECONDS, nx=True)
    multi.pttl(key)
    count, _, milliseconds_left = await multi.execute()
"""
RETURN = "return count, max(1, math.ceil(milliseconds_left / 1000))"
COUNT_REQUEST = "async def count_request("
STATUS = '@app.get("/api/status", dependencies=[Depends(rate_limit)])'
ITEM = '@app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])'
GET_ITEM = """
@app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])
async def get_item(item_id: int) -> dict[str, object]:
    return find_item(item_id)
"""
NO_DEPENDENCIES = (
    (STATUS, STATUS.replace(", dependencies=[Depends(rate_limit)]", "")),
    (ITEM, ITEM.replace(", dependencies=[Depends(rate_limit)]", "")),
)
JSON_RESPONSE = below(IMPORTS, "from fastapi.responses import JSONResponse")
ALIGNED = """
now = time.time()
number = int(now) // WINDOW_SECONDS
key = f"{key}:{number}"
async with redis.pipeline(transaction=True) as multi:
    multi.incr(key)
    multi.expire(key, WINDOW_SECONDS)
    count, _ = await multi.execute()
milliseconds_left = ((number + 1) * WINDOW_SECONDS - now) * 1000
"""
TIME = below("import os", "import time")
WITH_CONTEXT_MANAGERS = below("import os", "from contextlib import asynccontextmanager")


def at_start_up(statements: str) -> tuple[Swap, Swap]:
    """The app runs `statements` when it starts; they can use `redis`."""
    lifespan = """
        @asynccontextmanager
        async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]
            redis = await get_redis()
            STATEMENTS
            yield
    """
    return (
        above(APP, replaced(passage(lifespan), "STATEMENTS", statements)),
        ("FastAPI(title", "FastAPI(lifespan=lifespan, title"),
    )
