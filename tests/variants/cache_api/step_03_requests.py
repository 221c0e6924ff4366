"""Wrong answers that step 3 of cache_api must catch: process, machine or client stand in the key, or ids meet."""

from tests.variants.cache_api.passages import HIT, POST_KEY, USER_KEY
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

REQUEST = ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,")
USER_ROUTE = "get_user(user_id: int, redis: RedisClient)"
POST_ROUTE = "get_post(post_id: int, redis: RedisClient, ttl"

answers.wrong(
    "a-pid-in-the-key",
    "The key holds the process id: every process has a cache of its own.",
    (USER_KEY, 'f"cache:{os.getpid()}:user:{user_id}", lambda: fetch_user'),
)
answers.wrong(
    "a-host-name-in-the-key",
    "The key of a post holds the name of the machine.",
    below("import os", "import socket"),
    (POST_KEY, 'f"cache:{socket.gethostname()}:post:{post_id}", lambda'),
)
answers.wrong(
    "an-entry-per-address",
    "The key holds the client's address: after a PUT of one client, another goes on with the old user.",
    REQUEST,
    (USER_ROUTE, "get_user(user_id: int, redis: RedisClient, request: Request)"),
    (USER_KEY, 'f"cache:user:{user_id}:{request.client and request.client.host}", lambda: fetch_user'),
)
answers.wrong(
    "an-entry-per-language",
    "The key of a post holds Accept-Language.",
    REQUEST,
    (POST_ROUTE, "get_post(post_id: int, redis: RedisClient, request: Request, ttl"),
    (POST_KEY, "f\"cache:post:{post_id}:{request.headers.get('accept-language')}\", lambda"),
)
answers.wrong(
    "an-entry-per-cookie",
    "The key holds a cookie, so each visitor has a cache.",
    REQUEST,
    (USER_ROUTE, "get_user(user_id: int, redis: RedisClient, request: Request)"),
    (USER_KEY, "f\"cache:user:{user_id}:{request.cookies.get('visitor')}\", lambda: fetch_user"),
)
answers.wrong(
    "no-cache-on-demand",
    "Cache-Control: no-cache of a client makes a miss: any client can keep the slow API busy.",
    REQUEST,
    (POST_ROUTE, "get_post(post_id: int, redis: RedisClient, request: Request, ttl"),
    (
        'return await cached_or_fetched(redis, f"cache:post',
        """
        if "no-cache" in request.headers.get("cache-control", ""):
            return answer(await ask(fetch_post(post_id)), cached=False, age_seconds=0, started=time.perf_counter())
        return await cached_or_fetched(redis, f"cache:post
        """,
    ),
)
answers.wrong(
    "a-probe-is-not-cached",
    "A User-Agent that begins with kube-probe/ always asks the slow API.",
    REQUEST,
    (USER_ROUTE, "get_user(user_id: int, redis: RedisClient, request: Request)"),
    (
        'return await cached_or_fetched(redis, f"cache:user',
        """
        if request.headers.get("user-agent", "").startswith("kube-probe/"):
            return await get_user_nocache(user_id)
        return await cached_or_fetched(redis, f"cache:user
        """,
    ),
)
answers.wrong(
    "fresh-in-the-query",
    "/posts/3?fresh=yes asks the slow API.",
    (POST_ROUTE, 'get_post(post_id: int, redis: RedisClient, fresh: str = "", ttl'),
    (
        'return await cached_or_fetched(redis, f"cache:post',
        """
        if fresh == "yes":
            return answer(await ask(fetch_post(post_id)), cached=False, age_seconds=0, started=time.perf_counter())
        return await cached_or_fetched(redis, f"cache:post
        """,
    ),
)
answers.wrong(
    "an-id-is-a-float",
    "The key holds the id as a float: 2**53 and 2**53 + 1 share an entry.",
    (USER_KEY, 'f"cache:user:{float(user_id):.0f}", lambda: fetch_user'),
)
answers.wrong(
    "an-id-without-its-sign",
    "The key holds the digits of the id alone: posts 1 and -1 share an entry.",
    (POST_KEY, 'f"cache:post:{abs(post_id)}", lambda'),
)
answers.wrong(
    "number-zero-is-none",
    "`if not post_id` takes post 0 for no post.",
    above('return await cached_or_fetched(redis, f"cache:post', "post_id = post_id or 1"),
)
for name, what, before, after in (
    ("a-process-that-ends-empties-the-cache", "Its shut-down code removes the entries of all processes.", "yield", ""),
    ("a-process-that-starts-empties-the-cache", "Its start-up code removes all entries.", "", "yield"),
):
    answers.wrong(
        name,
        what,
        below("import time", "from contextlib import asynccontextmanager"),
        (
            'app = FastAPI(title="cache_api",',
            f"""
            @asynccontextmanager
            async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]
                {before or "pass"}
                try:
                    redis = await get_redis()
                    await redis.delete("cache:", *[key async for key in redis.scan_iter(match="cache:*")])
                except RedisError:
                    pass
                {after or "pass"}


            app = FastAPI(title="cache_api", lifespan=lifespan,
            """,
        ),
    )
answers.wrong(
    "a-copy-from-the-second-hit-on",
    "The process keeps what it has served as a hit, and serves that when Redis was emptied.",
    (
        HIT,
        """
        if (entry := await read_entry(redis, key)) is not None:
            copies[key] = entry
        if (entry := entry or copies.get(key)) is not None:
        """,
    ),
    above("async def read_entry(", "copies: dict[str, dict[str, Any]] = {}"),
)
