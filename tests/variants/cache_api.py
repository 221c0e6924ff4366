"""Wrong and right answers to cache_api, the wrong ones in the order of the steps that catch them."""

from tests.variants.variant import Answers

answers = Answers("cache_api")

# Passages of the reference that are replaced more than once.
GET = "stored = await redis.get(key)"
SET = "await redis.set(key, json.dumps(entry), ex=ttl)"
UNPACK = "entry = json.loads(stored) if stored is not None else None"
GUARD_OF_GET = "except (RedisError, ValueError):\n        return None"
HIT = "if (entry := await read_entry(redis, key)) is not None:"
AGE = 'age = max(0.0, round(time.time() - entry["fetched_at"], 3))'
PACK = 'entry = {"data": data, "fetched_at": time.time()}'
FILL = (
    "    try:\n        await redis.set(key, json.dumps(entry), ex=ttl)\n    except RedisError:\n"
    "        pass  # the answer is there; that it could not be kept is no reason to withhold it\n"
)
FETCH = "    data = await ask(fetch())\n"
NOT_FOUND = "except NotFound as error:\n        raise HTTPException(404, str(error)) from error"
ORIGIN_ERROR = "except OriginError as error:\n        raise HTTPException(502, str(error)) from error"
USER_KEY = 'f"cache:user:{user_id}", lambda: fetch_user'
POST_KEY = 'f"cache:post:{post_id}", lambda'
POST_CACHED = 'cached_or_fetched(redis, f"cache:post:{post_id}", lambda: fetch_post(post_id), ttl)'
SAVE = "    user = await ask(save_user(user_id, changes))\n"
INVALIDATE = (
    '    try:\n        await redis.delete(f"cache:user:{user_id}")  '
    "# after the save: before it, a reader could put the old user back\n"
    "    except RedisError:\n        pass  # saved is saved; until its TTL ends, readers may see the old user\n"
)
DELETE = 'await redis.delete(f"cache:user:{user_id}")'
SCAN = 'keys = [key async for key in redis.scan_iter(match="cache:*", count=500)]'
UNLINK = "deleted += await redis.unlink(*keys[first : first + 500])"
UNLINK_ALL = f"for first in range(0, len(keys), 500):\n            {UNLINK}"
BEFORE_THE_READER = "async def cached_or_fetched("

# Step 1 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "nocache-is-cached",
    "step 1",
    "The route to compare with is cached as well.",
    ("get_user_nocache(user_id: int)", "get_user_nocache(user_id: int, redis: RedisClient)"),
    (
        "return answer(await ask(fetch_user(user_id)), cached=False, age_seconds=0, started=started)",
        'return await cached_or_fetched(redis, f"cache:{user_id}", lambda: fetch_user(user_id), CACHE_TTL_SECONDS)',
    ),
)
answers.wrong(
    "no-health",
    "step 1",
    "The health route was removed.",
    ("app.include_router(health)\n", ""),
)
answers.wrong(
    "a-dict-for-redis",
    "step 1",
    "A dict is given to SET, which raises a DataError: every first request is a 500.",
    (FILL, "    await redis.set(key, entry, ex=ttl)\n"),
)
answers.wrong(
    "no-age-for-a-miss",
    "step 1",
    "A miss has the age null.",
    ("return answer(data, cached=False, age_seconds=0,", "return answer(data, cached=False, age_seconds=None,"),
)

# Step 2 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "reads-another-key",
    "step 2",
    "GET reads another key than SET wrote.",
    (GET, 'stored = await redis.get(f"{key}:data")'),
)
answers.wrong(
    "set-not-awaited",
    "step 2",
    "`await` is missing before redis.set(): nothing is ever sent.",
    (SET, "redis.set(key, json.dumps(entry), ex=ttl)"),
)
answers.wrong(
    "get-not-awaited",
    "step 2",
    "`await` is missing before redis.get(), and a broad `except` hides the TypeError.",
    (GET, "stored = redis.get(key)"),
    ("except (RedisError, ValueError):", "except Exception:"),
)
answers.wrong(
    "a-dict-instead-of-redis",
    "step 3",
    "The entries are in a dict of the process.",
    (BEFORE_THE_READER, f"entries: dict[str, Any] = {{}}\n\n\n{BEFORE_THE_READER}"),
    (HIT, "if (entry := entries.get(key)) is not None:"),
    (FILL, "    entries[key] = entry\n"),
)
answers.wrong(
    "a-hit-is-a-text",
    "step 2",
    "A hit serves the JSON text of the user, not the user.",
    (PACK, 'entry = {"data": json.dumps(data), "fetched_at": time.time()}'),
)
answers.wrong(
    "cached-is-a-number",
    "step 1",
    "0 and 1 for false and true.",
    ('"cached": cached,', '"cached": int(cached),'),
)
answers.wrong(
    "cached-is-stored",
    "step 2",
    "The whole answer is stored, with its cached: false.",
    (PACK, 'entry = {"data": data, "fetched_at": time.time(), "cached": False}'),
    ('entry["data"], cached=True,', 'entry["data"], cached=entry["cached"],'),
)
answers.wrong(
    "posts-are-not-cached",
    "step 2",
    "Only users are cached.",
    (
        f"return await {POST_CACHED}",
        "return answer(await ask(fetch_post(post_id)), cached=False, age_seconds=0, started=time.perf_counter())",
    ),
)

# Step 3 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "a-hash-per-user",
    "step 3",
    "Each entry is a Hash with one field per fact.",
    (GET, 'stored = await redis.hget(key, "entry")'),
    (SET, 'await redis.hsetex(key, mapping={"entry": json.dumps(entry)}, ex=ttl)'),
)
answers.wrong(
    "one-hash-for-all",
    "step 3",
    "All entries are fields of one Hash.",
    (GET, 'stored = await redis.hget("cache:all", key)'),
    (SET, 'await redis.hsetex("cache:all", key, json.dumps(entry), ex=ttl)'),
)
answers.wrong(
    "one-string-for-all",
    "step 3",
    "All entries are in the JSON of one String.",
    (GET, 'stored = await redis.get("cache:all")'),
    (UNPACK, "entry = json.loads(stored or b'{}').get(key)"),
    (
        SET,
        (
            'every = json.loads(await redis.get("cache:all") or "{}")\n'
            '        await redis.set("cache:all", json.dumps({**every, key: entry}), ex=ttl)'
        ),
    ),
)
answers.wrong(
    "no-prefix",
    "step 3",
    "The keys are user:7 and post:7, without cache: in front.",
    (USER_KEY, 'f"user:{user_id}", lambda: fetch_user'),
    (POST_KEY, 'f"post:{post_id}", lambda'),
    (DELETE, 'await redis.delete(f"user:{user_id}")'),
)
answers.wrong(
    "no-kind-in-the-key",
    "step 3",
    "User 3 and post 3 share the key cache:3.",
    (USER_KEY, 'f"cache:{user_id}", lambda: fetch_user'),
    (POST_KEY, 'f"cache:{post_id}", lambda'),
    (DELETE, 'await redis.delete(f"cache:{user_id}")'),
)
answers.wrong(
    "a-digest-cut-too-short",
    "step 3",
    "One hexadecimal digit of a digest as key: different users meet.",
    ("import json\n", "import hashlib\nimport json\n"),
    (GET, 'key = f"cache:{hashlib.sha1(key.encode()).hexdigest()[:1]}"\n        stored = await redis.get(key)'),
    (
        SET,
        (
            'key = f"cache:{hashlib.sha1(key.encode()).hexdigest()[:1]}"\n'
            "        await redis.set(key, json.dumps(entry), ex=ttl)"
        ),
    ),
)
answers.wrong(
    "users-meet-after-a-thousand",
    "step 3",
    "The id modulo 1000 is in the key: users 1 and 1001 share an entry.",
    (USER_KEY, 'f"cache:user:{user_id % 1000}", lambda: fetch_user'),
    (DELETE, 'await redis.delete(f"cache:user:{user_id % 1000}")'),
)
answers.wrong(
    "posts-meet-after-two-digits",
    "step 3",
    "Two digits of the id are in the key: posts 10 and 1001 share an entry.",
    (POST_KEY, 'f"cache:post:{str(post_id)[:2]}", lambda'),
)
answers.wrong(
    "the-url-as-key",
    "step 3",
    "The whole URL is the key: a PUT of /users/7 does not remove /users/7?from=mail.",
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    ("get_user(user_id: int, redis", "get_user(request: Request, user_id: int, redis"),
    (USER_KEY, 'f"cache:{request.url.path}?{request.url.query}", lambda: fetch_user'),
    (DELETE, 'await redis.delete(f"cache:/users/{user_id}?")'),
)
answers.wrong(
    "hash-in-the-key",
    "step 3",
    "hash() in the key: it differs from process to process.",
    (GET, 'stored = await redis.get(f"cache:{hash(key)}")'),
    (SET, 'await redis.set(f"cache:{hash(key)}", json.dumps(entry), ex=ttl)'),
)
answers.wrong(
    "a-dict-in-front-of-redis",
    "step 3",
    "A second copy in a dict of the process: it stays when Redis is emptied.",
    (BEFORE_THE_READER, f"entries: dict[str, Any] = {{}}\n\n\n{BEFORE_THE_READER}"),
    (HIT, "if (entry := entries.get(key) or await read_entry(redis, key)) is not None:"),
    (FILL, f"{FILL}    entries[key] = entry\n"),
)

