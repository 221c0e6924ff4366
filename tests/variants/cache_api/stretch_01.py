"""Wrong answers that stretch step 1 of cache_api must catch."""

from tests.variants.cache_api.passages import LEASE
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "everybody-asks",
    "A request without the lease asks the slow API as well, instead of waiting.",
    ("await asyncio.sleep(0.01)", "return None"),
)
answers.wrong(
    "a-stampede-of-posts",
    "Only users are protected from a stampede.",
    ("if leased:", "if leased or ':post:' in key:"),
)
answers.wrong(
    "no-second-look",
    "The lease holder fetches at once, although the last holder may have stored the entry meanwhile.",
    (
        """
        if entry := await read_entry(redis, key):
            await end_lease(redis, key, token, None, ttl=0)
        return entry
        """,
        "return None",
    ),
)
answers.wrong(
    "a-lease-for-an-hour",
    "The lease lasts an hour: if its holder dies, no request gets an answer in time.",
    (LEASE, "leased = await redis.set(lease_of(key), token, nx=True, ex=3600)"),
)
answers.wrong(
    "a-failed-holder-keeps-its-lease",
    "The lease is not released when the slow API fails: the next request waits until it expires.",
    (
        """
        await end_lease(redis, key, token, not_found if error.status_code == 404 else None, NOT_FOUND_SECONDS)
        raise
        """,
        "raise",
    ),
)
answers.wrong(
    "those-who-waited-get-null",
    "When the lease holder fails, the waiting requests get 200 and null.",
    (
        "await asyncio.sleep(0.01)",
        """
        while await redis.exists(lease_of(key)):
            await asyncio.sleep(0.01)
        return await read_entry(redis, key) or {"data": None, "fetched_at": time.time()}
        """,
    ),
)
answers.wrong(
    "a-lease-outside-of-the-prefix",
    "The lease is called lock:user:7, outside the app's prefix.",
    ('return key.replace("cache:", "cache:lease:", 1)', 'return key.replace("cache:", "lock:", 1)'),
)
