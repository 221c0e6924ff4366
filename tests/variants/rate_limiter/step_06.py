"""Wrong answers that step 6 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    ALIGNED,
    COUNT,
    EXPIRE,
    INCR,
    MULTI,
    TIME,
    TOO_MANY,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "incr-then-expire",
    "EXPIRE follows the first INCR: after a cut between the two, the client stays blocked.",
    (
        MULTI,
        """
        count = await redis.incr(key)
        if count == 1:
            await redis.expire(key, WINDOW_SECONDS)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "setnx-then-expire",
    "EXPIRE follows a successful SET NX: a cut between the two leaves a key without a TTL.",
    (
        MULTI,
        """
        if await redis.set(key, 0, nx=True):
            await redis.expire(key, WINDOW_SECONDS)
        async with redis.pipeline(transaction=True) as multi:
            count, milliseconds_left = await multi.incr(key).pttl(key).execute()
        """,
    ),
)
answers.wrong(
    "set-nx-then-incr",
    "INCR follows SET 0 EX NX: if the key expires in between, INCR makes one without a TTL.",
    (
        MULTI,
        """
        await redis.set(key, 0, ex=WINDOW_SECONDS, nx=True)
        count = await redis.incr(key)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "no-ttl-for-ipv6",
    "IPv6 addresses get a key without a TTL.",
    (EXPIRE, f"{EXPIRE} if '.' in key else multi.ttl(key)"),
)
answers.wrong(
    "a-key-per-window-without-ttl",
    "Each window has its own key, without a TTL: no client is blocked, but no key ever expires.",
    TIME,
    (MULTI, ALIGNED),
    ("multi.expire(key, WINDOW_SECONDS)", ""),
    ("count, _ =", "(count,) ="),
)
answers.wrong(
    "a-key-per-window-then-expire",
    "Each window has its own key; a cut between INCR and EXPIRE leaves it in Redis.",
    TIME,
    (MULTI, ALIGNED),
    ("async with redis.pipeline(transaction=True) as multi:", ""),
    (
        """
        key = f"{key}:{number}"
            multi.incr(key)
        """,
        """
        key = f"{key}:{number}"
        count = await redis.incr(key)
        """,
    ),
    (
        """
        count = await redis.incr(key)
            multi.expire(key, WINDOW_SECONDS)
        """,
        """
        count = await redis.incr(key)
        if count == 1:
            await redis.expire(key, WINDOW_SECONDS)
        """,
    ),
    ("count, _ = await multi.execute()", ""),
)
answers.wrong(
    "a-set-of-all-clients",
    "A Set beside the counters keeps every address.",
    below(EXPIRE, 'multi.sadd("ratelimit:clients", key)'),
    ("count, _, milliseconds_left", "count, _, _, milliseconds_left"),
)
answers.wrong(
    "one-hash-without-ttl",
    "One Hash without a TTL has a field per client and window.",
    TIME,
    (MULTI, ALIGNED),
    ('key = f"{key}:{number}"', ""),
    (INCR, 'multi.hincrby("ratelimit", f"{key}:{number}", 1)'),
    ("multi.expire(key, WINDOW_SECONDS)", ""),
    ("count, _ =", "(count,) ="),
)
answers.wrong(
    "taken-back-after-a-refusal",
    "DECR takes back a refused request, in its own round trip: if the window has ended, it creates a key of -1.",
    below(
        COUNT,
        """
        if count > RATE_LIMIT:
            await redis.decr(f"ratelimit:{client}")
        """,
    ),
    block="""
    step 6 of 9 · Every key expires, wherever the connection is cut
      called    GET /api/status (from 198.51.100.2), 6 times
      expected  429 for request 3 in the next window
      got       …
      why       A second write, such as DECR, meets the next window if this one has ended in between.
    """,
)
answers.wrong(
    "one-for-the-first-and-one-for-the-others",
    "SET 1 EX NX counts the first request, INCR the others: the key may expire between the two.",
    (
        MULTI,
        """
        count = 1
        if not await redis.set(key, 1, ex=WINDOW_SECONDS, nx=True):
            count = await redis.incr(key)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "written-back-after-the-window",
    "GET, then SET with KEEPTTL: if the window has ended in between, there is no TTL to keep.",
    (
        MULTI,
        """
        count = int(await redis.get(key) or 0) + 1
        await redis.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "a-list-of-the-refused",
    "A refusal writes its client into a Set, and EXPIRE follows alone: after a cut between the two the Set stays.",
    above(
        TOO_MANY,
        """
        if count > RATE_LIMIT:
            await redis.sadd("ratelimit:refused", client)
            await redis.expire("ratelimit:refused", WINDOW_SECONDS)
        """,
    ),
    block="""
    step 6 of 9 · Every key expires, wherever the connection is cut
      called    GET /api/status (from 198.51.100.1), 4 times · GET /api/items/7 (from 198.51.100.2), 4 times
      expected  no key, a day later
      got       …
      why       What a refusal writes needs its TTL at once, like the count.
    """,
)
answers.wrong(
    "a-lock-without-a-time-out",
    "A first attempt: a lock in Redis guards GET and SET; after a cut it is never released.",
    (
        MULTI,
        """
        async with redis.lock(f"{key}:lock", blocking_timeout=0.2):
            count = int(await redis.get(key) or 0) + 1
            if count <= RATE_LIMIT:
                await redis.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)
            milliseconds_left = await redis.pttl(key)
        """,
    ),
    block="""
      why       A write before its EXPIRE, such as INCR, can leave a key that never expires; send both together.
    """,
)
answers.wrong(
    "set-nx-and-incr-without-multi",
    "SET 0 EX NX and INCR go in one pipeline without MULTI: the window can end between the two.",
    (INCR, "multi.set(key, 0, ex=WINDOW_SECONDS, nx=True)"),
    (EXPIRE, INCR),
    ("count, _, milliseconds_left", "_, count, milliseconds_left"),
    ("transaction=True", "transaction=False"),
    block="""
      why       Without MULTI, a window can end between SET NX and INCR, and INCR then creates a key without a TTL.
    """,
)
answers.wrong(
    "taken-back-with-a-ttl",
    "DECR takes back a refused request, with a TTL, in a round trip of its own: the next window lets six pass.",
    below(
        COUNT,
        """
        if count > RATE_LIMIT:
            async with redis.pipeline(transaction=True) as multi:
                multi.decr(f"ratelimit:{client}")
                multi.expire(f"ratelimit:{client}", WINDOW_SECONDS, nx=True)
                await multi.execute()
        """,
    ),
)
answers.wrong(
    "kept-for-two-days",
    "Each window has its own key, which stays for two days.",
    TIME,
    (MULTI, ALIGNED),
    ("multi.expire(key, WINDOW_SECONDS)", "multi.expire(key, 172_800)"),
)
answers.wrong(
    "remembers-what-has-no-ttl-yet",
    "The process sends a failed EXPIRE again with the next request, but knows nothing of an INCR without a reply.",
    above("async def count_request(", "without_ttl: set[str] = set()"),
    (
        MULTI,
        """
        count = await redis.incr(key)
        if count == 1:
            without_ttl.add(key)
        if key in without_ttl:
            await redis.expire(key, WINDOW_SECONDS)
            without_ttl.discard(key)
        milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "watch-until-it-works",
    "WATCH, GET, MULTI, SET, and again after each conflict.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import RedisError, WatchError"),
    (
        MULTI,
        """
        while True:
            try:
                async with redis.pipeline() as multi:
                    await multi.watch(key)
                    count, milliseconds_left = int(await multi.get(key) or 0) + 1, await multi.pttl(key)
                    if count > RATE_LIMIT:
                        break
                    multi.multi()
                    multi.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)
                    multi.pttl(key)
                    _, milliseconds_left = await multi.execute()
                    break
            except WatchError:
                continue
        """,
    ),
)