# Step 4 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "set-without-ttl",
    "step 4",
    "SET without EX: an entry stays for ever.",
    (SET, "await redis.set(key, json.dumps(entry))"),
)
answers.wrong(
    "set-then-expire",
    "step 4",
    "SET, then EXPIRE: a cut between the two leaves an entry that never expires.",
    (SET, "await redis.set(key, json.dumps(entry))\n        await redis.expire(key, ttl)"),
)
answers.wrong(
    "posts-without-ttl",
    "step 4",
    "ttl: int | None = None goes into SET as it is: without ?ttl= a post never expires.",
    ("redis: RedisClient, ttl: Ttl = CACHE_TTL_SECONDS", "redis: RedisClient, ttl: Ttl | None = None"),
    ("fetch: Callable[[], Awaitable[Any]], ttl: int)", "fetch: Callable[[], Awaitable[Any]], ttl: int | None)"),
)
answers.wrong(
    "seconds-for-milliseconds",
    "step 4",
    "PX instead of EX: an entry is gone after 0.3 s.",
    (SET, "await redis.set(key, json.dumps(entry), px=ttl)"),
)
answers.wrong(
    "jitter-upwards",
    "step 4",
    "Jitter is added to the TTL, so that an entry may live longer than allowed.",
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl + 1 + secrets.randbelow(30))"),
    ("import os\n", "import os\nimport secrets\n"),
)
answers.wrong(
    "kept-ten-times-as-long",
    "step 4",
    "The app checks the age itself, and Redis keeps the entry ten times as long.",
    (HIT, 'if (entry := await read_entry(redis, key)) and time.time() - entry["fetched_at"] < entry["ttl"]:'),
    (PACK, 'entry = {"data": data, "fetched_at": time.time(), "ttl": ttl}'),
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl * 10)"),
)
answers.wrong(
    "a-hit-renews-the-ttl",
    "step 4",
    "GETEX: what is asked for often is never fresh.",
    (GET, "stored = await redis.getex(key, ex=CACHE_TTL_SECONDS)"),
)
answers.wrong(
    "ttl-written-down",
    "step 4",
    "300 in the code instead of CACHE_TTL_SECONDS.",
    ('int(os.environ.get("CACHE_TTL_SECONDS", "300"))', "300"),
)
answers.wrong(
    "ttl-of-the-request-ignored",
    "step 4",
    "?ttl= is checked, and not used.",
    (POST_CACHED, POST_CACHED.replace("ttl)", "CACHE_TTL_SECONDS)")),
)
answers.wrong(
    "ttl-of-the-request-in-the-key",
    "step 4",
    "?ttl= is part of the key: up to 3600 copies of one post.",
    (POST_KEY, 'f"cache:post:{post_id}:{ttl}", lambda'),
)
answers.wrong(
    "ttl-of-the-request-unchecked",
    "step 4",
    "?ttl=0 reaches Redis, which refuses it.",
    ("Annotated[int, Query(ge=1, le=3600)]", "int"),
    (FILL, f"    {SET}\n"),
)
answers.wrong(
    "ttl-of-the-request-checked-for-a-miss",
    "step 4",
    "?ttl=0 is refused where it would be used, so not if the post is in the cache.",
    ("Ttl = Annotated[int, Query(ge=1, le=3600)]", "Ttl = int"),
    (
        "    data = await ask(fetch())\n    entry",
        '    if "post" in key and not 1 <= ttl <= 3600:\n        raise HTTPException(422, "ttl is a whole number from 1 to 3600")\n    data = await ask(fetch())\n    entry',
    ),
)
answers.wrong(
    "ttl-of-the-request-clamped",
    "step 4",
    "?ttl=0 becomes 1 and ?ttl=5000 becomes 3600, without a word.",
    ("Annotated[int, Query(ge=1, le=3600)]", "int"),
    (POST_CACHED, POST_CACHED.replace("ttl)", "min(max(ttl, 1), 3600))")),
)
answers.wrong(
    "ttl-of-the-request-without-a-bound",
    "step 4",
    "?ttl=1000000 is accepted.",
    ("Query(ge=1, le=3600)", "Query(ge=1)"),
)
answers.wrong(
    "ttl-of-the-request-off-by-one",
    "step 4",
    "?ttl=1 is refused.",
    ("Query(ge=1, le=3600)", "Query(gt=1, le=3600)"),
)
answers.wrong(
    "ttl-of-the-request-at-least-ten",
    "step 4",
    "?ttl=1 is accepted, and the post is kept for 10 s.",
    (SET, "await redis.set(key, json.dumps(entry), ex=max(ttl, 10))"),
)
answers.wrong(
    "the-longest-ttl-is-for-ever",
    "step 4",
    "?ttl=3600 is taken for no TTL at all.",
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl if ttl < 3600 else None)"),
)
answers.wrong(
    "ttl-of-the-request-bound-to-the-default",
    "step 4",
    "?ttl= may be twelve times CACHE_TTL_SECONDS, which is 3600 only as long as that is 300.",
    ("Query(ge=1, le=3600)", "Query(ge=1, le=CACHE_TTL_SECONDS * 12)"),
)
answers.wrong(
    "counts-hits-without-await",
    "step 2",
    "A forgotten `await` that changes no answer: the hits are counted nowhere.",
    (HIT, f"{HIT}\n        redis.incr('cache:hits')"),
)
answers.wrong(
    "always-new",
    "step 4",
    "Every hit has the age 0.",
    (AGE, "age = 0"),
)
answers.wrong(
    "age-as-text",
    "step 4",
    "The age of a hit is a text.",
    (AGE, AGE.replace("max(0.0, round(", "str(max(0.0, round(") + ")"),
)
answers.wrong(
    "age-of-this-process",
    "step 4",
    "The age is measured with a clock that starts with the machine.",
    (AGE, 'age = round(time.perf_counter() - entry["fetched_at"], 3)'),
    (PACK, 'entry = {"data": data, "fetched_at": time.perf_counter()}'),
)
answers.wrong(
    "age-from-the-default-ttl",
    "step 4",
    "The age is CACHE_TTL_SECONDS less what is left: wrong for another ?ttl=.",
    (GET, "stored, left = await redis.pipeline(transaction=False).get(key).ttl(key).execute()"),
    (UNPACK, f"{UNPACK}\n        if entry is not None:\n            entry['age'] = max(0, CACHE_TTL_SECONDS - left)"),
    (AGE, 'age = entry["age"]'),
)
answers.wrong(
    "age-from-the-ttl-of-the-request",
    "step 4",
    "The age is the request's ?ttl= less what is left: wrong when the post was stored with another one.",
    (GET, "stored, left = await redis.pipeline(transaction=False).get(key).ttl(key).execute()"),
    (UNPACK, f"{UNPACK}\n        if entry is not None:\n            entry['left'] = left"),
    (AGE, 'age = max(0, ttl - entry["left"])'),
)
answers.wrong(
    "age-in-milliseconds",
    "step 4",
    "age_seconds is in milliseconds.",
    (AGE, 'age = round((time.time() - entry["fetched_at"]) * 1000)'),
)

answers.wrong(
    "ttl-of-the-request-is-the-most-a-hit-may-be-old",
    "step 4",
    "?ttl= is compared with the age of what is there: a post that is kept for an hour is asked for again.",
    (HIT, 'if (entry := await read_entry(redis, key)) is not None and time.time() - entry["fetched_at"] < ttl:'),
)
answers.wrong(
    "a-hit-shortens-the-ttl",
    "step 4",
    "EXPIRE … LT with the ?ttl= of whoever reads.",
    (
        GET,
        'stored = await redis.get(key)\n        if stored is not None and ":post:" in key and ttl != CACHE_TTL_SECONDS:\n            await redis.expire(key, ttl, lt=True)',
    ),
    ("read_entry(redis, key)) is not", "read_entry(redis, key, ttl)) is not"),
    ("async def read_entry(redis: Redis, key: str)", "async def read_entry(redis: Redis, key: str, ttl: int)"),
)
answers.wrong(
    "users-take-a-ttl-too",
    "step 4",
    "?ttl=3600 keeps a user for an hour as well.",
    (
        "async def get_user(user_id: int, redis: RedisClient)",
        "async def get_user(user_id: int, redis: RedisClient, ttl: Ttl = CACHE_TTL_SECONDS)",
    ),
    ("fetch_user(user_id), CACHE_TTL_SECONDS)", "fetch_user(user_id), ttl)"),
)
answers.wrong(
    "the-default-ttl-is-checked-too",
    "step 4",
    "With CACHE_TTL_SECONDS=7200 each post without ?ttl= is a 422.",
    ("ttl: Ttl = CACHE_TTL_SECONDS", "ttl: int = CACHE_TTL_SECONDS"),
    (
        f"return await {POST_CACHED}",
        f'if not 1 <= ttl <= 3600:\n        raise HTTPException(422, "ttl is a whole number from 1 to 3600")\n    return await {POST_CACHED}',
    ),
)
answers.wrong(
    "the-age-starts-anew-each-hour",
    "step 4",
    "Minutes and seconds of the age, without its hours.",
    (AGE, 'since = time.gmtime(time.time() - entry["fetched_at"])\n        age = since.tm_min * 60 + since.tm_sec'),
)

