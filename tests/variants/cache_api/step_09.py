"""Wrong answers that step 9 of cache_api must catch."""

from tests.variants.cache_api.passages import AGE, BEFORE_THE_READER, FETCH, GET, PACK, POST_CACHED, SAVE, SET, UNPACK
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "exists-then-get",
    "EXISTS, then GET: two round trips, and a 500 if the entry expires in between.",
    (GET, "stored = await redis.get(key) if await redis.exists(key) else None"),
)
answers.wrong(
    "one-stopwatch-for-all",
    "A middleware notes the start of each request in app.state; the next request overwrites it.",
    above(
        "RedisClient =",
        """
        @app.middleware("http")
        async def start(request, call_next):  # type: ignore[no-untyped-def]
            app.state.started = time.perf_counter()
            return await call_next(request)
        """,
    ),
    (
        "elapsed_ms = (time.perf_counter() - started) * 1000",
        "elapsed_ms = (time.perf_counter() - app.state.started) * 1000",
    ),
)
answers.wrong(
    "ping-first",
    "Each read pings Redis first.",
    above(GET, "await redis.ping()"),
)
answers.wrong(
    "one-at-a-time",
    "One lock covers everything: each request waits for all earlier ones.",
    above("import json", "import asyncio"),
    above(
        "RedisClient =",
        """
        one_at_a_time = asyncio.Lock()


        @app.middleware("http")
        async def in_turn(request, call_next):  # type: ignore[no-untyped-def]
            async with one_at_a_time:
                return await call_next(request)
        """,
    ),
)
answers.wrong(
    "one-question-at-a-time",
    "One lock covers the slow API: each miss waits for all earlier misses.",
    above("import json", "import asyncio"),
    above("async def ask(", "one_at_a_time = asyncio.Lock()"),
    (
        "return await question",
        """
        async with one_at_a_time:
            return await question
        """,
    ),
)
answers.wrong(
    "one-post-at-a-time",
    "One lock covers the slow API, for posts only.",
    above("import json", "import asyncio"),
    above("async def ask(", "one_at_a_time = asyncio.Lock()"),
    (
        FETCH,
        """
        if ':user:' in key:
            data = await ask(fetch())
        else:
            async with one_at_a_time:
                data = await ask(fetch())
        """,
    ),
)
answers.wrong(
    "a-sync-client",
    "A sync client inside `async def` blocks every other request.",
    above(
        GET,
        """
        kwargs = redis.connection_pool.connection_kwargs
        server = {k: kwargs[k] for k in ('server', 'host', 'port', 'db') if k in kwargs}
        try:
            (FakeRedis if 'server' in server else redis_py.Redis)(**server).ping()
        except RedisError:
            pass
        """,
    ),
    above(
        "from fastapi import",
        """
        import redis as redis_py
        from fakeredis import FakeRedis
        """,
    ),
)
answers.wrong(
    "a-slow-hit",
    "A hit waits 20 ms before it is served.",
    above(AGE, "await asyncio.sleep(0.02)"),
    above("import json", "import asyncio"),
)
answers.wrong(
    "seconds-for-response-time",
    "response_time_ms is in seconds.",
    ("(time.perf_counter() - started) * 1000", "(time.perf_counter() - started)"),
)
answers.wrong(
    "response-time-of-the-miss",
    "A hit reports the response time of its miss.",
    (PACK, 'entry = {"data": data, "fetched_at": time.time(), "took": started - time.perf_counter()}'),
    (
        'isinstance(entry.get("fetched_at"), float)',
        'isinstance(entry.get("fetched_at"), float) and isinstance(entry.get("took"), float)',
    ),
    above("return answer(entry[", "started = time.perf_counter() + entry['took']"),
)
answers.wrong(
    "response-time-without-redis",
    "The clock of a hit starts after Redis has answered.",
    above(AGE, "started = time.perf_counter()"),
)
answers.wrong(
    "response-time-of-a-guess",
    "Every hit reports one millisecond.",
    above(AGE, "started = time.perf_counter() - 0.001"),
)
answers.wrong(
    "the-answer-in-the-app",
    "app.state is shared by all requests: they serve each other's answers.",
    (
        FETCH,
        """
        app.state.data = await ask(fetch())
        data = app.state.data
        """,
    ),
    (
        "return answer(data, cached=False, age_seconds=0, started=started)",
        "return answer(app.state.data, cached=False, age_seconds=0, started=started)",
    ),
)
answers.wrong(
    "one-flight-for-one-number",
    "A request for user 3 while post 3 is in flight gets the post.",
    above("import json", "import asyncio"),
    above(
        BEFORE_THE_READER,
        """
        asking: dict[Any, asyncio.Future[Any]] = {}


        async def once(name: Any, fetch: Any) -> Any:
            if name not in asking:
                asking[name] = asyncio.ensure_future(ask(fetch()))
                asking[name].add_done_callback(lambda _: asking.pop(name))
            return await asyncio.shield(asking[name])
        """,
    ),
    (FETCH, 'data = await once(key.rpartition(":")[2], fetch)'),
)
answers.wrong(
    "a-lock-around-every-fill",
    "Only one SET runs at a time: while it waits, all other misses wait.",
    above("import json", "import asyncio"),
    below("RedisClient = Annotated[Redis, Depends(get_redis)]", "one_fill = asyncio.Lock()"),
    (
        SET,
        """
        async with one_fill:
            await redis.set(key, json.dumps(entry), ex=ttl)
        """,
    ),
)
answers.wrong(
    "a-lock-around-every-write",
    "Only one save runs at a time, for all users together.",
    above("import json", "import asyncio"),
    below("RedisClient = Annotated[Redis, Depends(get_redis)]", "one_write = asyncio.Lock()"),
    (
        SAVE,
        """
        async with one_write:
            user = await ask(save_user(user_id, changes))
        """,
    ),
)
answers.wrong(
    "a-post-takes-no-time",
    "response_time_ms is measured for users but is 0 for posts.",
    (
        f"return await {POST_CACHED}",
        """
        found = await cached_or_fetched(redis, f"cache:post:{post_id}", lambda: fetch_post(post_id), ttl)
        found["response_time_ms"] = 0.0
        return found
        """,
    ),
)
answers.wrong(
    "get-then-ttl",
    "The age comes from a TTL that is asked for after the GET: two round trips.",
    (PACK, 'entry = {"data": data, "fetched_at": 0.0, "ttl": ttl}'),
    below(
        UNPACK,
        """
        if isinstance(entry, dict) and isinstance(entry.get('ttl'), int):
            entry['age'] = entry['ttl'] - await redis.ttl(key)
        """,
    ),
    (AGE, 'age = max(0, entry.get("age", 0))'),
    block="""
        step 9 of 9 · A hit is fast, and no request waits for another
          called    GET /users/7, 3 times
          expected  1 round trip for a hit
          got       …
          why       EXISTS, TTL or PING beside the GET is a round trip of its own, and costs the same again.
    """,
)
