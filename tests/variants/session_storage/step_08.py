"""Wrong answers that step 8 of session_storage must catch."""

from tests.variants.passage import below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "writes-last-seen",
    "HSET last_seen on each use brings back an ended session, with one field and a TTL.",
    below("import hashlib", "import time"),
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        session = await redis.hgetall(key_of(session_id))
        profile = profile_in(session)
        async with redis.pipeline() as pipe:
            await (
                pipe.hset(key_of(session_id), "last_seen", time.time())
                .expire(key_of(session_id), SESSION_TTL_SECONDS)
                .execute()
            )
        return profile
        """,
    ),
)
answers.wrong(
    "counts-visits",
    "HINCRBY creates the key of an ended session again.",
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        session = await redis.hgetall(key_of(session_id))
        profile = profile_in(session)
        async with redis.pipeline() as pipe:
            await (
                pipe.hincrby(key_of(session_id), "visits", 1).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()
            )
        return profile
        """,
    ),
)
answers.wrong(
    "writes-the-session-back",
    "Each use writes the whole session back: a user who logged out is logged in again.",
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        session = await redis.hgetall(key_of(session_id))
        profile = profile_in(session)
        async with redis.pipeline() as pipe:
            await (
                pipe.hset(key_of(session_id), mapping=session).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()
            )
        return profile
        """,
    ),
)
answers.wrong(
    "exists-then-hgetall",
    "EXISTS, then HGETALL of an ended session: a KeyError, and a 500.",
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        if not await redis.exists(key_of(session_id)):
            raise HTTPException(401)
        async with redis.pipeline() as pipe:
            session, _ = (
                await pipe.hgetall(key_of(session_id)).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()
            )
        session[b'username']
        return profile_in(session)
        """,
    ),
)
answers.wrong(
    "field-by-field",
    "Each field takes an HGET: some are None if the session ends in between.",
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        session = {}
        for name in ('user_id', 'username', 'theme', 'language'):
            value = await redis.hget(key_of(session_id), name)
            if value is None and not session:
                raise HTTPException(401)
            session[name.encode()] = value
        await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)
        return profile_in(session)
        """,
    ),
)
answers.wrong(
    "heals-a-session",
    "Missing fields get their default, even if the session has ended in between.",
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        async with redis.pipeline() as pipe:
            await (
                pipe.hsetnx(key_of(session_id), 'theme', 'light')
                .expire(key_of(session_id), SESSION_TTL_SECONDS)
                .execute()
            )
        return profile
        """,
    ),
)