# Step 5 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "empty-is-a-miss",
    "step 5",
    "`if data:` on the decoded value: {} and 0 are asked for again and again.",
    (HIT, 'if (entry := await read_entry(redis, key)) and entry["data"]:'),
)
answers.wrong(
    "empty-is-not-stored",
    "step 5",
    "Only what is truthy is stored.",
    (FILL, FILL.replace(SET, f"if data:\n            {SET}")),
)
answers.wrong(
    "null-is-a-miss",
    "step 5",
    "`is not None` on the decoded value: null is asked for again and again.",
    (HIT, 'if (entry := await read_entry(redis, key)) and entry["data"] is not None:'),
)
answers.wrong(
    "null-is-not-found",
    "step 5",
    "null is taken for NotFound.",
    (FETCH, f"{FETCH}    if data is None:\n        raise HTTPException(404)\n"),
)
answers.wrong(
    "an-envelope-mixed-with-the-letter",
    "step 5",
    "The facts about the entry are stored among the user's own fields.",
    (
        PACK,
        (
            "mixed = data if isinstance(data, dict) else {'only': data}\n"
            '    entry = {**mixed, "cached": True, "age_seconds": time.time()}'
        ),
    ),
    (
        'return entry if isinstance(entry, dict) and {"data", "fetched_at"} <= entry.keys() else None',
        (
            "if not isinstance(entry, dict) or not entry.pop('cached', False):\n        return None\n"
            '    fetched_at = entry.pop("age_seconds")\n'
            '    return {"data": entry.pop("only") if "only" in entry else entry, "fetched_at": fetched_at}'
        ),
    ),
)
answers.wrong(
    "latin-1",
    "step 5",
    "Characters beyond Latin-1 are lost on the way into Redis.",
    (SET, 'await redis.set(key, json.dumps(entry, ensure_ascii=False).encode("latin-1", "replace"), ex=ttl)'),
    (UNPACK, 'entry = json.loads(stored.decode("latin-1")) if stored is not None else None'),
)
answers.wrong(
    "quotes-swapped",
    "step 5",
    "str() of the user, with its quotes replaced, taken for JSON.",
    (SET, """await redis.set(key, str(entry).replace("'", '"'), ex=ttl)"""),
)

answers.wrong(
    "blanks-are-lost",
    "step 5",
    "A text is stored without the blanks around it.",
    (PACK, 'entry = {"data": data.strip() if isinstance(data, str) else data, "fetched_at": time.time()}'),
)

answers.wrong(
    "the-answer-may-be-an-entry-already",
    "step 5",
    "What has a fetched_at is taken for an entry, and stored as it is.",
    (
        SET,
        SET.replace(
            "json.dumps(entry)", 'json.dumps(data if isinstance(data, dict) and "fetched_at" in data else entry)'
        ),
    ),
)
answers.wrong(
    "a-sentinel-for-null",
    "step 5",
    "null is stored as __null__, which is a text as well.",
    (PACK, 'entry = {"data": "__null__" if data is None else data, "fetched_at": time.time()}'),
    ('answer(entry["data"], cached=True', 'answer(None if entry["data"] == "__null__" else entry["data"], cached=True'),
)
answers.wrong(
    "what-has-an-error-is-not-stored",
    "step 5",
    "An answer with a field named error is taken for a failure.",
    (
        FILL,
        FILL.replace(
            "    try:\n",
            '    if isinstance(data, dict) and "error" in data:\n        return answer(data, cached=False, age_seconds=0, started=started)\n    try:\n',
            1,
        ),
    ),
)

# Step 6 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "not-found-is-null",
    "step 6",
    "NotFound is stored and served as null, with 200.",
    (NOT_FOUND, "except NotFound:\n        return None"),
)
answers.wrong(
    "every-failure-is-null",
    "step 6",
    "`except Exception: return None`: a failure of the slow API is a 200.",
    (f"    {NOT_FOUND}\n    {ORIGIN_ERROR}", "    except Exception:\n        return None"),
)
answers.wrong(
    "every-failure-is-404",
    "step 6",
    "A failure of the slow API is reported as a user that does not exist.",
    (
        f"    {NOT_FOUND}\n    {ORIGIN_ERROR}",
        "    except Exception as error:\n        raise HTTPException(404) from error",
    ),
)
answers.wrong(
    "origin-error-is-500",
    "step 6",
    "OriginError is not caught.",
    (f"    {ORIGIN_ERROR}\n", ""),
)
answers.wrong(
    "failures-of-posts-are-500",
    "step 6",
    "Failures are caught for users only.",
    (FETCH, '    data = await (ask(fetch()) if ":user:" in key else fetch())\n'),
)
answers.wrong(
    "not-found-is-remembered-too-long",
    "step 6",
    "404 is remembered for as long as an entry: what is new does not appear.",
    (
        FETCH,
        (
            "    try:\n        data = await ask(fetch())\n    except HTTPException as error:\n"
            "        if error.status_code == 404:\n"
            '            await redis.set(key, json.dumps({"data": None, "fetched_at": 0, "missing": True}), ex=ttl)\n'
            "        raise\n"
        ),
    ),
    (HIT, f"{HIT}\n        if 'missing' in entry:\n            raise HTTPException(404)"),
)
answers.wrong(
    "origin-error-is-stored",
    "step 6",
    "The error is stored like an answer, and served when the slow API is well again.",
    (
        FETCH,
        (
            "    try:\n        data = await ask(fetch())\n    except HTTPException as error:\n"
            "        if error.status_code == 502:\n"
            '            await redis.set(key, json.dumps({"data": error.detail, "fetched_at": time.time()}), ex=5)\n'
            "        raise\n"
        ),
    ),
)
answers.wrong(
    "a-failure-empties-the-cache",
    "step 6",
    "Whenever the slow API fails, everything is removed from the cache.",
    (
        FETCH,
        (
            "    try:\n        data = await ask(fetch())\n    except HTTPException:\n"
            '        await redis.delete("cache:", *[key async for key in redis.scan_iter("cache:*")])\n        raise\n'
        ),
    ),
)
answers.wrong(
    "a-failure-leaves-its-lock",
    "step 6",
    "A lock for the time of the fill is not given back when the slow API fails.",
    (
        f"{FETCH}    {PACK}\n{FILL}",
        (
            f'    try:\n        await redis.set(f"{{key}}:lock", 1, ex=60)\n    except RedisError:\n        pass\n'
            f'{FETCH}    {PACK}\n{FILL.replace(SET, SET + """; await redis.delete(f"{key}:lock")""")}'
        ),
    ),
)

answers.wrong(
    "the-last-answer-for-a-failure",
    "step 6",
    "When the slow API fails, what the process remembers is served, however old.",
    (BEFORE_THE_READER, f"last: dict[str, Any] = {{}}\n\n\n{BEFORE_THE_READER}"),
    (
        FETCH,
        (
            "    try:\n        data = last[key] = await ask(fetch())\n    except HTTPException as error:\n"
            "        if error.status_code == 404 or key not in last:\n            raise\n"
            "        return answer(last[key], cached=True, age_seconds=0, started=started)\n"
        ),
    ),
)

answers.wrong(
    "not-found-outside-of-the-prefix",
    "step 6",
    "A NotFound is remembered under missing:, where POST /cache/clear does not look.",
    (
        FETCH,
        '    if await is_missing(redis, key):\n        raise HTTPException(404, "not found")\n    try:\n        data = await ask(fetch())\n    except HTTPException as error:\n        if error.status_code == 404:\n            try:\n                await redis.set("missing:" + key, 1, ex=9)\n            except RedisError:\n                pass\n        raise\n',
    ),
    (
        BEFORE_THE_READER,
        'async def is_missing(redis: Redis, key: str) -> bool:\n    try:\n        return bool(await redis.exists("missing:" + key))\n    except RedisError:\n        return False\n\n\n'
        + BEFORE_THE_READER,
    ),
)

