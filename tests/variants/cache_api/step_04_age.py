"""Wrong answers that step 4 of cache_api must catch: the age, and what a second fill does."""

from tests.variants.cache_api.passages import AGE, GET, IS_OURS, PACK, POST_CACHED, SET
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

MISS = "return answer(data, cached=False, age_seconds=0, started=started)"

answers.wrong(
    "a-miss-is-one-second-old",
    "A miss answers age_seconds: 1.",
    (MISS, MISS.replace("age_seconds=0", "age_seconds=1")),
)
answers.wrong(
    "utc-is-taken-for-local-time",
    "It stores utcnow(), and compares with now(): right where the machine's time zone is UTC.",
    below("import time", "from datetime import datetime"),
    (PACK, 'entry = {"data": data, "fetched_at": datetime.utcnow().timestamp()}'),
)
answers.wrong(
    "a-local-time-without-its-zone",
    "It stores the local time as text: a worker in another time zone reads another time.",
    below("import time", "from datetime import datetime"),
    (PACK, 'entry = {"data": data, "fetched_at": datetime.now().isoformat()}'),
    (AGE, 'age = (datetime.now() - datetime.fromisoformat(entry["fetched_at"])).total_seconds()'),
    (IS_OURS, 'return entry if isinstance(entry, dict) and "data" in entry else None'),
)
answers.wrong(
    "the-age-of-the-first-fill",
    "The process remembers when it asked first, and stores that again with each fill.",
    (PACK, 'entry = {"data": data, "fetched_at": first.setdefault(key, time.time())}'),
    above("async def read_entry(", "first: dict[str, float] = {}"),
)
answers.wrong(
    "the-age-of-posts-counts-minutes",
    "The age of a post is rounded to whole minutes.",
    below(AGE, 'age = age if ":user:" in key else 60 * round(age / 60)'),
)
answers.wrong(
    "the-first-ttl-stays",
    "The first ttl of a post is used for all its later fills.",
    (POST_CACHED, POST_CACHED.replace(", ttl)", ", ttls.setdefault(post_id, ttl))")),
    above("async def read_entry(", "ttls: dict[int, int] = {}"),
)
answers.wrong(
    "a-longer-ttl-of-a-hit-counts",
    "A hit that asks for a longer ttl gets it.",
    (GET, "stored = (await redis.pipeline(transaction=False).get(key).expire(key, ttl, gt=True).execute())[0]"),
    ("read_entry(redis: Redis, key: str)", "read_entry(redis: Redis, key: str, ttl: int)"),
    ("await read_entry(redis, key)", "await read_entry(redis, key, ttl)"),
)
answers.wrong(
    "a-refill-has-no-ttl",
    "The first fill of a process has a TTL, and a later one of the same key only keeps what is there.",
    (
        SET,
        """
        again = key in filled
        filled.add(key)
        await redis.set(key, json.dumps(entry), ex=None if again else ttl)
        """,
    ),
    above("async def read_entry(", "filled: set[str] = set()"),
)
answers.wrong(
    "a-post-is-stored-then-expires",
    "SET, then EXPIRE, for posts only.",
    (
        SET,
        """
        await redis.set(key, json.dumps(entry), ex=ttl if ":user:" in key else None)
        if ":user:" not in key:
            await redis.expire(key, ttl)
        """,
    ),
)
