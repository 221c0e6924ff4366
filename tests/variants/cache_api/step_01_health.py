"""Wrong answers that step 1 of cache_api must catch: a health route of its own."""

from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

for name, what, error in (
    ("health-knows-the-built-in-error", "Its own /health catches Python's ConnectionError.", "ConnectionError"),
    ("health-hangs-with-redis", "Its own /health catches redis.ConnectionError, and no time-out.", "Gone"),
):
    answers.wrong(
        name,
        what,
        above("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError as Gone"),
        (
            "app.include_router(health)",
            f"""
            @app.get("/health")
            async def own_health(redis: Annotated[Redis, Depends(get_redis)]) -> dict[str, Any]:
                try:
                    await redis.ping()
                except {error}:
                    return {{"status": "degraded", "redis": False}}
                return {{"status": "healthy", "redis": True}}
            """,
        ),
    )
answers.wrong(
    "nocache-serves-what-a-read-has-fetched",
    "Each read remembers its user, and /nocache serves that.",
    (
        "return answer(await ask(fetch_user(user_id)), cached=False",
        """
        if user_id not in seen:
            seen[user_id] = await ask(fetch_user(user_id))
        return answer(seen[user_id], cached=False
        """,
    ),
    above("async def read_entry(", "seen: dict[int, Any] = {}"),
    ("lambda: fetch_user(user_id)", "lambda: remembered(user_id)"),
    above(
        "async def ask(",
        """
        async def remembered(user_id: int) -> Any:
            seen[user_id] = await fetch_user(user_id)
            return seen[user_id]
        """,
    ),
)