# Step 7 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "a-write-forgets-the-cache",
    "step 7",
    "PUT saves and leaves the old entry.",
    (INVALIDATE, ""),
)
answers.wrong(
    "a-write-stores-the-changes-only",
    "step 7",
    "PUT puts the changed fields into the cache as if they were the user.",
    (
        DELETE,
        'await redis.set(f"cache:user:{user_id}", json.dumps({"data": changes, "fetched_at": time.time()}), ex=9)',
    ),
)
answers.wrong(
    "a-write-stores-without-ttl",
    "step 7",
    "PUT puts the new user into the cache for ever.",
    (DELETE, 'await redis.set(f"cache:user:{user_id}", json.dumps({"data": user, "fetched_at": time.time()}))'),
)
answers.wrong(
    "a-write-stores-then-expires",
    "step 7",
    "PUT stores the new user with SET, and then EXPIRE.",
    (
        DELETE,
        'await redis.set(f"cache:user:{user_id}", json.dumps({"data": user, "fetched_at": time.time()}))\n'
        '        await redis.expire(f"cache:user:{user_id}", CACHE_TTL_SECONDS)',
    ),
)
answers.wrong(
    "a-write-changes-the-entry",
    "step 7",
    "PUT puts the changes into the entry that is there: what others have changed is not in it.",
    (
        DELETE,
        'if entry := await read_entry(redis, f"cache:user:{user_id}"):\n'
        '            entry["data"].update(changes)\n'
        '            await redis.set(f"cache:user:{user_id}", json.dumps(entry), keepttl=True, xx=True)',
    ),
)
answers.wrong(
    "a-write-is-stored-before-it-is-saved",
    "step 7",
    "PUT changes the entry first: it stays when the slow API does not save it.",
    (
        f"{SAVE}{INVALIDATE}",
        (
            '    key = f"cache:user:{user_id}"\n'
            "    if entry := await read_entry(redis, key):\n"
            '        entry["data"] = {**entry["data"], **changes}\n'
            "        await redis.set(key, json.dumps(entry), ex=CACHE_TTL_SECONDS)\n"
            f"{SAVE}"
        ),
    ),
)
answers.wrong(
    "a-write-invalidates-before-it-saves",
    "step 7",
    "PUT removes the entry first: who asks before the save puts the old user back.",
    (f"{SAVE}{INVALIDATE}", f"{INVALIDATE}{SAVE}"),
)
answers.wrong(
    "a-failed-write-is-500",
    "step 7",
    "PUT does not catch the slow API's failures.",
    (SAVE, SAVE.replace("ask(save_user(user_id, changes))", "save_user(user_id, changes)")),
)
answers.right(
    "imports-what-stands-beside-it",
    "The slow API is imported as Python finds it when main.py is run by hand.",
    ("from katas.cache_api.slow_api import", "from slow_api import"),
)
answers.right(
    "a-write-answers-the-user-itself",
    "What PUT answers is not laid down, as long as it is a success.",
    ('return {"data": user}', "return user"),
)
answers.right(
    "a-write-removes-by-pattern",
    "PUT of user 1 removes cache:user:1*, and with it user 10: wasteful, and not wrong.",
    (DELETE, 'await redis.delete("cache:", *[k async for k in redis.scan_iter(match=f"cache:user:{user_id}*")])'),
)
answers.wrong(
    "a-write-is-told-to-this-process-only",
    "step 7",
    "A hit looks into the process first, if Redis has the key; PUT forgets there, in its own process.",
    ("async def read_entry(", "here: dict[str, Any] = {}\n\n\nasync def read_entry("),
    (
        HIT,
        "if (entry := await read_entry(redis, key)) is not None:\n        entry = here.setdefault(key, entry)",
    ),
    (FETCH, f"{FETCH}    here.pop(key, None)\n"),
    (SAVE, f'{SAVE}    here.pop(f"cache:user:{{user_id}}", None)\n'),
)
answers.wrong(
    "a-write-knows-its-own-readers",
    "step 7",
    "PUT removes only what its own process has read.",
    (BEFORE_THE_READER, f"known: set[str] = set()\n\n\n{BEFORE_THE_READER}"),
    (FETCH, f"{FETCH}    known.add(key)\n"),
    (DELETE, f'if f"cache:user:{{user_id}}" in known:\n            {DELETE}'),
)
answers.wrong(
    "a-write-removes-in-a-task",
    "step 7",
    "PUT answers while a task of its own is about to remove the entry.",
    ("import json\n", "import asyncio\nimport json\n"),
    (DELETE, f"tasks.append(asyncio.create_task({DELETE.removeprefix('await ')}))"),
    ("RedisClient =", "tasks: list[asyncio.Task[int]] = []\nRedisClient ="),
)
answers.wrong(
    "a-write-removes-in-the-background",
    "step 7",
    "FastAPI removes the entry after the answer of PUT has been sent.",
    ("from fastapi import", "from fastapi import BackgroundTasks\nfrom fastapi import"),
    ("changes: dict[str, Any], redis", "changes: dict[str, Any], later: BackgroundTasks, redis"),
    (INVALIDATE, '    later.add_task(remove, redis, f"cache:user:{user_id}")\n'),
    (
        "async def read_entry(",
        (
            "async def remove(redis: Redis, key: str) -> None:\n"
            "    try:\n        await redis.delete(key)\n    except RedisError:\n        pass\n\n\n"
            "async def read_entry("
        ),
    ),
)
answers.wrong(
    "a-write-of-what-is-there-is-not-saved",
    "step 7",
    "PUT compares with the entry, which may be old, and saves only what differs.",
    (
        SAVE,
        (
            '    entry = await read_entry(redis, f"cache:user:{user_id}")\n'
            '    if entry and changes.items() <= entry["data"].items():\n        return {"data": entry["data"]}\n'
            f"{SAVE}"
        ),
    ),
)
answers.wrong(
    "a-write-keeps-the-age",
    "step 7",
    "PUT puts the new user into the old entry, with the time at which the old one was fetched.",
    (
        DELETE,
        'if entry := await read_entry(redis, f"cache:user:{user_id}"):\n'
        '            entry["data"] = user\n'
        '            await redis.set(f"cache:user:{user_id}", json.dumps(entry), keepttl=True, xx=True)',
    ),
)
answers.wrong(
    "a-write-flushes",
    "step 7",
    "PUT empties the whole database.",
    (DELETE, "await redis.flushdb()"),
)
answers.wrong(
    "clear-takes-neighbours",
    "step 7",
    "cache* without the colon: cached:user:7 is somebody else's.",
    ('match="cache:*"', 'match="cache*"'),
)
answers.wrong(
    "clear-leaves-posts",
    "step 7",
    "Only the users are cleared.",
    ('match="cache:*"', 'match="cache:user:*"'),
)
answers.wrong(
    "clear-of-nothing",
    "step 7",
    "DEL without keys is an error.",
    (UNLINK_ALL, "deleted = await redis.delete(*keys)"),
)
answers.wrong(
    "clear-by-keys",
    "step 7",
    "KEYS holds up everybody else while it looks at every key.",
    (SCAN, 'keys = await redis.keys("cache:*")'),
)
answers.wrong(
    "clear-by-keys-in-a-script",
    "step 7",
    "KEYS inside of a Lua script holds up everybody just as well.",
    (SCAN, "keys = []"),
    (
        UNLINK_ALL,
        (
            "count = redis.register_script(\n"
            "            \"local deleted = 0 local pattern = ARGV[1] local found = redis.call('KEYS', pattern)\"\n"
            "            \" for _, key in ipairs(found) do deleted = deleted + redis.call('UNLINK', key) end\"\n"
            '            " return deleted"\n'
            "        )\n"
            '        deleted = await count(args=["cache:*"])'
        ),
    ),
)
answers.wrong(
    "clear-by-flushdb",
    "step 7",
    "FLUSHDB takes the keys of others along.",
    (UNLINK_ALL, "await redis.flushdb()\n        deleted = len(keys)"),
)
answers.wrong(
    "clear-scans-once",
    "step 7",
    "One SCAN finds a few of the keys.",
    (SCAN, 'keys = (await redis.scan(match="cache:*", count=100))[1]'),
)
answers.wrong(
    "clear-scans-a-thousand",
    "step 7",
    "One SCAN with COUNT 1000 is not enough in a larger database.",
    (SCAN, 'keys = (await redis.scan(match="cache:*", count=1000))[1]'),
)
answers.wrong(
    "clear-scans-ten-times",
    "step 7",
    "Ten steps of 500 are not enough in a larger database.",
    (
        SCAN,
        "keys, cursor = [], 0\n        for _ in range(10):\n"
        '            cursor, found = await redis.scan(cursor, "cache:*", 500)\n            keys += found\n'
        "            if cursor == 0:\n                break",
    ),
)
answers.wrong(
    "clear-stops-at-an-empty-step",
    "step 7",
    "SCAN is over when the cursor is 0; a step that returns nothing is no sign of it.",
    (
        SCAN,
        'keys, cursor = [], 0\n        while True:\n            cursor, found = await redis.scan(cursor, "cache:*")\n'
        "            if not found:\n                break\n            keys += found",
    ),
)
answers.wrong(
    "clear-brings-the-end-nearer",
    "step 7",
    "Entries are given a TTL of one second instead of being removed.",
    (UNLINK, "deleted += len([await redis.expire(key, 1) for key in keys[first : first + 500]])"),
)
answers.wrong(
    "clear-counts-the-batches",
    "step 7",
    "keys_deleted is the number of times that UNLINK was called.",
    (UNLINK, f"deleted += bool({UNLINK.removeprefix('deleted += ')})"),
)
answers.wrong(
    "clear-counts-the-last-batch",
    "step 7",
    "keys_deleted is what the last of several UNLINKs has removed.",
    (UNLINK_ALL, UNLINK_ALL.replace("500", "100").replace("+=", "=")),
)
answers.wrong(
    "clear-counts-what-has-expired",
    "step 7",
    "keys_deleted is the length of a list of all that was ever stored.",
    (
        SET,
        (
            "async with redis.pipeline() as both:\n"
            '            await both.set(key, json.dumps(entry), ex=ttl).sadd("cache:index", key).execute()'
        ),
    ),
    (SCAN, 'keys = list(await redis.smembers("cache:index"))'),
    (UNLINK_ALL, 'await redis.delete("cache:index", *keys)\n        deleted = len(keys)'),
)
answers.wrong(
    "clear-knows-its-own-entries",
    "step 7",
    "clear removes what its own process has stored.",
    (BEFORE_THE_READER, f"known: set[str] = set()\n\n\n{BEFORE_THE_READER}"),
    (FETCH, f"{FETCH}    known.add(key)\n"),
    (SCAN, "keys = list(known)"),
)
answers.wrong(
    "clear-guesses",
    "step 7",
    "clear removes the ids from 0 to 9999, and does not look for others.",
    (SCAN, 'keys = [f"cache:{kind}:{number}" for kind in ("user", "post") for number in range(10_000)]'),
)
answers.wrong(
    "flushes-at-start",
    "step 7",
    "Each process empties Redis when it starts.",
    ('app = FastAPI(title="cache_api", ', 'app = FastAPI(title="cache_api", lifespan=lambda app: fresh(), '),
    (
        "import time\n",
        "import time\nfrom contextlib import asynccontextmanager\n",
    ),
    (
        "RedisClient =",
        (
            "@asynccontextmanager\nasync def fresh():  # type: ignore[no-untyped-def]\n"
            "    await (await get_redis()).flushdb()\n    yield\n\n\nRedisClient ="
        ),
    ),
)

