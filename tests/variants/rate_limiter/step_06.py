"""Wrong answers that step 6 of rate_limiter must catch."""

from tests.variants.passage import below
from tests.variants.rate_limiter.passages import ALIGNED, EXPIRE, INCR, MULTI, TIME
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
