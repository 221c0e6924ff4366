"""Right answers to cache_api in other styles: a class, a repository, versions, an early refresh, a breaker."""

from tests.variants.cache_api.passages import (
    BEFORE_THE_READER,
    DELETE,
    FETCH,
    FILL,
    GET,
    HIT,
    INVALIDATE,
    PACK,
    SCAN,
    SET,
    UNLINK_ALL,
    UNPACK,
)
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "a-write-fetches-again",
    "PUT asks the slow API for the saved user again, and stores that.",
    (
        INVALIDATE,
        """
        try:
            await redis.delete(f"cache:user:{user_id}")
            entry = {"data": await fetch_user(user_id), "fetched_at": time.time()}
            await redis.set(f"cache:user:{user_id}", json.dumps(entry), ex=CACHE_TTL_SECONDS)
        except (RedisError, NotFound, OriginError):
            pass
        """,
    ),
)
answers.right(
    "a-write-replaces-what-is-there",
    "PUT stores the new user if there is an entry, and keeps its TTL.",
    (
        DELETE,
        """
        entry = {"data": user, "fetched_at": time.time()}
        await redis.set(f"cache:user:{user_id}", json.dumps(entry), xx=True, keepttl=True)
        """,
    ),
)
answers.right(
    "a-tombstone",
    "PUT leaves an empty text for a second: it cannot be decoded, so it is a miss.",
    (DELETE, 'await redis.set(f"cache:user:{user_id}", "", ex=1)'),
)
answers.right(
    "a-version-per-user",
    "Each entry holds the version of its user; PUT counts the version up, and MGET reads both.",
    (GET, 'stored, version = await redis.mget(key, f"{key}:version")'),
    below(
        UNPACK,
        """
        if isinstance(entry, dict) and entry.get("version") != int(version or 0):
            return None
        """,
    ),
    above(FETCH, "version = await version_of(redis, key)"),
    (PACK, 'entry = {"data": data, "fetched_at": time.time(), "version": version}'),
    above(
        BEFORE_THE_READER,
        """
        async def version_of(redis: Redis, key: str) -> int:
            try:
                return int(await redis.get(f"{key}:version") or 0)
            except RedisError:
                return -1
        """
        + "\n\n",
    ),
    (
        DELETE,
        """
        name = f"cache:user:{user_id}:version"
        await redis.pipeline().incr(name).expire(name, 2 * CACHE_TTL_SECONDS).execute()
        """,
    ),
)
answers.right(
    "an-early-refresh",
    "A hit on a user in the last twentieth of the TTL refreshes the entry in the background.",
    above("import json", "import asyncio"),
    above(
        'return answer(entry["data"], cached=True',
        """
        if ":user:" in key and age > 0.95 * ttl:
            task = asyncio.create_task(refresh(redis, key, fetch, ttl))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        """,
    ),
    above(
        BEFORE_THE_READER,
        """
        tasks: set[asyncio.Task[None]] = set()


        async def refresh(redis: Redis, key: str, fetch: Callable[[], Awaitable[Any]], ttl: int) -> None:
            try:
                entry = {"data": await fetch(), "fetched_at": time.time()}
                await redis.set(key, json.dumps(entry), ex=ttl)
            except (RedisError, NotFound, OriginError):
                pass
        """
        + "\n\n",
    ),
)
answers.right(
    "a-circuit-breaker",
    "After five errors in a row, Redis is not asked for ten seconds.",
    (
        GET,
        """
        if breaker.is_open():
            return None
        stored = await redis.get(key)
        """,
    ),
    (
        "except (RedisError, ValueError):\n    return None",
        """
        except RedisError:
            breaker.failed()
            return None
        except ValueError:
            return None
        """,
    ),
    above(
        BEFORE_THE_READER,
        """
        class Breaker:
            def __init__(self) -> None:
                self.errors, self.since = 0, 0.0

            def is_open(self) -> bool:
                return self.errors >= 5 and time.time() - self.since < 10

            def failed(self) -> None:
                if time.time() - self.since > 10:
                    self.errors = 0
                self.errors, self.since = self.errors + 1, time.time()


        breaker = Breaker()
        """
        + "\n\n",
    ),
)
answers.right(
    "a-repository",
    "A class that FastAPI makes for each request holds the client, and knows the keys.",
    above(
        '@app.get("/users/{user_id}/nocache")',
        """
        class Entries:
            def __init__(self, redis: RedisClient) -> None:
                self._redis = redis

            async def user(self, number: int) -> dict[str, Any]:
                fetch = lambda: fetch_user(number)  # noqa: E731  # as short as in the reference
                return await cached_or_fetched(self._redis, f"cache:user:{number}", fetch, CACHE_TTL_SECONDS)

            async def post(self, number: int, ttl: int) -> dict[str, Any]:
                fetch = lambda: fetch_post(number)  # noqa: E731  # as short as in the reference
                return await cached_or_fetched(self._redis, f"cache:post:{number}", fetch, ttl)


        Repository = Annotated[Entries, Depends()]
        """
        + "\n\n",
    ),
    ("get_user(user_id: int, redis: RedisClient)", "get_user(user_id: int, entries: Repository)"),
    (
        'cached_or_fetched(redis, f"cache:user:{user_id}", lambda: fetch_user(user_id), CACHE_TTL_SECONDS)',
        "entries.user(user_id)",
    ),
    ("get_post(post_id: int, redis: RedisClient, ttl", "get_post(post_id: int, entries: Repository, ttl"),
    (
        'cached_or_fetched(redis, f"cache:post:{post_id}", lambda: fetch_post(post_id), ttl)',
        "entries.post(post_id, ttl)",
    ),
)
answers.right(
    "a-router-of-posts",
    "Posts have a router of their own.",
    ("from fastapi import Depends", "from fastapi import APIRouter, Depends"),
    ('@app.get("/posts/{post_id}")', 'posts = APIRouter(prefix="/posts")\n\n\n@posts.get("/{post_id}")'),
    above('@app.put("/users/{user_id}")', "app.include_router(posts)\n\n"),
)
answers.right(
    "the-start-in-a-contextvar",
    "The start of each request is in a context variable, set by a dependency of the app.",
    below("import time", "from contextvars import ContextVar"),
    above(
        "app = FastAPI(",
        """
        begun: ContextVar[float] = ContextVar("begun")


        async def begin() -> None:
            begun.set(time.perf_counter())
        """
        + "\n\n",
    ),
    ("dependencies=[Depends(only_json)]", "dependencies=[Depends(begin), Depends(only_json)]"),
    ("elapsed_ms = (time.perf_counter() - started) * 1000", "elapsed_ms = (time.perf_counter() - begun.get()) * 1000"),
)
answers.right(
    "not-found-for-five-seconds",
    "A NotFound is remembered for five seconds, in an entry of its own kind.",
    (
        FETCH,
        """
        try:
            data = await ask(fetch())
        except HTTPException as error:
            if error.status_code == 404:
                nothing = {"data": None, "fetched_at": time.time(), "not_found": True}
                try:
                    await redis.set(key, json.dumps(nothing), ex=5)
                except RedisError:
                    pass
            raise
        """,
    ),
    (
        HIT,
        """
        entry = await read_entry(redis, key)
        if entry is not None and "not_found" in entry:
            raise HTTPException(404, "remembered")
        if entry is not None:
        """,
    ),
)
answers.right(
    "removed-page-by-page-in-lua",
    "A script reads one page of SCAN and removes it; the app calls it until the cursor is 0.",
    (
        SCAN,
        '''
        page = """
            local found = redis.call("SCAN", ARGV[1], "MATCH", "cache:*", "COUNT", 500)
            local removed = 0
            for _, key in ipairs(found[2]) do removed = removed + redis.call("UNLINK", key) end
            return {found[1], removed}
        """
        cursor = b""
        while cursor != b"0":
            cursor, removed = await redis.eval(page, 0, cursor or b"0")
            deleted += removed
        ''',
    ),
    (UNLINK_ALL, ""),
)
answers.right(
    "watch-and-multi",
    "The fill is a transaction with WATCH: if the key changes meanwhile, nothing is stored.",
    (
        FILL,
        """
        try:
            async with redis.pipeline() as fill:
                await fill.watch(key)
                fill.multi()
                fill.set(key, json.dumps(entry), ex=ttl)
                await fill.execute()
        except RedisError:
            pass
        """,
    ),
)
answers.right(
    "the-clock-of-redis",
    "A script stores the entry with the time of Redis in front of it, and another one reads both.",
    (
        SET,
        """
        script = "local now = redis.call('TIME') \\
            redis.call('SET', KEYS[1], now[1] .. '.' .. now[2] .. ' ' .. ARGV[1], 'EX', ARGV[2])"
        await redis.eval(script, 1, key, json.dumps(data), ttl)
        """,
    ),
    (
        UNPACK,
        """
        if stored is None:
            return None
        at, _, text = stored[0].partition(b" ")
        now, microseconds = map(int, stored[1])
        entry = {"data": json.loads(text), "fetched_at": time.time() - (now + microseconds / 1e6 - float(at))}
        """,
    ),
    (
        GET,
        """
        script = "local entry = redis.call('GET', KEYS[1]) return entry and {entry, redis.call('TIME')}"
        stored = await redis.eval(script, 1, key)
        """,
    ),
)
