"""Right answers to cache_api, however different from the reference solution."""

from tests.variants.cache_api.passages import (
    AGE,
    BEFORE_THE_READER,
    DELETE,
    EVAL,
    FILL,
    GET,
    LEASE,
    PACK,
    POST_CACHED,
    POST_KEY,
    SAVE,
    SCAN,
    SET,
    UNLINK_ALL,
    UNPACK,
    USER_KEY,
)
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "imports-what-stands-beside-it",
    "main.py imports slow_api as Python finds it when main.py is run by hand.",
    ("from katas.cache_api.slow_api import", "from slow_api import"),
)
answers.right(
    "a-write-answers-the-user-itself",
    "PUT answers with the user alone: any success will do.",
    ('return {"data": user}', "return user"),
)
answers.right(
    "a-write-removes-by-pattern",
    "PUT of user 1 removes cache:user:1*, and so also user 10: wasteful but correct.",
    (DELETE, 'await redis.delete("cache:", *[k async for k in redis.scan_iter(match=f"cache:user:{user_id}*")])'),
)
answers.right(
    "setex",
    "SETEX replaces SET … EX.",
    (SET, "await redis.setex(key, ttl, json.dumps(entry))"),
)
answers.right(
    "psetex",
    "PSETEX sets the TTL in milliseconds.",
    (SET, "await redis.psetex(key, ttl * 1000, json.dumps(entry))"),
)
answers.right(
    "exat",
    "EXAT names the instant at which the entry expires.",
    (SET, "await redis.set(key, json.dumps(entry), exat=int(time.time()) + ttl)"),
)
answers.right(
    "set-and-expire-in-multi",
    "SET and EXPIRE run in one transaction.",
    (
        SET,
        """
        async with redis.pipeline(transaction=True) as together:
            await together.set(key, json.dumps(entry)).expire(key, ttl).execute()
        """,
    ),
)
answers.right(
    "set-and-expire-in-a-pipeline",
    "SET and EXPIRE are sent together, without MULTI.",
    (
        SET,
        """
        async with redis.pipeline(transaction=False) as together:
            await together.set(key, json.dumps(entry)).expire(key, ttl).execute()
        """,
    ),
)
answers.right(
    "a-script",
    "A Lua script sets the value and the TTL.",
    (
        SET,
        """
        script = "return redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])"
        await redis.eval(script, 1, key, json.dumps(entry), ttl)
        """,
    ),
)
answers.right(
    "jitter",
    "Jitter takes up to a tenth off the TTL, so entries of one moment do not expire in one moment.",
    below("import os", "import secrets"),
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl - secrets.randbelow(ttl // 10 + 1))"),
)
answers.right(
    "packed-bytes",
    "Entries are packed by pickle and zlib instead of JSON.",
    below("import os", "import pickle"),
    below("import time", "import zlib"),
    (SET, "await redis.set(key, zlib.compress(pickle.dumps(entry)), ex=ttl)"),
    (UNPACK, "entry = pickle.loads(zlib.decompress(stored)) if stored is not None else None"),
    ("except (RedisError, ValueError):", "except Exception:  # pickle raises almost anything"),
)
answers.right(
    "base64",
    "Entries are JSON in base64, whose decoder skips bytes it does not know.",
    above("import json", "import base64"),
    (SET, "await redis.set(key, base64.b64encode(json.dumps(entry).encode()), ex=ttl)"),
    (UNPACK, "entry = json.loads(base64.b64decode(stored)) if stored is not None else None"),
)
answers.right(
    "two-strings",
    "One String holds the user, another the fetch time; MSETEX in MULTI writes both, MGET reads both.",
    (
        GET,
        """
        value, at = await redis.mget(key, f"{key}:fetched_at")
        stored = None if value is None or at is None else b'{"data": %s, "fetched_at": %s}' % (value, at)
        """,
    ),
    (
        SET,
        """
        async with redis.pipeline() as both:
            both.set(key, json.dumps(data), ex=ttl).set(f"{key}:fetched_at", time.time(), ex=ttl)
            await both.execute()
        """,
    ),
    (DELETE, 'await redis.delete(f"cache:user:{user_id}", f"cache:user:{user_id}:fetched_at")'),
)
answers.right(
    "age-from-the-ttl",
    "The entry stores its TTL; the age is that minus the remaining TTL. GET and PTTL are one round trip.",
    (GET, "stored, left = await redis.pipeline(transaction=False).get(key).pttl(key).execute()"),
    (PACK, 'entry = {"data": data, "fetched_at": 0.0, "ttl": ttl}'),
    below(
        UNPACK,
        """
        if isinstance(entry, dict) and isinstance(entry.get('ttl'), int):
            entry['age'] = entry['ttl'] - left / 1000
        """,
    ),
    (AGE, 'age = max(0.0, entry.get("age", 0.0))'),
)
answers.right(
    "a-digest-as-key",
    "The keys are digests.",
    above("import json", "import hashlib"),
    (USER_KEY, 'key_of("user", user_id), lambda: fetch_user'),
    (POST_KEY, 'key_of("post", post_id), lambda'),
    (DELETE, 'await redis.delete(key_of("user", user_id))'),
    above(
        "async def read_entry(",
        """
        def key_of(kind: str, number: int) -> str:
            return "cache:" + hashlib.sha256(f"{kind} {number}".encode()).hexdigest()
        """,
    ),
)
answers.right(
    "a-version-in-the-prefix",
    "clear raises a version number that is part of every key; a script reads both in one round trip.",
    (
        GET,
        """
        stored = await redis.eval(
            "local v = redis.call('GET', 'cache:version') or '0'"
            " return redis.call('GET', 'cache:' .. v .. KEYS[1])", 1, key)
        """,
    ),
    (SET, "await redis.set(f'cache:{await version(redis)}{key}', json.dumps(entry), ex=ttl)"),
    (DELETE, 'await redis.delete(f"cache:{await version(redis)}cache:user:{user_id}")'),
    above(
        "async def read_entry(",
        """
        async def version(redis: Redis) -> str:
            return (await redis.get("cache:version") or b"0").decode()
        """,
    ),
    (SCAN, 'await redis.incr("cache:version")'),
    (UNLINK_ALL, ""),
)
answers.right(
    "a-version-in-the-entry",
    "Each entry carries its version; MGET reads it and the current one. clear counts, then raises it.",
    (GET, 'stored, version = await redis.mget(key, "cache:version")'),
    below(
        UNPACK,
        """
        if isinstance(entry, dict) and entry.get('version') != int(version or 0):
            return None
        """,
    ),
    above(SET, 'entry["version"] = int(await redis.get("cache:version") or 0)'),
    (
        UNLINK_ALL,
        """
        deleted = len([key for key in keys if key != b"cache:version"])
        await redis.incr("cache:version")
        """,
    ),
)
answers.right(
    "an-index",
    "A Set names all entries, so clear does not search for them.",
    (
        SET,
        """
        async with redis.pipeline() as both:
            await both.set(key, json.dumps(entry), ex=ttl).sadd("cache:index", key).execute()
        """,
    ),
    (SCAN, 'keys = list(await redis.smembers("cache:index"))'),
    below(UNLINK_ALL, 'await redis.delete("cache:index")'),
)
answers.right(
    "removed-one-by-one",
    "clear removes each key with DEL as soon as it is found.",
    (
        SCAN,
        """
        async for key in redis.scan_iter("cache:*"):
            deleted += await redis.delete(key)
        """,
    ),
    (UNLINK_ALL, ""),
)
answers.right(
    "write-through",
    "PUT caches the new user, with a TTL.",
    (
        DELETE,
        """
        entry = {"data": user, "fetched_at": time.time()}
        await redis.set(f"cache:user:{user_id}", json.dumps(entry), ex=CACHE_TTL_SECONDS)
        """,
    ),
)
answers.right(
    "def-routes",
    "The routes are plain `def`, which FastAPI runs in threads.",
    above("from fastapi import", "from anyio import from_thread"),
    ("async def get_user(", "def get_user("),
    (
        'return await cached_or_fetched(redis, f"cache:user:{user_id}", lambda',
        """
        key = f"cache:user:{user_id}"
        return from_thread.run(cached_or_fetched, redis, key, lambda
        """,
    ),
    ("async def get_post(", "def get_post("),
    (f"return await {POST_CACHED}", f"return from_thread.run({POST_CACHED.replace('(redis', ', redis', 1)}"),
)
answers.right(
    "a-client-of-the-app",
    "The lifespan takes the client, tries it and keeps it in app.state.",
    below("import time", "from contextlib import asynccontextmanager"),
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    (
        'app = FastAPI(title="cache_api",',
        """
        @asynccontextmanager
        async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]
            app.state.redis = await get_redis()
            try:
                await app.state.redis.ping()
            except RedisError:
                pass
            yield


        app = FastAPI(title="cache_api", lifespan=lifespan,
        """,
    ),
    (
        "RedisClient = Annotated[Redis, Depends(get_redis)]",
        """
        def the_client(request: Request) -> Redis:
            return request.app.state.redis


        RedisClient = Annotated[Redis, Depends(the_client)]
        """,
    ),
)
answers.right(
    "exception-handlers",
    "Exception handlers of the app turn failures of the slow API into statuses.",
    (
        """
        except NotFound as error:
            raise HTTPException(404, str(error)) from error
        except OriginError as error:
            raise HTTPException(502, str(error)) from error
        """,
        """
        finally:
            pass
        """,
    ),
    above("from redis.asyncio", "from fastapi.responses import JSONResponse"),
    above(
        "RedisClient =",
        """
        @app.exception_handler(NotFound)
        @app.exception_handler(OriginError)
        async def failed(_: object, error: Exception) -> JSONResponse:
            status = 404 if isinstance(error, NotFound) else 502
            return JSONResponse({"detail": str(error)}, status)
        """,
    ),
)
answers.right(
    "a-middleware",
    "A middleware serves hits and stores what the routes answer.",
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    below("import os", "import re"),
    above("from redis.asyncio", "from fastapi.responses import JSONResponse, Response"),
    above(
        "RedisClient =",
        r"""
        @app.middleware("http")
        async def cache(request: Request, call_next):  # type: ignore[no-untyped-def]
            started = time.perf_counter()
            thing = re.fullmatch(r"/(users|posts)/0*(\d+)", request.url.path)
            if request.method != "GET" or not thing:
                return await call_next(request)
            key, redis = f"cache:{thing[1]}:{thing[2]}", await get_redis()
            ttl = request.query_params.get("ttl", "1") if thing[1] == "posts" else "1"
            is_good = ttl.isdecimal() and 1 <= int(ttl) <= 3600  # the route says what is wrong with it
            if is_good and (entry := await read_entry(redis, key)):
                age = max(0.0, time.time() - entry["fetched_at"])
                return JSONResponse(answer(entry["data"], cached=True, age_seconds=age, started=started))
            response = await call_next(request)
            body = b"".join([part async for part in response.body_iterator])
            if response.status_code == 200:
                entry = {"data": json.loads(body)["data"], "fetched_at": time.time()}
                try:
                    asked = request.query_params.get("ttl") if thing[1] == "posts" else None
                    await redis.set(key, json.dumps(entry), ex=int(asked or CACHE_TTL_SECONDS))
                except RedisError:
                    pass
            return Response(body, response.status_code, dict(response.headers))
        """,
    ),
    (
        """
        if (entry := await read_entry(redis, key)) is not None:
            age = max(0.0, round(time.time() - entry["fetched_at"], 3))
        """,
        "",
    ),
    ('return answer(entry["data"], cached=True, age_seconds=age, started=started)', ""),
    (FILL.replace("ex=ttl)", "ex=ttl)"), ""),
    (DELETE, 'await redis.delete(f"cache:users:{user_id}")'),
)
answers.right(
    "a-decorator",
    "A decorator adds the cache to a function that fetches.",
    above(
        "async def read_entry(",
        """
        def cached(kind: str) -> Callable[..., Any]:
            def around(ask_for: Callable[[int], Awaitable[Any]]) -> Callable[..., Awaitable[dict[str, Any]]]:
                async def asked(number: int, redis: Redis, ttl: int) -> dict[str, Any]:
                    return await cached_or_fetched(redis, f"cache:{kind}:{number}", lambda: ask_for(number), ttl)

                return asked

            return around


        @cached("post")
        async def post_of(number: int) -> Any:
            return await fetch_post(number)
        """,
    ),
    (POST_CACHED, "post_of(post_id, redis, ttl)"),
)
answers.right(
    "filled-in-the-background",
    "A background task stores the entry after the answer.",
    above("import json", "import asyncio"),
    (
        FILL,
        """
        task = asyncio.create_task(fill(redis, key, json.dumps(entry), ttl))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        """,
    ),
    above(
        "async def read_entry(",
        """
        tasks: set[asyncio.Task[None]] = set()


        async def fill(redis: Redis, key: str, value: str, ttl: int) -> None:
            try:
                await redis.set(key, value, ex=ttl)
            except RedisError:
                pass
        """,
    ),
)
answers.right(
    "a-future-per-process",
    "Requests for the same entry share one task of the process, until a write ends that; the lease shows the write.",
    (
        BEFORE_THE_READER,
        """
        asking: dict[str, asyncio.Task[dict[str, Any]]] = {}


        async def cached_or_fetched(redis: Redis, key: str, fetch: Any, ttl: int) -> dict[str, Any]:
            if key not in asking:
                asking[key] = asyncio.create_task(one_asks(redis, key, fetch, ttl))
                asking[key].add_done_callback(lambda _: asking.pop(key, None))
            return await asyncio.shield(asking[key])


        async def one_asks(
        """,
    ),
    (
        "while (entry := await read_entry(redis, key)) is None and time.monotonic() < give_up:",
        "if (entry := await read_entry(redis, key)) is None and time.monotonic() < give_up:",
    ),
    (LEASE, "leased = not await redis.set(lease_of(key), token, ex=LEASE_SECONDS)"),
    ("await asyncio.sleep(0.01)", ""),
    (
        "await redis.delete(key, lease_of(key))",
        """
        asking.pop(key, None)
        await redis.delete(key, lease_of(key))
        """,
    ),
    stretch=True,
)
answers.right(
    "the-lock-of-redis-py",
    "redis.lock() guards a fill and a write.",
    (
        "if entry := await entry_or_lease(redis, key, token := secrets.token_hex(8)):",
        """
        lock, token = redis.lock(lease_of(key), timeout=LEASE_SECONDS, sleep=0.01, blocking_timeout=6), ''
        if entry := await read_entry(redis, key) or (await taken(lock) and await read_entry(redis, key)):
            await given_back(lock)
        """,
    ),
    (
        EVAL,
        """
        if entry:
            await redis.set(key, json.dumps(entry), ex=ttl)
        """,
    ),
    below(
        "await end_lease(redis, key, token, not_found if error.status_code == 404 else None, NOT_FOUND_SECONDS)",
        "await given_back(lock)",
    ),
    (
        """
        "fetched_at": time.time()}, ttl)
        return answer(data
        """,
        """
        "fetched_at": time.time()}, ttl)
        await given_back(lock)
        return answer(data
        """,
    ),
    (
        SAVE,
        """
        name = lease_of(f"cache:user:{user_id}")
        lock = redis.lock(name, timeout=LEASE_SECONDS, sleep=0.01, blocking_timeout=6)
        await taken(lock)
        try:
            user = await ask(save_user(user_id, changes))
            await end_lease(redis, f"cache:user:{user_id}", "", {"data": user, "fetched_at": time.time()}, 60)
        finally:
            await given_back(lock)
        """,
    ),
    ("await redis.delete(key, lease_of(key))", "await redis.expire(key, CACHE_TTL_SECONDS)"),
    above(
        "async def end_lease(",
        """
        async def taken(lock: Any) -> bool:
            try:
                return await lock.acquire()
            except RedisError:
                return False


        async def given_back(lock: Any) -> None:
            try:
                await lock.release()
            except RedisError:
                pass
        """,
    ),
    stretch=True,
)
answers.right(
    "fastapis-background-tasks",
    "FastAPI stores the entry after the answer was sent.",
    above("from fastapi import", "from fastapi import BackgroundTasks"),
    (
        "fetch: Callable[[], Awaitable[Any]], ttl: int) -> dict[str, Any]:",
        "fetch: Callable[[], Awaitable[Any]], ttl: int, later: BackgroundTasks) -> dict[str, Any]:",
    ),
    (FILL, "later.add_task(fill, redis, key, json.dumps(entry), ttl)"),
    above(
        "async def read_entry(",
        """
        async def fill(redis: Redis, key: str, value: str, ttl: int) -> None:
            try:
                await redis.set(key, value, ex=ttl)
            except RedisError:
                pass
        """,
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
    "A hit is assembled from bytes; the data are not decoded and encoded again.",
    above("from redis.asyncio", "from fastapi import Response"),
    (
        'return answer(entry["data"], cached=True, age_seconds=age, started=started)',
        """
        facts = json.dumps(answer(None, cached=True, age_seconds=age, started=started))
        body = facts.replace('"data": null', '"data": ' + json.dumps(entry["data"]), 1)
        return Response(body, media_type='application/json')
        """,
    ),
)
answers.right(
    "age-in-whole-seconds",
    "The age is an int, which is a number too.",
    (AGE, 'age = max(0, int(time.time() - entry["fetched_at"]))'),
)
answers.right(
    "the-value-alone",
    "One String holds only the JSON of the data; another holds the fetch time.",
    (GET, 'stored, at = await redis.mget(key, f"{key}:at")'),
    (UNPACK, 'entry = {"data": json.loads(stored), "fetched_at": float(at)} if stored is not None and at else None'),
    (
        SET,
        """
        async with redis.pipeline(transaction=True) as multi:
            await multi.set(key, json.dumps(data), ex=ttl).set(f"{key}:at", str(time.time()), ex=ttl).execute()
        """,
    ),
)
