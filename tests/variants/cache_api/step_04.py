"""Wrong answers that step 4 of cache_api must catch."""

from tests.variants.cache_api.passages import AGE, FILL, GET, HIT, LEASE, PACK, POST_CACHED, POST_KEY, SET, UNPACK
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "set-without-ttl",
    "SET has no EX: an entry never expires.",
    (SET, "await redis.set(key, json.dumps(entry))"),
)
answers.wrong(
    "set-then-expire",
    "EXPIRE follows SET: a cut between the two leaves an entry that never expires.",
    (
        SET,
        """
        await redis.set(key, json.dumps(entry))
        await redis.expire(key, ttl)
        """,
    ),
)
answers.wrong(
    "posts-without-ttl",
    "ttl: int | None = None goes straight into SET: without ?ttl= a post never expires.",
    ("redis: RedisClient, ttl: Ttl = CACHE_TTL_SECONDS", "redis: RedisClient, ttl: Ttl | None = None"),
    ("fetch: Callable[[], Awaitable[Any]], ttl: int)", "fetch: Callable[[], Awaitable[Any]], ttl: int | None)"),
)
answers.wrong(
    "seconds-for-milliseconds",
    "SET has PX instead of EX: an entry expires after 0.3 s.",
    (SET, "await redis.set(key, json.dumps(entry), px=ttl)"),
)
answers.wrong(
    "jitter-upwards",
    "Jitter is added to the TTL, so an entry may live longer than allowed.",
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl + 1 + secrets.randbelow(30))"),
    below("import os", "import secrets"),
)
answers.wrong(
    "kept-ten-times-as-long",
    "The app checks the age itself, and Redis keeps the entry ten times as long.",
    (HIT, 'if (entry := await read_entry(redis, key)) and time.time() - entry["fetched_at"] < entry["ttl"]:'),
    (PACK, 'entry = {"data": data, "fetched_at": time.time(), "ttl": ttl}'),
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl * 10)"),
)
answers.wrong(
    "a-hit-renews-the-ttl",
    "GETEX renews the TTL: an entry that is read often never expires.",
    (GET, "stored = await redis.getex(key, ex=CACHE_TTL_SECONDS)"),
)
answers.wrong(
    "ttl-written-down",
    "The code says 300 instead of CACHE_TTL_SECONDS.",
    ('int(os.environ.get("CACHE_TTL_SECONDS", "300"))', "300"),
)
answers.wrong(
    "ttl-of-the-request-ignored",
    "?ttl= is checked but not used.",
    (POST_CACHED, POST_CACHED.replace("ttl)", "CACHE_TTL_SECONDS)")),
)
answers.wrong(
    "ttl-of-the-request-in-the-key",
    "?ttl= is part of the key: there are up to 3600 copies of one post.",
    (POST_KEY, 'f"cache:post:{post_id}:{ttl}", lambda'),
)
answers.wrong(
    "ttl-of-the-request-unchecked",
    "?ttl=0 reaches Redis, which refuses it.",
    ("Annotated[int, Query(ge=1, le=3600)]", "int"),
    (FILL, SET),
)
answers.wrong(
    "ttl-of-the-request-checked-for-a-miss",
    "?ttl=0 is refused for a miss only: a hit does not check it.",
    ("Ttl = Annotated[int, Query(ge=1, le=3600)]", "Ttl = int"),
    above(
        """
        data = await ask(fetch())
        entry
        """,
        """
        if "post" in key and not 1 <= ttl <= 3600:
            raise HTTPException(422, "ttl is a whole number from 1 to 3600")
        """,
    ),
)
answers.wrong(
    "ttl-of-the-request-clamped",
    "?ttl=0 silently becomes 1, and ?ttl=5000 becomes 3600.",
    ("Annotated[int, Query(ge=1, le=3600)]", "int"),
    (POST_CACHED, POST_CACHED.replace("ttl)", "min(max(ttl, 1), 3600))")),
)
answers.wrong(
    "ttl-of-the-request-without-a-bound",
    "?ttl=1000000 is accepted.",
    ("Query(ge=1, le=3600)", "Query(ge=1)"),
)
answers.wrong(
    "ttl-of-the-request-off-by-one",
    "?ttl=1 is refused.",
    ("Query(ge=1, le=3600)", "Query(gt=1, le=3600)"),
)
answers.wrong(
    "ttl-of-the-request-at-least-ten",
    "?ttl=1 is accepted, and the post is kept for 10 s.",
    (SET, "await redis.set(key, json.dumps(entry), ex=max(ttl, 10))"),
)
answers.wrong(
    "the-longest-ttl-never-expires",
    '?ttl=3600 is taken for "no TTL".',
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl if ttl < 3600 else None)"),
)
answers.wrong(
    "ttl-of-the-request-bound-to-the-default",
    "?ttl= may be up to twelve times CACHE_TTL_SECONDS, which is 3600 only if that is 300.",
    ("Query(ge=1, le=3600)", "Query(ge=1, le=CACHE_TTL_SECONDS * 12)"),
)
answers.wrong(
    "always-new",
    "Every hit has the age 0.",
    (AGE, "age = 0"),
)
answers.wrong(
    "age-as-text",
    "The age of a hit is a string.",
    (AGE, 'age = str(max(0.0, round(time.time() - entry["fetched_at"], 3)))'),
)
answers.wrong(
    "age-of-this-process",
    "The age comes from a clock that starts with the machine.",
    (AGE, 'age = round(time.perf_counter() - entry["fetched_at"], 3)'),
    (PACK, 'entry = {"data": data, "fetched_at": time.perf_counter()}'),
)
answers.wrong(
    "age-from-the-default-ttl",
    "The age is CACHE_TTL_SECONDS minus the remaining TTL: wrong for another ?ttl=.",
    (GET, "stored, left = await redis.pipeline(transaction=False).get(key).ttl(key).execute()"),
    below(
        UNPACK,
        """
        if entry is not None:
            entry['age'] = max(0, CACHE_TTL_SECONDS - left)
        """,
    ),
    (AGE, 'age = entry["age"]'),
)
answers.wrong(
    "age-from-the-ttl-of-the-request",
    "The age is the request's ?ttl= minus the remaining TTL: wrong if the post was stored with another one.",
    (GET, "stored, left = await redis.pipeline(transaction=False).get(key).ttl(key).execute()"),
    below(
        UNPACK,
        """
        if entry is not None:
            entry['left'] = left
        """,
    ),
    (AGE, 'age = max(0, ttl - entry["left"])'),
)
answers.wrong(
    "age-in-milliseconds",
    "age_seconds is in milliseconds.",
    (AGE, 'age = round((time.time() - entry["fetched_at"]) * 1000)'),
)
answers.wrong(
    "ttl-of-the-request-is-the-most-a-hit-may-be-old",
    "?ttl= limits the age of a hit: a post that is kept for an hour is fetched again.",
    (HIT, 'if (entry := await read_entry(redis, key)) is not None and time.time() - entry["fetched_at"] < ttl:'),
)
answers.wrong(
    "a-hit-shortens-the-ttl",
    "A hit runs EXPIRE … LT with the reader's ?ttl=.",
    below(
        GET,
        """
        if stored is not None and ":post:" in key and ttl != CACHE_TTL_SECONDS:
            await redis.expire(key, ttl, lt=True)
        """,
    ),
    ("read_entry(redis, key)) is not", "read_entry(redis, key, ttl)) is not"),
    ("async def read_entry(redis: Redis, key: str)", "async def read_entry(redis: Redis, key: str, ttl: int)"),
)
answers.wrong(
    "users-take-a-ttl-too",
    "?ttl=3600 keeps a user for an hour as well.",
    (
        "async def get_user(user_id: int, redis: RedisClient)",
        "async def get_user(user_id: int, redis: RedisClient, ttl: Ttl = CACHE_TTL_SECONDS)",
    ),
    ("fetch_user(user_id), CACHE_TTL_SECONDS)", "fetch_user(user_id), ttl)"),
)
answers.wrong(
    "the-default-ttl-is-checked-too",
    "The bounds of ?ttl= apply to the default too: with CACHE_TTL_SECONDS=7200 a post without ?ttl= is a 422.",
    ("ttl: Ttl = CACHE_TTL_SECONDS", "ttl: int = CACHE_TTL_SECONDS"),
    above(
        f"return await {POST_CACHED}",
        """
        if not 1 <= ttl <= 3600:
            raise HTTPException(422, "ttl is a whole number from 1 to 3600")
        """,
    ),
)
answers.wrong(
    "the-age-restarts-each-hour",
    "The age has minutes and seconds but no hours.",
    (
        AGE,
        """
        since = time.gmtime(time.time() - entry["fetched_at"])
        age = since.tm_min * 60 + since.tm_sec
        """,
    ),
)
answers.wrong(
    "a-lease-without-ttl",
    "The lease has no TTL: it stays if its holder dies.",
    (LEASE, "leased = await redis.set(lease_of(key), token, nx=True)"),
    stretch=True,
)
answers.wrong(
    "age-is-what-is-left",
    "age_seconds is the remaining TTL, which counts down.",
    (GET, "stored, left = await redis.pipeline(transaction=False).get(key).ttl(key).execute()"),
    below(
        UNPACK,
        """
        if entry is not None:
            entry['left'] = left
        """,
    ),
    (AGE, 'age = entry["left"]'),
    block="""
        step 4 of 9 · An entry expires, and says how old it is
          called    GET /users/7, twice
          expected  age_seconds: 100 for a hit 100 s later
          got       …
          why       The age counts up, in seconds, from the call to the slow API…
    """,
)
answers.wrong(
    "the-default-ttl-of-a-post-is-30",
    "A post without ?ttl= is kept for 30 s, as in the example of the brief.",
    ("ttl: Ttl = CACHE_TTL_SECONDS", "ttl: Ttl = 30"),
    block="""
          expected  a hit after 150 of 300 s
          got       …
          why       EX counts seconds, PX counts milliseconds. Without ?ttl= the TTL is CACHE_TTL_SECONDS, for posts…
    """,
)
answers.wrong(
    "the-ttl-of-the-request-is-capped",
    "?ttl=3600 is accepted, but CACHE_TTL_SECONDS is the maximum.",
    (POST_CACHED, POST_CACHED.replace("ttl)", "min(ttl, CACHE_TTL_SECONDS))")),
    block="""
        step 4 of 9 · An entry expires, and says how old it is
          called    GET /posts/3?ttl=30, 3 times · GET /posts/3?ttl=3600, 3 times
          expected  a hit after 1800 of 3600 s
          got       …
          why       ?ttl= takes the place of CACHE_TTL_SECONDS, whether it is shorter or longer.
    """,
)
answers.wrong(
    "a-ttl-out-of-range-is-400",
    "?ttl=0 is refused with 400 instead of 422.",
    ("Ttl = Annotated[int, Query(ge=1, le=3600)]", "Ttl = int"),
    above(
        f"return await {POST_CACHED}",
        """
        if not (1 <= ttl <= 3600 or ttl == CACHE_TTL_SECONDS):
            raise HTTPException(400, "ttl is a whole number from 1 to 3600")
        """,
    ),
    block="""
        step 4 of 9 · An entry expires, and says how old it is
          called    GET /posts/3?ttl=0
          expected  422: ttl is a whole number from 1 to 3600
          got       …
          why       422 is what FastAPI answers for a value out of range…
    """,
)
answers.wrong(
    "the-ttl-of-a-request-arrives-later",
    "With a ttl of its own, a post is stored with SET, and gets its TTL in a round trip of its own.",
    (
        SET,
        """
        if ttl == CACHE_TTL_SECONDS:
            await redis.set(key, json.dumps(entry), ex=ttl)
        else:
            await redis.set(key, json.dumps(entry))
            await redis.expire(key, ttl)
        """,
    ),
)
answers.wrong(
    "the-highest-ttl-follows-the-setting",
    "CACHE_TTL_SECONDS above 3600 lets a longer ?ttl= in.",
    ("Query(ge=1, le=3600)", "Query(ge=1, le=max(3600, CACHE_TTL_SECONDS))"),
)
answers.wrong(
    "a-ttl-of-one-second-stores-nothing",
    "The time since the question is taken off the TTL, in whole seconds: ?ttl=1 is EX 0, which Redis refuses.",
    (SET, "await redis.set(key, json.dumps(entry), ex=int(ttl - max(0.001, time.time() - entry['fetched_at'])))"),
)
