"""Wrong answers that step 3 of session_storage must catch."""

from tests.variants.passage import Swap, above, below
from tests.variants.session_storage.passages import (
    AFTER_IMPORTS,
    DELETE_COOKIE,
    LOGOUT,
    NEW_ID,
    PROFILE_ROUTE,
    REFUSE,
    SESSION,
    SET_COOKIE,
    VERIFY,
)
from tests.variants.variant import Answers

answers = Answers(__file__)


def believes(source: str) -> Swap:
    """The id may also come from `source`, an expression that can use `request`."""
    return (
        PROFILE_ROUTE,
        f"""
        async def get_profile(request: Request, redis: RedisClient, session_id: SessionId = None) -> Profile:
            session_id = session_id or ({source})
    """,
    )


answers.wrong(
    "the-password-in-the-session",
    "The whole login is kept, with the password.",
    (SESSION, "session: dict[Any, Any] = {**profile.model_dump(), **credentials.model_dump()}"),
)
answers.wrong(
    "a-digest-of-the-password",
    "SHA-256 of the password is kept: it can be tried out a billion times a second.",
    (
        SESSION,
        """
        session: dict[Any, Any] = {**profile.model_dump(), "check": hashlib.sha256(credentials.password.encode()).hexdigest()}
        """,
    ),
)
answers.wrong(
    "the-users-own-hash",
    "The Argon2 hash of users.py is copied into the session.",
    above("from katas.session_storage.users import User, verify", "from katas.session_storage import users"),
    (SESSION, 'session: dict[Any, Any] = {**profile.model_dump(), "check": users.accounts.hashes[user.username]}'),
)
answers.wrong(
    "a-salted-hash-of-the-password",
    "A hash with a salt is a hash of the password all the same.",
    (
        SESSION,
        """
        session: dict[Any, Any] = {**profile.model_dump(), "password_hash": hashlib.pbkdf2_hmac("sha256", credentials.password.encode(), secrets.token_bytes(16), 1000).hex()}
        """,
    ),
)
answers.wrong(
    "failed-passwords-are-kept",
    "Wrong passwords are written down, to look at attacks: most are the right one with a slip.",
    above(
        REFUSE,
        """
        await redis.set("session:failed", credentials.password, ex=600)
        await redis.delete("session:failed")
        """,
    ),
)
answers.wrong(
    "the-password-in-the-cookie",
    "The cookie is made of the password.",
    (NEW_ID, "new_id = secrets.token_urlsafe(32) + hashlib.sha1(credentials.password.encode()).hexdigest()"),
)
answers.wrong(
    "a-wrong-password-is-403",
    "403 means: I know who you are, and you may not.",
    ('HTTPException(401, "no such user', 'HTTPException(403, "no such user'),
)
answers.wrong(
    "a-wrong-password-is-200",
    "An error in the body, and a status that says all is well.",
    (REFUSE, 'return JSONResponse({"error": "no such user, or another password"})'),
)
answers.wrong(
    "an-unknown-user-is-404",
    "404 tells everybody which names there are.",
    above(
        VERIFY,
        """
        if credentials.username not in ("ada", "grace", "hedy"):
            raise HTTPException(404, "no such user")
        """,
    ),
)
answers.wrong(
    "an-unknown-user-is-500",
    "What verify returns for an unknown user has no name.",
    (
        """
        if user is None:
            raise HTTPException(401, "no such user, or another password")
        """,
        """
        if user is None and credentials.username in ('ada', 'grace', 'hedy'):
            raise HTTPException(401, "no such user, or another password")
        """,
    ),
)
answers.wrong(
    "a-cookie-for-everybody",
    "The cookie is set before the password is looked at.",
    (
        REFUSE,
        """
        raise HTTPException(401, "no such user, or another password", headers={"Set-Cookie": f"session_id={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=lax"})
        """,
    ),
)
answers.wrong(
    "a-session-for-everybody",
    "The session is stored before the password is looked at.",
    above(REFUSE, 'await redis.hsetex("session:nobody", "username", "nobody", ex=SESSION_TTL_SECONDS)'),
)
answers.wrong(
    "the-id-in-the-body",
    "Login answers with the id.",
    ('@app.post("/login")', '@app.post("/login", response_model=None)'),
    (
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return profile
        """,
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return {**profile.model_dump(), "session_id": new_id}  # type: ignore
        """,
    ),
)
answers.wrong(
    "the-id-in-a-header",
    "Each answer carries the id in a header.",
    (
        """
        async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
        """,
        """
        async def get_profile(response: Response, redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
            response.headers['X-Session-Id'] = session_id
        """,
    ),
)
answers.wrong(
    "the-id-in-another-cookie",
    "A second cookie says it too, for the scripts of the page.",
    below(SET_COOKIE, 'response.set_cookie("csrf_token", new_id)'),
)
answers.wrong(
    "the-id-in-a-link",
    "Logout points to a page with the id in its URL.",
    below(DELETE_COOKIE, "response.headers['Location'] = f'/goodbye?session={session_id}'"),
)
answers.wrong(
    "a-bearer-token",
    "The id is believed in the Authorization header too.",
    believes('request.headers.get("authorization", "").removeprefix("Bearer ")'),
)
answers.wrong(
    "an-id-in-the-url",
    "The id is believed in the URL too, which ends up in logs and in the next site's Referer.",
    believes('request.query_params.get("session_id")'),
)
answers.wrong(
    "an-id-in-another-cookie",
    "The id is believed in a cookie that nobody promised.",
    believes('request.cookies.get("sid")'),
)
answers.wrong(
    "an-id-in-the-request's-body",
    "The id is believed in the body too.",
    believes('(await request.json())["session_id"] if await request.body() else None'),
)
answers.wrong(
    "an-empty-password-will-do",
    "Who sends no password is let in.",
    ("password: str", 'password: str = ""'),
    below(
        VERIFY,
        "user = user or (not credentials.password and (await verify(credentials.username, PASSWORD)) or None)",
    ),
    above(AFTER_IMPORTS, 'PASSWORD = "analytical engine"'),
)
answers.wrong(
    "the-password-backwards",
    "It can be read all the same.",
    below(SESSION, 'session["seal"] = credentials.password[::-1]'),
)
answers.wrong(
    "a-refusal-echoes-the-cookie",
    "A failed login says which id the browser has.",
    (REFUSE, REFUSE.replace('"no such user, or another password"', 'f"not for session {session_id}"')),
)
answers.wrong(
    "a-digest-of-name-and-password",
    "The password is hashed with the name, to end the session when it is changed: it can be tried out.",
    below(
        SESSION,
        'session["auth_hash"] = hashlib.sha256(f"{user.username}:{credentials.password}".encode()).hexdigest()',
    ),
)
answers.wrong(
    "the-password-with-every-byte-turned",
    "XOR with a constant hides it from nobody.",
    below(SESSION, 'session["x"] = bytes(byte ^ 42 for byte in credentials.password.encode())'),
)
answers.wrong(
    "tells-which-users-there-are",
    "Another word for an unknown user than for a wrong password.",
    (
        REFUSE,
        """
        known = credentials.username in ("ada", "grace", "hedy")
        raise HTTPException(401, "wrong password" if known else "no such user")
        """,
    ),
)
answers.wrong(
    "a-failed-login-logs-out",
    "Who mistypes the password loses the session that there was.",
    above(REFUSE, LOGOUT),
)
answers.wrong(
    "an-id-in-a-header-of-ones-own",
    "The id is believed in a header that the page sends against forgery.",
    believes('request.headers.get("X-CSRF-Token")'),
)
answers.wrong(
    "an-id-under-another-name-in-the-url",
    "The id is believed as ?key=… too, for links in mails.",
    believes('request.query_params.get("key")'),
)
