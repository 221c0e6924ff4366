"""Wrong answers that step 2 of session_storage must catch."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    AFTER_IMPORTS,
    DECODE,
    KEY,
    LOGIN,
    NEW_ID,
    PROFILE_ROUTE,
    READ,
    SET_COOKIE,
    SLIDE,
    STORE,
    SYNC_CLIENT,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "everything-in-the-cookie",
    "The cookie holds the profile, signed; Redis holds nothing, so no session can be ended.",
    (
        "import hashlib",
        """
        import base64
        import hashlib
        import hmac
        """,
    ),
    (
        NEW_ID,
        """
        payload = base64.urlsafe_b64encode(profile.model_dump_json().encode()).decode()
        new_id = f"{payload}.{hmac.new(b'k3y', payload.encode(), 'sha256').hexdigest()}"
        """,
    ),
    (LOGIN, ""),
    (
        READ,
        """
        payload, _, signature = session_id.partition(".")
        if hmac.new(b"k3y", payload.encode(), "sha256").hexdigest() != signature:
            raise HTTPException(401)
        return Profile.model_validate_json(base64.urlsafe_b64decode(payload))
        session = {}
        """,
    ),
)
answers.wrong(
    "sessions-in-a-dict",
    "The sessions live in a dict of the process.",
    below(AFTER_IMPORTS, "sessions: dict[str, Any] = {}"),
    (LOGIN, "sessions[new_id] = profile"),
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        if session_id not in sessions:
            raise HTTPException(401)
        return sessions[session_id]
        """,
    ),
)
answers.wrong(
    "a-string-of-json",
    "A session is a JSON String: changing one field rewrites all of it.",
    (STORE, "pipe.set(key_of(new_id), profile.model_dump_json(), ex=SESSION_TTL_SECONDS)"),
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        stored = await redis.getex(key_of(session_id), ex=SESSION_TTL_SECONDS)
        if stored is None:
            raise HTTPException(401)
        return Profile.model_validate_json(stored)
        """,
    ),
)
answers.wrong(
    "no-prefix-for-sessions",
    "The key is the bare digest, without a prefix.",
    (KEY, KEY.replace("session:", "")),
)
answers.wrong(
    "one-hash-for-all-sessions",
    "All sessions are fields of one Hash.",
    (STORE, 'pipe.hsetex("session:all", key_of(new_id), profile.model_dump_json(), ex=SESSION_TTL_SECONDS)'),
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        return profile_in(session)
        """,
        """
        [stored] = await redis.hgetex("session:all", key_of(session_id), ex=SESSION_TTL_SECONDS)
        if stored is None:
            raise HTTPException(401)
        return Profile.model_validate_json(stored)
        """,
    ),
)
answers.wrong(
    "bytes-as-text",
    "str() of bytes calls the user b'ada'.",
    (
        DECODE,
        """
        {
            "user_id": session[b"user_id"],
            **{name: str(session[name.encode()]) for name in ("username", "theme", "language")},
        }
        """,
    ),
)
answers.wrong(
    "login-not-awaited",
    "`await` is missing before pipe.execute(): Redis is sent nothing.",
    (
        """
        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
        await pipe.execute()
        """,
        """
        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "another-name-of-the-cookie",
    "The cookie is called session.",
    ('response.set_cookie("session_id"', 'response.set_cookie("session"'),
    ('Cookie(alias="session_id")', 'Cookie(alias="session")'),
)
answers.wrong(
    "a-session-for-one-use",
    "The first read removes the session.",
    (SLIDE, "pipe.delete(key_of(session_id))"),
)
answers.wrong(
    "a-cookie-that-ends-at-once",
    "The cookie has Max-Age=0: the browser drops it.",
    ("new_id, **cookie", "new_id, max_age=0, **cookie"),
)
answers.wrong(
    "everybody-is-user-1",
    "The user id is a constant.",
    ("profile = Profile(user_id=user.user_id,", "profile = Profile(user_id=1,"),
)
answers.wrong(
    "a-cookie-of-the-host-by-name",
    "The cookie has Domain=testserver: a browser stores it but does not send it.",
    ('"path": "/",', '"path": "/", "domain": request.url.hostname,'),
)
answers.wrong(
    "a-login-without-a-cookie",
    "The session is stored, but no cookie is set.",
    (SET_COOKIE, ""),
)
answers.wrong(
    "everybody-begins-with-light",
    "The theme is a constant, not the user's.",
    ("theme=user.theme", 'theme="light"'),
)
answers.wrong(
    "the-cookie-is-on-another-response",
    "The cookie is set on the argument `response`, and another response is returned.",
    (
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return profile
        """,
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return JSONResponse(profile.model_dump())
        """,
    ),
    block="""
      step 2 of 11 · A login is remembered
        called    POST /login
        expected  an answer with Set-Cookie: session_id=…
        got       …
        why       Without a cookie, the next request comes from a stranger again.
    """,
)
answers.wrong(
    "text-names-for-a-dict-of-bytes",
    "The names in the dict of HGETALL are bytes, so `session['user_id']` is a KeyError.",
    (
        f"return Profile.model_validate({DECODE})",
        """
        return Profile(
            user_id=session["user_id"],
            username=session["username"],
            theme=session["theme"],
            language=session["language"],
        )
        """,
    ),
    block="""
      step 2 of 11 · A login is remembered
        called    POST /login · GET /profile
        expected  the profile of ada
        got       …
        why       The browser sends only the id, so /profile has to read the session from Redis, as text and …
    """,
)
answers.wrong(
    "the-number-of-a-user-is-text",
    "The profile is sent as Redis has it, with user_id as text.",
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("-> Profile", "-> dict[str, str]")),
    (
        "return profile_in(session)",
        """
        profile_in(session)
        return {name.decode(): value.decode() for name, value in session.items()}
        """,
    ),
)
answers.wrong(
    "a-sync-client",
    "A sync client inside `async def` makes every other request wait.",
    *SYNC_CLIENT,
    below(
        READ,
        """
        ask_in_sync(redis)
        """,
    ),
    block="""
      step 2 of 11 · A login is remembered
        called    POST /login · GET /profile
        expected  only the asyncio client inside `async def`
        got       a blocking call at …
        why       A sync client inside `async def` blocks…
    """,
)
answers.wrong(
    "a-sync-client-at-login",
    "The login asks Redis with a sync client, while every other request waits.",
    *SYNC_CLIENT,
    above(NEW_ID, "ask_in_sync(redis)"),
)
