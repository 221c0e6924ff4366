"""Wrong answers that step 5 of session_storage must catch."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    ATTRIBUTES,
    DELETE_COOKIE,
    END_OLD,
    KEY,
    LOGOUT,
    LOGOUT_ROUTE,
    NEW_ID,
    SESSION,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "no-httponly",
    "The cookie has no HttpOnly: every script in the page can read it.",
    ('"httponly": True', '"httponly": False'),
)
answers.wrong(
    "no-samesite",
    "The cookie has no SameSite: each browser decides by itself.",
    ('"samesite": "lax"', '"samesite": None'),
)
answers.wrong(
    "samesite-none",
    "The cookie has SameSite=None: forms on other sites send it.",
    (ATTRIBUTES, ATTRIBUTES.replace('"lax", "secure": request.url.scheme == "https"', '"none", "secure": True')),
)
answers.wrong(
    "path-of-the-profile",
    "The cookie has Path=/profile: the browser does not send it to /logout.",
    ('"path": "/"', '"path": "/profile"'),
)
answers.wrong(
    "no-path",
    "The cookie has no Path: it gets the path of the request that set it.",
    ('"path": "/"', '"path": None'),
)
answers.wrong(
    "logout-in-the-browser-only",
    "Logout removes only the cookie: a copy of it still works.",
    (LOGOUT, ""),
)
answers.wrong(
    "logout-in-redis-only",
    "Logout removes only the session: the browser keeps a useless cookie.",
    (DELETE_COOKIE, ""),
)
answers.wrong(
    "logout-of-another-path",
    "Logout removes the cookie for another path, so the browser keeps it.",
    (DELETE_COOKIE, 'response.delete_cookie("session_id", path="/logout", httponly=True, samesite="lax", secure=True)'),
)
answers.wrong(
    "logout-with-other-attributes",
    "Logout replaces the cookie by one without HttpOnly.",
    (DELETE_COOKIE, 'response.delete_cookie("session_id", samesite="lax", secure=True)'),
)
answers.wrong(
    "logout-twice-is-an-error",
    "A second logout is a 401.",
    (
        LOGOUT,
        """
        if not session_id or not await redis.delete(key_of(session_id)):
            raise HTTPException(401, "not logged in")
        """,
    ),
)
answers.wrong(
    "logout-minds-odd-cookies",
    "Logout with an odd cookie is a 500.",
    below(LOGOUT, "bytes(session_id or '', 'ascii')"),
)
answers.wrong(
    "logout-of-the-user",
    "Logout finds the sessions of a user by name, and ends all of them.",
    (
        LOGOUT,
        """
        if session_id:
            name = await redis.hget(key_of(session_id), "username")
            for key in [key async for key in redis.scan_iter(match="session:*")]:
                if await redis.hget(key, "username") == name:
                    await redis.delete(key)
        """,
    ),
)
answers.wrong(
    "one-session-per-user",
    "The key is the user's name: a login elsewhere ends this session.",
    (SESSION, ""),
    (
        NEW_ID,
        """
        new_id = f"{user.username}.{secrets.token_urlsafe(32)}"
        session: dict[Any, Any] = {**profile.model_dump(), "id": new_id}
        """,
    ),
    (KEY, KEY.replace("session_id.encode()", "session_id.partition('.')[0].encode()")),
    above(
        "return profile_in(session)",
        """
        if session.get(b"id", b"").decode() != session_id:
            raise HTTPException(401, "not logged in")
        """,
    ),
)
answers.wrong(
    "logout-of-everybody",
    "Logout removes all keys of the app.",
    (
        LOGOUT,
        """
        for key in [key async for key in redis.scan_iter(match="session:*")]:
            await redis.delete(key)
        """,
    ),
)
answers.wrong(
    "logout-by-pattern",
    "Logout uses the cookie as a pattern.",
    (
        LOGOUT,
        """
        if session_id:
            for key in {key_of(session_id).encode(), *await redis.keys(f"session:{session_id}")}:
                await redis.delete(key)
        """,
    ),
)
answers.wrong(
    "logout-by-the-name-in-the-key",
    "Id and key hold the user's name, and logout removes all keys with that name.",
    (NEW_ID, 'new_id = f"{user.username}.{secrets.token_urlsafe(32)}"'),
    (
        KEY,
        """
        name, _, chance = session_id.partition('.')
        return f'session:{name.encode().hex()}:{hashlib.sha256(chance.encode()).hexdigest()}'
        """,
    ),
    (
        LOGOUT,
        """
        if session_id:
            name = session_id.partition('.')[0].encode().hex()
            async for key in redis.scan_iter(match=f'session:*{name}*'):
                await redis.delete(key)
        """,
    ),
)
answers.wrong(
    "logout-by-a-link",
    "GET /logout logs out: an image on any site can trigger it.",
    above(LOGOUT_ROUTE, '@app.get("/logout", status_code=204)'),
)
answers.wrong(
    "a-login-ends-those-elsewhere",
    "A login on the phone ends the session on the laptop.",
    below(
        END_OLD,
        """
        async for key in redis.scan_iter(match="session:*", _type="hash"):
            if await redis.hget(key, "username") == user.username.encode():
                pipe.delete(key)
        """,
    ),
)
answers.wrong(
    "keeps-the-cookie-of-an-ended-session",
    "The cookie is cleared only if there was a session to end.",
    (
        LOGOUT,
        """
        if session_id and not await redis.delete(key_of(session_id)):
            return
        """,
    ),
)
answers.wrong(
    "logs-out-by-the-url",
    "POST /logout?session_id=… ends the session that the URL names.",
    above(LOGOUT, 'session_id = request.query_params.get("session_id", session_id)'),
)
answers.wrong(
    "logs-out-by-another-cookie",
    "Logout also accepts the cookie sessionid.",
    above(LOGOUT, 'session_id = session_id or request.cookies.get("sessionid")'),
)
answers.wrong(
    "five-sessions-at-most",
    "The sixth login ends the user's oldest session.",
    below(
        "pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)",
        """
        script = (
            "redis.call('RPUSH', KEYS[1], ARGV[1]) redis.call('EXPIRE', KEYS[1], 86400)"
            " while redis.call('LLEN', KEYS[1]) > 5 do redis.call('DEL', redis.call('LPOP', KEYS[1])) end"
        )
        pipe.eval(script, 1, f"session:of:{user.user_id}", key_of(new_id))
        """,
    ),
)
answers.wrong(
    "a-logout-that-empties-the-fields",
    "Logout writes an empty text into each field, and a session without a name has no user.",
    (
        LOGOUT,
        """
        if session_id and await redis.exists(key_of(session_id)):
            names = ("user_id", "username", "theme", "language")
            await redis.hset(key_of(session_id), mapping=dict.fromkeys(names, ""))
        """,
    ),
    ("if not session:", 'if not session.get(b"username"):'),
    block="""
      step 5 of 11 · The cookie is protected, and a logout is final
        called    …
        expected  no field of the session in Redis after a logout
        got       …
        why       Empty fields are still a session: the next change fills one of them again.…
    """,
)
answers.wrong(
    "a-logout-that-removes-the-name",
    "Logout removes the user from the Hash, and leaves theme and language.",
    (
        LOGOUT,
        """
        if session_id:
            await redis.hdel(key_of(session_id), "user_id", "username")
        """,
    ),
    ("if not session:", 'if b"username" not in session:'),
)
answers.wrong(
    "the-cleared-cookie-is-on-another-response",
    "The cookie is cleared on the argument `response`, and another response is returned.",
    (
        DELETE_COOKIE,
        """
        response.delete_cookie("session_id", **cookie_attributes(request))
        return Response(status_code=204)
        """,
    ),
    block="""
      step 5 of 11 · The cookie is protected, and a logout is final
        called    POST /login · POST /logout
        expected  an answer with Set-Cookie: session_id=…
        got       …
        why       The answer that you return has to carry the Set-Cookie header, with the Path of the …
    """,
)
