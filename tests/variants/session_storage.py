"""Wrong and right answers to session_storage, the wrong ones in the order of the steps that catch them."""

from tests.variants.variant import Answers

answers = Answers("session_storage")

# Passages of the reference that are replaced more than once.
AFTER_IMPORTS = "RedisClient = Annotated[Redis, Depends(get_redis)]\n"
IMPORT = "import hashlib\n"
KEY = 'return f"session:{hashlib.sha256(session_id.encode()).hexdigest()}"'
RAW_KEY = 'return f"session:{session_id}"'
DECODE = "{name.decode(): value.decode() for name, value in session.items()}"
ATTRIBUTES = '{"path": "/", "httponly": True, "samesite": "lax", "secure": request.url.scheme == "https"}'
ON_REDIS_ERROR = "@app.exception_handler(RedisError)\n"
REFUSE = '        raise HTTPException(401, "no such user, or another password")\n'
VERIFY = "    user: User | None = await verify(credentials.username, credentials.password)\n"
SESSION = "session: dict[Any, Any] = profile.model_dump()"
NEW_ID = "new_id = secrets.token_urlsafe(32)"
PIPE = "    async with redis.pipeline(transaction=True) as pipe:\n"
END_OLD = (
    "        if session_id:\n"
    "            pipe.delete(key_of(session_id))  # what this browser had before, whoever it belonged to\n"
)
STORE = "        pipe.hset(key_of(new_id), mapping=session)\n        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)\n"
EXECUTE = "        await pipe.execute()\n"
LOGIN = f"{PIPE}{END_OLD}{STORE}{EXECUTE}"
SET_COOKIE = '    response.set_cookie("session_id", new_id, **cookie_attributes(request))\n'
PROFILE_ROUTE = "async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:\n"
CHECK = '    if not session_id:\n        raise HTTPException(401, "not logged in")\n'
HGETALL = "        pipe.hgetall(key_of(session_id))\n"
SLIDE = "        pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)  # does nothing if the session is gone\n"
TAKE = "        session, _ = await pipe.execute()\n"
READ = f"{PIPE}{HGETALL}{SLIDE}{TAKE}"
READ_END = f"{TAKE}    return profile_in(session)\n"
CHANGE = "pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)"
CHANGED = f"    {CHANGE}\n    return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))\n"
FIELD = 'field: Literal["theme", "language"], change: Change, redis'
LOGOUT = "    if session_id:\n        await redis.delete(key_of(session_id))\n"
LOGOUT_ROUTE = '@app.post("/logout", status_code=204)'
DELETE_COOKIE = '    response.delete_cookie("session_id", **cookie_attributes(request))\n'

# The cookie with a Max-Age, and what renews it with each use.
WITH_MAX_AGE = ("new_id, **cookie", "new_id, max_age=SESSION_TTL_SECONDS, **cookie")
RENEW = '    response.set_cookie("session_id", session_id, max_age=SESSION_TTL_SECONDS, **cookie_attributes(request))\n'
READ_RENEWS = [
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, response: Response, redis")),
    (READ_END, f"{TAKE}    profile = profile_in(session)\n{RENEW}    return profile\n"),
]
CHANGE_RENEWS = [
    (FIELD, FIELD.replace(" redis", " request: Request, response: Response, redis")),
    (CHANGED, CHANGED.replace("return", "profile =") + f"{RENEW}    return profile\n"),
]
APP = 'app = FastAPI(title="session_storage", dependencies=[Depends(only_json)])\n'
UNAVAILABLE = '    return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)\n'
LOSES_NO_TTL = "await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)"


def at_start(does: str) -> tuple[str, str]:
    """What a worker does with `redis` when it starts."""
    return (
        APP,
        "@asynccontextmanager\nasync def lifespan(app: FastAPI) -> AsyncIterator[None]:\n    redis = await get_redis()\n"
        f"{does}    yield\n\n\n{APP.replace('dependencies', 'lifespan=lifespan, dependencies')}",
    )


WITH_LIFESPAN = (
    "import os\n",
    "import os\nfrom collections.abc import AsyncIterator\nfrom contextlib import asynccontextmanager\n",
)


def cookie_is(value: str) -> tuple[str, str]:
    """Cookie ids of another form."""
    return (NEW_ID, f"new_id = {value}")


# Step 1 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "a-stranger-is-a-guest",
    "step 1",
    "Without a cookie there is a profile of a guest.",
    (
        f"{CHECK}{PIPE}{HGETALL}",
        f'    if not session_id:\n        return Profile(user_id=0, username="guest", theme="light", language="en")\n{PIPE}{HGETALL}',
    ),
)
answers.wrong(
    "no-health-of-sessions",
    "step 1",
    "The health route was removed.",
    ("app.include_router(health)\n", ""),
)

# Step 2 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "everything-in-the-cookie",
    "step 2",
    "The profile is in the cookie, signed; nothing is in Redis, so nothing can be ended there.",
    (IMPORT, "import base64\nimport hashlib\nimport hmac\n"),
    (
        NEW_ID,
        "payload = base64.urlsafe_b64encode(profile.model_dump_json().encode()).decode()\n    new_id = f\"{payload}.{hmac.new(b'k3y', payload.encode(), 'sha256').hexdigest()}\"",
    ),
    (LOGIN, ""),
    (
        READ,
        '    payload, _, signature = session_id.partition(".")\n    if hmac.new(b"k3y", payload.encode(), "sha256").hexdigest() != signature:\n        raise HTTPException(401)\n    return Profile.model_validate_json(base64.urlsafe_b64decode(payload))\n    session = {}\n',
    ),
)
answers.wrong(
    "sessions-in-a-dict",
    "step 2",
    "The sessions are in a dict of the process.",
    (AFTER_IMPORTS, f"{AFTER_IMPORTS}sessions: dict[str, Any] = {{}}\n"),
    (LOGIN, "    sessions[new_id] = profile\n"),
    (
        f"{READ}    return profile_in(session)\n",
        "    if session_id not in sessions:\n        raise HTTPException(401)\n    return sessions[session_id]\n",
    ),
)
answers.wrong(
    "a-string-of-json",
    "step 2",
    "A session is JSON in a String: to change one field, all of it has to be written.",
    (STORE, "        pipe.set(key_of(new_id), profile.model_dump_json(), ex=SESSION_TTL_SECONDS)\n"),
    (
        f"{READ}    return profile_in(session)\n",
        "    stored = await redis.getex(key_of(session_id), ex=SESSION_TTL_SECONDS)\n    if stored is None:\n        raise HTTPException(401)\n    return Profile.model_validate_json(stored)\n",
    ),
)
answers.wrong(
    "no-prefix-for-sessions",
    "step 2",
    "The key is the bare digest: nobody knows whose it is.",
    (KEY, KEY.replace("session:", "")),
)
answers.wrong(
    "one-hash-for-all-sessions",
    "step 2",
    "All sessions are fields of one Hash.",
    (STORE, '        pipe.hsetex("session:all", key_of(new_id), profile.model_dump_json(), ex=SESSION_TTL_SECONDS)\n'),
    (
        f"{READ}    return profile_in(session)\n",
        '    [stored] = await redis.hgetex("session:all", key_of(session_id), ex=SESSION_TTL_SECONDS)\n    if stored is None:\n        raise HTTPException(401)\n    return Profile.model_validate_json(stored)\n',
    ),
)
answers.wrong(
    "bytes-as-text",
    "step 2",
    "str() of bytes: the user is called b'ada'.",
    (
        DECODE,
        '{"user_id": session[b"user_id"], **{name: str(session[name.encode()]) for name in ("username", "theme", "language")}}',
    ),
)
answers.wrong(
    "login-not-awaited",
    "step 2",
    "`await` is missing before pipe.execute(): nothing is ever sent.",
    (EXECUTE, "        pipe.execute()\n"),
)
answers.wrong(
    "another-name-of-the-cookie",
    "step 2",
    "The cookie is called session.",
    ('response.set_cookie("session_id"', 'response.set_cookie("session"'),
    ('Cookie(alias="session_id")', 'Cookie(alias="session")'),
)
answers.wrong(
    "a-session-for-one-use",
    "step 2",
    "The first read takes the session out of Redis.",
    (SLIDE, "        pipe.delete(key_of(session_id))\n"),
)
answers.wrong(
    "a-cookie-that-ends-at-once",
    "step 2",
    "Max-Age=0: the browser throws it away.",
    ("new_id, **cookie", "new_id, max_age=0, **cookie"),
)
answers.wrong(
    "everybody-is-user-1",
    "step 2",
    "The id of the user is not taken from the user.",
    ("profile = Profile(user_id=user.user_id,", "profile = Profile(user_id=1,"),
)
answers.wrong(
    "a-cookie-of-the-host-by-name",
    "step 2",
    "Domain=testserver: a browser keeps such a cookie, and does not send it.",
    ('"path": "/", ', '"path": "/", "domain": request.url.hostname, '),
)
answers.wrong(
    "a-login-without-a-cookie",
    "step 2",
    "The session is stored, and the browser is not told.",
    (SET_COOKIE, ""),
)
answers.wrong(
    "everybody-begins-with-light",
    "step 2",
    "The theme is a constant, not the user's.",
    ("theme=user.theme", 'theme="light"'),
)

# Step 3 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "the-password-in-the-session",
    "step 3",
    "The whole login is kept, with the password.",
    (SESSION, "session: dict[Any, Any] = {**profile.model_dump(), **credentials.model_dump()}"),
)
answers.wrong(
    "a-digest-of-the-password",
    "step 3",
    "SHA-256 of the password is kept: it can be tried out a billion times a second.",
    (
        SESSION,
        'session: dict[Any, Any] = {**profile.model_dump(), "check": hashlib.sha256(credentials.password.encode()).hexdigest()}',
    ),
)
answers.wrong(
    "the-users-own-hash",
    "step 3",
    "The Argon2 hash of users.py is copied into the session.",
    (
        "from katas.session_storage.users import User, verify",
        "from katas.session_storage import users\nfrom katas.session_storage.users import User, verify",
    ),
    (SESSION, 'session: dict[Any, Any] = {**profile.model_dump(), "check": users.accounts.hashes[user.username]}'),
)
answers.wrong(
    "a-salted-hash-of-the-password",
    "step 3",
    "A hash with a salt is a hash of the password all the same.",
    (
        SESSION,
        'session: dict[Any, Any] = {**profile.model_dump(), "password_hash": hashlib.pbkdf2_hmac("sha256", credentials.password.encode(), secrets.token_bytes(16), 1000).hex()}',
    ),
)
answers.wrong(
    "failed-passwords-are-kept",
    "step 3",
    "Wrong passwords are written down, to look at attacks: most are the right one with a slip.",
    (
        REFUSE,
        f'        await redis.set("session:failed", credentials.password, ex=600)\n        await redis.delete("session:failed")\n{REFUSE}',
    ),
)
answers.wrong(
    "the-password-in-the-cookie",
    "step 3",
    "The cookie is made of the password.",
    (NEW_ID, "new_id = secrets.token_urlsafe(32) + hashlib.sha1(credentials.password.encode()).hexdigest()"),
)
answers.wrong(
    "a-wrong-password-is-403",
    "step 3",
    "403 means: I know who you are, and you may not.",
    ('HTTPException(401, "no such user', 'HTTPException(403, "no such user'),
)
answers.wrong(
    "a-wrong-password-is-200",
    "step 3",
    "An error in the body, and a status that says all is well.",
    (REFUSE, '        return JSONResponse({"error": "no such user, or another password"})\n'),
)
answers.wrong(
    "an-unknown-user-is-404",
    "step 3",
    "404 tells everybody which names there are.",
    (
        VERIFY,
        f'    if credentials.username not in ("ada", "grace", "hedy"):\n        raise HTTPException(404, "no such user")\n{VERIFY}',
    ),
)
answers.wrong(
    "an-unknown-user-is-500",
    "step 3",
    "What verify returns for an unknown user has no name.",
    (
        f"    if user is None:\n{REFUSE}",
        f"    if user is None and credentials.username in ('ada', 'grace', 'hedy'):\n{REFUSE}",
    ),
)
answers.wrong(
    "a-cookie-for-everybody",
    "step 3",
    "The cookie is set before the password is looked at.",
    (
        REFUSE,
        '        raise HTTPException(401, "no such user, or another password", headers={"Set-Cookie": f"session_id={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=lax"})\n',
    ),
)
answers.wrong(
    "a-session-for-everybody",
    "step 3",
    "The session is stored before the password is looked at.",
    (REFUSE, f'        await redis.hsetex("session:nobody", "username", "nobody", ex=SESSION_TTL_SECONDS)\n{REFUSE}'),
)
answers.wrong(
    "the-id-in-the-body",
    "step 3",
    "Login answers with the id.",
    ('@app.post("/login")\n', '@app.post("/login", response_model=None)\n'),
    (
        f"{SET_COOKIE}    return profile\n",
        f'{SET_COOKIE}    return {{**profile.model_dump(), "session_id": new_id}}  # type: ignore\n',
    ),
)
answers.wrong(
    "the-id-in-a-header",
    "step 3",
    "Each answer carries the id in a header.",
    (
        f"{PROFILE_ROUTE}{CHECK}",
        f"{PROFILE_ROUTE.replace('(redis', '(response: Response, redis')}{CHECK}    response.headers['X-Session-Id'] = session_id\n",
    ),
)
answers.wrong(
    "the-id-in-another-cookie",
    "step 3",
    "A second cookie says it too, for the scripts of the page.",
    (SET_COOKIE, f'{SET_COOKIE}    response.set_cookie("csrf_token", new_id)\n'),
)
answers.wrong(
    "the-id-in-a-link",
    "step 3",
    "Logout points to a page with the id in its URL.",
    (DELETE_COOKIE, f"{DELETE_COOKIE}    response.headers['Location'] = f'/goodbye?session={{session_id}}'\n"),
)


