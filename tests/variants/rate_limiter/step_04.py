"""Wrong answers that step 4 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    ALIGNED,
    COUNT,
    EXPIRE,
    ITEM,
    MULTI,
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
    "Only a refusal has the headers.",
    (ON_200, "pass"),
)
answers.wrong(
    "no-headers-on-a-429",
    "The headers are set on `response`, which HTTPException does not use.",
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
    "A refusal says that -1 requests remain.",
    (REMAINING, REMAINING.replace("max(0, RATE_LIMIT - count)", "RATE_LIMIT - count")),
)
answers.wrong(
    "remaining-before-this-one",
    "The first answer says that 5 requests remain.",
    (REMAINING, REMAINING.replace("RATE_LIMIT - count", "RATE_LIMIT - count + 1")),
)
answers.wrong(
    "no-reset",
    "X-RateLimit-Reset is missing.",
    ('"X-RateLimit-Reset": str(seconds_left),', ""),
)
answers.wrong(
    "reset-is-an-instant",
    "X-RateLimit-Reset is a Unix time.",
    (RESET, RESET.replace("seconds_left", "int(time.time()) + seconds_left")),
    TIME,
)
answers.wrong(
    "reset-is-a-fraction",
    "X-RateLimit-Reset is 59.0.",
    (RESET, RESET.replace("seconds_left", "float(seconds_left)")),
)
answers.wrong(
    "no-retry-after",
    "Retry-After is missing.",
    (RAISE, 'raise HTTPException(429, "too many requests", headers=headers)'),
)
answers.wrong(
    "no-retry-after-for-items",
    "One route has its own limiter, which forgets Retry-After.",
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
    "One route has its own limiter, which forgets X-RateLimit-Reset.",
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
    'Retry-After is "42 seconds".',
    (RETRY_AFTER, '"Retry-After": f"{seconds_left} seconds"'),
)
answers.wrong(
    "retry-after-is-an-instant",
    "Retry-After is a Unix time.",
    (RETRY_AFTER, '"Retry-After": str(int(time.time()) + seconds_left)'),
    TIME,
)
answers.wrong(
    "retry-after-is-a-date",
    "Retry-After is a date, which HTTP allows, but the brief asks for seconds.",
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
    "Retry-After is 59 when 59.4 s are left: too early.",
    (RETURN, "return count, max(1, milliseconds_left // 1000)"),
)
answers.wrong(
    "rounded-by-redis",
    "TTL rounds to the nearest second: 59 when 59.4 s are left.",
    (PTTL, "multi.ttl(key)"),
    (RETURN, "return count, max(1, milliseconds_left)"),
)
answers.wrong(
    "half-of-the-window",
    "Retry-After is a guess: half a window.",
    (RETRY_AFTER, '"Retry-After": str(WINDOW_SECONDS // 2)'),
)
answers.wrong(
    "no-ttl-at-all",
    "INCR stands alone: the window never ends, whatever Retry-After says.",
    (EXPIRE, ""),
    ("count, _, milliseconds_left", "count, milliseconds_left"),
)
answers.wrong(
    "one-second-more",
    "One second is added to the TTL: 61 at the beginning of a window.",
    below(PTTL, "multi.ttl(key)"),
    ("count, _, milliseconds_left = await", "count, _, milliseconds_left, ttl = await"),
    (RETURN, f"{RETURN}, ttl + 1"),
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
    "EXPIRE GT only extends an existing TTL: a key without one never gets one.",
    (EXPIRE, EXPIRE.replace("nx=", "gt=")),
)
answers.wrong(
    "milliseconds",
    "A first attempt: the reply of PTTL is sent as it is.",
    (RETURN, "return count, milliseconds_left"),
    block="""
    step 4 of 9 · Headers say how many requests are left, and when to try again
      called    GET /api/status, 6 times
      expected  X-RateLimit-Reset: whole seconds from now, on a 200
      got       …
      why       Whole seconds from now: no Unix time, no milliseconds, no `59.0`, and no -1 of a key without a TTL.
    """,
)
answers.wrong(
    "the-ttl-of-a-key-without-one",
    "A first attempt: TTL replies -1, because no EXPIRE has set one.",
    (
        MULTI,
        """
        count = await redis.incr(key)
        seconds_left = await redis.ttl(key)
        """,
    ),
    (RETURN, "return count, seconds_left"),
    block="""
    step 4 of 9 · Headers say how many requests are left, and when to try again
      called    GET /api/status, 6 times
      expected  X-RateLimit-Reset: whole seconds from now, on a 200
      got       …
      why       Whole seconds from now: no Unix time, no milliseconds, no `59.0`, and no -1 of a key without a TTL.
    """,
)
answers.wrong(
    "a-ttl-with-jitter",
    "A first attempt: a few seconds more, so that not all clients come back at the same moment.",
    below("import os", "import random"),
    (EXPIRE, "multi.expire(key, WINDOW_SECONDS + random.randint(1, 5), nx=True)"),
    block="""
    step 4 of 9 · Headers say how many requests are left, and when to try again
      called    GET /api/status, 7 times
      expected  200, 61 s after the first request
      got       …
      why       A key needs a TTL of one window: without one it counts for good, and its client is never let in again.
    """,
)
answers.wrong(
    "the-monotonic-clock",
    "A first attempt: time.monotonic() says when a window began. Each process has its own, and no TTL ends the count.",
    TIME,
    (
        MULTI,
        """
        now = time.monotonic()
        began = float(await redis.get(f"{key}:began") or "-inf")
        if now - began >= WINDOW_SECONDS:
            began = now
            await redis.mset({f"{key}:began": now, key: 0})
        count = await redis.incr(key)
        milliseconds_left = (began + WINDOW_SECONDS - now) * 1000
        """,
    ),
    block="""
    step 4 of 9 · Headers say how many requests are left, and when to try again
      called    GET /api/status, 7 times
      expected  200, 61 s after the first request
      got       …
      why       A key needs a TTL of one window: without one it counts for good, and its client is never let in again.
    """,
)
answers.wrong(
    "asks-for-the-ttl-first",
    'PTTL runs before INCR: for the first request of a window it replies -2, "no such key".',
    (
        """
        multi.incr(key)
        multi.expire(key, WINDOW_SECONDS, nx=True)
        multi.pttl(key)
        """,
        """
        multi.pttl(key)
        multi.incr(key)
        multi.expire(key, WINDOW_SECONDS, nx=True)
        """,
    ),
    ("count, _, milliseconds_left", "milliseconds_left, count, _"),
)
answers.wrong(
    "a-tenth-of-a-second-too-early",
    "The division is by 1003: Retry-After is 59 where 59.1 s are left.",
    (RETURN, "return count, max(1, math.ceil(milliseconds_left / 1003))"),
)
answers.wrong(
    "reset-is-the-next-free-request",
    "X-RateLimit-Reset is the time for one more request, a fifth of the window, as in a token bucket.",
    (RESET, '"X-RateLimit-Reset": str(max(1, seconds_left // RATE_LIMIT))'),
)
answers.wrong(
    "half-of-it-is-carried-over",
    "Clock-aligned windows carry over half of the last count.",
    TIME,
    (MULTI, ALIGNED),
    (
        "count, _ = await multi.execute()",
        """
        multi.get(f"{key.rpartition(chr(58))[0]}:{number - 1}")
        count, _, before = await multi.execute()
        count += int(before or 0) // 2
        """,
    ),
    ("expire(key, WINDOW_SECONDS)", "expire(key, WINDOW_SECONDS * 2)"),
)
