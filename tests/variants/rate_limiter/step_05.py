"""Wrong answers that step 5 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    ALIGNED,
    EXPIRE,
    INCR,
    KEY,
    MULTI,
    RESET,
    RETURN,
    TIME,
    TOO_MANY,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "renewed-by-each-request",
    "EXPIRE runs each time: a client that asks every 50 s stays blocked.",
    (EXPIRE, "multi.expire(key, WINDOW_SECONDS)"),
)
answers.wrong(
    "renewed-by-each-that-passes",
    "Each request that passes starts the window again.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        if count <= tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.wrong(
    "renewed-by-each-refusal",
    "Each refused request starts the window again: hammering never ends.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        local is_over = count > tonumber(ARGV[2])
        if count == 1 or is_over then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.wrong(
    "a-penalty",
    "A client refused late in a window is blocked for a whole window from then on, as Retry-After says.",
    above(
        RETURN,
        """
        if count > RATE_LIMIT:
            await redis.set(f"{key}:out", 1, ex=WINDOW_SECONDS, nx=True)
        if (out := await redis.pttl(f"{key}:out")) > 0:
            return RATE_LIMIT + 1, math.ceil(out / 1000)
        """,
    ),
)
answers.wrong(
    "a-log-that-slides",
    "A Sorted Set of the last 60 s counts requests into the next window: a good algorithm, but another one.",
    below(
        "import os",
        """
        import time
        from uuid import uuid4
        """,
    ),
    (
        MULTI,
        """
        now = time.time()
        async with redis.pipeline(transaction=True) as multi:
            multi.zremrangebyscore(key, 0, now - WINDOW_SECONDS)
            multi.zrange(key, 0, RATE_LIMIT - 1, withscores=True)
            multi.zadd(key, {str(uuid4()): now})
            multi.zremrangebyrank(key, RATE_LIMIT, -1)
            multi.expire(key, WINDOW_SECONDS)
            _, kept, *_ = await multi.execute()
        count = len(kept) + 1
        oldest = float(kept[0][1]) if kept else now
        milliseconds_left = (oldest + WINDOW_SECONDS - now) * 1000
        """,
    ),
)
answers.wrong(
    "a-bucket-of-tokens",
    "One request every 12 s comes back, without a window: a good algorithm, but another one.",
    TIME,
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local now, every, most = tonumber(ARGV[1]), ARGV[2] / ARGV[3], tonumber(ARGV[3])
        local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens = math.min(most, (tonumber(kept[1]) or most) + (now - (tonumber(kept[2]) or now)) / every)
        local count = most + 1
        if tokens >= 1 then tokens = tokens - 1; count = most - math.floor(tokens) end
        redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
        redis.call('EXPIRE', KEYS[1], ARGV[2])
        return {count, math.ceil((most - tokens) * every * 1000)}
        """, 1, key, time.time(), WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.wrong(
    "a-key-per-minute",
    "The key names the minute, whatever WINDOW_SECONDS says.",
    TIME,
    (KEY, 'f"ratelimit:{client}:{int(time.time()) // 60}"'),
)
answers.wrong(
    "the-window-is-written-down",
    "The code says 60 instead of WINDOW_SECONDS.",
    ('int(os.environ.get("WINDOW_SECONDS", "60"))', "60"),
)
answers.wrong(
    "the-header-is-written-down",
    "X-RateLimit-Limit is always 5.",
    ('"X-RateLimit-Limit": str(RATE_LIMIT)', '"X-RateLimit-Limit": "5"'),
)
answers.wrong(
    "reset-is-the-window",
    "X-RateLimit-Reset is always 60.",
    (RESET, RESET.replace("seconds_left", "WINDOW_SECONDS")),
)
answers.wrong(
    "the-window-ends-too-soon",
    "The TTL is a few seconds shorter than the window.",
    (EXPIRE, "multi.expire(key, WINDOW_SECONDS - WINDOW_SECONDS // 5, nx=True)"),
)
answers.wrong(
    "no-last-second",
    "The last second of a minute gets EXPIRE 0, which removes the count.",
    TIME,
    (MULTI, ALIGNED),
    ("multi.expire(key, WINDOW_SECONDS)", "multi.expire(key, int(WINDOW_SECONDS - now % WINDOW_SECONDS))"),
)
answers.wrong(
    "a-penalty-for-hammering",
    "From the thirtieth refusal on, each one starts the window again.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        if count == 1 or count > ARGV[2] + 30 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.wrong(
    "forgets-after-forty",
    "A client that hammers long enough passes again.",
    above(
        "return count, max(1,",
        """
        if count > 40:
            await redis.delete(key)
        """,
    ),
)
answers.wrong(
    "banned-after-fifty",
    "A client that is refused fifty times is blocked for an hour.",
    above(
        TOO_MANY,
        """
        if count == RATE_LIMIT + 50:
            await redis.expire(f"ratelimit:{client}", 3600)
        """,
    ),
)
answers.wrong(
    "three-strikes",
    "A client over the limit in four windows is blocked for ten minutes.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        redis.call('EXPIRE', KEYS[1], ARGV[1], 'NX')
        if count == ARGV[2] + 1 then
          local strikes = redis.call('INCR', KEYS[1] .. ':strikes')
          redis.call('EXPIRE', KEYS[1] .. ':strikes', 3600)
          if strikes > 3 then redis.call('EXPIRE', KEYS[1], 600) end
        end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.wrong(
    "aligned-to-the-hour",
    "Windows start at each full hour: a window of two hours ends with the first.",
    TIME,
    (MULTI, ALIGNED),
    (
        "number = int(now) // WINDOW_SECONDS",
        """
        hour, second = divmod(now, 3600)
        number = int(second) // WINDOW_SECONDS
        """,
    ),
    ('{key}:{number}"', '{key}:{hour}:{number}"'),
    ("WINDOW_SECONDS - now)", "WINDOW_SECONDS - second)"),
)
answers.wrong(
    "get-then-setex",
    "A first attempt: SETEX writes the new count, and with it a new TTL.",
    (
        MULTI,
        """
        count = int(await redis.get(key) or 0) + 1
        if count <= RATE_LIMIT:
            await redis.setex(key, WINDOW_SECONDS, count)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
    block="""
    step 5 of 9 · A window ends, and the next one has a full budget
      called    GET /api/status, 6 times
      expected  200 for requests 3 to 6, sent 100 s after request 1
      got       …
      why       If each request sets the TTL again, a client that asks every 50 s never gets a new window.
    """,
)
answers.wrong(
    "two-at-the-end",
    "X-RateLimit-Reset is never less than 2, also where 0.4 s are left.",
    (RETURN, "return count, max(2, math.ceil(milliseconds_left / 1000))"),
)
answers.wrong(
    "the-minute-of-the-hour",
    "The key names the minute of the hour, with a TTL of an hour: an hour later it is found again.",
    TIME,
    (MULTI, ALIGNED),
    ('key = f"{key}:{number}"', 'key = f"{key}:{number % 60}"'),
    ("multi.expire(key, WINDOW_SECONDS)", "multi.expire(key, 3600)"),
)
answers.wrong(
    "the-minute-of-the-day",
    "The key names the minute of the day, with a TTL of a day: a day later it is found again.",
    TIME,
    (MULTI, ALIGNED),
    ('key = f"{key}:{number}"', 'key = f"{key}:{number % 1440}"'),
    ("multi.expire(key, WINDOW_SECONDS)", "multi.expire(key, 86400)"),
)
answers.wrong(
    "two-windows-in-turn",
    "Only two keys take turns, with a TTL of two windows: the one before the last is found again.",
    TIME,
    (MULTI, ALIGNED),
    ('key = f"{key}:{number}"', 'key = f"{key}:{number % 2}"'),
    ("multi.expire(key, WINDOW_SECONDS)", "multi.expire(key, WINDOW_SECONDS * 2)"),
)
answers.wrong(
    "eight-bits",
    "BITFIELD counts in eight bits: after 255 comes 0, and a client that hammers is let in.",
    (INCR, 'multi.execute_command("BITFIELD", key, "INCRBY", "u8", 0, 1)'),
    ("count, _, milliseconds_left", "(count,), _, milliseconds_left"),
)
answers.wrong(
    "fifty-a-day",
    "A second counter lets 50 requests of a client pass in a day.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        redis.call('EXPIRE', KEYS[1], ARGV[1], 'NX')
        if count <= tonumber(ARGV[2]) then
          local today = redis.call('INCR', KEYS[1] .. ':day')
          redis.call('EXPIRE', KEYS[1] .. ':day', 86400, 'NX')
          if today > 50 then count = ARGV[2] + 1 end
        end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.wrong(
    "parts-of-a-minute",
    "Windows are parts of a minute, so one of 45 s is followed by one of 15 s.",
    TIME,
    (MULTI, ALIGNED),
    (
        "number = int(now) // WINDOW_SECONDS",
        """
        minute, second = divmod(now, 60)
        number = int(second) // WINDOW_SECONDS
        """,
    ),
    ('{key}:{number}"', '{key}:{minute}:{number}"'),
    ("((number + 1) * WINDOW_SECONDS - now)", "(min(60, (number + 1) * WINDOW_SECONDS) - second)"),
)
answers.wrong(
    "a-limit-of-0-is-no-limit",
    "RATE_LIMIT=0 switches the limiter off.",
    (TOO_MANY, "if RATE_LIMIT and count > RATE_LIMIT:"),
)
