"""Wrong answers that step 6 of rate_limiter must catch."""

from tests.variants.passage import below
from tests.variants.rate_limiter.passages import ALIGNED, EXPIRE, INCR, MULTI, TIME
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "incr-then-expire",
    "INCR, then EXPIRE if it was the first: whoever is cut off between the two is blocked for ever.",
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
    "SET NX, then EXPIRE if it was set.",
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
    "SET 0 EX NX, then INCR: if the key expires between the two, INCR makes one without a TTL.",
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
    "Addresses of IPv6 were thought of later, and of their TTL not at all.",
    (EXPIRE, f"{EXPIRE} if '.' in key else multi.ttl(key)"),
)
answers.wrong(
    "a-key-per-window-without-ttl",
    "Nobody is blocked, and no key ever goes.",
    TIME,
    (MULTI, ALIGNED),
    ("multi.expire(key, WINDOW_SECONDS)", ""),
    ("count, _ =", "(count,) ="),
)
answers.wrong(
    "a-key-per-window-then-expire",
    "INCR, then EXPIRE: a cut blocks nobody, as the next window has another key, but the old one stays for ever.",
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
    "A Set beside the counters remembers every address for ever.",
    below(EXPIRE, 'multi.sadd("ratelimit:clients", key)'),
    ("count, _, milliseconds_left", "count, _, _, milliseconds_left"),
)
answers.wrong(
    "one-hash-without-ttl",
    "A field per client and window in one Hash.",
    TIME,
    (MULTI, ALIGNED),
    ('key = f"{key}:{number}"', ""),
    (INCR, 'multi.hincrby("ratelimit", f"{key}:{number}", 1)'),
    ("multi.expire(key, WINDOW_SECONDS)", ""),
    ("count, _ =", "(count,) ="),
)
