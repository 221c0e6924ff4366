"""Wrong answers that step 4 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    COUNT,
    EXPIRE,
    ITEM,
    ON_200,
    PTTL,
    RAISE,
    REMAINING,
    RESET,
    RETRY_AFTER,
    RETURN,
    STATUS,
    TIME,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "no-headers-on-a-200",
    "Only a refusal has headers.",
    (ON_200, "pass"),
)
answers.wrong(
    "no-headers-on-a-429",
    "HTTPException does not know what was put into `response`.",
    (
        """
        if count > RATE_LIMIT:
            raise HTTPException(429, "too many requests", headers={**headers, "Retry-After": str(seconds_left)})
        response.headers.update(headers)
        """,
        """
        response.headers.update(headers)
        if count > RATE_LIMIT:
            raise HTTPException(429, "too many requests", headers={"Retry-After": str(seconds_left)})
        """,
    ),
)
answers.wrong(
    "remaining-below-zero",
    "-1 requests remain.",
    (REMAINING, REMAINING.replace("max(0, RATE_LIMIT - count)", "RATE_LIMIT - count")),
)
answers.wrong(
    "remaining-before-this-one",
    "5 remain after the first.",
    (REMAINING, REMAINING.replace("RATE_LIMIT - count", "RATE_LIMIT - count + 1")),
)
answers.wrong(
    "no-reset",
    "X-RateLimit-Reset is missing.",
    ('"X-RateLimit-Reset": str(seconds_left),', ""),
)
answers.wrong(
    "reset-is-an-instant",
    "The second since 1970.",
    (RESET, RESET.replace("seconds_left", "int(time.time()) + seconds_left")),
    TIME,
)
answers.wrong(
    "reset-is-a-fraction",
    "59.0",
    (RESET, RESET.replace("seconds_left", "float(seconds_left)")),
)
answers.wrong(
    "no-retry-after",
    "Retry-After is missing.",
    (RAISE, 'raise HTTPException(429, "too many requests", headers=headers)'),
)
answers.wrong(
    "no-retry-after-for-items",
    "One of the routes has a limiter of its own, which forgets Retry-After.",
    (ITEM, ITEM.replace("(rate_limit)", "(rate_limit_of_items)")),
    above(
        STATUS,
        """
        async def rate_limit_of_items(request: Request, response: Response, redis: RedisClient) -> None:
            try:
                await rate_limit(request, response, redis)
            except HTTPException as error:
                del error.headers['Retry-After']
                raise
        """,
    ),
)
answers.wrong(
    "no-reset-for-items",
    "The same, and it forgets when the window ends.",
    (ITEM, ITEM.replace("(rate_limit)", "(rate_limit_of_items)")),
    above(
        STATUS,
        """
        async def rate_limit_of_items(request: Request, response: Response, redis: RedisClient) -> None:
            await rate_limit(request, response, redis)
            del response.headers['X-RateLimit-Reset']
        """,
    ),
)
answers.wrong(
    "retry-after-with-a-unit",
    "42 seconds.",
    (RETRY_AFTER, '"Retry-After": f"{seconds_left} seconds"'),
)
answers.wrong(
    "retry-after-is-an-instant",
    "The second since 1970.",
    (RETRY_AFTER, '"Retry-After": str(int(time.time()) + seconds_left)'),
    TIME,
)
answers.wrong(
    "retry-after-is-a-date",
    "HTTP allows it; the brief asks for seconds.",
    (RETRY_AFTER, '"Retry-After": formatdate(time.time() + seconds_left, usegmt=True)'),
    below(
        "import os",
        """
        import time
        from email.utils import formatdate
        """,
    ),
)
answers.wrong(
    "rounded-down",
    "59 s, when 59.4 are left: too early.",
    (RETURN, "return count, max(1, milliseconds_left // 1000)"),
)
answers.wrong(
    "rounded-by-redis",
    "TTL rounds to the nearest second: 59 s, when 59.4 are left.",
    (PTTL, "multi.ttl(key)"),
    (RETURN, "return count, max(1, milliseconds_left)"),
)
answers.wrong(
    "half-of-the-window",
    "Retry-After is a guess.",
    (RETRY_AFTER, '"Retry-After": str(WINDOW_SECONDS // 2)'),
)
answers.wrong(
    "no-ttl-at-all",
    "INCR alone: the window never ends, whatever Retry-After says.",
    (EXPIRE, ""),
    ("count, _, milliseconds_left", "count, milliseconds_left"),
)
answers.wrong(
    "one-second-more",
    "TTL + 1, to be on the safe side: 61 at the beginning of a window.",
    below(PTTL, "multi.ttl(key)"),
    ("count, _, milliseconds_left = await", "count, _, milliseconds_left, ttl = await"),
    (RETURN, f"{RETURN.replace('/ 1000))  #', '/ 1000)), ttl + 1  #')}"),
    ("-> tuple[int, int]:", "-> tuple[int, int, int]:"),
    (COUNT, COUNT.replace("seconds_left", "seconds_left, retry_after")),
    (RETRY_AFTER, RETRY_AFTER.replace("seconds_left", "retry_after")),
)
answers.wrong(
    "a-few-seconds-later",
    "Retry-After and X-RateLimit-Reset contradict each other.",
    (RESET, '"X-RateLimit-Reset": str(max(1, seconds_left - 5))'),
)
answers.wrong(
    "expire-gt",
    "EXPIRE GT only lengthens a TTL: a key without one has none to be lengthened.",
    (EXPIRE, EXPIRE.replace("nx=", "gt=")),
)
