"""Wrong answers that step 7 of session_storage must catch."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    AFTER_IMPORTS,
    CHANGE,
    CHANGED,
    DECODE,
    FIELD,
    HSETEX,
    KEY,
    PROFILE_ROUTE,
    RAW_KEY,
    READ_RENEWS,
    SESSION,
    SLIDE,
    STORE,
    WITH_MAX_AGE,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "nothing-is-changed",
    "PUT answers with the change but does not store it.",
    (CHANGED, "return (await get_profile(redis, session_id)).model_copy(update={field: change.value})"),
)
answers.wrong(
    "a-script-that-is-put-together-with-the-value",
    "The value becomes Lua source: a quote in it breaks the script, or runs a command of the client.",
    (
        CHANGE,
        """
        script = CHANGE_FIELD.replace("ARGV[1]", f"'{field}'").replace("ARGV[2]", f"'{change.value}'")
        script = script.replace("ARGV[3]", str(SESSION_TTL_SECONDS))
        pairs = await redis.eval(script, 1, key_of(session_id))
        """,
    ),
)
answers.wrong(
    "the-language-is-the-theme",
    "The same field is written, whichever was asked for.",
    (CHANGE, CHANGE.replace("field, change", '"theme", change')),
)
answers.wrong(
    "one-theme-for-all",
    "The whole app shares one theme.",
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        await redis.set("session:theme", change.value, ex=SESSION_TTL_SECONDS)
        return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        """,
    ),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        theme = await redis.get("session:theme")
        return profile.model_copy(update={"theme": theme.decode()}) if theme else profile
        """,
    ),
)
answers.wrong(
    "every-field-can-be-written",
    "PUT /profile/user_id turns any user into user 2.",
    (FIELD, FIELD.replace('Literal["theme", "language"]', "str")),
)
answers.wrong(
    "the-name-can-be-written",
    "PUT /profile/username turns ada into grace.",
    (FIELD, FIELD.replace('"language"', '"language", "username"')),
)
answers.wrong(
    "another-field-is-a-500",
    "An unknown field is a KeyError.",
    (FIELD, FIELD.replace('Literal["theme", "language"]', "str")),
    above(CHANGED, 'field = {"theme": "theme", "language": "language"}[field]'),
)
answers.wrong(
    "any-value-will-do",
    "A value that is not text reaches Redis: DataError.",
    ("value: Annotated[str, Field(max_length=64)]", "value: Any = None"),
)
answers.wrong(
    "no-value-is-a-500",
    "The body is not validated: KeyError.",
    (FIELD, FIELD.replace("change: Change", "change: dict[str, Any]")),
    (CHANGE, CHANGE.replace("change.value", 'change["value"]')),
)
answers.wrong(
    "the-whole-session-is-written-back",
    "All fields are read and written back: one of two concurrent changes is lost.",
    (
        CHANGED,
        """
        session = await redis.hgetall(key_of(session_id))
        if not session:
            raise HTTPException(401)
        session[field.encode()] = change.value.encode()
        async with redis.pipeline() as pipe:
            await (
                pipe.hset(key_of(session_id), mapping=session).expire(key_of(session_id), SESSION_TTL_SECONDS).execute()
            )
        return profile_in(session)
        """,
    ),
)
answers.wrong(
    "json-in-a-field",
    "The Hash has one JSON field: two concurrent changes both write it.",
    (STORE, STORE.replace("mapping=session", 'mapping={"json": profile.model_dump_json()}')),
    (f"return Profile.model_validate({DECODE})", 'return Profile.model_validate_json(session[b"json"])'),
    ("redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])", "redis.call('HSET', KEYS[1], 'json', ARGV[2])"),
    (
        CHANGED,
        """
        profile = profile_in(await redis.hgetall(key_of(session_id))).model_copy(update={field: change.value})
        if not await redis.eval(
            CHANGE_FIELD, 1, key_of(session_id), field, profile.model_dump_json(), SESSION_TTL_SECONDS
        ):
            raise HTTPException(401)
        return profile
        """,
    ),
)
answers.wrong(
    "hset-whatever-is-there",
    "HSET without a check creates a key for a session that has ended or never existed.",
    ("if redis.call('EXISTS', KEYS[1]) == 0 then return {} end", ""),
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        session = dict(zip(pairs[::2], pairs[1::2], strict=True))
        if b'username' not in session:
            raise HTTPException(401, 'not logged in')
        return profile_in(session)
        """,
    ),
)
answers.wrong(
    "hset-if-the-cookie-is-known",
    "EXISTS, then HSET: the session can end between the two.",
    (
        CHANGED,
        """
        if not await redis.exists(key_of(session_id)):
            raise HTTPException(401)
        async with redis.pipeline() as pipe:
            await (
                pipe.hset(key_of(session_id), field, change.value)
                .expire(key_of(session_id), SESSION_TTL_SECONDS)
                .execute()
            )
        return await get_profile(redis, session_id)
        """,
    ),
)
answers.wrong(
    "a-change-does-not-renew",
    "Only reads renew the TTL.",
    ("redis.call('EXPIRE', KEYS[1], ARGV[3])", ""),
)
answers.wrong(
    "a-change-does-not-renew-the-cookie",
    "Only reads renew the cookie's Max-Age.",
    WITH_MAX_AGE,
    *READ_RENEWS,
)
answers.wrong(
    "a-field-loses-its-ttl",
    "Each field has a TTL, and HSET removes that of the changed field.",
    HSETEX,
    (SLIDE, 'pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, "user_id", "username", "theme", "language")'),
    (
        "redis.call('EXPIRE', KEYS[1], ARGV[3])",
        "redis.call('HEXPIRE', KEYS[1], ARGV[3], 'FIELDS', 2, 'user_id', 'username')",
    ),
)
answers.wrong(
    "a-stranger's-change-is-a-500",
    "PUT without a cookie is a 500: there is no key to build.",
    (
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        """,
        CHANGE,
    ),
)
answers.wrong(
    "persist-while-changing",
    "PERSIST, HSET, EXPIRE: between them the session does not expire.",
    (
        CHANGED,
        """
        key = key_of(session_id)
        if not await redis.persist(key):
            raise HTTPException(401)
        await redis.eval(CHANGE_FIELD, 1, key, field, change.value, SESSION_TTL_SECONDS)
        return await get_profile(redis, session_id)
        """,
    ),
)
answers.wrong(
    "shows-the-id-to-who-changes",
    "A header of the answer to PUT holds the id.",
    (FIELD, FIELD.replace(" redis", " response: Response, redis")),
    above(CHANGED, 'response.headers["X-Session"] = session_id'),
)
answers.wrong(
    "changes-by-bearer",
    "PUT also accepts an Authorization header.",
    (
        """
        async def put_profile(
            field: Literal["theme", "language"], change: Change, redis: RedisClient, session_id: SessionId = None
        ) -> Profile:
        """,
        """
        async def put_profile(
            field: Literal["theme", "language"],
            change: Change,
            request: Request,
            redis: RedisClient,
            session_id: SessionId = None,
        ) -> Profile:
            session_id = session_id or request.headers.get("Authorization", "").removeprefix("Bearer ")
        """,
    ),
)
answers.wrong(
    "lower-case-only",
    "Values are returned in lower case.",
    ("field, change.value,", "field, change.value.lower(),"),
)
answers.wrong(
    "a-number-is-a-text",
    "7 is stored as '7'.",
    (
        "value: Annotated[str, Field(max_length=64)]",
        "value: Annotated[str, Field(max_length=64, coerce_numbers_to_str=True)]",
    ),
)
answers.wrong(
    "a-theme-for-all-ones-sessions",
    "A change also goes to the user's other sessions.",
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        profile = profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        async for key in redis.scan_iter(match="session:*"):
            if await redis.hget(key, "username") == profile.username.encode():
                await redis.hset(key, field, change.value)
        return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        """,
    ),
)
answers.wrong(
    "a-change-has-half-an-hour",
    "Each change renews the session for 1800 s, whatever SESSION_TTL_SECONDS says.",
    (CHANGE, CHANGE.replace("SESSION_TTL_SECONDS", "1800")),
)
answers.wrong(
    "writes-then-cleans-up",
    "HSET runs first; if it made a new Hash, another round trip removes it.",
    (
        CHANGED,
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hset(key_of(session_id), field, change.value)
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            pipe.hgetall(key_of(session_id))
            _, _, session = await pipe.execute()
        if b"username" not in session:
            await redis.delete(key_of(session_id))
            session = {}
        return profile_in(session)
        """,
    ),
)
answers.wrong(
    "light-or-dark-only",
    "Unknown themes are refused.",
    above(
        CHANGE,
        """
        if field == "theme" and change.value not in ("light", "dark"):
            raise HTTPException(422)
        """,
    ),
)
answers.wrong(
    "digits-are-numbers",
    "Values that look like numbers are read as numbers: 7 is no longer text, and a 500.",
    (DECODE, "{name.decode(): int(value) if value.isdigit() else value.decode() for name, value in session.items()}"),
)
answers.wrong(
    "values-are-json-if-they-can-be",
    "A value that happens to be JSON is read as JSON.",
    below("import hashlib", "import json"),
    above(
        "def profile_in(",
        """
        def read(value: bytes) -> Any:
            try:
                return json.loads(value)
            except ValueError:
                return value.decode()
        """,
    ),
    (DECODE, "{name.decode(): read(value) for name, value in session.items()}"),
)
answers.wrong(
    "an-empty-field-is-nobody",
    "A session with an empty field is treated as ended.",
    ("if not session:", "if not session or not all(session.values()):"),
)
answers.wrong(
    "values-are-stripped",
    "Spaces around a value are lost.",
    ("field, change.value,", "field, change.value.strip(),"),
)
answers.wrong(
    "values-are-escaped",
    "Values are escaped for HTML, which is the page's job.",
    below("import hashlib", "import html"),
    ("field, change.value,", "field, html.escape(change.value),"),
)
answers.wrong(
    "up-to-64-bytes",
    "The length counts bytes: 64 Japanese characters are too many.",
    above(
        CHANGE,
        """
        if len(change.value.encode()) > 64:
            raise HTTPException(422)
        """,
    ),
)
answers.wrong(
    "a-profile-for-the-next-time",
    "The process keeps a user's last theme, and each new session starts with it.",
    above(AFTER_IMPORTS, "profiles: dict[int, Any] = {}"),
    above(SESSION, "profile = profiles.get(user.user_id, profile)"),
    (
        CHANGED,
        """
        pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        profile = profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        profiles[profile.user_id] = profile
        return profile
        """,
    ),
)
answers.wrong(
    "the-theme-of-another-cookie",
    "A second cookie holds the theme, outlives the session and is trusted.",
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, redis")),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        return profile.model_copy(update={"theme": request.cookies.get("theme", profile.theme)})
        """,
    ),
    (FIELD, FIELD.replace(" redis", " response: Response, redis")),
    above(
        CHANGED,
        """
        if field == "theme":
            response.set_cookie("theme", change.value)
        """,
    ),
)
answers.wrong(
    "changed-by-a-link",
    "GET /profile/theme?value=… changes the theme: an image on any site can trigger it.",
    above(
        '@app.put("/profile/{field}")',
        """
        @app.get("/profile/{field}")
        async def change_by_link(
            field: Literal["theme", "language"], redis: RedisClient, value: str = "", session_id: SessionId = None
        ) -> Profile:
            return await put_profile(field, Change(value=value), redis, session_id)
        """,
    ),
)
answers.wrong(
    "hset-then-read",
    "HSET, then the profile: an unknown cookie gets a Hash with one field.",
    (
        CHANGED,
        """
        await redis.hset(key_of(session_id), field, change.value)
        return await get_profile(redis, session_id)
        """,
    ),
    block="""
      step 7 of 11 · A change writes one field
        called    …
        expected  401 for a change with the cookie session_id=unknown
        got       …
        why       HSET creates a missing key, so a stranger would get a Hash with one field.
    """,
)
answers.wrong(
    "watch-without-another-try",
    "WATCH and MULTI without another try: of two changes at once, one ends in a WatchError.",
    (
        CHANGED,
        """
        key = key_of(session_id)
        async with redis.pipeline(transaction=True) as pipe:
            await pipe.watch(key)
            profile_in(await pipe.hgetall(key))
            pipe.multi()
            pipe.hset(key, field, change.value)
            pipe.expire(key, SESSION_TTL_SECONDS)
            pipe.hgetall(key)
            *_, session = await pipe.execute()
        return profile_in(session)
        """,
    ),
)
answers.wrong(
    "a-copy-from-the-fourth-read-on",
    "The process caches sessions that are read often.",
    above(
        AFTER_IMPORTS,
        """
        reads: dict[str, int] = {}
        copies: dict[str, Any] = {}
        """,
    ),
    (
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        """,
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        if session_id in copies:
            return copies[session_id]
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        """,
    ),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        reads[session_id] = reads.get(session_id, 0) + 1
        if reads[session_id] > 3:
            copies[session_id] = profile
        return profile
        """,
    ),
)
answers.wrong(
    "a-change-to-the-index",
    "The cookie user:1 names the index of a user's sessions, which is a Hash too: a change writes a field into it.",
    (KEY, RAW_KEY),
    below(
        "pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)",
        """
        pipe.hset(f"session:user:{user.user_id}", new_id, 1)
        pipe.expire(f"session:user:{user.user_id}", 86400)
        """,
    ),
    ("return profile_in(session)", "return profile_in(session if b'username' in session else {})"),
    (
        "return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))",
        """
        if not pairs:
            raise HTTPException(401, "not logged in")
        return Profile(user_id=0, username="", theme="", language="")
        """,
    ),
)
answers.wrong(
    "all-as-json-in-one-field",
    "The Hash has one field, with the whole session as JSON; a script changes a part of it, and writes everything.",
    (STORE, STORE.replace("mapping=session", 'mapping={"json": profile.model_dump_json()}')),
    (f"return Profile.model_validate({DECODE})", 'return Profile.model_validate_json(session[b"json"])'),
    (
        "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])",
        """
        local whole = cjson.decode(redis.call('HGET', KEYS[1], 'json'))
        whole[ARGV[1]] = ARGV[2]
        redis.call('HSET', KEYS[1], 'json', cjson.encode(whole))
        """,
    ),
)
