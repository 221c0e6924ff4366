"""Wrong answers that step 11 of session_storage must catch."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import END_OLD, LOGIN, LOGOUT, READ, SET_COOKIE
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
answers.wrong(
    "the-old-session-ends-last",
    "A login ends the session before in a round trip of its own, after the new one is stored.",
    (END_OLD, ""),
    above(
        SET_COOKIE,
        """
        if session_id:
            await redis.delete(key_of(session_id))
        """,
    ),
    block="""
      step 11 of 11 · A read, a login and a logout are one round trip each
        called    POST /login, 3 times
        expected  1 round trip for a login that ends a session
        got       …
        why       The DEL of the session before goes with the rest, not before or after it.
    """,
)
