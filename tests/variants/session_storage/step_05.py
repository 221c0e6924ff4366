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
    "Every script in the page can read the cookie.",
    ('"httponly": True', '"httponly": False'),
)
answers.wrong(
    "no-samesite",
    "Without SameSite each browser decides by itself.",
    ('"samesite": "lax"', '"samesite": None'),
)
answers.wrong(
    "samesite-none",
    "SameSite=None: forms on other sites are sent with the cookie.",
    (ATTRIBUTES, ATTRIBUTES.replace('"lax", "secure": request.url.scheme == "https"', '"none", "secure": True')),
)
answers.wrong(
    "path-of-the-profile",
    "Path=/profile: the cookie does not come to /logout.",
    ('"path": "/"', '"path": "/profile"'),
)
answers.wrong(
    "no-path",
    "Without Path it is that of the request that set it.",
    ('"path": "/"', '"path": None'),
)
answers.wrong(
    "logout-in-the-browser-only",
    "Only the cookie is removed: a copy of it is still good.",
    (LOGOUT, ""),
)
answers.wrong(
    "logout-in-redis-only",
    "Only the session is removed: the browser keeps a cookie for nothing.",
    (DELETE_COOKIE, ""),
)
answers.wrong(
    "logout-of-another-path",
    "The cookie is removed for another path, that is, not at all.",
    (DELETE_COOKIE, 'response.delete_cookie("session_id", path="/logout", httponly=True, samesite="lax", secure=True)'),
)
answers.wrong(
    "logout-with-other-attributes",
    "The cookie is replaced by one without HttpOnly.",
    (DELETE_COOKIE, 'response.delete_cookie("session_id", samesite="lax", secure=True)'),
)
answers.wrong(
    "logout-twice-is-an-error",
    "401 for who is not logged in any more.",
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
    "A logout with an odd cookie is a 500.",
    below(LOGOUT, "bytes(session_id or '', 'ascii')"),
)
answers.wrong(
    "logout-of-the-user",
    "The sessions of a user are found by name, and all of them end.",
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
    "All keys of the app are removed.",
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
    "The cookie is used as a pattern, for logout only.",
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
    "The user's name is part of id and key; a logout removes what has it.",
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
    "GET /logout logs out: an image on any site can have it sent.",
    above(LOGOUT_ROUTE, '@app.get("/logout", status_code=204)'),
)
answers.wrong(
    "a-login-ends-those-elsewhere",
    "Who logs in on the phone is logged out on the laptop.",
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
    "POST /logout?session_id=… ends whatever session is named there.",
    above(LOGOUT, 'session_id = request.query_params.get("session_id", session_id)'),
)
answers.wrong(
    "logs-out-by-another-cookie",
    "A logout believes the cookie sessionid as well.",
    above(LOGOUT, 'session_id = session_id or request.cookies.get("sessionid")'),
)
answers.wrong(
    "five-sessions-at-most",
    "A login ends the oldest session of the user, from the sixth on.",
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
