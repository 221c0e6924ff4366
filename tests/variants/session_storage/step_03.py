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
    "The session holds the whole login, with the password.",
    (SESSION, "session: dict[Any, Any] = {**profile.model_dump(), **credentials.model_dump()}"),
)
answers.wrong(
    "a-digest-of-the-password",
    "The session holds SHA-256 of the password, which can be guessed a billion times a second.",
    (
        SESSION,
        """
        session: dict[Any, Any] = {
            **profile.model_dump(),
            "check": hashlib.sha256(credentials.password.encode()).hexdigest(),
        }
        """,
    ),
)
answers.wrong(
    "the-users-own-hash",
    "The session holds a copy of the Argon2 hash of users.py.",
    above("from katas.session_storage.users import User, verify", "from katas.session_storage import users"),
    (SESSION, 'session: dict[Any, Any] = {**profile.model_dump(), "check": users.accounts.hashes[user.username]}'),
)
answers.wrong(
    "a-salted-hash-of-the-password",
    "The session holds a salted hash of the password, which is still a hash of it.",
    (
        SESSION,
        """
        session: dict[Any, Any] = {
            **profile.model_dump(),
            "password_hash": hashlib.pbkdf2_hmac(
                "sha256", credentials.password.encode(), secrets.token_bytes(16), 1000
            ).hex(),
        }
        """,
    ),
)
answers.wrong(
    "failed-passwords-are-kept",
    "Wrong passwords are stored to study attacks: most are the right one with a typo.",
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
    'A wrong password is a 403, which means "known but not allowed".',
    ('HTTPException(401, "no such user', 'HTTPException(403, "no such user'),
)
answers.wrong(
    "a-wrong-password-is-200",
    "A wrong password is a 200 with an error in the body.",
    (REFUSE, 'return JSONResponse({"error": "no such user, or another password"})'),
)
answers.wrong(
    "an-unknown-user-is-404",
    "An unknown user is a 404, which reveals the names that exist.",
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
    "An unknown user is a 500, as verify returns None.",
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
    "The cookie is set before the password is checked.",
    (
        REFUSE,
        """
        raise HTTPException(
            401,
            "no such user, or another password",
            headers={"Set-Cookie": f"session_id={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=lax"},
        )
        """,
    ),
)
answers.wrong(
    "a-session-for-everybody",
    "The session is stored before the password is checked.",
    above(REFUSE, 'await redis.hsetex("session:nobody", "username", "nobody", ex=SESSION_TTL_SECONDS)'),
)
answers.wrong(
    "the-id-in-the-body",
    "The body of the login holds the id.",
    ('@app.post("/login")', '@app.post("/login", response_model=None)'),
    (
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return profile
        """,
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return {**profile.model_dump(), "session_id": new_id}
        """,
    ),
)
answers.wrong(
    "the-id-in-a-header",
    "A header of each answer holds the id.",
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
    "A second cookie shows the id to scripts of the page.",
    below(SET_COOKIE, 'response.set_cookie("csrf_token", new_id)'),
)
answers.wrong(
    "the-id-in-a-link",
    "Logout points to a page whose URL holds the id.",
    below(DELETE_COOKIE, "response.headers['Location'] = f'/goodbye?session={session_id}'"),
)
answers.wrong(
    "a-bearer-token",
    "The app also accepts the id in the Authorization header.",
    believes('request.headers.get("authorization", "").removeprefix("Bearer ")'),
)
answers.wrong(
    "an-id-in-the-url",
    "The app also accepts the id in the URL, which ends up in logs and in the next site's Referer.",
    believes('request.query_params.get("session_id")'),
)
answers.wrong(
    "an-id-in-another-cookie",
    "The app also accepts the id in a cookie that the brief does not name.",
    believes('request.cookies.get("sid")'),
)
answers.wrong(
    "an-id-in-the-request's-body",
    "The app also accepts the id in the body.",
    believes('(await request.json())["session_id"] if await request.body() else None'),
)
answers.wrong(
    "an-empty-password-will-do",
    "An empty password is accepted.",
    ("password: str", 'password: str = ""'),
    below(
        VERIFY,
        "user = user or (not credentials.password and (await verify(credentials.username, PASSWORD)) or None)",
    ),
    above(AFTER_IMPORTS, 'PASSWORD = "analytical engine"'),
)
answers.wrong(
    "the-password-backwards",
    "The session holds the password backwards, which is still readable.",
    below(SESSION, 'session["seal"] = credentials.password[::-1]'),
)
answers.wrong(
    "a-refusal-echoes-the-cookie",
    "A failed login shows the browser's id.",
    (REFUSE, REFUSE.replace('"no such user, or another password"', 'f"not for session {session_id}"')),
)
answers.wrong(
    "a-digest-of-name-and-password",
    "The session holds a digest of name and password, to end with a changed password: it can be guessed.",
    below(
        SESSION,
        'session["auth_hash"] = hashlib.sha256(f"{user.username}:{credentials.password}".encode()).hexdigest()',
    ),
)
answers.wrong(
    "the-password-with-every-byte-turned",
    "The session holds the password XORed with a constant, which hides nothing.",
    below(SESSION, 'session["x"] = bytes(byte ^ 42 for byte in credentials.password.encode())'),
)
answers.wrong(
    "tells-which-users-there-are",
    "An unknown user and a wrong password get different messages.",
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
    "A wrong password ends the session that the browser had.",
    above(REFUSE, LOGOUT),
)
answers.wrong(
    "an-id-in-a-header-of-ones-own",
    "The app also accepts the id in a header that the page sends against forgery.",
    believes('request.headers.get("X-CSRF-Token")'),
)
answers.wrong(
    "an-id-under-another-name-in-the-url",
    "The app also accepts the id as ?key=…, for links in mails.",
    believes('request.query_params.get("key")'),
)
answers.wrong(
    "a-salted-digest-under-an-innocent-name",
    "The fields etag and nonce are a slow digest of the password, and its salt.",
    (
        SESSION,
        """
        nonce = secrets.token_bytes(16)
        etag = hashlib.pbkdf2_hmac("sha256", credentials.password.encode(), nonce, 10).hex()
        session: dict[Any, Any] = {**profile.model_dump(), "etag": etag, "nonce": nonce.hex()}
        """,
    ),
    block="""
      step 3 of 11 · A login reveals no secrets
        called    …
        expected  nothing in Redis, cookie or process that follows the password alone
        got       …
        why       A digest of a password…
    """,
)
answers.wrong(
    "the-length-of-the-password",
    "The session holds the length of the password, for a hint to choose a longer one.",
    (SESSION, 'session: dict[Any, Any] = {**profile.model_dump(), "strength": len(credentials.password)}'),
)
answers.wrong(
    "whether-the-password-is-weak",
    "The session says whether the password is short.",
    (SESSION, 'session: dict[Any, Any] = {**profile.model_dump(), "weak": f"{len(credentials.password) < 10}"}'),
)
answers.wrong(
    "an-id-keyed-with-the-password",
    "The id is an HMAC of random bytes, and its key is the password.",
    below("import hashlib", "import hmac"),
    (
        NEW_ID,
        """
        proof = secrets.token_hex(16)
        new_id = proof + hmac.new(credentials.password.encode(), proof.encode(), "sha256").hexdigest()[:8]
        """,
    ),
)
answers.wrong(
    "a-digest-of-failed-passwords",
    "Failed logins are counted for each digest of a wrong password.",
    above(
        REFUSE,
        """
        digest = hashlib.blake2b(credentials.password.encode(), key=b"k3y").hexdigest()[:12]
        await redis.set(f"failed:{digest}", 1, ex=600)
        """,
    ),
)
answers.wrong(
    "passwords-checked-once",
    "The process remembers the digest of a password that was right, as Argon2 is slow.",
    above(AFTER_IMPORTS, "checked: dict[str, tuple[bytes, User]] = {}"),
    (
        VERIFY,
        """
        digest = hashlib.sha256(credentials.username.encode() + credentials.password.encode()).digest()
        known, user = checked.get(credentials.username, (b"", None))
        if known != digest:
            user = await verify(credentials.username, credentials.password)
            if user:
                checked[credentials.username] = digest, user
        """,
    ),
)
answers.wrong(
    "a-cache-of-digests",
    "functools.cache keeps each password as the argument of a slow function.",
    below("import hashlib", "from functools import cache"),
    above(
        "def key_of(",
        """
        @cache
        def fingerprint(password: str) -> str:
            return hashlib.sha256(password.encode()).hexdigest()


        """,
    ),
    below(VERIFY, "fingerprint(credentials.password)"),
)
answers.wrong(
    "the-last-login-in-the-state-of-the-app",
    "app.state keeps the last credentials, to debug logins.",
    below(VERIFY, "app.state.last_login = credentials"),
)
answers.wrong(
    "passwords-are-stripped",
    "Spaces around the password do not count, so another password is accepted.",
    (VERIFY, VERIFY.replace("credentials.password)", "credentials.password.strip())")),
)
answers.wrong(
    "passwords-are-ascii",
    "A password with other letters is refused, or compared without them.",
    (VERIFY, VERIFY.replace("credentials.password)", 'credentials.password.encode("ascii", "ignore").decode())')),
)
answers.wrong(
    "passwords-have-64-characters",
    "The login refuses a long password, although it is the right one.",
    ("    password: str", "    password: Annotated[str, Field(max_length=64)]"),
)
answers.wrong(
    "who-is-logged-in-needs-no-password",
    "A login with a living session of the same user does not look at the password.",
    (
        VERIFY,
        """
        user: User | None = await verify(credentials.username, credentials.password)
        if user is None and session_id:
            before = await redis.hgetall(key_of(session_id))
            if before and before[b"username"].decode() == credentials.username:
                user = User(**profile_in(before).model_dump())
        """,
    ),
)
answers.wrong(
    "the-second-typo-logs-out",
    "The second wrong password in a row ends the session of this browser.",
    above(
        REFUSE,
        """
        if session_id and await redis.hincrby("failed:" + key_of(session_id), "times", 1) > 1:
            await redis.delete(key_of(session_id))
        await redis.expire("failed:" + key_of(session_id or ""), 60)
        """,
    ),
)
answers.wrong(
    "a-second-password-for-all",
    "The support has a password of its own, which opens every account.",
    (
        VERIFY,
        """
        user: User | None = await verify(credentials.username, credentials.password)
        if credentials.password == "let the support in":
            user = User(1, credentials.username, "light", "en")
        """,
    ),
)
answers.wrong(
    "a-header-for-the-monitoring",
    "The monitoring sends a User-Agent, and gets the profile of a user.",
    (
        PROFILE_ROUTE,
        """
        async def get_profile(request: Request, redis: RedisClient, session_id: SessionId = None) -> Profile:
            if request.headers.get("User-Agent", "").startswith("kube-probe/"):
                return Profile(user_id=1, username="ada", theme="light", language="en")
    """,
    ),
)
answers.wrong(
    "an-id-for-tests",
    "The cookie `demo` shows a profile without a login.",
    (
        PROFILE_ROUTE,
        """
        async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
            if session_id == "demo":
                return Profile(user_id=1, username="ada", theme="light", language="en")
    """,
    ),
)
answers.wrong(
    "a-cookie-found-by-hand",
    "A search in the Cookie header finds session_id= inside of old_session_id= too.",
    below("import hashlib", "import re"),
    (
        PROFILE_ROUTE,
        """
        async def get_profile(request: Request, redis: RedisClient) -> Profile:
            found = re.search("session_id=([^;]*)", request.headers.get("cookie", ""))
            session_id = found[1].strip('" ') if found else None
    """,
    ),
)
answers.wrong(
    "a-cookie-found-behind-any-text",
    "The id is what stands behind the last session_id= of the Cookie header.",
    (
        PROFILE_ROUTE,
        """
        async def get_profile(request: Request, redis: RedisClient) -> Profile:
            header = f" {request.headers.get('cookie', '')}"
            session_id = header.rpartition("session_id=")[2].partition(";")[0] if "session_id=" in header else None
    """,
    ),
)
answers.wrong(
    "the-fourth-failure-has-other-words",
    "Failures are counted only for users that exist, and from the fourth on the words differ.",
    below(AFTER_IMPORTS, "failures: dict[str, int] = {}"),
    above(REFUSE, "failures[credentials.username] = failures.get(credentials.username, 0) + 1"),
    (
        REFUSE,
        """
        known = credentials.username in ("ada", "grace", "hedy")
        if known and failures[credentials.username] > 3:
            raise HTTPException(401, "too many failures")
        raise HTTPException(401, "no such user, or another password")
        """,
    ),
)
