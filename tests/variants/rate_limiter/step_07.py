"""Wrong answers that step 7 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    ALIGNED,
    APP,
    COUNT,
    COUNT_REQUEST,
    KEY,
    MULTI,
    REMAINING,
    TIME,
    TOO_MANY,
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
        held, left = await redis.pipeline().get(key).pttl(key).execute()
        count, milliseconds_left = int(held or 0) + 1, left if left > 0 else WINDOW_SECONDS * 1000
        if count <= RATE_LIMIT:
            await redis.set(key, count, px=milliseconds_left)
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
            held, left = await redis.pipeline().get(key).pttl(key).execute()
            count, milliseconds_left = int(held or 0) + 1, left if left > 0 else WINDOW_SECONDS * 1000
            if count <= RATE_LIMIT:
                await redis.set(key, count, px=milliseconds_left)
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
    "the-pid-in-the-key",
    "The key names the process.",
    (KEY, 'f"ratelimit:{os.getpid()}:{client}"'),
)
answers.wrong(
    "the-host-in-the-key",
    "The key names the machine, but all machines share the budget.",
    below("import os", "import socket"),
    (KEY, 'f"ratelimit:{socket.gethostname()}:{client}"'),
)
answers.wrong(
    "utcnow-taken-for-local-time",
    "utcnow() has no zone, and timestamp() takes it for local time: other windows in each zone.",
    below("import os", "from datetime import datetime"),
    (MULTI, ALIGNED),
    ("now = time.time()", "now = datetime.utcnow().timestamp()"),
)
answers.wrong(
    "the-local-time-in-the-key",
    "The key names the minute by the local time.",
    TIME,
    (MULTI, ALIGNED),
    ('key = f"{key}:{number}"', """key = f"{key}:{time.ctime(number * WINDOW_SECONDS)}" """.strip()),
)
answers.wrong(
    "a-variable-of-the-module",
    "The count of the latest request stands in a variable, which is read after one more `await`.",
    above("import os", "import asyncio"),
    above("async def rate_limit(", "latest = (0, 0)"),
    (
        """
        try:
            count, seconds_left = await count_request(redis, f"ratelimit:{client}")
        """,
        """
        global latest
        try:
            latest = await count_request(redis, f"ratelimit:{client}")
        """,
    ),
    above(
        "headers = {",
        """
        await asyncio.sleep(0)
        count, seconds_left = latest
        """,
    ),
)
answers.wrong(
    "the-client-of-the-module",
    "The client of the latest request stands in a variable, which is read after one more `await`.",
    above("import os", "import asyncio"),
    above("async def rate_limit(", 'client = ""'),
    (
        """
        client = request.client.host if request.client else "unknown"
        """,
        """
        global client
        client = request.client.host if request.client else "unknown"
        await asyncio.sleep(0)
        """,
    ),
)
answers.wrong(
    "read-again-after-counting",
    "GET follows INCR: when forty have counted, each of them reads 40, and all are refused.",
    above(TOO_MANY, 'count = int(await redis.get(f"ratelimit:{client}") or 0)'),
    block="""
    step 7 of 9 · Exactly the limit passes when many requests arrive at once, in all workers together
      called    GET /api/status, 20 times at once
      expected  5 times 200
      got       …
      why       A count that is read again after INCR holds the requests of others too, and refuses what should pass.
    """,
)
answers.wrong(
    "clean-when-it-stops",
    "A worker that stops removes the counters.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up("await get_redis()"),
    (
        "yield",
        """
        yield
        async for key in redis.scan_iter('ratelimit:*'):
            await redis.delete(key)
        """,
    ),
)
answers.wrong(
    "get-behind-incr-in-one-pipeline",
    "Without MULTI, GET behind INCR replies with the count of others too: two requests get the same number.",
    (
        MULTI,
        """
        async with redis.pipeline(transaction=False) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.get(key)
            multi.pttl(key)
            first, _, value, milliseconds_left = await multi.execute()
        count = int(value or first)
        """,
    ),
)
answers.wrong(
    "get-ahead-of-incr-in-one-pipeline",
    "Without MULTI, GET ahead of INCR decides: others count in between, and two requests get the same number.",
    (
        MULTI,
        """
        async with redis.pipeline(transaction=False) as multi:
            multi.get(key)
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pttl(key)
            value, _, _, milliseconds_left = await multi.execute()
        count = int(value or 0) + 1
        """,
    ),
)
