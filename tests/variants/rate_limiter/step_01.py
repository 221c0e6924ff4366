"""Wrong answers that step 1 of rate_limiter must catch."""

from tests.variants.passage import above
from tests.variants.rate_limiter.passages import (
    MULTI,
    REMAINING,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "no-health",
    "The health route was removed.",
    ("app.include_router(health)", ""),
)
answers.wrong(
    "ids-begin-at-1",
    "Item 0 exists, and is a 422.",
    ("from fastapi import", "from fastapi import Path, "),
    ("item_id: int", "item_id: Annotated[int, Path(ge=1)]"),
)
answers.wrong(
    "headers-are-numbers",
    "A header is a number, and Starlette accepts only text: every answer is a 500.",
    (REMAINING, REMAINING.replace("str(max(0, RATE_LIMIT - count))", "max(0, RATE_LIMIT - count)")),
)
answers.wrong(
    "bytes-taken-for-a-number",
    "A first attempt: GET replies bytes, which Python does not subtract from a number.",
    (
        MULTI,
        """
        await redis.incr(key)
        await redis.expire(key, WINDOW_SECONDS, nx=True)
        count = await redis.get(key)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
    block="""
    step 1 of 9 · Requests are answered
      called    GET /api/status
      expected  200
      got       …
      why       The first request of a client must always pass.
      your code …   …max(0, RATE_LIMIT - count)…
                TypeError: unsupported operand type(s) for -: 'int' and 'bytes'
    """,
)
answers.wrong(
    "a-health-that-fails-when-redis-hangs",
    "The health route is rewritten, and its `except` does not catch a time-out.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError as Away, RedisError"),
    ("app.include_router(health)", ""),
    above(
        "if __name__",
        """
        @app.get("/health")
        async def get_health(redis: RedisClient) -> dict[str, object]:
            try:
                await redis.ping()
            except Away:
                return {"status": "degraded", "redis": False}
            return {"status": "healthy", "redis": True}
        """,
    ),
)