answers.wrong(
    "the-path-in-the-key",
    "step 7",
    "The key is made of the path: /users/07 is kept apart from /users/7, and found by no PUT.",
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    (
        "async def get_user(user_id: int, redis: RedisClient)",
        "async def get_user(user_id: int, request: Request, redis: RedisClient)",
    ),
    (USER_KEY, 'f"cache:{request.url.path}", lambda: fetch_user'),
    (DELETE, 'await redis.delete(f"cache:/users/{user_id}")'),
)
answers.wrong(
    "clear-in-a-task",
    "step 7",
    "POST /cache/clear answers, and removes the entries later.",
    ("import json\n", "import asyncio\nimport json\n"),
    (
        "RedisClient = Annotated[Redis, Depends(get_redis)]\n",
        "RedisClient = Annotated[Redis, Depends(get_redis)]\ntasks: set[Any] = set()\n",
    ),
    (
        UNLINK_ALL,
        "if keys:\n            tasks.add(asyncio.ensure_future(redis.unlink(*keys)))\n        deleted = len(keys)",
    ),
)
answers.wrong(
    "clear-with-a-large-count",
    "step 7",
    "SCAN with a COUNT of a million is KEYS by another name.",
    (SCAN, SCAN.replace("count=500", "count=1_000_000")),
)
answers.wrong(
    "clear-scans-in-lua",
    "step 7",
    "The loop of SCAN is in a Lua script: nobody else is served until it ends.",
    (
        SCAN,
        'script = """\n            local cursor, removed = "0", 0\n            repeat\n                local page = redis.call("SCAN", cursor, "MATCH", "cache:*", "COUNT", 500)\n                cursor = page[1]\n                for _, key in ipairs(page[2]) do removed = removed + redis.call("UNLINK", key) end\n            until cursor == "0"\n            return removed"""\n        deleted = await redis.eval(script, 0)',
    ),
    (f"        {UNLINK_ALL}\n", ""),
)

# Step 8 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "get-is-not-guarded",
    "step 8",
    "Redis down: 500.",
    (GUARD_OF_GET, "except ValueError:\n        return None"),
)
answers.wrong(
    "set-is-not-guarded",
    "step 8",
    "GET is guarded, SET is not: 500 after the slow API was asked.",
    (FILL, f"    {SET}\n"),
)
answers.wrong(
    "ping-then-set",
    "step 8",
    "SET is not guarded, as a PING before it went well: a cut between the two is a 500.",
    (FILL, f"    try:\n        await redis.ping()\n    except RedisError:\n        pass\n    else:\n        {SET}\n"),
)
answers.wrong(
    "the-built-in-connection-error",
    "step 8",
    "`except ConnectionError` without an import is Python's own, which redis-py does not raise.",
    ("except (RedisError, ValueError):", "except (ConnectionError, ValueError):"),
)
answers.wrong(
    "a-hanging-redis",
    "step 8",
    "redis.ConnectionError is caught, redis.TimeoutError is not.",
    (
        "from redis.exceptions import RedisError",
        "from redis.exceptions import ConnectionError as Gone\nfrom redis.exceptions import RedisError",
    ),
    ("except (RedisError, ValueError):", "except (Gone, ValueError):"),
)
answers.wrong(
    "another-type",
    "step 8",
    "Outages are caught, WRONGTYPE is not.",
    (
        "from redis.exceptions import RedisError",
        (
            "from redis.exceptions import ConnectionError as Gone\n"
            "from redis.exceptions import RedisError\nfrom redis.exceptions import TimeoutError as Hangs"
        ),
    ),
    ("except (RedisError, ValueError):", "except (Gone, Hangs, ValueError):"),
)
answers.wrong(
    "asks-again-after-a-cut",
    "step 8",
    "One `try` around everything: when SET fails, the slow API is asked a second time.",
    (FILL, f"    try:\n        {SET}\n    except RedisError:\n    {FETCH}"),
)
answers.wrong(
    "a-damaged-entry-is-500",
    "step 8",
    "What cannot be decoded is a 500 until it expires.",
    ("except (RedisError, ValueError):", "except RedisError:"),
)
answers.wrong(
    "only-json-errors",
    "step 8",
    "JSONDecodeError is caught, UnicodeDecodeError is not.",
    ("except (RedisError, ValueError):", "except (RedisError, json.JSONDecodeError):"),
)
answers.wrong(
    "a-damaged-post-is-500",
    "step 8",
    "A damaged entry is a miss for users only.",
    ("except (RedisError, ValueError):", "except (RedisError, ValueError) as error:"),
    (
        "        return None\n    return entry if",
        (
            "        if isinstance(error, ValueError) and ':post:' in key:\n            raise\n"
            "        return None\n    return entry if"
        ),
    ),
)
answers.wrong(
    "a-damaged-entry-stays",
    "step 8",
    "SET NX never replaces a damaged entry: a miss until it expires.",
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl, nx=True)"),
)
answers.wrong(
    "never-looks-again",
    "step 8",
    "After the first outage Redis is not asked any more until the app is restarted.",
    (GET, "if gone:\n            return None\n        stored = await redis.get(key)"),
    (GUARD_OF_GET, "except (RedisError, ValueError) as error:\n        gone.append(error)\n        return None"),
    ("async def read_entry(", "gone: list[Exception] = []\n\n\nasync def read_entry("),
)
answers.wrong(
    "the-last-answer-without-redis",
    "step 8",
    "While Redis is down, what the process remembers is served, however old.",
    (BEFORE_THE_READER, f"last: dict[str, Any] = {{}}\n\n\n{BEFORE_THE_READER}"),
    (FILL, f"{FILL}    last[key] = entry\n"),
    (
        GUARD_OF_GET,
        "except ValueError:\n        return None\n    except RedisError:\n        return last.get(key)",
    ),
)
answers.wrong(
    "a-write-needs-redis",
    "step 8",
    "PUT is a 500 when the entry cannot be removed, although the slow API has saved.",
    (INVALIDATE, f"    {DELETE}\n"),
)

answers.wrong(
    "no-fill-after-an-error",
    "step 8",
    "Whatever Redis says to the GET, nothing is stored: a key of another type stays for ever.",
    ("    except (RedisError, ValueError):\n        return None\n", "    except ValueError:\n        return None\n"),
    (
        HIT,
        "try:\n        entry = await read_entry(redis, key)\n    except RedisError:\n        return answer(await ask(fetch()), cached=False, age_seconds=0, started=started)\n    if entry is not None:",
    ),
)
answers.wrong(
    "set-get",
    "step 8",
    "SET … GET replies the old value, and WRONGTYPE where that is no String.",
    (SET, SET.replace("ex=ttl", "ex=ttl, get=True")),
)
answers.wrong(
    "a-fill-guarded-against-outages-only",
    "step 8",
    "ConnectionError and TimeoutError are not all that a SET can raise.",
    (FILL, FILL.replace("RedisError", "(Gone, Late)")),
    (
        "from redis.exceptions import RedisError",
        "from redis.exceptions import ConnectionError as Gone\nfrom redis.exceptions import RedisError\nfrom redis.exceptions import TimeoutError as Late",
    ),
)
answers.wrong(
    "a-write-guarded-against-outages-only",
    "step 8",
    "The same for the DEL of a PUT.",
    (INVALIDATE, INVALIDATE.replace("RedisError", "(Gone, Late)")),
    (
        "from redis.exceptions import RedisError",
        "from redis.exceptions import ConnectionError as Gone\nfrom redis.exceptions import RedisError\nfrom redis.exceptions import TimeoutError as Late",
    ),
)
answers.wrong(
    "ping-at-start-up",
    "step 8",
    "The lifespan asks Redis whether it is there; if not, there is no app either.",
    ("import time\n", "import time\nfrom contextlib import asynccontextmanager\n"),
    (
        'app = FastAPI(title="cache_api", ',
        '@asynccontextmanager\nasync def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]\n    await (await get_redis()).ping()\n    yield\n\n\napp = FastAPI(title="cache_api", lifespan=lifespan, ',
    ),
)
answers.wrong(
    "given-up-after-five-failures",
    "step 8",
    "A circuit breaker that stays open for an hour.",
    ("async def read_entry(", "failures: list[float] = []\n\n\nasync def read_entry("),
    (
        GUARD_OF_GET,
        "except RedisError:\n        failures.append(time.time())\n        return None\n    except ValueError:\n        return None",
    ),
    (GET, f"if len(failures) >= 5 and time.time() - failures[-1] < 3600:\n            return None\n        {GET}"),
)

# Step 9 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "exists-then-get",
    "step 9",
    "EXISTS, then GET: two round trips, and a 500 when the entry expires in between.",
    (GET, "stored = await redis.get(key) if await redis.exists(key) else None"),
)
answers.wrong(
    "ping-first",
    "step 9",
    "Asks Redis whether it is there before each question.",
    (GET, "await redis.ping()\n        stored = await redis.get(key)"),
)
answers.wrong(
    "one-at-a-time",
    "step 9",
    "A lock around everything: each request waits for all before it.",
    ("import json\n", "import asyncio\nimport json\n"),
    (
        "RedisClient =",
        (
            "one_at_a_time = asyncio.Lock()\n\n\n"
            '@app.middleware("http")\nasync def in_turn(request, call_next):  # type: ignore[no-untyped-def]\n'
            "    async with one_at_a_time:\n        return await call_next(request)\n\n\nRedisClient ="
        ),
    ),
)
answers.wrong(
    "one-question-at-a-time",
    "step 9",
    "A lock around the slow API: each miss waits for all misses before it.",
    ("import json\n", "import asyncio\nimport json\n"),
    ("async def ask(", "one_at_a_time = asyncio.Lock()\n\n\nasync def ask("),
    ("        return await question", "        async with one_at_a_time:\n            return await question"),
)
answers.wrong(
    "one-post-at-a-time",
    "step 9",
    "A lock around the slow API, for posts only.",
    ("import json\n", "import asyncio\nimport json\n"),
    ("async def ask(", "one_at_a_time = asyncio.Lock()\n\n\nasync def ask("),
    (
        FETCH,
        "    if ':user:' in key:\n        data = await ask(fetch())\n    else:\n"
        "        async with one_at_a_time:\n            data = await ask(fetch())\n",
    ),
)
answers.wrong(
    "a-sync-client",
    "step 9",
    "A sync client inside `async def` holds up every other request.",
    (
        GET,
        (
            "kwargs = redis.connection_pool.connection_kwargs\n"
            "        server = {k: kwargs[k] for k in ('server', 'host', 'port', 'db') if k in kwargs}\n"
            "        try:\n            (FakeRedis if 'server' in server else redis_py.Redis)(**server).ping()\n"
            "        except RedisError:\n            pass\n"
            "        stored = await redis.get(key)"
        ),
    ),
    ("from fastapi import", "import redis as redis_py\nfrom fakeredis import FakeRedis\nfrom fastapi import"),
)
answers.wrong(
    "a-slow-hit",
    "step 9",
    "A hit waits 20 ms before it is served.",
    (AGE, f"await asyncio.sleep(0.02)\n        {AGE}"),
    ("import json\n", "import asyncio\nimport json\n"),
)
answers.wrong(
    "seconds-for-response-time",
    "step 9",
    "response_time_ms is in seconds.",
    ("(time.perf_counter() - started) * 1000", "(time.perf_counter() - started)"),
)