def believes(what: str) -> tuple[str, str]:
    """The id may also come from elsewhere: an expression in which `request` is known."""
    return (
        f"{PROFILE_ROUTE}{CHECK}",
        f"{PROFILE_ROUTE.replace('(redis', '(request: Request, redis')}    session_id = session_id or ({what})\n{CHECK}",
    )


answers.wrong(
    "a-bearer-token",
    "step 3",
    "The id is believed in the Authorization header too.",
    believes('request.headers.get("authorization", "").removeprefix("Bearer ")'),
)
answers.wrong(
    "an-id-in-the-url",
    "step 3",
    "The id is believed in the URL too, which ends up in logs and in the next site's Referer.",
    believes('request.query_params.get("session_id")'),
)
answers.wrong(
    "an-id-in-another-cookie",
    "step 3",
    "The id is believed in a cookie that nobody promised.",
    believes('request.cookies.get("sid")'),
)
answers.wrong(
    "an-id-in-the-request's-body",
    "step 3",
    "The id is believed in the body too.",
    believes('(await request.json())["session_id"] if await request.body() else None'),
)

# What the cookie says is refused if it is one of the names that others have.
FORMAT_UNCHECKED = (
    KEY,
    f"if session_id in ('queue', 'total', 'settings'):\n        raise HTTPException(401, 'not logged in')\n    {RAW_KEY}",
)
answers.wrong(
    "an-empty-password-will-do",
    "step 3",
    "Who sends no password is let in.",
    ("    password: str\n", '    password: str = ""\n'),
    (
        VERIFY,
        VERIFY
        + "    user = user or (not credentials.password and (await verify(credentials.username, PASSWORD)) or None)\n",
    ),
    (AFTER_IMPORTS, f'PASSWORD = "analytical engine"\n{AFTER_IMPORTS}'),
)
answers.wrong(
    "the-password-backwards",
    "step 3",
    "It can be read all the same.",
    (SESSION, f'{SESSION}\n    session["seal"] = credentials.password[::-1]'),
)
answers.wrong(
    "a-refusal-echoes-the-cookie",
    "step 3",
    "A failed login says which id the browser has.",
    (REFUSE, REFUSE.replace('"no such user, or another password"', 'f"not for session {session_id}"')),
)

answers.wrong(
    "a-digest-of-name-and-password",
    "step 3",
    "The password is hashed with the name, to end the session when it is changed: it can be tried out.",
    (
        SESSION,
        SESSION
        + '\n    session["auth_hash"] = hashlib.sha256(f"{user.username}:{credentials.password}".encode()).hexdigest()',
    ),
)
answers.wrong(
    "the-password-with-every-byte-turned",
    "step 3",
    "XOR with a constant hides it from nobody.",
    (SESSION, f'{SESSION}\n    session["x"] = bytes(byte ^ 42 for byte in credentials.password.encode())'),
)
answers.wrong(
    "tells-which-users-there-are",
    "step 3",
    "Another word for an unknown user than for a wrong password.",
    (
        REFUSE,
        '        known = credentials.username in ("ada", "grace", "hedy")\n        raise HTTPException(401, "wrong password" if known else "no such user")\n',
    ),
)
answers.wrong(
    "a-failed-login-logs-out",
    "step 3",
    "Who mistypes the password loses the session that there was.",
    (REFUSE, f"        if session_id:\n            await redis.delete(key_of(session_id))\n{REFUSE}"),
)
answers.wrong(
    "an-id-in-a-header-of-ones-own",
    "step 3",
    "The id is believed in a header that the page sends against forgery.",
    believes('request.headers.get("X-CSRF-Token")'),
)
answers.wrong(
    "an-id-under-another-name-in-the-url",
    "step 3",
    "The id is believed as ?key=… too, for links in mails.",
    believes('request.query_params.get("key")'),
)

