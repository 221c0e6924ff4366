"""Right answers to session_storage, however different from the reference solution."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    AFTER_IMPORTS,
    ATTRIBUTES,
    CHANGE,
    CHANGED,
    DELETE_COOKIE,
    END_OLD,
    FIELD,
    FORMAT_CHECKED,
    HSETEX,
    KEY,
    LOGIN,
    LOGOUT,
    LOGOUT_ROUTE,
    NEW_ID,
    ON_REDIS_ERROR,
    PROFILE_ROUTE,
    RAW_KEY,
    READ,
    READ_RENEWS,
    REFUSE,
    SESSION,
    SET_COOKIE,
    SLIDE,
    STORE,
    WITH_MAX_AGE,
    WITH_RE,
    cookie_is,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "the-id-in-the-key",
    "The key is the id itself; a cookie that does not look like an id is refused first.",
    FORMAT_CHECKED,
    WITH_RE,
    (
        END_OLD,
        """
        if re.fullmatch('[A-Za-z0-9_-]{43}', session_id or ''):
            pipe.delete(key_of(session_id))
        """,
    ),
    (
        LOGOUT,
        """
        if re.fullmatch('[A-Za-z0-9_-]{43}', session_id or ''):
            await redis.delete(key_of(session_id))
        """,
    ),
)
answers.right(
    "another-type-is-503",
    "The key is the cookie as it is. A key that this app has not made, of another type, is an error of Redis.",
    (KEY, RAW_KEY),
    ("if not session:", 'if b"username" not in session:'),
)
answers.right(
    "another-type-is-nobody",
    "The key is the cookie as it is; WRONGTYPE and incomplete sessions are a 401.",
    (KEY, RAW_KEY),
    ("if not session:", 'if b"username" not in session:'),
    above(
        ON_REDIS_ERROR,
        """
        @app.exception_handler(ResponseError)
        async def not_a_hash(request: Request, error: ResponseError) -> JSONResponse:
            return JSONResponse({"detail": "not logged in"}, 401)
        """,
    ),
    ("import RedisError", "import RedisError, ResponseError"),
)
answers.right(
    "lua-for-all",
    "Login and read are scripts, run with EVALSHA.",
    below(
        AFTER_IMPORTS,
        '''
        BEGIN = """
            redis.call('DEL', KEYS[2])
            redis.call('HSET', KEYS[1], unpack(ARGV, 2))
            redis.call('EXPIRE', KEYS[1], ARGV[1])
        """
        READ = """
            if redis.call('EXPIRE', KEYS[1], ARGV[1]) == 0 then return {} end
            return redis.call('HGETALL', KEYS[1])
        """
        ''',
    ),
    (
        LOGIN,
        """
        words = [word for pair in session.items() for word in pair]
        await redis.register_script(BEGIN)([key_of(new_id), key_of(session_id or '')], [SESSION_TTL_SECONDS, *words])
        """,
    ),
    (
        READ,
        """
        pairs = await redis.register_script(READ)([key_of(session_id)], [SESSION_TTL_SECONDS])
        session = dict(zip(pairs[::2], pairs[1::2], strict=True))
        """,
    ),
)
answers.right(
    "each-field-with-its-ttl",
    "HSETEX writes, HGETEX reads all fields, and a change is HSETEX … FXX, which creates no field.",
    HSETEX,
    (
        READ,
        """
        values = await redis.hgetex(
            key_of(session_id), "user_id", "username", "theme", "language", ex=SESSION_TTL_SECONDS
        )
        session = (
            dict(zip([b"user_id", b"username", b"theme", b"language"], values, strict=True))
            if None not in values
            else {}
        )
        """,
    ),
    (
        CHANGED,
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hsetex(
                key_of(session_id),
                field,
                change.value,
                ex=SESSION_TTL_SECONDS,
                data_persist_option=HashDataPersistOptions.FXX,
            )
            pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, "user_id", "username", "theme", "language")
            pipe.hgetall(key_of(session_id))
            _, _, session = await pipe.execute()
        return profile_in(session)
        """,
    ),
    above("from redis.exceptions import RedisError", "from redis.commands.core import HashDataPersistOptions"),
)
answers.right(
    "hexpire-on-all-fields",
    "HSET and HEXPIRE run in one MULTI.",
    (
        STORE,
        """
        pipe.hset(key_of(new_id), mapping=session)
        pipe.hexpire(key_of(new_id), SESSION_TTL_SECONDS, "user_id", "username", "theme", "language")
        """,
    ),
    (SLIDE, 'pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, "user_id", "username", "theme", "language")'),
    (
        "redis.call('EXPIRE', KEYS[1], ARGV[3])",
        "redis.call('HEXPIRE', KEYS[1], ARGV[3], 'FIELDS', 4, 'user_id', 'username', 'theme', 'language')",
    ),
)
answers.right(
    "renewed-in-the-second-half",
    "EXPIRE runs only if less than half of the TTL is left.",
    (
        READ,
        """
        script = '''
            if redis.call('TTL', KEYS[1]) < tonumber(ARGV[1]) / 2 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
            return redis.call('HGETALL', KEYS[1])
        '''
        pairs = await redis.eval(script, 1, key_of(session_id), SESSION_TTL_SECONDS)
        session = dict(zip(pairs[::2], pairs[1::2], strict=True))
        """,
    ),
)
answers.right(
    "a-max-age-that-slides",
    "The cookie ends with the session, and each use renews it.",
    WITH_MAX_AGE,
    *READ_RENEWS,
    (FIELD, 'field: Literal["theme", "language"], change: Change, request: Request, response: Response, redis'),
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        profile = profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        response.set_cookie("session_id", session_id, max_age=SESSION_TTL_SECONDS, **cookie_attributes(request))
        return profile
        """,
    ),
)
answers.right(
    "strict-and-secure",
    "The cookie has SameSite=Strict, and Secure for every URL.",
    (ATTRIBUTES, '{"path": "/", "httponly": True, "samesite": "strict", "secure": True}'),
)
answers.right(
    "ids-by-uuid4",
    "The id has 122 bits from the operating system.",
    below("import hashlib", "import uuid"),
    cookie_is("str(uuid.uuid4())"),
)
answers.right(
    "ids-by-system-random",
    "The id has 128 bits from the operating system, in decimal.",
    below("import hashlib", "import random"),
    cookie_is("str(random.SystemRandom().getrandbits(128))"),
)
answers.right(
    "ids-by-urandom",
    "The id has 20 bytes from the operating system, in base32.",
    below("import hashlib", "import base64"),
    cookie_is("base64.b32encode(os.urandom(20)).decode()"),
)
answers.right(
    "a-signed-cookie",
    "The id is signed, so a forged one is refused without asking Redis.",
    below("import hashlib", "import hmac"),
    (
        KEY,
        """
        session, _, signature = session_id.partition('.')
        good = hmac.compare_digest(sign(session).encode(), signature.encode())
        return f'session:{session}' if good else 'session:'
        """,
    ),
    above(
        "def key_of(",
        """
        def sign(session: str) -> str:
            return hmac.new(b'k3y', session.encode(), 'sha256').hexdigest()
        """,
    ),
    below(NEW_ID, "new_id = f'{new_id}.{sign(new_id)}'"),
)
answers.right(
    "an-index-of-sessions",
    "A Set holds each user's sessions, with a TTL.",
    below(
        "pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)",
        """
        pipe.sadd(f"session:of:{user.user_id}", key_of(new_id))
        pipe.expire(f"session:of:{user.user_id}", 86400)
        """,
    ),
)
answers.right(
    "an-index-in-a-hash",
    "A Hash holds each user's sessions, for much longer than one lives.",
    below(
        "pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)",
        """
        pipe.hset(f"session:of:{user.user_id}", key_of(new_id), 1)
        pipe.expire(f"session:of:{user.user_id}", 86400)
        """,
    ),
)
answers.right(
    "ids-in-base85",
    "The id has 128 bits in 20 characters of a large alphabet.",
    above("import hashlib", "import base64"),
    cookie_is("base64.b85encode(os.urandom(16)).decode().replace(';', '/')"),
)
answers.right(
    "more-fields",
    "The session also holds when and from where the login came.",
    below("import hashlib", "import time"),
    (
        SESSION,
        """
        session: dict[Any, Any] = {
            **profile.model_dump(),
            "since": time.time(),
            "agent": request.headers.get("user-agent", ""),
        }
        """,
    ),
)
answers.right(
    "a-dependency",
    "A dependency finds the user, for reads and changes.",
    above(
        '@app.get("/profile")',
        """
        async def logged_in(redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                session, _ = await pipe.execute()
            return profile_in(session)
        """,
    ),
    (
        """
        async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                session, _ = await pipe.execute()
            return profile_in(session)
        """,
        """
        async def get_profile(profile: Annotated[Profile, Depends(logged_in)]) -> Profile:
            return profile
        """,
    ),
    (
        """
        async def put_profile(
            field: Literal["theme", "language"], change: Change, redis: RedisClient, session_id: SessionId = None
        ) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
        """,
        """
        async def put_profile(
            field: Literal["theme", "language"],
            change: Change,
            redis: RedisClient,
            profile: Annotated[Profile, Depends(logged_in)],
            session_id: SessionId = None,
        ) -> Profile:
        """,
    ),
)
answers.right(
    "an-api-key-cookie",
    "FastAPI's APIKeyCookie reads the cookie, so the docs have a button for it.",
    (
        'SessionId = Annotated[str | None, Cookie(alias="session_id")]',
        'SessionId = Annotated[str | None, Depends(APIKeyCookie(name="session_id", auto_error=False))]',
    ),
    below("from fastapi.responses import JSONResponse", "from fastapi.security import APIKeyCookie"),
    ("Cookie, Depends", "Depends"),
)
answers.right(
    "a-middleware",
    "A middleware reads the session, and answers 401 and 503 by itself.",
    below("import JSONResponse", "from starlette.middleware.base import RequestResponseEndpoint"),
    above(
        '@app.get("/profile")',
        """
        @app.middleware("http")
        async def sessions(request: Request, call_next: RequestResponseEndpoint) -> Response:
            if not request.url.path.startswith("/profile"):
                return await call_next(request)
            redis, session_id = await get_redis(), request.cookies.get("session_id", "")
            try:
                async with redis.pipeline(transaction=True) as pipe:
                    pipe.hgetall(key_of(session_id))
                    pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                    session, _ = await pipe.execute()
            except RedisError as error:
                return await without_redis(request, error)
            if not session:
                return JSONResponse({"detail": "not logged in"}, 401)
            request.state.profile = profile_in(session)
            return await call_next(request)
        """,
    ),
    (
        """
        async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                session, _ = await pipe.execute()
            return profile_in(session)
        """,
        """
        async def get_profile(request: Request) -> Profile:
            return request.state.profile
        """,
    ),
)
answers.right(
    "watch-and-multi",
    "A change uses WATCH, and is tried again if the session has changed.",
    (
        CHANGED,
        """
        key = key_of(session_id)
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
    "Login answers 201 without a body, a change 204, and logout 303 to the page.",
    ('@app.post("/login")', '@app.post("/login", status_code=201, response_model=None)'),
    (
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return profile
        """,
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return None
        """,
    ),
    (LOGOUT_ROUTE, '@app.post("/logout", status_code=303)'),
    below(DELETE_COOKIE, "response.headers['Location'] = '/'"),
)
answers.right(
    "a-mark-in-place-of-the-session",
    "Logout leaves a String for a minute, to tell ended from unknown.",
    (
        LOGOUT,
        """
        if session_id:
            async with redis.pipeline() as pipe:
                await pipe.delete(key_of(session_id)).set(f'{key_of(session_id)}:ended', 1, ex=60).execute()
        """,
    ),
)
answers.right(
    "responses-of-their-own",
    "Every route returns its own Response, also for 401, and sets the cookie on it.",
    (REFUSE, 'return JSONResponse({"detail": "no such user, or another password"}, 401)  # type: ignore'),
    (
        """
        response.set_cookie("session_id", new_id, **cookie_attributes(request))
        return profile
        """,
        """
        told = JSONResponse(profile.model_dump(), 201)
        told.set_cookie("session_id", new_id, **cookie_attributes(request))
        return told
        """,
    ),
    (
        "return profile_in(session)",
        """
        if not session:
            return JSONResponse({'detail': 'not logged in'}, 401)
        return JSONResponse(profile_in(session).model_dump())
        """,
    ),
    (
        DELETE_COOKIE,
        """
        told = Response(status_code=204)
        told.delete_cookie("session_id", **cookie_attributes(request))
        return told
        """,
    ),
    (LOGOUT_ROUTE, '@app.post("/logout", response_model=None)'),
)
answers.right(
    "ids-of-letters",
    "The id has 40 of 26 letters: 188 bits.",
    cookie_is('"".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(40))'),
)
answers.right(
    "ids-of-digits",
    "The id has 40 digits: 132 bits.",
    cookie_is('f"{secrets.randbelow(10**40):040}"'),
)
answers.right(
    "ids-with-a-version-and-a-date",
    "The id starts with a version and a date, which need not be secret.",
    below("import hashlib", "import time"),
    cookie_is('f"v1.{int(time.time())}.{secrets.token_hex(16)}"'),
)
answers.right(
    "ids-with-the-name",
    "Cookie and key start with the user's id, which makes an index.",
    cookie_is('f"{user.user_id}.{secrets.token_urlsafe(16)}"'),
    (
        KEY,
        """
        name, _, chance = session_id.partition('.')
        return f'session:{name.encode().hex()}:{hashlib.sha256(chance.encode()).hexdigest()}'
        """,
    ),
)
answers.right(
    "a-keyed-digest",
    "The key is an HMAC with a secret of the app, the same in every process.",
    (
        KEY,
        """
        return f"session:{hashlib.blake2b(session_id.encode(), key=b'pepper').hexdigest()}"
        """,
    ),
)
answers.right(
    "jitter-on-the-ttl",
    "Jitter takes up to a tenth off the TTL, so sessions of one moment do not end in one moment.",
    above(
        "def key_of(",
        """
        def ttl() -> int:
            return SESSION_TTL_SECONDS - secrets.randbelow(1 + SESSION_TTL_SECONDS // 10)
        """,
    ),
    (STORE, STORE.replace("SESSION_TTL_SECONDS", "ttl()")),
    (SLIDE, SLIDE.replace("SESSION_TTL_SECONDS", "ttl()")),
    (CHANGE, CHANGE.replace("SESSION_TTL_SECONDS", "ttl()")),
)
answers.right(
    "an-expires-that-slides",
    "The cookie names the instant at which it ends, and each use sets it again.",
    below("import secrets", "from datetime import UTC, datetime, timedelta"),
    ("new_id, **cookie", "new_id, expires=datetime.now(UTC) + timedelta(seconds=SESSION_TTL_SECONDS), **cookie"),
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, response: Response, redis")),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        response.set_cookie(
            "session_id",
            session_id,
            expires=datetime.now(UTC) + timedelta(seconds=SESSION_TTL_SECONDS),
            **cookie_attributes(request),
        )
        return profile
        """,
    ),
    (FIELD, 'field: Literal["theme", "language"], change: Change, request: Request, response: Response, redis'),
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        profile = profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        response.set_cookie(
            "session_id",
            session_id,
            expires=datetime.now(UTC) + timedelta(seconds=SESSION_TTL_SECONDS),
            **cookie_attributes(request),
        )
        return profile
        """,
    ),
)
answers.right(
    "a-cookie-of-another-kind-as-well",
    "A second cookie, which scripts may read, shows the theme to the page.",
    below(SET_COOKIE, 'response.set_cookie("theme", profile.theme)'),
)
answers.right(
    "a-lock-around-a-change",
    "An asyncio.Lock of the process guards an atomic change: needless but harmless.",
    above("import hashlib", "import asyncio"),
    above(AFTER_IMPORTS, "changing = asyncio.Lock()"),
    (
        CHANGE,
        """
        async with changing:
            pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        """,
    ),
)
answers.right(
    "an-audit-of-logins",
    "Each login leaves a key with its own TTL that holds no id.",
    below(STORE, 'pipe.set(f"audit:login:{user.user_id}:{secrets.token_hex(4)}", user.username, ex=30 * 86_400)'),
)
answers.right(
    "a-401-removes-the-cookie",
    "Every 401 removes the cookie from the browser, also after a failed login.",
    above(
        ON_REDIS_ERROR,
        """
        @app.exception_handler(401)
        async def unauthorized(request: Request, error: HTTPException) -> JSONResponse:
            answer = JSONResponse({"detail": error.detail}, 401)
            answer.delete_cookie("session_id", **cookie_attributes(request))
            return answer
        """,
    ),
)
answers.right(
    "ids-made-in-advance",
    "The operating system gives sixteen ids at a time.",
    above(AFTER_IMPORTS, "in_advance: list[str] = []"),
    (
        NEW_ID,
        """
        if not in_advance:
            in_advance.extend(secrets.token_hex(16) for _ in range(16))
        new_id = in_advance.pop()
        """,
    ),
)
answers.right(
    "ids-from-the-device",
    "The ids come from /dev/urandom, which os.urandom reads too.",
    above(AFTER_IMPORTS, 'chance = open("/dev/urandom", "rb", buffering=0)'),
    cookie_is("chance.read(16).hex()"),
)
answers.right(
    "ids-by-urandom-imported",
    "`from os import urandom` binds the function before a test can replace it.",
    below("import os", "from os import urandom"),
    cookie_is("urandom(24).hex()"),
)
answers.right(
    "an-id-and-a-proof",
    "The first half of the cookie finds the session; the second is compared with a stored digest.",
    cookie_is('f"{secrets.token_hex(8)}.{secrets.token_hex(16)}"'),
    (KEY, "return 'session:' + session_id.partition('.')[0].encode().hex()"),
    above(
        "def key_of(",
        """
        def proof_of(session_id: str) -> str:
            return hashlib.sha256(session_id.partition('.')[2].encode()).hexdigest()
        """,
    ),
    (STORE, STORE.replace("mapping=session", 'mapping={**session, "proof": proof_of(new_id)}')),
    above(
        "return profile_in(session)",
        """
        if session.get(b"proof", b"").decode() != proof_of(session_id):
            session = {}
        """,
    ),
    ("if redis.call('EXISTS', KEYS[1]) == 0", "if redis.call('HGET', KEYS[1], 'proof') ~= ARGV[4]"),
    (CHANGE, CHANGE.replace("SECONDS)", "SECONDS, proof_of(session_id))")),
)
answers.right(
    "a-mark-that-is-a-hash",
    "Logout leaves a Hash for a minute, which holds no field of the session.",
    (
        LOGOUT,
        """
        if session_id:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.delete(key_of(session_id))
                pipe.hset(key_of(session_id), "ended", 1)
                pipe.expire(key_of(session_id), 60)
                await pipe.execute()
        """,
    ),
    ("if not session:", 'if b"username" not in session:'),
    (
        "redis.call('EXISTS', KEYS[1])",
        "redis.call('HEXISTS', KEYS[1], 'username')",
    ),
)
answers.right(
    "a-signed-cookie-that-each-use-renews",
    "The cookie holds the time and a signature, is refused after one TTL, and each use sets a new one.",
    below(
        "import hashlib",
        """
        import hmac
        import time
        """,
    ),
    above(
        "def key_of(",
        """
        def signed(raw_id: str) -> str:
            text = f"{raw_id}.{time.time():.3f}"
            return f"{text}.{hmac.new(b'k3y', text.encode(), 'sha256').hexdigest()}"


        def unsigned(cookie: str | None) -> str:
            text, _, signature = (cookie or "").rpartition(".")
            wanted = hmac.new(b'k3y', text.encode(), 'sha256').hexdigest()
            if not hmac.compare_digest(wanted.encode(), signature.encode()):
                return ""
            raw_id, _, since = text.partition(".")
            return raw_id if time.time() < float(since) + SESSION_TTL_SECONDS else ""


        """,
    ),
    (KEY, 'return f"session:{hashlib.sha256(unsigned(session_id).encode()).hexdigest()}"'),
    (NEW_ID, "new_id = signed(secrets.token_urlsafe(32))"),
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, response: Response, redis")),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        response.set_cookie("session_id", signed(unsigned(session_id)), **cookie_attributes(request))
        return profile
        """,
    ),
    (FIELD, FIELD.replace(" redis", " request: Request, response: Response, redis")),
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        profile = profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        response.set_cookie("session_id", signed(unsigned(session_id)), **cookie_attributes(request))
        return profile
        """,
    ),
)
answers.right(
    "no-other-hash-of-its-own",
    "The raw cookie is in the key. No other Hash of this app can be named, so each Hash is a session.",
    (KEY, RAW_KEY),
)
