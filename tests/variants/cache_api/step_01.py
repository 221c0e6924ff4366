"""Wrong answers that step 1 of cache_api must catch."""

from tests.variants.cache_api.passages import FILL
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "nocache-is-cached",
    "The route /nocache, given for comparison, is cached as well.",
    ("get_user_nocache(user_id: int)", "get_user_nocache(user_id: int, redis: RedisClient)"),
    (
        "return answer(await ask(fetch_user(user_id)), cached=False, age_seconds=0, started=started)",
        'return await cached_or_fetched(redis, f"cache:{user_id}", lambda: fetch_user(user_id), CACHE_TTL_SECONDS)',
    ),
)
answers.wrong(
    "no-health",
    "The health route was removed.",
    ("app.include_router(health)", ""),
)
answers.wrong(
    "a-dict-for-redis",
    "SET gets a dict and raises a DataError: every first request is a 500.",
    (FILL, "await redis.set(key, entry, ex=ttl)"),
)
answers.wrong(
    "no-age-for-a-miss",
    "The age of a miss is null.",
    ("return answer(data, cached=False, age_seconds=0,", "return answer(data, cached=False, age_seconds=None,"),
)
answers.wrong(
    "cached-is-a-number",
    "`cached` is 0 or 1 instead of false or true.",
    ('"cached": cached,', '"cached": int(cached),'),
)
