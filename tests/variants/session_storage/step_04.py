"""Wrong answers that step 4 of session_storage must catch."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    AFTER_IMPORTS,
    DECODE,
    END_OLD,
    FORMAT_CHECKED,
    KEY,
    LOGOUT,
    ON_REDIS_ERROR,
    RAW_KEY,
    SLIDE,
    WITH_RE,
    cookie_is,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "ids-by-uuid1",
    "The id is a uuid1: the time and the network card.",
    below("import hashlib", "import uuid"),
    cookie_is("str(uuid.uuid1())"),
)
answers.wrong(
    "ids-of-64-bits",
    "The id has only eight bytes.",
    cookie_is("secrets.token_hex(8)"),
)
answers.wrong(
    "ids-cut-short",
    "The id is twelve digits of a digest of good randomness.",
    cookie_is("hashlib.sha256(secrets.token_bytes(32)).hexdigest()[:12]"),
)
answers.wrong(
    "ids-by-a-counter",
    "The ids count 1, 2, 3.",
    below(AFTER_IMPORTS, "numbers = iter(range(1, 1_000_000))"),
    cookie_is('f"session-number-{next(numbers):08}"'),
)
answers.wrong(
    "ids-by-a-hashed-counter",
    "The ids are SHA-256 of 1, 2, 3: they look random but are not.",
    below(AFTER_IMPORTS, "numbers = iter(range(1, 1_000_000))"),
    cookie_is("hashlib.sha256(str(next(numbers)).encode()).hexdigest()"),
)
answers.wrong(
    "ids-by-a-counter-in-redis",
    "The ids are hashes of a counter in Redis, which can be guessed.",
    cookie_is('hashlib.sha256(str(await redis.incr("session:number")).encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-name-and-time",
    "The id is MD5 of the name and the time: an attacker nearly knows both.",
    below("import hashlib", "import time"),
    cookie_is('hashlib.md5(f"{user.username}{time.time_ns()}".encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-random",
    "`random` is made for games: from some ids all others can be computed.",
    below("import hashlib", "import random"),
    cookie_is('f"{random.getrandbits(128):032x}"'),
)
answers.wrong(
    "ids-by-choices",
    "random.choices picks the letters: from some ids all others can be computed.",
    below(
        "import hashlib",
        """
        import random
        import string
        """,
    ),
    cookie_is('"".join(random.choices(string.ascii_letters + string.digits, k=32))'),
)
answers.wrong(
    "ids-by-a-random-of-ones-own",
    "A random.Random made at start-up draws the ids: from some all others can be computed.",
    below("import hashlib", "import random"),
    below(AFTER_IMPORTS, "chance = random.Random()"),
    cookie_is('f"{chance.getrandbits(128):032x}"'),
)
answers.wrong(
    "ids-by-random-and-time",
    "The id is a hash of random.random() and the time.",
    below(
        "import hashlib",
        """
        import random
        import datetime
        """,
    ),
    cookie_is('hashlib.sha256(f"{random.random()}{datetime.datetime.now()}".encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-name",
    "The id is a digest of the user's name: it never changes.",
    cookie_is("hashlib.sha256(user.username.encode()).hexdigest()"),
)
answers.wrong(
    "adopts-any-id",
    "A login keeps the id that the client sent.",
    cookie_is("session_id or secrets.token_urlsafe(32)"),
)
answers.wrong(
    "adopts-ids-of-the-right-form",
    "A login keeps the client's id if it has the right form.",
    cookie_is("session_id if session_id and len(session_id) == 43 else secrets.token_urlsafe(32)"),
)
answers.wrong(
    "adopts-a-living-session",
    "A second login keeps the id.",
    cookie_is("session_id if session_id and await redis.exists(key_of(session_id)) else secrets.token_urlsafe(32)"),
)
answers.wrong(
    "the-session-before-goes-on",
    "A login does not end the browser's previous session.",
    (END_OLD, ""),
)
answers.wrong(
    "only-ones-own-session-before-ends",
    "A login ends the previous session only if it belonged to the same user.",
    (
        """
        if session_id:
            pipe.delete(
        """,
        """
        if session_id and await redis.hget(key_of(session_id), 'username') == user.username.encode():
            pipe.delete(
        """,
    ),
)
answers.wrong(
    "a-session-for-any-cookie",
    "An unknown id gets an anonymous session.",
    above(SLIDE, "pipe.hsetnx(key_of(session_id), 'visits', 0)"),
    ("session, _ = await", "session, _, _ = await"),
)
answers.wrong(
    "an-empty-cookie-gets-a-session",
    "Each stranger gets a session and a cookie, like a shop's basket.",
    above(
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
        """
        if session_id == "":
            await redis.hsetex(f"session:{secrets.token_hex(16)}", "basket", "", ex=600)
        """,
    ),
)
answers.wrong(
    "hgetall-of-nothing-is-somebody",
    "`is None` misses the empty dict of HGETALL: any cookie is logged in, as an empty user.",
    ("if not session:", "if session is None:"),
    (
        f"Profile.model_validate({DECODE})",
        """
        Profile(
            user_id=int(session.get(b"user_id", 0)),
            **{name: session.get(name.encode(), b"").decode() for name in ("username", "theme", "language")},
        )
        """,
    ),
)
answers.wrong(
    "hgetall-of-nothing-is-a-500",
    "`is None` misses the empty dict of HGETALL: a KeyError, and a 500.",
    ("if not session:", "if session is None:"),
    (
        f"Profile.model_validate({DECODE})",
        """
        Profile(
            user_id=int(session[b"user_id"]),
            **{name: session[name.encode()].decode() for name in ("username", "theme", "language")},
        )
        """,
    ),
)
answers.wrong(
    "looked-up-with-keys",
    "KEYS takes a pattern: the cookie * matches any session.",
    (KEY, RAW_KEY),
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
        found = await redis.keys(key_of(session_id))
        if not found:
            raise HTTPException(401)
        session_id = found[0].decode().removeprefix("session:")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
    ),
)
answers.wrong(
    "the-raw-cookie-in-the-key",
    "A cookie can name a key of another type: WRONGTYPE, and a 500.",
    (KEY, RAW_KEY),
    above(
        ON_REDIS_ERROR,
        """
        @app.exception_handler(ResponseError)
        async def not_expected(request: Request, error: ResponseError) -> JSONResponse:
            return JSONResponse({"detail": "sorry"}, 500)
        """,
    ),
    ("import RedisError", "import RedisError, ResponseError"),
)
answers.wrong(
    "the-index-is-a-key-of-another-type",
    "The cookie user:1 names the index of a user's sessions, a Set of this app: WRONGTYPE, and a 503.",
    (KEY, RAW_KEY),
    below(
        "pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)",
        """
        pipe.sadd(f"session:user:{user.user_id}", new_id)
        pipe.expire(f"session:user:{user.user_id}", 86400)
        """,
    ),
    ("if not session:", 'if b"username" not in session:'),
)
answers.wrong(
    "the-index-is-a-session",
    "The cookie user:1 names the index of a user's sessions, which is a Hash too: KeyError, and a 500.",
    (
        KEY,
        """
        if session_id in ('queue', 'total'):
            raise HTTPException(401, 'not logged in')
        return f"session:{session_id}"
        """,
    ),
    below(
        "pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)",
        """
        pipe.hset(f"session:user:{user.user_id}", new_id, 1)
        pipe.expire(f"session:user:{user.user_id}", 86400)
        """,
    ),
)
answers.wrong(
    "ids-are-ascii",
    "A cookie may hold any bytes: UnicodeEncodeError, and a 500.",
    (KEY, KEY.replace("encode()", "encode('ascii')")),
)
answers.wrong(
    "ids-are-uuids",
    "UUID(…) raises for a cookie that is not a UUID.",
    below("import hashlib", "import uuid"),
    cookie_is("str(uuid.uuid4())"),
    (KEY, 'return f"session:{uuid.UUID(session_id)}"'),
)
answers.wrong(
    "a-long-cookie-is-an-error",
    "A cookie over 4 kB raises an exception.",
    above(
        KEY,
        """
        if len(session_id) > 4096:
            raise ValueError('too long')
        """,
    ),
)
answers.wrong(
    "a-part-of-the-id-will-do",
    "The key holds only the beginning of the cookie.",
    (KEY, KEY.replace("session_id.encode()", "session_id[:32].encode()")),
)
answers.wrong(
    "reads-the-cookie-by-hand",
    'Two cookies of one name raise "too many values to unpack": a 500.',
    (
        """
        async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
        """,
        """
        async def get_profile(request: Request, redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
            _, session_id = request.headers['cookie'].split('session_id=')
        """,
    ),
)
answers.wrong(
    "login-removes-by-pattern",
    "A pattern finds the browser's previous session: an empty cookie removes all sessions.",
    FORMAT_CHECKED,
    WITH_RE,
    (
        END_OLD,
        """
        for key in (
            [key async for key in redis.scan_iter(match=f"session:{session_id}*")] if session_id is not None else []
        ):
            pipe.delete(key)
        """,
    ),
    (
        LOGOUT,
        """
        if session_id and re.fullmatch('[A-Za-z0-9_-]{43}', session_id):
            await redis.delete(key_of(session_id))
        """,
    ),
)
answers.wrong(
    "login-refuses-an-odd-cookie",
    "A browser with an odd cookie cannot log in, and keeps the cookie.",
    FORMAT_CHECKED,
    WITH_RE,
)
answers.wrong(
    "the-digest-of-four-bytes",
    "The id is a long digest of only four random bytes.",
    cookie_is("hashlib.sha256(secrets.token_bytes(4)).hexdigest()"),
)
answers.wrong(
    "a-random-seeded-by-the-time",
    "The generator is seeded with the start time, which can be guessed.",
    below(
        "import hashlib",
        """
        import random
        import time
        """,
    ),
    below(AFTER_IMPORTS, "chance = random.Random(time.time_ns())"),
    cookie_is('f"{chance.getrandbits(256):064x}"'),
)
answers.wrong(
    "a-random-seeded-by-the-system",
    "The seed is secret, but from some ids all others can be computed.",
    below("import hashlib", "import random"),
    below(AFTER_IMPORTS, "chance = random.Random(os.urandom(16))"),
    cookie_is('f"{chance.getrandbits(256):064x}"'),
)
answers.wrong(
    "ids-by-name-and-stopwatch",
    "perf_counter_ns counts from the start of the machine: nanoseconds look random but are not.",
    below("import hashlib", "import time"),
    cookie_is('hashlib.sha256(f"{user.username}{time.perf_counter_ns()}".encode()).hexdigest()'),
)
answers.wrong(
    "ids-by-time-and-address",
    "The address of an object in memory is not secret: there are only a few possible ones.",
    below("import hashlib", "import time"),
    cookie_is('hashlib.sha256(f"{user.username}{time.time()}{id(request)}".encode()).hexdigest()'),
)
answers.wrong(
    "sixteen-bytes-drawn-and-three-used",
    "Only three of sixteen random bytes are hashed.",
    cookie_is("hashlib.sha256(secrets.token_bytes(16)[:3]).hexdigest()"),
)
answers.wrong(
    "the-digest-of-a-part-of-a-uuid",
    "The id is a digest of the first part of a uuid4, which has 32 bits.",
    below("import hashlib", "import uuid"),
    cookie_is("hashlib.sha256(str(uuid.uuid4().time_low).encode()).hexdigest()"),
)
answers.wrong(
    "a-key-of-eight-digits",
    "The key holds eight digits of a digest: one in four billion cookies hits a given session.",
    (KEY, KEY.replace("hexdigest()", "hexdigest()[:8]")),
)
answers.wrong(
    "a-mark-named-like-a-session",
    "A logout leaves a String at session:ended:<id>: the cookie ended:<id> names it, which is WRONGTYPE, and a 503.",
    (KEY, RAW_KEY),
    below("await redis.delete(key_of(session_id))", 'await redis.set(f"session:ended:{session_id}", 1, ex=60)'),
    ("if not session:", 'if b"username" not in session:'),
)
