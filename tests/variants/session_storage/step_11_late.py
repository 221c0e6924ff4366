"""Wrong answers that step 11 of session_storage must catch: only some requests take two round trips."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import (
    LOGOUT,
    READ,
    SYNC_CLIENT,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-read-of-two-round-trips-in-the-second-half",
    "The TTL comes with the session, and EXPIRE follows in the second half of it.",
    (
        READ,
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.ttl(key_of(session_id))
            session, ttl = await pipe.execute()
        if session and ttl < SESSION_TTL_SECONDS / 2:
            await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "a-sync-logout",
    "A sync client in the logout makes every other request wait.",
    *SYNC_CLIENT,
    above(LOGOUT, "ask_in_sync(redis)"),
)
