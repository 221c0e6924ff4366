"""Wrong answers that step 9 of session_storage must catch."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    AFTER_IMPORTS,
    CHANGED,
    LOGIN,
    LOGOUT,
    MEMORY,
    NEW_ID,
    SET_COOKIE,
    VERIFY,
    WITH_LIFESPAN,
    at_start,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "fields-in-the-process",
    "Redis says whether the session exists, but a dict of the process holds its fields.",
    MEMORY,
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        return memory.setdefault(session_id, profile)
        """,
    ),
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        profile = memory[session_id] = profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        return profile
        """,
    ),
)
answers.wrong(
    "sessions-in-the-process-too",
    "The process keeps a copy of each session for its TTL, and misses a logout in another process.",
    MEMORY,
    below("import hashlib", "import time"),
    (
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        until, profile = memory.get(session_id, (0, None))
        if until > time.time():
            memory[session_id] = time.time() + SESSION_TTL_SECONDS, profile
            await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)
            return profile
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        profile = profile_in(session)
        memory[session_id] = time.time() + SESSION_TTL_SECONDS, profile
        return profile
        """,
    ),
    above(CHANGED, "memory.pop(session_id, None)"),
    above(LOGOUT, "memory.pop(session_id, None)"),
    above(LOGIN, "memory.pop(session_id, None)"),
)
answers.wrong(
    "a-copy-for-a-second",
    "The process keeps a profile for one second; only its own changes and logouts clear it.",
    MEMORY,
    below("import hashlib", "import time"),
    (
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        until, profile = memory.get(session_id, (0, None))
        if until > time.time():
            return profile
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
    ),
    above("return profile_in(session)", "memory[session_id] = time.time() + 1, profile_in(session)"),
    above(CHANGED, "memory.pop(session_id, None)"),
    above(LOGOUT, "memory.pop(session_id, None)"),
    above(LOGIN, "memory.pop(session_id, None)"),
)
answers.wrong(
    "the-name-of-the-last-login",
    "A module variable holds the name of the current user.",
    MEMORY,
    ("return profile_in(session)", "return profile_in(session).model_copy(update=memory)"),
    below(SET_COOKIE, "memory['username'] = user.username"),
)
answers.wrong(
    "the-session-of-another-request",
    "The app keeps one request's key while it waits for Redis.",
    (
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        app.state.key = key_of(session_id)
        await redis.expire(app.state.key, SESSION_TTL_SECONDS)
        return profile_in(await redis.hgetall(app.state.key))
        """,
    ),
)
answers.wrong(
    "the-login-of-another-request",
    "The app keeps one login's new id while it waits for Redis.",
    (SET_COOKIE, SET_COOKIE.replace("new_id", "app.state.new_id")),
    below(NEW_ID, "app.state.new_id = new_id"),
)
answers.wrong(
    "a-user-of-the-module",
    "A module variable holds the user while the next password is checked.",
    above(AFTER_IMPORTS, 'current = ""'),
    above(
        VERIFY,
        """
        global current
        current = credentials.username
        """,
    ),
    ("username=user.username, theme", "username=current, theme"),
)
answers.wrong(
    "a-key-of-the-module",
    "A module variable holds the key of the changed session across an await.",
    above(AFTER_IMPORTS, 'current = ""'),
    (
        CHANGED,
        """
        global current
        current = key_of(session_id)
        await redis.ping()
        pairs = await redis.eval(CHANGE_FIELD, 1, current, field, change.value, SESSION_TTL_SECONDS)
        return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        """,
    ),
)
answers.wrong(
    "a-start-clears-the-table",
    "Each worker that starts removes all sessions as leftovers.",
    WITH_LIFESPAN,
    *at_start(
        """
        async for key in redis.scan_iter("session:*"):
            await redis.delete(key)
        """
    ),
)
