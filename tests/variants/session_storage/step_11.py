"""Wrong answers that step 11 of session_storage must catch."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import LOGIN, LOGOUT, READ
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-read-of-two-round-trips",
    "A read is HGETALL, then EXPIRE.",
    (
        READ,
        """
        session = await redis.hgetall(key_of(session_id))
        await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "a-login-of-two-round-trips",
    "A login first checks that the new id is free.",
    above(
        LOGIN,
        """
        if await redis.exists(key_of(new_id)):
            raise HTTPException(503)
        """,
    ),
)
answers.wrong(
    "a-logout-of-two-round-trips",
    "A logout first checks that there is a session to end.",
    (
        LOGOUT,
        """
        if session_id and await redis.exists(key_of(session_id)):
            await redis.delete(key_of(session_id))
        """,
    ),
)
