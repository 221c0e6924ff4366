"""Wrong answers that step 3 of cache_api must catch."""

from tests.variants.cache_api.passages import BEFORE_THE_READER, DELETE, FILL, GET, HIT, POST_KEY, SET, UNPACK, USER_KEY
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-dict-instead-of-redis",
    "The entries live in a dict of the process.",
    above(BEFORE_THE_READER, "entries: dict[str, Any] = {}"),
    (HIT, "if (entry := entries.get(key)) is not None:"),
    (FILL, "entries[key] = entry"),
)
answers.wrong(
    "a-hash-per-user",
    "Each entry is a Hash.",
    (GET, 'stored = await redis.hget(key, "entry")'),
    (SET, 'await redis.hsetex(key, mapping={"entry": json.dumps(entry)}, ex=ttl)'),
)
answers.wrong(
    "one-hash-for-all",
    "All entries are fields of one Hash.",
    (GET, 'stored = await redis.hget("cache:all", key)'),
    (SET, 'await redis.hsetex("cache:all", key, json.dumps(entry), ex=ttl)'),
)
answers.wrong(
    "one-string-for-all",
    "All entries share the JSON of one String.",
    (GET, 'stored = await redis.get("cache:all")'),
    (UNPACK, "entry = json.loads(stored or b'{}').get(key)"),
    (
        SET,
        """
        every = json.loads(await redis.get("cache:all") or "{}")
        await redis.set("cache:all", json.dumps({**every, key: entry}), ex=ttl)
        """,
    ),
)
answers.wrong(
    "no-prefix",
    "The keys are user:7 and post:7, without the prefix cache:.",
    (USER_KEY, 'f"user:{user_id}", lambda: fetch_user'),
    (POST_KEY, 'f"post:{post_id}", lambda'),
    (DELETE, 'await redis.delete(f"user:{user_id}")'),
)
answers.wrong(
    "no-kind-in-the-key",
    "User 3 and post 3 share the key cache:3.",
    (USER_KEY, 'f"cache:{user_id}", lambda: fetch_user'),
    (POST_KEY, 'f"cache:{post_id}", lambda'),
    (DELETE, 'await redis.delete(f"cache:{user_id}")'),
)
answers.wrong(
    "a-digest-cut-too-short",
    "The key is one hexadecimal digit of a digest: different users share it.",
    above("import json", "import hashlib"),
    above(GET, 'key = f"cache:{hashlib.sha1(key.encode()).hexdigest()[:1]}"'),
    above(SET, 'key = f"cache:{hashlib.sha1(key.encode()).hexdigest()[:1]}"'),
)
answers.wrong(
    "users-meet-after-a-thousand",
    "The key holds the id modulo 1000: users 1 and 1001 share an entry.",
    (USER_KEY, 'f"cache:user:{user_id % 1000}", lambda: fetch_user'),
    (DELETE, 'await redis.delete(f"cache:user:{user_id % 1000}")'),
)
answers.wrong(
    "posts-meet-after-two-digits",
    "The key holds two digits of the id: posts 10 and 1001 share an entry.",
    (POST_KEY, 'f"cache:post:{str(post_id)[:2]}", lambda'),
)
answers.wrong(
    "the-url-as-key",
    "The whole URL is the key: a PUT of /users/7 does not remove /users/7?from=mail.",
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    ("get_user(user_id: int, redis", "get_user(request: Request, user_id: int, redis"),
    (USER_KEY, 'f"cache:{request.url.path}?{request.url.query}", lambda: fetch_user'),
    (DELETE, 'await redis.delete(f"cache:/users/{user_id}?")'),
)
answers.wrong(
    "hash-in-the-key",
    "The key holds hash(), which differs from process to process.",
    (GET, 'stored = await redis.get(f"cache:{hash(key)}")'),
    (SET, 'await redis.set(f"cache:{hash(key)}", json.dumps(entry), ex=ttl)'),
)
answers.wrong(
    "a-dict-in-front-of-redis",
    "A dict of the process holds a second copy, which stays when Redis is emptied.",
    above(BEFORE_THE_READER, "entries: dict[str, Any] = {}"),
    (HIT, "if (entry := entries.get(key) or await read_entry(redis, key)) is not None:"),
    below(FILL, "entries[key] = entry"),
)
answers.wrong(
    "the-path-in-the-key",
    "The key holds the path: /users/07 has its own entry, which no PUT removes.",
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    (
        "async def get_user(user_id: int, redis: RedisClient)",
        "async def get_user(user_id: int, request: Request, redis: RedisClient)",
    ),
    (USER_KEY, 'f"cache:{request.url.path}", lambda: fetch_user'),
    (DELETE, 'await redis.delete(f"cache:/users/{user_id}")'),
)
answers.wrong(
    "the-path-in-the-key-of-a-post",
    "The key of a post holds the path: /posts/03 and /posts/3 are two entries.",
    ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,"),
    ("async def get_post(post_id: int, redis", "async def get_post(post_id: int, request: Request, redis"),
    (POST_KEY, 'f"cache:{request.url.path}", lambda'),
)
answers.wrong(
    "a-set-of-known-keys-beside-the-cache",
    "A Set named known-users lists the keys, outside the prefix.",
    (
        SET,
        """
        async with redis.pipeline() as both:
            await both.set(key, json.dumps(entry), ex=ttl).sadd("known-users", key).execute()
        """,
    ),
    block="""
        step 3 of 9 · One String per thing, under a prefix, for every worker
          called    GET /users/7 · GET /posts/3
          expected  every key to begin with cache:
          got       …
          why       Other apps use this Redis too: the prefix cache: says which keys are yours.
    """,
)
answers.wrong(
    "flushes-at-start",
    "Each process empties Redis when it starts.",
    ('app = FastAPI(title="cache_api",', 'app = FastAPI(title="cache_api", lifespan=lambda app: fresh(),'),
    below("import time", "from contextlib import asynccontextmanager"),
    above(
        "RedisClient =",
        """
        @asynccontextmanager
        async def fresh():  # type: ignore[no-untyped-def]
            await (await get_redis()).flushdb()
            yield
        """,
    ),
)