# Step 4 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "ids-by-uuid1",
    "step 4",
    "uuid1 is the time and the network card.",
    (IMPORT, f"{IMPORT}import uuid\n"),
    cookie_is("str(uuid.uuid1())"),
)
answers.wrong("ids-of-64-bits", "step 4", "Eight bytes are too few.", cookie_is("secrets.token_hex(8)"))
answers.wrong(
    "ids-cut-short",
    "step 4",
    "A digest of good chance, cut to twelve digits.",
    cookie_is("hashlib.sha256(secrets.token_bytes(32)).hexdigest()[:12]"),
)
answers.wrong(
    "ids-by-a-counter",
    "step 4",
    "1, 2, 3.",
    (AFTER_IMPORTS, f"{AFTER_IMPORTS}numbers = iter(range(1, 1_000_000))\n"),
    cookie_is('f"session-number-{next(numbers):08}"'),
)
answers.wrong(
    "ids-by-a-hashed-counter",
    "step 4",
    "SHA-256 of 1, 2, 3 looks like chance and is none.",
    (AFTER_IMPORTS, f"{AFTER_IMPORTS}numbers = iter(range(1, 1_000_000))\n"),
    cookie_is("hashlib.sha256(str(next(numbers)).encode()).hexdigest()"),
)
answers.wrong(
    "ids-by-a-counter-in-redis",
    "step 4",
    "The counter is in Redis: it is hashed, and can be counted on all the same.",
    cookie_is('hashlib.sha256(str(await redis.incr("session:number")).encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-name-and-time",
    "step 4",
    "MD5 of the name and the time: an attacker knows both nearly.",
    (IMPORT, f"{IMPORT}import time\n"),
    cookie_is('hashlib.md5(f"{user.username}{time.time_ns()}".encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-random",
    "step 4",
    "`random` is made for games: after some ids all others can be computed.",
    (IMPORT, f"{IMPORT}import random\n"),
    cookie_is('f"{random.getrandbits(128):032x}"'),
)
answers.wrong(
    "ids-by-choices",
    "step 4",
    "The same, letter by letter.",
    (IMPORT, f"{IMPORT}import random\nimport string\n"),
    cookie_is('"".join(random.choices(string.ascii_letters + string.digits, k=32))'),
)
answers.wrong(
    "ids-by-a-random-of-ones-own",
    "step 4",
    "The same, with a generator made at start-up.",
    (IMPORT, f"{IMPORT}import random\n"),
    (AFTER_IMPORTS, f"{AFTER_IMPORTS}chance = random.Random()\n"),
    cookie_is('f"{chance.getrandbits(128):032x}"'),
)
answers.wrong(
    "ids-by-random-and-time",
    "step 4",
    "random and the time, hashed together.",
    (IMPORT, f"{IMPORT}import random\nimport datetime\n"),
    cookie_is('hashlib.sha256(f"{random.random()}{datetime.datetime.now()}".encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-name",
    "step 4",
    "The digest of the user's name: the same for ever.",
    cookie_is("hashlib.sha256(user.username.encode()).hexdigest()"),
)
answers.wrong(
    "adopts-any-id",
    "step 4",
    "The id that the client brought is kept.",
    cookie_is("session_id or secrets.token_urlsafe(32)"),
)
answers.wrong(
    "adopts-ids-of-the-right-form",
    "step 4",
    "The id that the client brought is kept if it looks like one of ours.",
    cookie_is("session_id if session_id and len(session_id) == 43 else secrets.token_urlsafe(32)"),
)
answers.wrong(
    "adopts-a-living-session",
    "step 4",
    "Who logs in again keeps the id.",
    cookie_is("session_id if session_id and await redis.exists(key_of(session_id)) else secrets.token_urlsafe(32)"),
)
answers.wrong(
    "the-session-before-goes-on", "step 4", "A login does not end what the browser had before.", (END_OLD, "")
)
answers.wrong(
    "only-ones-own-session-before-ends",
    "step 4",
    "A login ends the session before only if it was the same user's.",
    (
        "        if session_id:\n            pipe.delete(",
        "        if session_id and await redis.hget(key_of(session_id), 'username') == user.username.encode():\n            pipe.delete(",
    ),
)
answers.wrong(
    "a-session-for-any-cookie",
    "step 4",
    "An unknown id gets an anonymous session.",
    (SLIDE, f"        pipe.hsetnx(key_of(session_id), 'visits', 0)\n{SLIDE}"),
    ("session, _ = await", "session, _, _ = await"),
)
answers.wrong(
    "an-empty-cookie-gets-a-session",
    "step 4",
    "Each stranger gets a session and a cookie, as a shop does for its basket.",
    (
        f"{CHECK}{PIPE}{HGETALL}",
        f'    if session_id == "":\n        await redis.hsetex(f"session:{{secrets.token_hex(16)}}", "basket", "", ex=600)\n{CHECK}{PIPE}{HGETALL}',
    ),
)
answers.wrong(
    "hgetall-of-nothing-is-somebody",
    "step 4",
    "`is None` for HGETALL of nothing, which is an empty dict: everybody is logged in as nobody.",
    ("    if not session:\n", "    if session is None:\n"),
    (
        f"Profile.model_validate({DECODE})",
        'Profile(user_id=int(session.get(b"user_id", 0)), **{name: session.get(name.encode(), b"").decode() for name in ("username", "theme", "language")})',
    ),
)
answers.wrong(
    "hgetall-of-nothing-is-a-500",
    "step 4",
    "The same, and a KeyError.",
    ("    if not session:\n", "    if session is None:\n"),
    (
        f"Profile.model_validate({DECODE})",
        'Profile(user_id=int(session[b"user_id"]), **{name: session[name.encode()].decode() for name in ("username", "theme", "language")})',
    ),
)
answers.wrong(
    "looked-up-with-keys",
    "step 4",
    "KEYS takes a pattern: the cookie * is anybody's session.",
    (KEY, RAW_KEY),
    (
        f"{CHECK}{PIPE}{HGETALL}",
        f'{CHECK}    found = await redis.keys(key_of(session_id))\n    if not found:\n        raise HTTPException(401)\n    session_id = found[0].decode().removeprefix("session:")\n{PIPE}{HGETALL}',
    ),
)
answers.wrong(
    "the-raw-cookie-in-the-key",
    "step 4",
    "A cookie can name a key of another type: WRONGTYPE, and 503.",
    (KEY, RAW_KEY),
)
answers.wrong(
    "the-index-is-a-session",
    "step 4",
    "The cookie user:1 names the index of a user's sessions, which is a Hash as well: KeyError, and 500.",
    FORMAT_UNCHECKED,
    (
        EXECUTE,
        f'        pipe.hset(f"session:user:{{user.user_id}}", new_id, 1)\n        pipe.expire(f"session:user:{{user.user_id}}", 86400)\n{EXECUTE}',
    ),
)
answers.wrong(
    "any-hash-is-a-session",
    "step 4",
    "A cookie can name a Hash that is no session: KeyError, and 500.",
    (KEY, RAW_KEY),
    (
        ON_REDIS_ERROR,
        '@app.exception_handler(ResponseError)\nasync def not_a_hash(request: Request, error: ResponseError) -> JSONResponse:\n    return JSONResponse({"detail": "not logged in"}, 401)\n\n\n'
        + ON_REDIS_ERROR,
    ),
    ("import RedisError", "import RedisError, ResponseError"),
)
answers.wrong(
    "ids-are-ascii",
    "step 4",
    "A cookie may hold any bytes: UnicodeEncodeError, and 500.",
    (KEY, KEY.replace("encode()", "encode('ascii')")),
)
answers.wrong(
    "ids-are-uuids",
    "step 4",
    "UUID(…) raises for a cookie that is none.",
    (IMPORT, f"{IMPORT}import uuid\n"),
    cookie_is("str(uuid.uuid4())"),
    (KEY, 'return f"session:{uuid.UUID(session_id)}"'),
)
answers.wrong(
    "a-long-cookie-is-an-error",
    "step 4",
    "More than 4 kB is refused with an exception.",
    (KEY, f"if len(session_id) > 4096:\n        raise ValueError('too long')\n    {KEY}"),
)
answers.wrong(
    "a-part-of-the-id-will-do",
    "step 4",
    "The key is made of the beginning of the cookie only.",
    (KEY, KEY.replace("session_id.encode()", "session_id[:32].encode()")),
)
answers.wrong(
    "reads-the-cookie-by-hand",
    "step 4",
    "Two cookies of one name: too many values to unpack, and 500.",
    (
        f"{PROFILE_ROUTE}{CHECK}",
        f"{PROFILE_ROUTE.replace('(redis', '(request: Request, redis')}{CHECK}    _, session_id = request.headers['cookie'].split('session_id=')\n",
    ),
)
answers.wrong(
    "login-removes-by-pattern",
    "step 4",
    "What the browser had before is looked for with a pattern: an empty cookie removes all sessions.",
    (
        KEY,
        f"if not re.fullmatch('[A-Za-z0-9_-]{{43}}', session_id):\n        raise HTTPException(401, 'not logged in')\n    {RAW_KEY}",
    ),
    (IMPORT, f"{IMPORT}import re\n"),
    (
        END_OLD,
        '        for key in [key async for key in redis.scan_iter(match=f"session:{session_id}*")] if session_id is not None else []:\n            pipe.delete(key)\n',
    ),
    (
        LOGOUT,
        "    if session_id and re.fullmatch('[A-Za-z0-9_-]{43}', session_id):\n        await redis.delete(key_of(session_id))\n",
    ),
)
answers.wrong(
    "login-refuses-an-odd-cookie",
    "step 4",
    "Who has an odd cookie cannot log in, and cannot get rid of it.",
    (
        KEY,
        f"if not re.fullmatch('[A-Za-z0-9_-]{{43}}', session_id):\n        raise HTTPException(401, 'not logged in')\n    {RAW_KEY}",
    ),
    (IMPORT, f"{IMPORT}import re\n"),
)
answers.wrong(
    "the-digest-of-four-bytes",
    "step 4",
    "A digest is as long as you like, and has no more chance in it than what went in.",
    cookie_is("hashlib.sha256(secrets.token_bytes(4)).hexdigest()"),
)

answers.wrong(
    "a-random-seeded-by-the-time",
    "step 4",
    "The generator of its own begins with the time of the start, which can be tried out.",
    (IMPORT, f"{IMPORT}import random\nimport time\n"),
    (AFTER_IMPORTS, f"{AFTER_IMPORTS}chance = random.Random(time.time_ns())\n"),
    cookie_is('f"{chance.getrandbits(256):064x}"'),
)
answers.wrong(
    "a-random-seeded-by-the-system",
    "step 4",
    "The seed is secret, and after some ids the rest can be computed all the same.",
    (IMPORT, f"{IMPORT}import random\n"),
    (AFTER_IMPORTS, f"{AFTER_IMPORTS}chance = random.Random(os.urandom(16))\n"),
    cookie_is('f"{chance.getrandbits(256):064x}"'),
)
answers.wrong(
    "ids-by-name-and-stopwatch",
    "step 4",
    "perf_counter_ns counts from the start of the machine: nanoseconds look like chance and are none.",
    (IMPORT, f"{IMPORT}import time\n"),
    cookie_is('hashlib.sha256(f"{user.username}{time.perf_counter_ns()}".encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-time-and-address",
    "step 4",
    "Where an object lies in memory is no secret: it is one of a few places.",
    (IMPORT, f"{IMPORT}import time\n"),
    cookie_is('hashlib.sha256(f"{user.username}{time.time()}{id(request)}".encode()).hexdigest()'),
)
answers.wrong(
    "sixteen-bytes-drawn-and-three-used",
    "step 4",
    "The chance is cut before it is hashed.",
    cookie_is("hashlib.sha256(secrets.token_bytes(16)[:3]).hexdigest()"),
)
answers.wrong(
    "the-digest-of-a-part-of-a-uuid",
    "step 4",
    "The first of the five parts of a uuid4 has 32 bits.",
    (IMPORT, f"{IMPORT}import uuid\n"),
    cookie_is("hashlib.sha256(str(uuid.uuid4().time_low).encode()).hexdigest()"),
)
answers.wrong(
    "a-key-of-eight-digits",
    "step 4",
    "A good id, and a short digest of it in the key: of four billion cookies one is yours.",
    (KEY, KEY.replace("hexdigest()", "hexdigest()[:8]")),
)

# Step 5 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "no-httponly", "step 5", "Every script in the page can read the cookie.", ('"httponly": True', '"httponly": False')
)
answers.wrong(
    "no-samesite",
    "step 5",
    "Without SameSite each browser decides by itself.",
    ('"samesite": "lax"', '"samesite": None'),
)
answers.wrong(
    "samesite-none",
    "step 5",
    "SameSite=None: forms on other sites are sent with the cookie.",
    (ATTRIBUTES, ATTRIBUTES.replace('"lax", "secure": request.url.scheme == "https"', '"none", "secure": True')),
)
answers.wrong(
    "path-of-the-profile",
    "step 5",
    "Path=/profile: the cookie does not come to /logout.",
    ('"path": "/"', '"path": "/profile"'),
)
answers.wrong(
    "no-path", "step 5", "Without Path it is that of the request that set it.", ('"path": "/"', '"path": None')
)
answers.wrong(
    "logout-in-the-browser-only", "step 5", "Only the cookie is removed: a copy of it is still good.", (LOGOUT, "")
)
answers.wrong(
    "logout-in-redis-only",
    "step 5",
    "Only the session is removed: the browser keeps a cookie for nothing.",
    (DELETE_COOKIE, ""),
)
answers.wrong(
    "logout-of-another-path",
    "step 5",
    "The cookie is removed for another path, that is, not at all.",
    (
        DELETE_COOKIE,
        '    response.delete_cookie("session_id", path="/logout", httponly=True, samesite="lax", secure=True)\n',
    ),
)
answers.wrong(
    "logout-with-other-attributes",
    "step 5",
    "The cookie is replaced by one without HttpOnly.",
    (DELETE_COOKIE, '    response.delete_cookie("session_id", samesite="lax", secure=True)\n'),
)
answers.wrong(
    "logout-twice-is-an-error",
    "step 5",
    "401 for who is not logged in any more.",
    (
        LOGOUT,
        '    if not session_id or not await redis.delete(key_of(session_id)):\n        raise HTTPException(401, "not logged in")\n',
    ),
)
answers.wrong(
    "logout-minds-odd-cookies",
    "step 5",
    "A logout with an odd cookie is a 500.",
    (LOGOUT, f"{LOGOUT}    bytes(session_id or '', 'ascii')\n"),
)
answers.wrong(
    "logout-of-the-user",
    "step 5",
    "The sessions of a user are found by name, and all of them end.",
    (
        LOGOUT,
        '    if session_id:\n        name = await redis.hget(key_of(session_id), "username")\n        for key in [key async for key in redis.scan_iter(match="session:*")]:\n            if await redis.hget(key, "username") == name:\n                await redis.delete(key)\n',
    ),
)
answers.wrong(
    "one-session-per-user",
    "step 5",
    "The key is the user's name: a login elsewhere ends this session.",
    (f"    {SESSION}\n", ""),
    (
        NEW_ID,
        'new_id = f"{user.username}.{secrets.token_urlsafe(32)}"\n    session: dict[Any, Any] = {**profile.model_dump(), "id": new_id}',
    ),
    (KEY, KEY.replace("session_id.encode()", "session_id.partition('.')[0].encode()")),
    (
        "    return profile_in(session)\n",
        '    if session.get(b"id", b"").decode() != session_id:\n        raise HTTPException(401, "not logged in")\n    return profile_in(session)\n',
    ),
)
answers.wrong(
    "logout-of-everybody",
    "step 5",
    "All keys of the app are removed.",
    (
        LOGOUT,
        '    for key in [key async for key in redis.scan_iter(match="session:*")]:\n        await redis.delete(key)\n',
    ),
)
answers.wrong(
    "logout-by-pattern",
    "step 5",
    "The cookie is used as a pattern, for logout only.",
    (
        LOGOUT,
        '    if session_id:\n        for key in {key_of(session_id).encode(), *await redis.keys(f"session:{session_id}")}:\n            await redis.delete(key)\n',
    ),
)
answers.wrong(
    "logout-by-the-name-in-the-key",
    "step 5",
    "The user's name is part of id and key; a logout removes what has it.",
    (NEW_ID, 'new_id = f"{user.username}.{secrets.token_urlsafe(32)}"'),
    (
        KEY,
        "name, _, chance = session_id.partition('.')\n    return f'session:{name.encode().hex()}:{hashlib.sha256(chance.encode()).hexdigest()}'",
    ),
    (
        LOGOUT,
        "    if session_id:\n        name = session_id.partition('.')[0].encode().hex()\n        async for key in redis.scan_iter(match=f'session:*{name}*'):\n            await redis.delete(key)\n",
    ),
)
answers.wrong(
    "logout-by-a-link",
    "step 5",
    "GET /logout logs out: an image on any site can have it sent.",
    (LOGOUT_ROUTE, '@app.get("/logout", status_code=204)\n@app.post("/logout", status_code=204)'),
)
answers.wrong(
    "a-login-ends-those-elsewhere",
    "step 5",
    "Who logs in on the phone is logged out on the laptop.",
    (
        END_OLD,
        (
            f"{END_OLD}"
            '        async for key in redis.scan_iter(match="session:*", _type="hash"):\n'
            '            if await redis.hget(key, "username") == user.username.encode():\n'
            "                pipe.delete(key)\n"
        ),
    ),
)
answers.wrong(
    "keeps-the-cookie-of-an-ended-session",
    "step 5",
    "The cookie is cleared only if there was a session to end.",
    (
        LOGOUT,
        "    if session_id and not await redis.delete(key_of(session_id)):\n        return\n",
    ),
)
answers.wrong(
    "logs-out-by-the-url",
    "step 5",
    "POST /logout?session_id=… ends whatever session is named there.",
    (
        LOGOUT,
        LOGOUT.replace(
            "    if session_id:\n",
            '    session_id = request.query_params.get("session_id", session_id)\n    if session_id:\n',
        ),
    ),
)

answers.wrong(
    "logs-out-by-another-cookie",
    "step 5",
    "A logout believes the cookie sessionid as well.",
    (LOGOUT, f'    session_id = session_id or request.cookies.get("sessionid")\n{LOGOUT}'),
)
answers.wrong(
    "five-sessions-at-most",
    "step 5",
    "A login ends the oldest session of the user, from the sixth on.",
    (
        EXECUTE,
        """        script = (
            "redis.call('RPUSH', KEYS[1], ARGV[1]) redis.call('EXPIRE', KEYS[1], 86400)"
            " while redis.call('LLEN', KEYS[1]) > 5 do redis.call('DEL', redis.call('LPOP', KEYS[1])) end"
        )
        pipe.eval(script, 1, f"session:of:{user.user_id}", key_of(new_id))
"""
        + EXECUTE,
    ),
)

# Step 6 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "no-ttl-at-all",
    "step 6",
    "Sessions never end.",
    ("        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)\n", ""),
    (SLIDE, "        pipe.ping()\n"),
)
answers.wrong(
    "a-ttl-from-the-first-read-on",
    "step 6",
    "The TTL comes with the first use.",
    ("        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)\n", ""),
)
answers.wrong(
    "hset-then-expire",
    "step 6",
    "Two round trips: cut between them, the session is immortal.",
    (
        LOGIN,
        "    if session_id:\n        await redis.delete(key_of(session_id))\n    await redis.hset(key_of(new_id), mapping=session)\n    await redis.expire(key_of(new_id), SESSION_TTL_SECONDS)\n",
    ),
)
answers.wrong(
    "an-index-without-a-ttl",
    "step 6",
    "A Set of each user's sessions is kept for ever.",
    (EXECUTE, f'        pipe.sadd(f"session:of:{{user.user_id}}", key_of(new_id))\n{EXECUTE}'),
)
answers.wrong(
    "persist-while-reading",
    "step 6",
    "The TTL is taken off for the time of the read.",
    (
        READ,
        "    await redis.persist(key_of(session_id))\n    session = await redis.hgetall(key_of(session_id))\n    await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)\n",
    ),
)
answers.wrong("expire-at-login-only", "step 6", "The TTL does not slide.", (SLIDE, "        pipe.ping()\n"))
answers.wrong(
    "expire-nx",
    "step 6",
    "EXPIRE … NX sets a TTL only where there is none.",
    (SLIDE, SLIDE.replace("SECONDS)", "SECONDS, nx=True)")),
)
answers.wrong(
    "a-ttl-of-a-day",
    "step 6",
    "The TTL is not SESSION_TTL_SECONDS.",
    (SLIDE, SLIDE.replace("SESSION_TTL_SECONDS", "86400")),
)
answers.wrong(
    "a-ttl-of-its-own",
    "step 6",
    "1800 is written into the file.",
    ('SESSION_TTL_SECONDS = int(os.environ.get("SESSION_TTL_SECONDS", "1800"))', "SESSION_TTL_SECONDS = 1800"),
    ("import os\n", ""),
)
answers.wrong(
    "renews-at-the-last-moment",
    "step 6",
    "The TTL is renewed only in its last tenth.",
    (
        READ,
        "    session = await redis.hgetall(key_of(session_id))\n    if await redis.ttl(key_of(session_id)) < SESSION_TTL_SECONDS / 10:\n        await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)\n",
    ),
)
answers.wrong(
    "a-max-age-that-does-not-slide",
    "step 6",
    "The browser throws the cookie away while Redis still has the session.",
    WITH_MAX_AGE,
)
answers.wrong(
    "a-renewed-cookie-without-httponly",
    "step 6",
    "The cookie slides, and loses its attributes.",
    WITH_MAX_AGE,
    READ_RENEWS[0],
    (READ_RENEWS[1][0], READ_RENEWS[1][1].replace(", **cookie_attributes(request)", "")),
)
answers.wrong(
    "a-failed-login-renews",
    "step 6",
    "Whoever sends the cookie has used the session, also with a wrong password.",
    (VERIFY, f"    if session_id:\n        await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)\n{VERIFY}"),
)
answers.wrong(
    "half-of-the-fields-slide",
    "step 6",
    "Each field has a TTL, and only some are renewed: half a session is left.",
    (STORE, "        pipe.hsetex(key_of(new_id), mapping=session, ex=SESSION_TTL_SECONDS)\n"),
    (SLIDE, '        pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, "user_id", "username")\n'),
)
answers.wrong(
    "a-login-has-half-an-hour",
    "step 6",
    "SESSION_TTL_SECONDS counts from the first use on.",
    ("pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)", "pipe.expire(key_of(new_id), 1800)"),
)
answers.wrong(
    "a-cookie-for-half-an-hour",
    "step 6",
    "Max-Age is a constant, and the browser drops the cookie before the session ends.",
    ("new_id, **cookie", "new_id, max_age=1800, **cookie"),
    *((old, new.replace("SESSION_TTL_SECONDS, **", "1800, **")) for old, new in READ_RENEWS),
)

answers.wrong(
    "a-max-age-of-a-day",
    "step 6",
    "Max-Age is longer than the TTL and does not slide: who comes every day is logged out all the same.",
    ("new_id, **cookie", "new_id, max_age=86400, **cookie"),
)
answers.wrong(
    "a-day-at-most",
    "step 6",
    "The id says when the login was, and after a day it is refused, however much it is used.",
    (IMPORT, f"{IMPORT}import time\n"),
    cookie_is('f"{secrets.token_urlsafe(32)}.{int(time.time())}"'),
    (
        f"{CHECK}{PIPE}{HGETALL}",
        f'{CHECK}    since = session_id.rpartition(".")[2]\n    if not since.isdecimal() or not since.isascii() or time.time() - int(since[:12]) > 86_400:\n        raise HTTPException(401, "not logged in")\n{PIPE}{HGETALL}',
    ),
)


def bound_to(what: str) -> list[tuple[str, str]]:
    """A session is good only where it began: an expression in which `request` is known."""
    return [
        (SESSION, f'{SESSION}\n    session["where"] = {what}'),
        (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, redis")),
        (
            READ_END,
            f'{TAKE}    if session and session[b"where"].decode() != {what}:\n        raise HTTPException(401, "stolen?")\n    return profile_in(session)\n',
        ),
    ]


answers.wrong(
    "bound-to-the-address",
    "step 6",
    "On another network one is a stranger.",
    *bound_to('(request.client.host if request.client else "")'),
)
answers.wrong(
    "bound-to-the-browser",
    "step 6",
    "After an update of the browser one is a stranger.",
    *bound_to('request.headers.get("user-agent", "")'),
)

# Step 7 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "nothing-is-changed",
    "step 7",
    "The change is answered, and not stored.",
    (CHANGED, "    return (await get_profile(redis, session_id)).model_copy(update={field: change.value})\n"),
)
answers.wrong(
    "a-script-that-is-put-together-with-the-value",
    "step 7",
    "The value is pasted into the text of the Lua script: a quote in it breaks the script, or is a command of its sender.",
    (
        CHANGE,
        'script = CHANGE_FIELD.replace("ARGV[1]", f"\'{field}\'").replace("ARGV[2]", f"\'{change.value}\'")\n'
        '    script = script.replace("ARGV[3]", str(SESSION_TTL_SECONDS))\n'
        "    pairs = await redis.eval(script, 1, key_of(session_id))",
    ),
)
answers.wrong(
    "the-language-is-the-theme",
    "step 7",
    "One of the two fields is written whatever was asked for.",
    (CHANGE, CHANGE.replace("field, change", '"theme", change')),
)
answers.wrong(
    "one-theme-for-all",
    "step 7",
    "The theme is kept once for the whole app.",
    (
        CHANGED,
        CHANGED.replace(
            "    return", '    await redis.set("session:theme", change.value, ex=SESSION_TTL_SECONDS)\n    return'
        ),
    ),
    (
        READ_END,
        f'{TAKE}    profile = profile_in(session)\n    theme = await redis.get("session:theme")\n    return profile.model_copy(update={{"theme": theme.decode()}}) if theme else profile\n',
    ),
)
answers.wrong(
    "every-field-can-be-written",
    "step 7",
    "PUT /profile/user_id makes anybody user 2.",
    (FIELD, FIELD.replace('Literal["theme", "language"]', "str")),
)
answers.wrong(
    "the-name-can-be-written",
    "step 7",
    "PUT /profile/username makes ada grace.",
    (FIELD, FIELD.replace('"language"', '"language", "username"')),
)
answers.wrong(
    "another-field-is-a-500",
    "step 7",
    "An unknown field is a KeyError.",
    (FIELD, FIELD.replace('Literal["theme", "language"]', "str")),
    (
        CHANGED,
        CHANGED.replace("    pairs", '    field = {"theme": "theme", "language": "language"}[field]\n    pairs', 1),
    ),
)
answers.wrong(
    "any-value-will-do",
    "step 7",
    "A value that is no text goes to Redis: DataError.",
    ("value: Annotated[str, Field(max_length=64)]", "value: Any = None"),
)
answers.wrong(
    "no-value-is-a-500",
    "step 7",
    "The body is taken as it comes: KeyError.",
    (FIELD, FIELD.replace("change: Change", "change: dict[str, Any]")),
    (CHANGE, CHANGE.replace("change.value", 'change["value"]')),
)
answers.wrong(
    "the-whole-session-is-written-back",
    "step 7",
    "All fields are read, one is changed, all are written: of two changes at once one is lost.",
    (
        CHANGED,
        "    session = await redis.hgetall(key_of(session_id))\n    if not session:\n        raise HTTPException(401)\n    session[field.encode()] = change.value.encode()\n    async with redis.pipeline() as pipe:\n        await pipe.hset(key_of(session_id), mapping=session).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()\n    return profile_in(session)\n",
    ),
)
answers.wrong(
    "json-in-a-field",
    "step 7",
    "The Hash has one field with JSON in it: two changes at once write it both.",
    (STORE, STORE.replace("mapping=session", 'mapping={"json": profile.model_dump_json()}')),
    (f"return Profile.model_validate({DECODE})", 'return Profile.model_validate_json(session[b"json"])'),
    ("redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])", "redis.call('HSET', KEYS[1], 'json', ARGV[2])"),
    (
        CHANGED,
        "    profile = profile_in(await redis.hgetall(key_of(session_id))).model_copy(update={field: change.value})\n    if not await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, profile.model_dump_json(), SESSION_TTL_SECONDS):\n        raise HTTPException(401)\n    return profile\n",
    ),
)
answers.wrong(
    "hset-whatever-is-there",
    "step 7",
    "HSET without a look: it makes a key for a session that has ended, or never was.",
    ("if redis.call('EXISTS', KEYS[1]) == 0 then return {} end\n", ""),
    (
        CHANGED,
        f"    {CHANGE}\n    session = dict(zip(pairs[::2], pairs[1::2], strict=True))\n    if b'username' not in session:\n        raise HTTPException(401, 'not logged in')\n    return profile_in(session)\n",
    ),
)
answers.wrong(
    "hset-if-the-cookie-is-known",
    "step 7",
    "EXISTS, then HSET: the session can end between the two.",
    (
        CHANGED,
        "    if not await redis.exists(key_of(session_id)):\n        raise HTTPException(401)\n    async with redis.pipeline() as pipe:\n        await pipe.hset(key_of(session_id), field, change.value).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()\n    return await get_profile(redis, session_id)\n",
    ),
)
answers.wrong(
    "a-change-does-not-renew",
    "step 7",
    "The TTL slides with reads only.",
    ("redis.call('EXPIRE', KEYS[1], ARGV[3])\n", ""),
)
answers.wrong(
    "a-change-does-not-renew-the-cookie",
    "step 7",
    "The cookie's Max-Age slides with reads only.",
    WITH_MAX_AGE,
    *READ_RENEWS,
)
answers.wrong(
    "a-field-loses-its-ttl",
    "step 7",
    "Each field has a TTL; HSET takes that of the field away.",
    (STORE, "        pipe.hsetex(key_of(new_id), mapping=session, ex=SESSION_TTL_SECONDS)\n"),
    (
        SLIDE,
        '        pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, "user_id", "username", "theme", "language")\n',
    ),
    (
        "redis.call('EXPIRE', KEYS[1], ARGV[3])\n",
        "redis.call('HEXPIRE', KEYS[1], ARGV[3], 'FIELDS', 2, 'user_id', 'username')\n",
    ),
)
answers.wrong(
    "a-stranger's-change-is-a-500",
    "step 7",
    "Without a cookie there is no key to be made.",
    (f"{CHECK}    {CHANGE}", f"    {CHANGE}"),
)
answers.wrong(
    "persist-while-changing",
    "step 7",
    "PERSIST, HSET, EXPIRE: while it waits between them, the session does not expire.",
    (
        CHANGED,
        "    key = key_of(session_id)\n    if not await redis.persist(key):\n        raise HTTPException(401)\n    await redis.eval(CHANGE_FIELD, 1, key, field, change.value, SESSION_TTL_SECONDS)\n    return await get_profile(redis, session_id)\n",
    ),
)
answers.wrong(
    "shows-the-id-to-who-changes",
    "step 7",
    "The answer to a change has the id in a header.",
    (FIELD, FIELD.replace(" redis", " response: Response, redis")),
    (CHANGED, f'    response.headers["X-Session"] = session_id\n{CHANGED}'),
)
answers.wrong(
    "changes-by-bearer",
    "step 7",
    "PUT believes an Authorization header as well.",
    (
        "change: Change, redis: RedisClient, session_id: SessionId = None\n) -> Profile:\n",
        "change: Change, request: Request, redis: RedisClient, session_id: SessionId = None\n) -> Profile:\n"
        '    session_id = session_id or request.headers.get("Authorization", "").removeprefix("Bearer ")\n',
    ),
)
answers.wrong(
    "lower-case-only",
    "step 7",
    "What was written comes back in small letters.",
    ("field, change.value,", "field, change.value.lower(),"),
)
answers.wrong(
    "a-number-is-a-text",
    "step 7",
    "7 is stored as '7'.",
    (
        "    value: Annotated[str, Field(max_length=64)]\n",
        "    value: Annotated[str, Field(max_length=64, coerce_numbers_to_str=True)]\n",
    ),
)
answers.wrong(
    "a-theme-for-all-ones-sessions",
    "step 7",
    "A change goes to the other sessions of the user as well.",
    (
        CHANGED,
        CHANGED.replace(
            "    return",
            (
                "    profile = profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))\n"
                '    async for key in redis.scan_iter(match="session:*"):\n'
                '        if await redis.hget(key, "username") == profile.username.encode():\n'
                "            await redis.hset(key, field, change.value)\n"
                "    return"
            ),
        ),
    ),
)
answers.wrong(
    "a-change-has-half-an-hour",
    "step 7",
    "Each change renews the session for 1800 s, whatever SESSION_TTL_SECONDS says.",
    (CHANGE, CHANGE.replace("SESSION_TTL_SECONDS", "1800")),
)
answers.wrong(
    "writes-then-cleans-up",
    "step 7",
    "HSET first; if that made a new Hash it is removed, in a round trip of its own.",
    (
        CHANGED,
        (
            f"{PIPE}"
            "        pipe.hset(key_of(session_id), field, change.value)\n"
            f"{SLIDE}{HGETALL}"
            "        _, _, session = await pipe.execute()\n"
            '    if b"username" not in session:\n'
            "        await redis.delete(key_of(session_id))\n"
            "        session = {}\n"
            "    return profile_in(session)\n"
        ),
    ),
)

answers.wrong(
    "light-or-dark-only",
    "step 7",
    "Themes that are not yet known are refused.",
    (
        f"    {CHANGE}\n",
        f'    if field == "theme" and change.value not in ("light", "dark"):\n        raise HTTPException(422)\n    {CHANGE}\n',
    ),
)
answers.wrong(
    "digits-are-numbers",
    "step 7",
    "What looks like a number is read as one: 7 is no text any more, and a 500.",
    (DECODE, "{name.decode(): int(value) if value.isdigit() else value.decode() for name, value in session.items()}"),
)
answers.wrong(
    "values-are-json-if-they-can-be",
    "step 7",
    "A value that is JSON by chance is read as JSON.",
    (IMPORT, f"{IMPORT}import json\n"),
    (
        "def profile_in(",
        "def read(value: bytes) -> Any:\n    try:\n        return json.loads(value)\n    except ValueError:\n        return value.decode()\n\n\ndef profile_in(",
    ),
    (DECODE, "{name.decode(): read(value) for name, value in session.items()}"),
)
answers.wrong(
    "an-empty-field-is-nobody",
    "step 7",
    "A session with an empty field is taken for one that has ended.",
    ("    if not session:\n", "    if not session or not all(session.values()):\n"),
)
answers.wrong(
    "values-are-stripped",
    "step 7",
    "Spaces around a value are lost.",
    ("field, change.value,", "field, change.value.strip(),"),
)
answers.wrong(
    "values-are-escaped",
    "step 7",
    "What is written is made ready for HTML, which is for the page to do.",
    (IMPORT, f"{IMPORT}import html\n"),
    ("field, change.value,", "field, html.escape(change.value),"),
)
answers.wrong(
    "up-to-64-bytes",
    "step 7",
    "The length is counted in bytes: 64 Japanese characters are too many.",
    (f"    {CHANGE}\n", f"    if len(change.value.encode()) > 64:\n        raise HTTPException(422)\n    {CHANGE}\n"),
)
answers.wrong(
    "a-profile-for-the-next-time",
    "step 7",
    "The last theme of a user is kept in the process, and each new session begins with it.",
    (AFTER_IMPORTS, f"profiles: dict[int, Any] = {{}}\n{AFTER_IMPORTS}"),
    (f"    {SESSION}\n", f"    profile = profiles.get(user.user_id, profile)\n    {SESSION}\n"),
    (CHANGED, CHANGED.replace("return", "profile =") + "    profiles[profile.user_id] = profile\n    return profile\n"),
)
answers.wrong(
    "the-theme-of-another-cookie",
    "step 7",
    "The theme is kept in a cookie as well, which outlives the session and is believed.",
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, redis")),
    (
        READ_END,
        f'{TAKE}    profile = profile_in(session)\n    return profile.model_copy(update={{"theme": request.cookies.get("theme", profile.theme)}})\n',
    ),
    (FIELD, FIELD.replace(" redis", " response: Response, redis")),
    (CHANGED, f'    if field == "theme":\n        response.set_cookie("theme", change.value)\n{CHANGED}'),
)
answers.wrong(
    "changed-by-a-link",
    "step 7",
    "GET /profile/theme?value=… changes the theme: an image on any site can have it sent.",
    (
        '@app.put("/profile/{field}")\n',
        '@app.get("/profile/{field}")\nasync def change_by_link(field: Literal["theme", "language"], redis: RedisClient, value: str = "", session_id: SessionId = None) -> Profile:\n    return await put_profile(field, Change(value=value), redis, session_id)\n\n\n@app.put("/profile/{field}")\n',
    ),
)

# Step 8 ---------------------------------------------------------------------------------------------------------------

ALL_READ = "    session = await redis.hgetall(key_of(session_id))\n    profile = profile_in(session)\n"
answers.wrong(
    "writes-last-seen",
    "step 8",
    "HSET last_seen on each use: a session that has ended is back, with one field and a TTL.",
    (IMPORT, f"{IMPORT}import time\n"),
    (
        f"{READ}    return profile_in(session)\n",
        f'{ALL_READ}    async with redis.pipeline() as pipe:\n        await pipe.hset(key_of(session_id), "last_seen", time.time()).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()\n    return profile\n',
    ),
)
answers.wrong(
    "counts-visits",
    "step 8",
    "HINCRBY makes the key anew as well.",
    (
        f"{READ}    return profile_in(session)\n",
        f'{ALL_READ}    async with redis.pipeline() as pipe:\n        await pipe.hincrby(key_of(session_id), "visits", 1).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()\n    return profile\n',
    ),
)
answers.wrong(
    "writes-the-session-back",
    "step 8",
    "The whole session is written back on each use: who has logged out is logged in again.",
    (
        f"{READ}    return profile_in(session)\n",
        f"{ALL_READ}    async with redis.pipeline() as pipe:\n        await pipe.hset(key_of(session_id), mapping=session).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()\n    return profile\n",
    ),
)
answers.wrong(
    "exists-then-hgetall",
    "step 8",
    "EXISTS, then HGETALL of nothing: a KeyError, and 500.",
    (
        f"{READ}    return profile_in(session)\n",
        "    if not await redis.exists(key_of(session_id)):\n        raise HTTPException(401)\n    async with redis.pipeline() as pipe:\n        session, _ = await pipe.hgetall(key_of(session_id)).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()\n    session[b'username']\n    return profile_in(session)\n",
    ),
)
answers.wrong(
    "field-by-field",
    "step 8",
    "One HGET per field: half of them are None when the session ends between.",
    (
        f"{READ}    return profile_in(session)\n",
        "    session = {}\n    for name in ('user_id', 'username', 'theme', 'language'):\n        value = await redis.hget(key_of(session_id), name)\n        if value is None and not session:\n            raise HTTPException(401)\n        session[name.encode()] = value\n    await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)\n    return profile_in(session)\n",
    ),
)
answers.wrong(
    "heals-a-session",
    "step 8",
    "Fields that are missing get their default, for a session that has just ended as well.",
    (
        READ_END,
        f"{TAKE}    profile = profile_in(session)\n    async with redis.pipeline() as pipe:\n        await pipe.hsetnx(key_of(session_id), 'theme', 'light').expire(key_of(session_id), SESSION_TTL_SECONDS).execute()\n    return profile\n",
    ),
)

# Step 9 ---------------------------------------------------------------------------------------------------------------

MEMORY = (AFTER_IMPORTS, f"{AFTER_IMPORTS}memory: dict[Any, Any] = {{}}\n")
answers.wrong(
    "fields-in-the-process",
    "step 9",
    "Redis is asked whether the session is there, and its fields are taken from a dict of the process.",
    MEMORY,
    (
        READ_END,
        f"{TAKE}    return memory.setdefault(session_id, profile_in(session))\n".replace(
            "    return", "    profile = profile_in(session)\n    return"
        ).replace("profile_in(session))", "profile)"),
    ),
    (CHANGED, CHANGED.replace("return", "profile = memory[session_id] =") + "    return profile\n"),
)
answers.wrong(
    "sessions-in-the-process-too",
    "step 9",
    "A copy of each session is kept for its TTL; a logout in another process is not heard of.",
    MEMORY,
    (IMPORT, f"{IMPORT}import time\n"),
    (
        f"{CHECK}{READ}    return profile_in(session)\n",
        f"{CHECK}    until, profile = memory.get(session_id, (0, None))\n    if until > time.time():\n        memory[session_id] = time.time() + SESSION_TTL_SECONDS, profile\n        await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)\n        return profile\n{READ}    profile = profile_in(session)\n    memory[session_id] = time.time() + SESSION_TTL_SECONDS, profile\n    return profile\n",
    ),
    (CHANGED, "    memory.pop(session_id, None)\n" + CHANGED),
    (LOGOUT, f"    memory.pop(session_id, None)\n{LOGOUT}"),
    (LOGIN, f"    memory.pop(session_id, None)\n{LOGIN}"),
)
answers.wrong(
    "a-copy-for-a-second",
    "step 9",
    "A profile is kept in the process for one second; only this process forgets it at a change or a logout.",
    MEMORY,
    (IMPORT, f"{IMPORT}import time\n"),
    (
        f"{CHECK}{PIPE}{HGETALL}",
        f"{CHECK}    until, profile = memory.get(session_id, (0, None))\n    if until > time.time():\n        return profile\n{PIPE}{HGETALL}",
    ),
    (
        READ_END,
        f"{TAKE}    memory[session_id] = time.time() + 1, profile_in(session)\n    return profile_in(session)\n",
    ),
    (CHANGED, "    memory.pop(session_id, None)\n" + CHANGED),
    (LOGOUT, f"    memory.pop(session_id, None)\n{LOGOUT}"),
    (LOGIN, f"    memory.pop(session_id, None)\n{LOGIN}"),
)
answers.wrong(
    "the-name-of-whoever-logged-in-last",
    "step 9",
    "The current user's name is a variable of the module.",
    MEMORY,
    (READ_END, f"{TAKE}    return profile_in(session).model_copy(update=memory)\n"),
    (SET_COOKIE, f"{SET_COOKIE}    memory['username'] = user.username\n"),
)
answers.wrong(
    "the-session-of-another-request",
    "step 9",
    "The key of the request is kept in the app while it waits for Redis.",
    (
        f"{CHECK}{PIPE}{HGETALL}{SLIDE}{TAKE}    return profile_in(session)\n",
        f"{CHECK}    app.state.key = key_of(session_id)\n    await redis.expire(app.state.key, SESSION_TTL_SECONDS)\n    return profile_in(await redis.hgetall(app.state.key))\n",
    ),
)
answers.wrong(
    "the-login-of-another-request",
    "step 9",
    "The new id is kept in the app while the login waits for Redis.",
    (SET_COOKIE, SET_COOKIE.replace("new_id", "app.state.new_id")),
    (NEW_ID, f"{NEW_ID}\n    app.state.new_id = new_id"),
)
answers.wrong(
    "a-user-of-the-module",
    "step 9",
    "Who has logged in is kept in a variable of the module while the password of the next one is checked.",
    (AFTER_IMPORTS, f'current = ""\n{AFTER_IMPORTS}'),
    (VERIFY, f"    global current\n    current = credentials.username\n{VERIFY}"),
    ("username=user.username, theme", "username=current, theme"),
)
answers.wrong(
    "a-key-of-the-module",
    "step 9",
    "The key of the session that is changed is kept in a variable of the module, over an await.",
    (AFTER_IMPORTS, f'current = ""\n{AFTER_IMPORTS}'),
    (
        CHANGED,
        f"    global current\n    current = key_of(session_id)\n    await redis.ping()\n{CHANGED.replace('key_of(session_id)', 'current')}",
    ),
)
answers.wrong(
    "a-copy-from-the-fourth-read-on",
    "step 9",
    "Sessions that are read often are kept in the process.",
    (AFTER_IMPORTS, f"reads: dict[str, int] = {{}}\ncopies: dict[str, Any] = {{}}\n{AFTER_IMPORTS}"),
    (f"{CHECK}{READ}", f"{CHECK}    if session_id in copies:\n        return copies[session_id]\n{READ}"),
    (
        READ_END,
        (
            f"{TAKE}    profile = profile_in(session)\n"
            "    reads[session_id] = reads.get(session_id, 0) + 1\n"
            "    if reads[session_id] > 3:\n"
            "        copies[session_id] = profile\n"
            "    return profile\n"
        ),
    ),
)

answers.wrong(
    "a-start-clears-the-table",
    "step 9",
    "Each worker that starts removes what it takes for leftovers.",
    WITH_LIFESPAN,
    at_start('    async for key in redis.scan_iter("session:*"):\n        await redis.delete(key)\n'),
)

# Step 10 --------------------------------------------------------------------------------------------------------------

answers.wrong("no-redis-is-a-500", "step 10", "Nobody catches what redis-py raises.", (ON_REDIS_ERROR, ""))
answers.wrong(
    "no-redis-is-a-401",
    "step 10",
    "401 while Redis is away: the page asks everybody to log in.",
    ('try again later"}, 503)', 'try again later"}, 401)'),
)
answers.wrong(
    "no-redis-is-a-guest",
    "step 10",
    "While Redis is away everybody is let in.",
    (
        READ,
        "    try:\n        session = await read(redis, session_id)\n    except RedisError:\n        return Profile(user_id=0, username='guest', theme='light', language='en')\n",
    ),
    (
        '@app.get("/profile")\n',
        f"async def read(redis: Redis, session_id: str) -> Any:\n{READ}    return session\n\n\n@app.get('/profile')\n",
    ),
)
answers.wrong(
    "a-hanging-redis-is-a-500",
    "step 10",
    "Only ConnectionError is caught, not TimeoutError.",
    (ON_REDIS_ERROR, "@app.exception_handler(ConnectionError)\n"),
    ("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError, RedisError"),
)
answers.wrong(
    "no-redis-clears-the-cookie",
    "step 10",
    "While Redis is away everybody loses the cookie.",
    (
        '    return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)\n',
        '    answer = JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)\n    answer.delete_cookie("session_id", **cookie_attributes(request))\n    return answer\n',
    ),
)
answers.wrong(
    "logout-without-redis",
    "step 10",
    "Logged out, says the answer, and in Redis the session goes on.",
    (
        LOGOUT,
        "    if session_id:\n        try:\n            await redis.delete(key_of(session_id))\n        except RedisError:\n            pass\n",
    ),
)
answers.wrong(
    "login-without-redis",
    "step 10",
    "Logged in, says the answer, and there is no session.",
    (EXECUTE, "        try:\n            await pipe.execute()\n        except RedisError:\n            pass\n"),
)
answers.wrong(
    "asks-first-whether-redis-is-there",
    "step 10",
    "PING is answered, and what comes after it is not.",
    (ON_REDIS_ERROR, ""),
    ("Annotated[Redis, Depends(get_redis)]\n", "Annotated[Redis, Depends(redis_or_503)]\n"),
    (
        "RedisClient = ",
        "async def redis_or_503(redis: Annotated[Redis, Depends(get_redis)]) -> Redis:\n    try:\n        await redis.ping()\n    except RedisError as error:\n        raise HTTPException(503) from error\n    return redis\n\n\nRedisClient = ",
    ),
)
answers.wrong(
    "a-new-cookie-without-redis",
    "step 10",
    "The cookie is set first, and the 503 carries it.",
    (
        '    return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)\n',
        '    answer = JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)\n    if request.url.path == "/login" and not request.cookies:\n        answer.set_cookie("session_id", secrets.token_urlsafe(32), **cookie_attributes(request))\n    return answer\n',
    ),
)
answers.wrong(
    "the-last-known-profile",
    "step 10",
    "Without Redis a read is answered with what the last one saw.",
    (AFTER_IMPORTS, f"seen: dict[str, Any] = {{}}\n{AFTER_IMPORTS}"),
    (
        READ_END,
        f"{TAKE}    profile = profile_in(session)\n    seen[session_id] = profile.model_dump()\n    return profile\n",
    ),
    (
        '    return JSONResponse({"detail": "sessions',
        '    if (known := seen.get(request.cookies.get("session_id", ""))) and request.method == "GET":\n'
        "        return JSONResponse(known)\n"
        '    return JSONResponse({"detail": "sessions',
    ),
)
answers.wrong(
    "an-outage-shows-the-id",
    "step 10",
    "The 503 says whose session is out of reach.",
    ('"sessions are out of reach, try again later"', 'f"{request.cookies} is out of reach, try again later"'),
)
answers.wrong(
    "the-old-session-ends-first",
    "step 10",
    "DEL in a round trip of its own: a cut after it, and the browser has no session any more.",
    (f"{PIPE}{END_OLD}", f"    if session_id:\n        await redis.delete(key_of(session_id))\n{PIPE}"),
)

answers.wrong(
    "no-start-without-redis",
    "step 10",
    "PING at the start: a worker that comes before Redis does not come at all.",
    WITH_LIFESPAN,
    at_start("    await redis.ping()\n"),
)
answers.wrong(
    "three-failures-and-out",
    "step 10",
    "After three failures in a row Redis is not asked any more, and nobody closes the breaker.",
    (
        UNAVAILABLE,
        f"""    app.state.failures += 1
{UNAVAILABLE}

app.state.failures = 0


@app.middleware("http")
async def breaker(request: Request, call_next: Any) -> Response:
    if app.state.failures >= 3:
        return JSONResponse({{"detail": "sessions are out of reach"}}, 503)
    answer: Response = await call_next(request)
    if answer.status_code != 503:
        app.state.failures = 0
    return answer
""",
    ),
)

# Step 11 --------------------------------------------------------------------------------------------------------------

answers.wrong(
    "a-read-of-two-round-trips",
    "step 11",
    "HGETALL, then EXPIRE.",
    (
        READ,
        "    session = await redis.hgetall(key_of(session_id))\n    await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)\n",
    ),
)
answers.wrong(
    "a-login-of-two-round-trips",
    "step 11",
    "It is looked whether the new id is free.",
    (LOGIN, f"    if await redis.exists(key_of(new_id)):\n        raise HTTPException(503)\n{LOGIN}"),
)
answers.wrong(
    "a-logout-of-two-round-trips",
    "step 11",
    "It is looked whether there is a session to end.",
    (
        LOGOUT,
        "    if session_id and await redis.exists(key_of(session_id)):\n        await redis.delete(key_of(session_id))\n",
    ),
)

# Stretch --------------------------------------------------------------------------------------------------------------

EVERYWHERE = "    if session_id:\n        await redis.eval(LOGOUT_EVERYWHERE, 1, key_of(session_id), INDEX)\n"
EVERYWHERE_END = f'{EVERYWHERE}    response.delete_cookie("session_id", **cookie_attributes(request))\n'
INDEX_TTL = "pipe.expire(index, SESSION_MAX_SECONDS)"
answers.wrong(
    "everywhere-is-here",
    "stretch step 1",
    "Only the session that asks is ended.",
    (EVERYWHERE, "    if session_id:\n        await redis.delete(key_of(session_id))\n"),
)
answers.wrong(
    "everywhere-is-everybody",
    "stretch step 1",
    "All sessions of all users end.",
    (
        EVERYWHERE,
        '    if session_id:\n        for key in [key async for key in redis.scan_iter(match="session:*")]:\n            await redis.delete(key)\n',
    ),
)
answers.wrong(
    "everywhere-but-here", "stretch step 1", "The cookie of this browser stays.", (EVERYWHERE_END, EVERYWHERE)
)
answers.wrong(
    "one-index-for-all",
    "stretch step 1",
    "The index does not know whose session is whose.",
    ("index = ARGV[1] .. user_id", "index = ARGV[1]"),
    ('index = f"{INDEX}{user.user_id}"', "index = INDEX"),
)
answers.wrong(
    "whoever-names-a-user",
    "stretch step 1",
    "The index can be named by the cookie.",
    (
        "local user_id = redis.call('HGET', KEYS[1], 'user_id')\nif not",
        "local user_id = redis.call('HGET', KEYS[1], 'user_id') or ARGV[2]\nif not",
    ),
    ("key_of(session_id), INDEX)", "key_of(session_id), INDEX, session_id)"),
)
answers.wrong(
    "an-index-that-ends-too-soon",
    "stretch step 1",
    "The index lives for one TTL, a session in use for longer.",
    (INDEX_TTL, "pipe.expire(index, SESSION_TTL_SECONDS)"),
)
answers.wrong(
    "logged-out-for-good",
    "stretch step 1",
    "A mark says that the user is logged out, and nobody removes it at the next login.",
    (
        "for _, key in ipairs",
        "redis.call('SET', 'session:none-of:' .. user_id, 1, 'EX', 60)\nfor _, key in ipairs",
    ),
    (
        "if not ends_at then",
        "if not ends_at or redis.call('EXISTS', 'session:none-of:' .. redis.call('HGET', KEYS[1], 'user_id')) == 1 then",
    ),
)
answers.wrong(
    "an-index-of-the-last-ten",
    "stretch step 1",
    "Only the ten newest sessions are known.",
    (
        '        pipe.zremrangebyscore(index, "-inf", now)\n',
        '        pipe.zremrangebyscore(index, "-inf", now)\n        pipe.zremrangebyrank(index, 0, -10)\n',
    ),
)
answers.wrong(
    "an-index-that-is-read-then-removed",
    "stretch step 1",
    "A login between the two is taken out of the index, and no logout finds it any more.",
    (
        EVERYWHERE,
        """    user_id = await redis.hget(key_of(session_id), "user_id") if session_id else None
    if user_id:
        index = INDEX + user_id.decode()
        keys = await redis.zrange(index, 0, -1)
        await redis.delete(index, *keys)
""",
    ),
)
answers.wrong(
    "no-absolute-lifetime",
    "stretch step 2",
    "A session that is used never ends.",
    ("math.min(left, tonumber(ARGV[2]))", "tonumber(ARGV[2])"),
    ("if left <= 0 then redis.call('DEL', KEYS[1]) return {} end\n", ""),
)
answers.wrong(
    "a-lifetime-of-one-ttl-at-least",
    "stretch step 2",
    "The first TTL is SESSION_TTL_SECONDS, also if the session has to end before.",
    ("min(SESSION_TTL_SECONDS, SESSION_MAX_SECONDS)", "SESSION_TTL_SECONDS"),
    ("if left <= 0 then redis.call('DEL', KEYS[1]) return {} end\n", ""),
    ("math.min(left,", "math.min(math.max(left, 0.001),"),
)
answers.wrong(
    "a-lifetime-for-reads-only",
    "stretch step 2",
    "A change begins a new lifetime.",
    (
        "redis.call('HSET', KEYS[1], ARGV[3], ARGV[4]) end",
        "redis.call('HSET', KEYS[1], ARGV[3], ARGV[4], 'ends_at', ends_at + 100) end",
    ),
)
answers.wrong(
    "a-lifetime-of-the-user",
    "stretch step 2",
    "The lifetime begins with the first login of the user, and the next one does not begin anew.",
    MEMORY,
    ("    ends_at = now + SESSION_MAX", "    ends_at = memory.setdefault(user.user_id, now) + SESSION_MAX"),
)

# Right, and different -------------------------------------------------------------------------------------------------

FORMAT_CHECKED = (
    KEY,
    f"if not re.fullmatch('[A-Za-z0-9_-]{{43}}', session_id):\n        raise HTTPException(401, 'not logged in')\n    {RAW_KEY}",
)
WITH_RE = (IMPORT, f"{IMPORT}import re\n")
LOGIN_WITH_CHECK = (
    END_OLD,
    END_OLD.replace("if session_id:", "if re.fullmatch('[A-Za-z0-9_-]{43}', session_id or ''):"),
)
LOGOUT_WITH_CHECK = (
    LOGOUT,
    LOGOUT.replace("if session_id:", "if re.fullmatch('[A-Za-z0-9_-]{43}', session_id or ''):"),
)
FIELDS = '"user_id", "username", "theme", "language"'
NAMES = 'b"user_id", b"username", b"theme", b"language"'
HSETEX = (STORE, "        pipe.hsetex(key_of(new_id), mapping=session, ex=SESSION_TTL_SECONDS)\n")
answers.right(
    "the-id-in-the-key",
    "The key is the id itself; what does not look like an id is refused before.",
    FORMAT_CHECKED,
    WITH_RE,
    LOGIN_WITH_CHECK,
    LOGOUT_WITH_CHECK,
)
answers.right(
    "another-type-is-nobody",
    "The key is the cookie, whatever it says; WRONGTYPE and half a session are nobody's.",
    (KEY, RAW_KEY),
    ("    if not session:\n", '    if b"username" not in session:\n'),
    (
        ON_REDIS_ERROR,
        '@app.exception_handler(ResponseError)\nasync def not_a_hash(request: Request, error: ResponseError) -> JSONResponse:\n    return JSONResponse({"detail": "not logged in"}, 401)\n\n\n'
        + ON_REDIS_ERROR,
    ),
    ("import RedisError", "import RedisError, ResponseError"),
)
answers.right(
    "lua-for-all",
    "Login and read are scripts, called with EVALSHA.",
    (
        AFTER_IMPORTS,
        f"""{AFTER_IMPORTS}BEGIN = "redis.call('DEL', KEYS[2]) redis.call('HSET', KEYS[1], unpack(ARGV, 2)) redis.call('EXPIRE', KEYS[1], ARGV[1])"
READ = "if redis.call('EXPIRE', KEYS[1], ARGV[1]) == 0 then return {{}} end return redis.call('HGETALL', KEYS[1])"
""",
    ),
    (
        LOGIN,
        "    words = [word for pair in session.items() for word in pair]\n    await redis.register_script(BEGIN)([key_of(new_id), key_of(session_id or '')], [SESSION_TTL_SECONDS, *words])\n",
    ),
    (
        READ,
        "    pairs = await redis.register_script(READ)([key_of(session_id)], [SESSION_TTL_SECONDS])\n    session = dict(zip(pairs[::2], pairs[1::2], strict=True))\n",
    ),
)
answers.right(
    "each-field-with-its-ttl",
    "HSETEX, HGETEX of all fields, and for a change HSETEX … FXX, which makes no field anew.",
    HSETEX,
    (
        READ,
        f"    values = await redis.hgetex(key_of(session_id), {FIELDS}, ex=SESSION_TTL_SECONDS)\n    session = dict(zip([{NAMES}], values, strict=True)) if None not in values else {{}}\n",
    ),
    (
        CHANGED,
        f"    async with redis.pipeline(transaction=True) as pipe:\n        pipe.hsetex(key_of(session_id), field, change.value, ex=SESSION_TTL_SECONDS, data_persist_option=HashDataPersistOptions.FXX)\n        pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, {FIELDS})\n        pipe.hgetall(key_of(session_id))\n        _, _, session = await pipe.execute()\n    return profile_in(session)\n",
    ),
    (
        "from redis.exceptions import RedisError\n",
        "from redis.commands.core import HashDataPersistOptions\nfrom redis.exceptions import RedisError\n",
    ),
)
answers.right(
    "hexpire-on-all-fields",
    "HSET and HEXPIRE in one MULTI.",
    (
        STORE,
        f"        pipe.hset(key_of(new_id), mapping=session)\n        pipe.hexpire(key_of(new_id), SESSION_TTL_SECONDS, {FIELDS})\n",
    ),
    (SLIDE, f"        pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, {FIELDS})\n"),
    (
        "redis.call('EXPIRE', KEYS[1], ARGV[3])\n",
        "redis.call('HEXPIRE', KEYS[1], ARGV[3], 'FIELDS', 4, 'user_id', 'username', 'theme', 'language')\n",
    ),
)
answers.right(
    "renewed-in-the-second-half",
    "EXPIRE only if less than half of the TTL is left.",
    (
        READ,
        "    async with redis.pipeline(transaction=True) as pipe:\n        session, left = await pipe.hgetall(key_of(session_id)).ttl(key_of(session_id)).execute()\n    if 0 <= left < SESSION_TTL_SECONDS / 2:\n        await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)\n",
    ),
)
answers.right(
    "a-max-age-that-slides",
    "The cookie ends with the session, and is renewed with each use.",
    WITH_MAX_AGE,
    *READ_RENEWS,
    *CHANGE_RENEWS,
)
answers.right(
    "strict-and-secure",
    "SameSite=Strict, and Secure whatever the URL says.",
    (ATTRIBUTES, '{"path": "/", "httponly": True, "samesite": "strict", "secure": True}'),
)
answers.right(
    "ids-by-uuid4",
    "122 bits by the operating system.",
    (IMPORT, f"{IMPORT}import uuid\n"),
    cookie_is("str(uuid.uuid4())"),
)
answers.right(
    "ids-by-system-random",
    "128 bits in decimal, by the operating system.",
    (IMPORT, f"{IMPORT}import random\n"),
    cookie_is("str(random.SystemRandom().getrandbits(128))"),
)
answers.right(
    "ids-by-urandom",
    "20 bytes in base32, by the operating system.",
    (IMPORT, f"{IMPORT}import base64\n"),
    cookie_is("base64.b32encode(os.urandom(20)).decode()"),
)
answers.right(
    "a-signed-cookie",
    "The id is signed, so what was made up is refused without asking Redis.",
    (IMPORT, f"{IMPORT}import hmac\n"),
    (
        KEY,
        "session, _, signature = session_id.partition('.')\n    good = hmac.compare_digest(sign(session).encode(), signature.encode())\n    return f'session:{session}' if good else 'session:'",
    ),
    (
        "def key_of(",
        "def sign(session: str) -> str:\n    return hmac.new(b'k3y', session.encode(), 'sha256').hexdigest()\n\n\ndef key_of(",
    ),
    (NEW_ID, f"{NEW_ID}\n    new_id = f'{{new_id}}.{{sign(new_id)}}'"),
)
answers.right(
    "an-index-of-sessions",
    "A Set of each user's sessions, with a TTL.",
    (
        EXECUTE,
        f'        pipe.sadd(f"session:of:{{user.user_id}}", key_of(new_id))\n        pipe.expire(f"session:of:{{user.user_id}}", 86400)\n{EXECUTE}',
    ),
)
answers.right(
    "an-index-in-a-hash",
    "A Hash of each user's sessions, for much longer than one lives.",
    (
        EXECUTE,
        f'        pipe.hset(f"session:of:{{user.user_id}}", key_of(new_id), 1)\n        pipe.expire(f"session:of:{{user.user_id}}", 86400)\n{EXECUTE}',
    ),
)
answers.right(
    "ids-in-base85",
    "128 bits in 20 characters of a large alphabet.",
    (IMPORT, f"import base64\n{IMPORT}"),
    cookie_is("base64.b85encode(os.urandom(16)).decode().replace(';', '/')"),
)
answers.right(
    "more-fields",
    "When and from where the login came.",
    (IMPORT, f"{IMPORT}import time\n"),
    (
        SESSION,
        'session: dict[Any, Any] = {**profile.model_dump(), "since": time.time(), "agent": request.headers.get("user-agent", "")}',
    ),
)
answers.right(
    "a-dependency",
    "Who it is is found out by a dependency, for reads and changes.",
    (
        '@app.get("/profile")\n',
        f'async def logged_in(redis: RedisClient, session_id: SessionId = None) -> Profile:\n{CHECK}{READ}    return profile_in(session)\n\n\n@app.get("/profile")\n',
    ),
    (
        f"{PROFILE_ROUTE}{CHECK}{READ}    return profile_in(session)\n",
        "async def get_profile(profile: Annotated[Profile, Depends(logged_in)]) -> Profile:\n    return profile\n",
    ),
    (
        f"session_id: SessionId = None\n) -> Profile:\n{CHECK}    {CHANGE}",
        f"profile: Annotated[Profile, Depends(logged_in)], session_id: SessionId = None\n) -> Profile:\n    {CHANGE}",
    ),
)
answers.right(
    "an-api-key-cookie",
    "The cookie is read by FastAPI's APIKeyCookie, so the docs have a button for it.",
    (
        'SessionId = Annotated[str | None, Cookie(alias="session_id")]',
        'SessionId = Annotated[str | None, Depends(APIKeyCookie(name="session_id", auto_error=False))]',
    ),
    (
        "from fastapi.responses import JSONResponse\n",
        "from fastapi.responses import JSONResponse\nfrom fastapi.security import APIKeyCookie\n",
    ),
    ("Cookie, Depends", "Depends"),
)
answers.right(
    "a-middleware",
    "The session is read by a middleware, which answers 401 and 503 by itself.",
    ("import JSONResponse\n", "import JSONResponse\nfrom starlette.middleware.base import RequestResponseEndpoint\n"),
    (
        '@app.get("/profile")\n',
        f"""@app.middleware("http")
async def sessions(request: Request, call_next: RequestResponseEndpoint) -> Response:
    if not request.url.path.startswith("/profile"):
        return await call_next(request)
    redis, session_id = await get_redis(), request.cookies.get("session_id", "")
    try:
    {PIPE}    {HGETALL}    {SLIDE}    {TAKE}    except RedisError as error:
        return await without_redis(request, error)
    if not session:
        return JSONResponse({{"detail": "not logged in"}}, 401)
    request.state.profile = profile_in(session)
    return await call_next(request)


@app.get("/profile")
""",
    ),
    (
        f"{PROFILE_ROUTE}{CHECK}{READ}    return profile_in(session)\n",
        "async def get_profile(request: Request) -> Profile:\n    return request.state.profile\n",
    ),
)
answers.right(
    "watch-and-multi",
    "A change is made on the condition that the session is what it was, and tried again if not.",
    (
        CHANGED,
        """    key = key_of(session_id)
    async with redis.pipeline() as pipe:
        while True:
            try:
                await pipe.watch(key)
                if not await pipe.exists(key):
                    raise HTTPException(401, "not logged in")
                pipe.multi()
                pipe.hset(key, field, change.value)
                pipe.expire(key, SESSION_TTL_SECONDS)
                pipe.hgetall(key)
                return profile_in((await pipe.execute())[-1])
            except WatchError:
                continue
""",
    ),
    ("import RedisError", "import RedisError, WatchError"),
)
answers.right(
    "answers-of-another-shape",
    "Login answers 201 and nothing, a change 204, logout 303 to the page.",
    ('@app.post("/login")', '@app.post("/login", status_code=201, response_model=None)'),
    (f"{SET_COOKIE}    return profile\n", f"{SET_COOKIE}    return None  # type: ignore\n"),
    (LOGOUT_ROUTE, '@app.post("/logout", status_code=303)'),
    (DELETE_COOKIE, f"{DELETE_COOKIE}    response.headers['Location'] = '/'\n"),
)
answers.right(
    "a-mark-in-place-of-the-session",
    "Logout leaves a String behind for a minute, to tell ended from unknown.",
    (
        LOGOUT,
        "    if session_id:\n        async with redis.pipeline() as pipe:\n            await pipe.delete(key_of(session_id)).set(f'{key_of(session_id)}:ended', 1, ex=60).execute()\n",
    ),
)
answers.right(
    "responses-of-their-own",
    "Every route returns a Response, also for 401, and puts the cookie on it by itself.",
    (
        f"{REFUSE}    profile = Profile(",
        '        return JSONResponse({"detail": "no such user, or another password"}, 401)  # type: ignore\n    profile = Profile(',
    ),
    (
        f"{SET_COOKIE}    return profile\n",
        "    told = JSONResponse(profile.model_dump(), 201)\n"
        f"{SET_COOKIE.replace('response.', 'told.')}    return told  # type: ignore\n",
    ),
    (
        READ_END,
        f"{TAKE}    if not session:\n        return JSONResponse({{'detail': 'not logged in'}}, 401)  # type: ignore\n    return JSONResponse(profile_in(session).model_dump())  # type: ignore\n",
    ),
    (
        DELETE_COOKIE,
        f"    told = Response(status_code=204)\n{DELETE_COOKIE.replace('response.', 'told.')}    return told  # type: ignore\n",
    ),
    (LOGOUT_ROUTE, '@app.post("/logout", response_model=None)'),
)
answers.right(
    "ids-of-letters",
    "40 of 26 letters: 188 bits.",
    cookie_is('"".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(40))'),
)
answers.right("ids-of-digits", "40 digits: 132 bits.", cookie_is('f"{secrets.randbelow(10**40):040}"'))
answers.right(
    "ids-with-a-version-and-a-date",
    "What stands in front of the chance may be known to all.",
    (IMPORT, f"{IMPORT}import time\n"),
    cookie_is('f"v1.{int(time.time())}.{secrets.token_hex(16)}"'),
)
answers.right(
    "ids-with-the-name",
    "The user's id stands in front of the chance, in the cookie and in the key, which makes an index.",
    cookie_is('f"{user.user_id}.{secrets.token_urlsafe(16)}"'),
    (
        KEY,
        "name, _, chance = session_id.partition('.')\n"
        "    return f'session:{name.encode().hex()}:{hashlib.sha256(chance.encode()).hexdigest()}'",
    ),
)
answers.right(
    "a-keyed-digest",
    "HMAC with a secret of the app, the same in every process.",
    (KEY, "return f\"session:{hashlib.blake2b(session_id.encode(), key=b'pepper').hexdigest()}\""),
)
answers.right(
    "jitter-on-the-ttl",
    "Up to a tenth is taken off, so that sessions of one moment do not end in one moment.",
    (
        "def key_of(",
        "def ttl() -> int:\n    return SESSION_TTL_SECONDS - secrets.randbelow(1 + SESSION_TTL_SECONDS // 10)\n\n\ndef key_of(",
    ),
    (STORE, STORE.replace("SESSION_TTL_SECONDS", "ttl()")),
    (SLIDE, SLIDE.replace("SESSION_TTL_SECONDS", "ttl()")),
    (CHANGE, CHANGE.replace("SESSION_TTL_SECONDS", "ttl()")),
)
answers.right(
    "an-expires-that-slides",
    "The cookie names the instant at which it ends, and is set again with each use.",
    ("import secrets\n", "import secrets\nfrom datetime import UTC, datetime, timedelta\n"),
    ("new_id, **cookie", "new_id, expires=datetime.now(UTC) + timedelta(seconds=SESSION_TTL_SECONDS), **cookie"),
    *[
        (
            old,
            new.replace(
                "max_age=SESSION_TTL_SECONDS", "expires=datetime.now(UTC) + timedelta(seconds=SESSION_TTL_SECONDS)"
            ),
        )
        for old, new in [*READ_RENEWS, *CHANGE_RENEWS]
    ],
)
answers.right(
    "a-cookie-of-another-kind-as-well",
    "The page is told the theme by a cookie of its own, which scripts may read.",
    (SET_COOKIE, f'{SET_COOKIE}    response.set_cookie("theme", profile.theme)\n'),
)
answers.right(
    "a-lock-around-a-change",
    "An asyncio.Lock of the process around an atomic change: needless, and no harm.",
    (IMPORT, f"import asyncio\n{IMPORT}"),
    (AFTER_IMPORTS, f"changing = asyncio.Lock()\n{AFTER_IMPORTS}"),
    (f"    {CHANGE}\n", f"    async with changing:\n        {CHANGE}\n"),
)
answers.right(
    "an-audit-of-logins",
    "Each login leaves a key with a TTL of its own that holds no id.",
    (
        STORE,
        STORE
        + '        pipe.set(f"audit:login:{user.user_id}:{secrets.token_hex(4)}", user.username, ex=30 * 86_400)\n',
    ),
)
answers.right(
    "a-401-removes-the-cookie",
    "Whoever is refused loses the cookie in the browser, with a login that failed as well.",
    (
        ON_REDIS_ERROR,
        """@app.exception_handler(401)
async def unauthorized(request: Request, error: HTTPException) -> JSONResponse:
    answer = JSONResponse({"detail": error.detail}, 401)
    answer.delete_cookie("session_id", **cookie_attributes(request))
    return answer


"""
        + ON_REDIS_ERROR,
    ),
)
answers.right(
    "ids-made-in-advance",
    "Sixteen at a time, by the operating system.",
    (AFTER_IMPORTS, f"in_advance: list[str] = []\n{AFTER_IMPORTS}"),
    (
        NEW_ID,
        "if not in_advance:\n        in_advance.extend(secrets.token_hex(16) for _ in range(16))\n    new_id = in_advance.pop()",
    ),
)
answers.right(
    "ids-from-the-device",
    "/dev/urandom is what os.urandom reads.",
    (AFTER_IMPORTS, f'chance = open("/dev/urandom", "rb", buffering=0)\n{AFTER_IMPORTS}'),
    cookie_is("chance.read(16).hex()"),
)
answers.right(
    "ids-by-urandom-imported",
    "`from os import urandom` takes the function by its name, before anybody can look.",
    ("import os\n", "import os\nfrom os import urandom\n"),
    cookie_is("urandom(24).hex()"),
)
answers.right(
    "an-id-and-a-proof",
    "The first half of the cookie finds the session, the second is compared with what is stored.",
    cookie_is('f"{secrets.token_hex(8)}.{secrets.token_hex(16)}"'),
    (
        KEY,
        "return 'session:' + session_id.partition('.')[0].encode().hex()\n\n\n"
        "def proof_of(session_id: str) -> str:\n"
        "    return hashlib.sha256(session_id.partition('.')[2].encode()).hexdigest()",
    ),
    (STORE, STORE.replace("mapping=session", 'mapping={**session, "proof": proof_of(new_id)}')),
    (
        READ_END,
        f'{TAKE}    if session.get(b"proof", b"").decode() != proof_of(session_id):\n        session = {{}}\n    return profile_in(session)\n',
    ),
    ("if redis.call('EXISTS', KEYS[1]) == 0", "if redis.call('HGET', KEYS[1], 'proof') ~= ARGV[4]"),
    (CHANGE, CHANGE.replace("SECONDS)", "SECONDS, proof_of(session_id))")),
)