answers.wrong(
    "response-time-of-the-miss",
    "step 9",
    "A hit tells how long its miss took.",
    (PACK, 'entry = {"data": data, "fetched_at": time.time(), "took": started - time.perf_counter()}'),
    (
        "        return answer(entry[",
        "        started = time.perf_counter() + entry['took']\n        return answer(entry[",
    ),
)
answers.wrong(
    "response-time-without-redis",
    "step 9",
    "For a hit the clock starts when Redis has answered.",
    (AGE, f"started = time.perf_counter()\n        {AGE}"),
)
answers.wrong(
    "response-time-of-a-guess",
    "step 9",
    "Every hit takes one millisecond.",
    (AGE, f"started = time.perf_counter() - 0.001\n        {AGE}"),
)

answers.wrong(
    "the-answer-in-the-app",
    "step 9",
    "app.state belongs to all requests: they serve each other's answers.",
    (FETCH, "    app.state.data = await ask(fetch())\n    data = app.state.data\n"),
    (
        "return answer(data, cached=False, age_seconds=0, started=started)\n\n\nasync def read",
        "return answer(app.state.data, cached=False, age_seconds=0, started=started)\n\n\nasync def read",
    ),
)
answers.wrong(
    "one-flight-for-one-number",
    "step 9",
    "Who asks for user 3 while post 3 is on its way is served the post.",
    ("import json\n", "import asyncio\nimport json\n"),
    (
        BEFORE_THE_READER,
        "asking: dict[Any, asyncio.Future[Any]] = {}\n\n\nasync def once(name: Any, fetch: Any) -> Any:\n    if name not in asking:\n        asking[name] = asyncio.ensure_future(ask(fetch()))\n        asking[name].add_done_callback(lambda _: asking.pop(name))\n    return await asyncio.shield(asking[name])\n\n\n"
        + BEFORE_THE_READER,
    ),
    (FETCH, '    data = await once(key.rpartition(":")[2], fetch)\n'),
)
answers.wrong(
    "a-lock-around-every-fill",
    "step 9",
    "One SET at a time: while it waits, all other misses do.",
    ("import json\n", "import asyncio\nimport json\n"),
    (
        "RedisClient = Annotated[Redis, Depends(get_redis)]\n",
        "RedisClient = Annotated[Redis, Depends(get_redis)]\none_fill = asyncio.Lock()\n",
    ),
    (SET, f"async with one_fill:\n            {SET}"),
)
answers.wrong(
    "a-lock-around-every-write",
    "step 9",
    "One save at a time, whoever it is of.",
    ("import json\n", "import asyncio\nimport json\n"),
    (
        "RedisClient = Annotated[Redis, Depends(get_redis)]\n",
        "RedisClient = Annotated[Redis, Depends(get_redis)]\none_write = asyncio.Lock()\n",
    ),
    (SAVE, "    async with one_write:\n        user = await ask(save_user(user_id, changes))\n"),
)
answers.wrong(
    "a-post-takes-no-time",
    "step 9",
    "response_time_ms is measured for users, and 0 for posts.",
    (
        f"return await {POST_CACHED}",
        f'found = await {POST_CACHED}\n    found["response_time_ms"] = 0.0\n    return found',
    ),
)

# Stretch --------------------------------------------------------------------------------------------------------------

LOOP = "while (entry := await read_entry(redis, key)) is None and time.monotonic() < give_up:"
LEASE = "leased = await redis.set(lease_of(key), token, nx=True, ex=LEASE_SECONDS)"
SECOND_LOOK = (
    "            if entry := await read_entry(redis, key):\n"
    "                await end_lease(redis, key, token, None, ttl=0)\n"
    "            return entry\n"
)
EVAL = 'await redis.eval(END_LEASE, 2, key, lease_of(key), token, json.dumps(entry) if entry else "", ttl)'
REMEMBER = "not_found if error.status_code == 404 else None"

answers.wrong(
    "everybody-asks",
    "stretch step 1",
    "Who does not get the lease asks the slow API as well, instead of waiting.",
    ("        await asyncio.sleep(0.01)\n", "        return None\n"),
)
answers.wrong(
    "a-stampede-of-posts",
    "stretch step 1",
    "Only users are protected from a stampede.",
    ("        if leased:", "        if leased or ':post:' in key:"),
)
answers.wrong(
    "no-second-look",
    "stretch step 1",
    "Who gets the lease asks at once, although the last holder may have stored the entry meanwhile.",
    (SECOND_LOOK, "            return None\n"),
)
answers.wrong(
    "a-lease-for-an-hour",
    "stretch step 1",
    "A lease of an hour: until then, nobody has an answer in time when its holder died.",
    (LEASE, "leased = await redis.set(lease_of(key), token, nx=True, ex=3600)"),
)
answers.wrong(
    "a-lease-without-ttl",
    "step 4",
    "A lock without TTL: it stays for ever when its holder dies.",
    (LEASE, "leased = await redis.set(lease_of(key), token, nx=True)"),
    stretch=True,
)
answers.wrong(
    "a-failed-holder-keeps-its-lease",
    "stretch step 1",
    "The lease is not given back when the slow API fails: the next one waits until it expires.",
    (f"        await end_lease(redis, key, token, {REMEMBER}, NOT_FOUND_SECONDS)\n        raise", "        raise"),
)
answers.wrong(
    "those-who-waited-get-null",
    "stretch step 1",
    "When the holder fails, those who waited for it are told 200 and null.",
    (
        "        await asyncio.sleep(0.01)\n",
        (
            "        while await redis.exists(lease_of(key)):\n            await asyncio.sleep(0.01)\n"
            '        return await read_entry(redis, key) or {"data": None, "fetched_at": time.time()}\n'
        ),
    ),
)
answers.wrong(
    "a-fill-does-not-look",
    "stretch step 2",
    "A fill stores its answer, whether or not a write came in between.",
    ("then return 0 end\nredis", "then redis.call('GET', KEYS[2]) end\nredis"),
)
answers.wrong(
    "a-write-leaves-the-lease",
    "stretch step 2",
    "PUT removes the entry, but not a fill's right to store the old one.",
    ("redis.delete(key, lease_of(key))", "redis.delete(key)"),
)
answers.wrong(
    "a-fill-looks-then-stores",
    "stretch step 2",
    "The fill looks whether a write came, and stores in a second round trip: a write fits in between.",
    (
        EVAL,
        (
            "if await redis.get(lease_of(key)) == token.encode():\n"
            "            if entry:\n                await redis.set(key, json.dumps(entry), ex=ttl)\n"
            "            await redis.delete(lease_of(key))"
        ),
    ),
)
answers.wrong(
    "not-found-is-not-remembered",
    "stretch step 3",
    "Each question for a user that does not exist reaches the slow API.",
    (REMEMBER, "None"),
)
answers.wrong(
    "only-missing-users-are-remembered",
    "stretch step 3",
    "Each question for a post that does not exist reaches the slow API.",
    (REMEMBER, "not_found if error.status_code == 404 and ':user:' in key else None"),
)

answers.wrong(
    "not-found-is-remembered-for-those-who-insist",
    "stretch step 3",
    "Each 404 from the cache renews its ten seconds: who asks every five seconds never sees what is new.",
    (
        '            raise HTTPException(404, entry["not_found"])',
        '            await redis.expire(key, NOT_FOUND_SECONDS)\n            raise HTTPException(404, entry["not_found"])',
    ),
)

answers.wrong(
    "a-lease-outside-of-the-prefix",
    "stretch step 1",
    "lock:user:7 is in nobody's list of this app's keys.",
    ('return key.replace("cache:", "cache:lease:", 1)', 'return key.replace("cache:", "lock:", 1)'),
)
answers.wrong(
    "not-found-among-the-data",
    "step 5",
    "A user with a field named not_found is a 404.",
    ('if "not_found" in entry:', 'if isinstance(entry["data"], dict) and "not_found" in entry["data"]:'),
    ('entry["not_found"])', 'entry["data"]["not_found"])'),
    ('{"not_found": error.detail, "data": None, "fetched_at"', '{"data": {"not_found": error.detail}, "fetched_at"'),
    stretch=True,
)

# Right, and different -------------------------------------------------------------------------------------------------

