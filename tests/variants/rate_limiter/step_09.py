"""Wrong answers that step 9 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    COUNT,
    COUNT_REQUEST,
    MULTI,
    RETURN,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "one-after-the-other",
    "INCR, PTTL, and EXPIRE where there is no TTL: it heals, but takes two or three round trips.",
    (
        MULTI,
        """
        count = await redis.incr(key)
        milliseconds_left = await redis.pttl(key)
        if milliseconds_left < 0:
            await redis.expire(key, WINDOW_SECONDS)
            milliseconds_left = WINDOW_SECONDS * 1000
        """,
    ),
)
answers.wrong(
    "one-more-for-the-first",
    "INCR and PTTL go together; the first request of each window needs an EXPIRE as well.",
    (
        MULTI,
        """
        async with redis.pipeline(transaction=True) as multi:
            count, milliseconds_left = await multi.incr(key).pttl(key).execute()
        if milliseconds_left < 0:
            await redis.expire(key, WINDOW_SECONDS)
            milliseconds_left = WINDOW_SECONDS * 1000
        """,
    ),
)
answers.wrong(
    "one-more-for-all-but-the-first",
    "SET 1 EX NX counts the first request of a window; all others need a MULTI as well.",
    (
        MULTI,
        """
        if await redis.set(key, 1, ex=WINDOW_SECONDS, nx=True):
            return 1, WINDOW_SECONDS
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pttl(key)
            count, _, milliseconds_left = await multi.execute()
        """,
    ),
)
answers.wrong(
    "one-more-for-a-refusal",
    "A refusal asks for the TTL again.",
    below(
        COUNT,
        """
        if count > RATE_LIMIT:
            seconds_left = max(1, math.ceil(await redis.pttl(f"ratelimit:{client}") / 1000))
        """,
    ),
    block="""
    step 9 of 9 · A request costs one round trip
      called    …
      expected  1 round trip for a 429
      got       …
      why       A client that hammers gets mostly refusals, so each extra round trip of a refusal is paid very often.
    """,
)
answers.wrong(
    "pinged-first",
    "Each request pings Redis first.",
    (
        "try:",
        """
        try:
            await redis.ping()
        """,
    ),
)
answers.wrong(
    "one-passes-uncounted",
    "NOSCRIPT loads the script again, but this request is not counted.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import NoScriptError, RedisError"),
    above(
        COUNT_REQUEST,
        '''
        SCRIPT = """
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """
        sha = ""
        ''',
    ),
    (
        MULTI,
        """
        global sha
        try:
            sha = sha or await redis.script_load(SCRIPT)
            count, milliseconds_left = await redis.evalsha(sha, 1, key, WINDOW_SECONDS)
        except NoScriptError:
            sha = await redis.script_load(SCRIPT)
            raise
        """,
    ),
)
answers.wrong(
    "loaded-each-time",
    "SCRIPT LOAD runs before each EVALSHA.",
    (
        MULTI,
        '''
        sha = await redis.script_load("""
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """)
        count, milliseconds_left = await redis.evalsha(sha, 1, key, WINDOW_SECONDS)
        ''',
    ),
)
answers.wrong(
    "two-pipelines",
    "A first attempt: INCR and EXPIRE go together, and PTTL follows alone.",
    (
        MULTI,
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            count, _ = await multi.execute()
        milliseconds_left = await redis.pttl(key)
        """,
    ),
    block="""
    step 9 of 9 · A request costs one round trip
      called    GET /api/status, twice · GET /api/items/7 · GET /api/status · GET /api/items/7
      expected  1 round trip for a request that passes
      got       …
      why       Each command that is awaited alone is one more round trip; send INCR, EXPIRE and PTTL together.
    """,
)
answers.wrong(
    "one-more-in-the-second-half",
    "In the second half of a window, the TTL is asked for once more.",
    above(
        RETURN,
        """
        if milliseconds_left < WINDOW_SECONDS * 500:
            milliseconds_left = await redis.pttl(key)
        """,
    ),
)
answers.wrong(
    "one-more-for-items",
    "Only the items ask for the TTL once more.",
    below(
        COUNT,
        """
        if request.url.path != "/api/status":
            await redis.pttl(f"ratelimit:{client}")
        """,
    ),
)
