"""Wrong answers that step 1 of session_storage must catch."""

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
