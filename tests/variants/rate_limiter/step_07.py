"""Wrong answers that step 7 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    APP,
    COUNT,
    COUNT_REQUEST,
    KEY,
    MULTI,
    REMAINING,
    TIME,
    WITH_CONTEXT_MANAGERS,
    at_start_up,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "get-add-set",
    "GET, compare, SET: of forty concurrent requests many read the same count.",
    (
        MULTI,
        """
        count = int(await redis.get(key) or 0) + 1
        if count <= RATE_LIMIT:
            await redis.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "get-then-incr",
    "GET checks, then INCR counts: other requests pass in between.",
    (
        MULTI,
        """
        count = int(await redis.get(key) or 0) + 1
        if count > RATE_LIMIT:
            return count, max(1, math.ceil(await redis.pttl(key) / 1000))
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pttl(key)
            _, _, milliseconds_left = await multi.execute()
        """,
    ),
)
answers.wrong(
    "remaining-by-another-question",
    "The count is read again after other requests have counted: several get the same number.",
    below(COUNT, 'now = int(await redis.get(f"ratelimit:{client}") or 0)'),
    (REMAINING, REMAINING.replace("RATE_LIMIT - count", "RATE_LIMIT - now")),
)
answers.wrong(
    "watch-without-trying-again",
    "A WatchError is a RedisError, and lets the request pass.",
    (
        MULTI,
        """
        async with redis.pipeline() as multi:
            await multi.watch(key)
            count = int(await multi.get(key) or 0) + 1
            multi.multi()
            multi.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)
            multi.pttl(key)
            _, milliseconds_left = await multi.execute()
        """,
    ),
)
answers.wrong(
    "a-dict",
    "A dict of the process counts: two workers, two budgets.",
    TIME,
    above(COUNT_REQUEST, "windows: dict[str, dict[int, int]] = {}"),
    (
        MULTI,
        """
        now = time.time()
        counts = windows.setdefault(key, {})
        number = int(now) // WINDOW_SECONDS
        count = counts[number] = counts.get(number, 0) + 1
        milliseconds_left = ((number + 1) * WINDOW_SECONDS - now) * 1000
        """,
    ),
)
answers.wrong(
    "a-lock-in-the-process",
    "An asyncio.Lock guards GET and SET: the other worker has its own lock.",
    above("import os", "import asyncio"),
    above(COUNT_REQUEST, "lock = asyncio.Lock()"),
    (
        MULTI,
        """
        async with lock:
            count = int(await redis.get(key) or 0) + 1
            if count <= RATE_LIMIT:
                await redis.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "hash-in-the-key",
    "The key holds hash() of the address, which differs from process to process.",
    (KEY, 'f"ratelimit:{hash(client)}"'),
)
answers.wrong(
    "windows-of-the-process",
    "Windows start with the process: each process has its own.",
    TIME,
    below(APP, "STARTED = time.time()"),
    (KEY, 'f"ratelimit:{client}:{int(time.time() - STARTED) // WINDOW_SECONDS}"'),
)
answers.wrong(
    "flushed-at-start-up",
    "Each worker that starts empties the database.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up("await redis.flushdb()"),
)
answers.wrong(
    "clean-at-start-up",
    "Each worker that starts removes the counters it finds, if Redis is there.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up(
        """
        try:
            async for key in redis.scan_iter('ratelimit:*'):
                await redis.delete(key)
        except RedisError:
            pass
        """
    ),
)
answers.wrong(
    "twenty-for-all-together",
    "All clients share a second budget of twenty times the limit.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        redis.call('EXPIRE', KEYS[1], ARGV[1], 'NX')
        if count <= tonumber(ARGV[2]) then
          local all = redis.call('INCR', 'ratelimit:all')
          redis.call('EXPIRE', 'ratelimit:all', ARGV[1], 'NX')
          if all > 20 * ARGV[2] then count = ARGV[2] + 1 end
        end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
