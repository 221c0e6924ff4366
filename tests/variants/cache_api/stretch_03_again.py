"""Wrong answers that stretch step 3 of cache_api must catch: a memory that others do not see, or that stays."""

from tests.variants.cache_api.passages import BEFORE_THE_READER
from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

END = "await end_lease(redis, key, token, not_found if error.status_code == 404 else None, NOT_FOUND_SECONDS)"
FORGET = "await end_lease(redis, key, token, None, 0)"

answers.wrong(
    "not-found-in-a-dict",
    "A NotFound is remembered in the process: another worker asks again, and no write or clear removes it.",
    (END, "if error.status_code == 404:\n    missing[key] = time.time() + NOT_FOUND_SECONDS\n" + FORGET),
    above(
        "if entry := await entry_or_lease(",
        "if missing.get(key, 0) > time.time():\n    raise HTTPException(404, 'remembered')",
    ),
    above(BEFORE_THE_READER, "missing: dict[str, float] = {}\n\n"),
)
answers.wrong(
    "not-found-survives-a-write",
    "A NotFound is remembered under a key of its own, which PUT does not remove.",
    (
        END,
        """
        if error.status_code == 404:
            try:
                await redis.set(key.replace("cache:", "cache:missing:", 1), "", ex=NOT_FOUND_SECONDS)
            except RedisError:
                pass
        await end_lease(redis, key, token, None, 0)
        """,
    ),
    above(
        "try:\n    data = await ask(fetch())",
        """
        if await is_missing(redis, key):
            await end_lease(redis, key, token, None, 0)
            raise HTTPException(404, "remembered")
        """,
    ),
    above(
        BEFORE_THE_READER,
        """
        async def is_missing(redis: Redis, key: str) -> bool:
            try:
                return bool(await redis.exists(key.replace("cache:", "cache:missing:", 1)))
            except RedisError:
                return False
        """,
    ),
)
