"""Wrong answers that step 1 of session_storage must catch."""

from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-stranger-is-a-guest",
    "A request without a cookie gets the profile of a guest.",
    (
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
        """
        if not session_id:
            return Profile(user_id=0, username="guest", theme="light", language="en")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
    ),
)
answers.wrong(
    "no-health-of-sessions",
    "The health route was removed.",
    ("app.include_router(health)", ""),
)
answers.wrong(
    "a-health-of-its-own",
    "Its own /health catches a refused connection, and not a Redis that hangs.",
    above(
        'app = FastAPI(title="session_storage"',
        """
        own = APIRouter()


        @own.get("/health")
        async def own_health() -> dict[str, Any]:
            redis = await get_redis()
            try:
                await redis.ping()
            except RedisConnectionError:
                return {"status": "degraded", "redis": False}
            return {"status": "healthy", "redis": True}


        """,
    ),
    ("app.include_router(health)", "app.include_router(own)"),
    ("from fastapi import Cookie", "from fastapi import APIRouter, Cookie"),
    above("from redis.exceptions import", "from redis.exceptions import ConnectionError as RedisConnectionError"),
)
