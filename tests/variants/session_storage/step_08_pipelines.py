"""Wrong answers that step 8 of session_storage must catch: a refused request writes, or a pipeline is not atomic."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import CHANGED, READ, REFUSE
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "counts-typos-in-the-session",
    "A wrong password is counted in the session of the browser, also if it has just ended.",
    above(
        REFUSE,
        """
        if session_id and await redis.exists(key_of(session_id)):
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hincrby(key_of(session_id), "typos", 1)
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS, nx=True)
                await pipe.execute()
        """,
    ),
)
answers.wrong(
    "exists-and-hgetall-in-one-pipeline",
    "EXISTS and HGETALL go in one pipeline without MULTI, and a logout in between is a 500.",
    (
        READ,
        """
        async with redis.pipeline(transaction=False) as pipe:
            pipe.exists(key_of(session_id))
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            is_there, session, _ = await pipe.execute()
        if is_there:
            return Profile(**{name: session[name.encode()].decode() for name in Profile.model_fields})
        """,
    ),
)
answers.wrong(
    "a-read-field-by-field-in-one-pipeline",
    "Four HGET go in one pipeline without MULTI: the last ones may find nothing.",
    (
        READ,
        """
        names = (b"user_id", b"username", b"theme", b"language")
        async with redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hget(key_of(session_id), name)
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            *values, _ = await pipe.execute()
        session = dict(zip(names, values, strict=True)) if values[0] else {}
        """,
    ),
)
answers.wrong(
    "a-change-and-a-read-in-one-pipeline",
    "The script and HGETALL go in one pipeline without MULTI: after a logout in between the change is a 500.",
    (
        CHANGED,
        """
        async with redis.pipeline(transaction=False) as pipe:
            pipe.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
            pipe.hgetall(key_of(session_id))
            pairs, session = await pipe.execute()
        if not pairs:
            raise HTTPException(401, "not logged in")
        return Profile(**{name: session[name.encode()].decode() for name in Profile.model_fields})
        """,
    ),
)