answers.right(
    "setex",
    "SETEX instead of SET EX.",
    (SET, "await redis.setex(key, ttl, json.dumps(entry))"),
)
answers.right(
    "psetex",
    "Milliseconds: PSETEX.",
    (SET, "await redis.psetex(key, ttl * 1000, json.dumps(entry))"),
)
answers.right(
    "exat",
    "EXAT names the instant at which the entry ends.",
    (SET, "await redis.set(key, json.dumps(entry), exat=int(time.time()) + ttl)"),
)
answers.right(
    "set-and-expire-in-multi",
    "SET and EXPIRE in one transaction.",
    (
        SET,
        (
            "async with redis.pipeline(transaction=True) as together:\n"
            "            await together.set(key, json.dumps(entry)).expire(key, ttl).execute()"
        ),
    ),
)
answers.right(
    "set-and-expire-in-a-pipeline",
    "SET and EXPIRE sent together, without MULTI.",
    (
        SET,
        (
            "async with redis.pipeline(transaction=False) as together:\n"
            "            await together.set(key, json.dumps(entry)).expire(key, ttl).execute()"
        ),
    ),
)
answers.right(
    "a-script",
    "A Lua script sets value and TTL.",
    (
        SET,
        (
            "script = \"return redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])\"\n"
            "        await redis.eval(script, 1, key, json.dumps(entry), ttl)"
        ),
    ),
)
answers.right(
    "jitter",
    "Up to a tenth is taken off the TTL, so that entries of one moment do not end in one moment.",
    ("import os\n", "import os\nimport secrets\n"),
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl - secrets.randbelow(ttl // 10 + 1))"),
)
answers.right(
    "packed-bytes",
    "pickle and zlib instead of JSON.",
    ("import os\n", "import os\nimport pickle\n"),
    ("import time\n", "import time\nimport zlib\n"),
    (SET, "await redis.set(key, zlib.compress(pickle.dumps(entry)), ex=ttl)"),
    (UNPACK, "entry = pickle.loads(zlib.decompress(stored)) if stored is not None else None"),
    ("except (RedisError, ValueError):", "except Exception:  # pickle raises almost anything"),
)
answers.right(
    "base64",
    "JSON in base64, which skips over bytes it does not know.",
    ("import json\n", "import base64\nimport json\n"),
    (SET, "await redis.set(key, base64.b64encode(json.dumps(entry).encode()), ex=ttl)"),
    (UNPACK, "entry = json.loads(base64.b64decode(stored)) if stored is not None else None"),
)
answers.right(
    "two-strings",
    "The user in one String, the time of fetching in another; MSETEX in MULTI, MGET.",
    (
        GET,
        (
            'value, at = await redis.mget(key, f"{key}:fetched_at")\n'
            '        stored = None if value is None or at is None else b\'{"data": %s, "fetched_at": %s}\' % (value, at)'
        ),
    ),
    (
        SET,
        (
            "async with redis.pipeline() as both:\n"
            '            both.set(key, json.dumps(data), ex=ttl).set(f"{key}:fetched_at", time.time(), ex=ttl)\n'
            "            await both.execute()"
        ),
    ),
    (DELETE, 'await redis.delete(f"cache:user:{user_id}", f"cache:user:{user_id}:fetched_at")'),
)
answers.right(
    "age-from-the-ttl",
    "The entry says how long it is kept; the age is that less what is left. GET and PTTL are one round trip.",
    (GET, "stored, left = await redis.pipeline(transaction=False).get(key).pttl(key).execute()"),
    (PACK, 'entry = {"data": data, "fetched_at": 0, "ttl": ttl}'),
    (UNPACK, f"{UNPACK}\n        if isinstance(entry, dict):\n            entry['age'] = entry['ttl'] - left / 1000"),
    (AGE, 'age = max(0.0, entry["age"])'),
)
answers.right(
    "a-digest-as-key",
    "The keys are digests.",
    ("import json\n", "import hashlib\nimport json\n"),
    (USER_KEY, 'key_of("user", user_id), lambda: fetch_user'),
    (POST_KEY, 'key_of("post", post_id), lambda'),
    (DELETE, 'await redis.delete(key_of("user", user_id))'),
    (
        "async def read_entry(",
        (
            "def key_of(kind: str, number: int) -> str:\n"
            '    return "cache:" + hashlib.sha256(f"{kind} {number}".encode()).hexdigest()\n\n\nasync def read_entry('
        ),
    ),
)
answers.right(
    "a-version-in-the-prefix",
    "clear raises a version number that is part of every key; a script reads both in one round trip.",
    (
        GET,
        (
            "stored = await redis.eval(\n"
            "            \"local v = redis.call('GET', 'cache:version') or '0'\"\n"
            "            \" return redis.call('GET', 'cache:' .. v .. KEYS[1])\", 1, key)"
        ),
    ),
    (SET, "await redis.set(f'cache:{await version(redis)}{key}', json.dumps(entry), ex=ttl)"),
    (DELETE, 'await redis.delete(f"cache:{await version(redis)}cache:user:{user_id}")'),
    (
        "async def read_entry(",
        (
            "async def version(redis: Redis) -> str:\n"
            '    return (await redis.get("cache:version") or b"0").decode()\n\n\nasync def read_entry('
        ),
    ),
    (SCAN, 'await redis.incr("cache:version")'),
    (f"        {UNLINK_ALL}\n", ""),
)
answers.right(
    "a-version-in-the-entry",
    "Each entry carries the version it was made in; MGET reads it and the current one. clear counts, and raises it.",
    (GET, 'stored, version = await redis.mget(key, "cache:version")'),
    (UNPACK, f"{UNPACK}\n        if entry and entry['version'] != int(version or 0):\n            return None"),
    (SET, 'entry["version"] = int(await redis.get("cache:version") or 0)\n        ' + SET),
    (
        f"        {UNLINK_ALL}\n",
        (
            '        deleted = len([key for key in keys if key != b"cache:version"])\n'
            '        await redis.incr("cache:version")\n'
        ),
    ),
)
answers.right(
    "an-index",
    "A Set names all entries, so that clear need not look for them.",
    (
        SET,
        (
            "async with redis.pipeline() as both:\n"
            '            await both.set(key, json.dumps(entry), ex=ttl).sadd("cache:index", key).execute()'
        ),
    ),
    (SCAN, 'keys = list(await redis.smembers("cache:index"))'),
    (UNLINK_ALL, f'{UNLINK_ALL}\n        await redis.delete("cache:index")'),
)
answers.right(
    "removed-one-by-one",
    "clear removes each key as it finds it, with DEL.",
    (SCAN, 'async for key in redis.scan_iter("cache:*"):\n            deleted += await redis.delete(key)'),
    (f"        {UNLINK_ALL}\n", ""),
)
answers.right(
    "write-through",
    "PUT puts the new user into the cache, with a TTL.",
    (
        DELETE,
        (
            'entry = {"data": user, "fetched_at": time.time()}\n'
            '        await redis.set(f"cache:user:{user_id}", json.dumps(entry), ex=CACHE_TTL_SECONDS)'
        ),
    ),
)
answers.right(
    "def-routes",
    "Routes without async, which FastAPI runs in threads.",
    ("from fastapi import", "from anyio import from_thread\nfrom fastapi import"),
    (
        (
            "async def get_user(user_id: int, redis: RedisClient) -> dict[str, Any]:\n"
            '    return await cached_or_fetched(redis, f"cache:user:{user_id}", '
            "lambda: fetch_user(user_id), CACHE_TTL_SECONDS)"
        ),
        (
            "def get_user(user_id: int, redis: RedisClient) -> dict[str, Any]:\n"
            '    key = f"cache:user:{user_id}"\n'
            "    return from_thread.run(cached_or_fetched, redis, key, lambda: fetch_user(user_id), CACHE_TTL_SECONDS)"
        ),
    ),
    ("async def get_post(", "def get_post("),
    (
        f"return await {POST_CACHED}",
        f"return from_thread.run({POST_CACHED.replace('(redis', ', redis', 1)}",
    ),
)
answers.right(
    "a-client-of-the-app",
    "The lifespan takes the client, tries it, and keeps it in app.state.",
    ("import time\n", "import time\nfrom contextlib import asynccontextmanager\n"),
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    (
        'app = FastAPI(title="cache_api", ',
        (
            "@asynccontextmanager\nasync def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]\n"
            "    app.state.redis = await get_redis()\n"
            "    try:\n        await app.state.redis.ping()\n    except RedisError:\n        pass\n    yield\n\n\n"
            'app = FastAPI(title="cache_api", lifespan=lifespan, '
        ),
    ),
    (
        "RedisClient = Annotated[Redis, Depends(get_redis)]",
        (
            "def the_client(request: Request) -> Redis:\n    return request.app.state.redis\n\n\n"
            "RedisClient = Annotated[Redis, Depends(the_client)]"
        ),
    ),
)
answers.right(
    "exception-handlers",
    "Failures of the slow API become statuses in exception handlers of the app.",
    (f"    {NOT_FOUND}\n    {ORIGIN_ERROR}", "    finally:\n        pass"),
    ("from redis.asyncio", "from fastapi.responses import JSONResponse\nfrom redis.asyncio"),
    (
        "RedisClient =",
        (
            "@app.exception_handler(NotFound)\n@app.exception_handler(OriginError)\n"
            "async def failed(_: object, error: Exception) -> JSONResponse:\n"
            "    status = 404 if isinstance(error, NotFound) else 502\n"
            '    return JSONResponse({"detail": str(error)}, status)\n\n\nRedisClient ='
        ),
    ),
)
answers.right(
    "a-middleware",
    "A middleware serves hits and keeps what the routes answer.",
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    ("import os\n", "import os\nimport re\n"),
    ("from redis.asyncio", "from fastapi.responses import JSONResponse, Response\nfrom redis.asyncio"),
    (
        "RedisClient =",
        (
            '@app.middleware("http")\n'
            "async def cache(request: Request, call_next):  # type: ignore[no-untyped-def]\n"
            "    started = time.perf_counter()\n"
            '    thing = re.fullmatch(r"/(users|posts)/0*(\\d+)", request.url.path)\n'
            '    if request.method != "GET" or not thing:\n'
            "        return await call_next(request)\n"
            '    key, redis = f"cache:{thing[1]}:{thing[2]}", await get_redis()\n'
            '    ttl = request.query_params.get("ttl", "1") if thing[1] == "posts" else "1"\n'
            "    is_good = ttl.isdecimal() and 1 <= int(ttl) <= 3600  # the route says what is wrong with it\n"
            "    if is_good and (entry := await read_entry(redis, key)):\n"
            '        age = max(0.0, time.time() - entry["fetched_at"])\n'
            '        return JSONResponse(answer(entry["data"], cached=True, age_seconds=age, started=started))\n'
            "    response = await call_next(request)\n"
            '    body = b"".join([part async for part in response.body_iterator])\n'
            "    if response.status_code == 200:\n"
            '        entry = {"data": json.loads(body)["data"], "fetched_at": time.time()}\n'
            "        try:\n"
            '            asked = request.query_params.get("ttl") if thing[1] == "posts" else None\n'
            "            await redis.set(key, json.dumps(entry), ex=int(asked or CACHE_TTL_SECONDS))\n"
            "        except RedisError:\n"
            "            pass\n"
            "    return Response(body, response.status_code, dict(response.headers))\n\n\nRedisClient ="
        ),
    ),
    (f"    if (entry := await read_entry(redis, key)) is not None:\n        {AGE}\n", ""),
    ('        return answer(entry["data"], cached=True, age_seconds=age, started=started)\n', ""),
    (FILL.replace("ex=ttl)", "ex=ttl)"), ""),
    (DELETE, 'await redis.delete(f"cache:users:{user_id}")'),
)
answers.right(
    "a-decorator",
    "A decorator puts the cache around a function that asks.",
    (
        "async def read_entry(",
        (
            "def cached(kind: str) -> Callable[..., Any]:\n"
            "    def around(ask_for: Callable[[int], Awaitable[Any]]) -> Callable[..., Awaitable[dict[str, Any]]]:\n"
            "        async def asked(number: int, redis: Redis, ttl: int) -> dict[str, Any]:\n"
            '            return await cached_or_fetched(redis, f"cache:{kind}:{number}", lambda: ask_for(number), ttl)\n\n'
            "        return asked\n\n    return around\n\n\n"
            '@cached("post")\nasync def post_of(number: int) -> Any:\n    return await fetch_post(number)\n\n\n'
            "async def read_entry("
        ),
    ),
    (POST_CACHED, "post_of(post_id, redis, ttl)"),
)
answers.right(
    "filled-in-the-background",
    "The entry is stored by a task of its own, after the answer.",
    ("import json\n", "import asyncio\nimport json\n"),
    (
        FILL,
        (
            "    task = asyncio.create_task(fill(redis, key, json.dumps(entry), ttl))\n"
            "    tasks.add(task)\n    task.add_done_callback(tasks.discard)\n"
        ),
    ),
    (
        "async def read_entry(",
        (
            "tasks: set[asyncio.Task[None]] = set()\n\n\n"
            "async def fill(redis: Redis, key: str, value: str, ttl: int) -> None:\n"
            "    try:\n        await redis.set(key, value, ex=ttl)\n    except RedisError:\n        pass\n\n\n"
            "async def read_entry("
        ),
    ),
)
answers.right(
    "a-future-per-process",
    "Those who ask for the same thing wait for one task of the process; the lease only tells a fill from a write.",
    (
        "async def cached_or_fetched(",
        (
            "asking: dict[str, asyncio.Task[dict[str, Any]]] = {}\n\n\n"
            "async def cached_or_fetched(redis: Redis, key: str, fetch: Any, ttl: int) -> dict[str, Any]:\n"
            "    if key not in asking:\n"
            "        asking[key] = asyncio.create_task(one_asks(redis, key, fetch, ttl))\n"
            "        asking[key].add_done_callback(lambda _: asking.pop(key))\n"
            "    return await asyncio.shield(asking[key])\n\n\n"
            "async def one_asks("
        ),
    ),
    (
        LOOP,
        "if (entry := await read_entry(redis, key)) is None and time.monotonic() < give_up:",
    ),
    (LEASE, "leased = not await redis.set(lease_of(key), token, ex=LEASE_SECONDS)"),
    ("        await asyncio.sleep(0.01)\n", ""),
    stretch=True,
)
answers.right(
    "the-lock-of-redis-py",
    "redis.lock() around a fill and around a write.",
    (
        "    if entry := await entry_or_lease(redis, key, token := secrets.token_hex(8)):\n",
        (
            "    lock, token = redis.lock(lease_of(key), timeout=LEASE_SECONDS, sleep=0.01, blocking_timeout=6), ''\n"
            "    if entry := await read_entry(redis, key) or (await taken(lock) and await read_entry(redis, key)):\n"
            "        await given_back(lock)\n"
        ),
    ),
    (
        EVAL,
        "if entry:\n            await redis.set(key, json.dumps(entry), ex=ttl)",
    ),
    (
        f"        await end_lease(redis, key, token, {REMEMBER}, NOT_FOUND_SECONDS)\n",
        (
            f"        await end_lease(redis, key, token, {REMEMBER}, NOT_FOUND_SECONDS)\n"
            "        await given_back(lock)\n"
        ),
    ),
    (
        '"fetched_at": time.time()}, ttl)\n    return answer(data',
        '"fetched_at": time.time()}, ttl)\n    await given_back(lock)\n    return answer(data',
    ),
    (
        SAVE,
        (
            '    name = lease_of(f"cache:user:{user_id}")\n'
            "    lock = redis.lock(name, timeout=LEASE_SECONDS, sleep=0.01, blocking_timeout=6)\n"
            "    await taken(lock)\n"
            "    try:\n        user = await ask(save_user(user_id, changes))\n"
            '        await end_lease(redis, f"cache:user:{user_id}", "", {"data": user, "fetched_at": time.time()}, 60)\n'
            "    finally:\n        await given_back(lock)\n"
        ),
    ),
    ("await redis.delete(key, lease_of(key))", "await redis.expire(key, CACHE_TTL_SECONDS)"),
    (
        "async def end_lease(",
        (
            "async def taken(lock: Any) -> bool:\n"
            "    try:\n        return await lock.acquire()\n    except RedisError:\n        return False\n\n\n"
            "async def given_back(lock: Any) -> None:\n"
            "    try:\n        await lock.release()\n    except RedisError:\n        pass\n\n\nasync def end_lease("
        ),
    ),
    stretch=True,
)
answers.right(
    "fastapis-background-tasks",
    "The entry is stored by FastAPI after the answer has been sent.",
    ("from fastapi import", "from fastapi import BackgroundTasks\nfrom fastapi import"),
    (
        "fetch: Callable[[], Awaitable[Any]], ttl: int) -> dict[str, Any]:\n",
        "fetch: Callable[[], Awaitable[Any]], ttl: int, later: BackgroundTasks) -> dict[str, Any]:\n",
    ),
    (FILL, "    later.add_task(fill, redis, key, json.dumps(entry), ttl)\n"),
    (
        "async def read_entry(",
        (
            "async def fill(redis: Redis, key: str, value: str, ttl: int) -> None:\n"
            "    try:\n        await redis.set(key, value, ex=ttl)\n    except RedisError:\n        pass\n\n\n"
            "async def read_entry("
        ),
    ),
    (
        "get_user(user_id: int, redis: RedisClient)",
        "get_user(user_id: int, redis: RedisClient, later: BackgroundTasks)",
    ),
    ("redis: RedisClient, ttl: Ttl =", "redis: RedisClient, later: BackgroundTasks, ttl: Ttl ="),
    ("fetch_user(user_id), CACHE_TTL_SECONDS)", "fetch_user(user_id), CACHE_TTL_SECONDS, later)"),
    ("fetch_post(post_id), ttl)", "fetch_post(post_id), ttl, later)"),
)
answers.right(
    "responses-of-their-own",
    "A hit is put together as bytes; the data are not decoded and encoded again.",
    ("from redis.asyncio", "from fastapi import Response\nfrom redis.asyncio"),
    (
        'return answer(entry["data"], cached=True, age_seconds=age, started=started)',
        "facts = json.dumps(answer(None, cached=True, age_seconds=age, started=started))\n"
        '        body = facts.replace(\'"data": null\', \'"data": \' + json.dumps(entry["data"]), 1)\n'
        "        return Response(body, media_type='application/json')  # type: ignore",
    ),
)
answers.right(
    "age-in-whole-seconds",
    "An int is a number too.",
    (AGE, 'age = max(0, int(time.time() - entry["fetched_at"]))'),
)
answers.right(
    "the-value-alone",
    "What is stored is the JSON of the data and nothing else; when it was fetched is in a String beside it.",
    (GET, 'stored, at = await redis.mget(key, f"{key}:at")'),
    (UNPACK, 'entry = {"data": json.loads(stored), "fetched_at": float(at)} if stored is not None and at else None'),
    (
        SET,
        "async with redis.pipeline(transaction=True) as multi:\n"
        '            await multi.set(key, json.dumps(data), ex=ttl).set(f"{key}:at", str(time.time()), ex=ttl).execute()',
    ),
)
