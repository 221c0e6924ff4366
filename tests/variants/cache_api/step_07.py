"""Wrong answers that step 7 of cache_api must catch."""

from tests.variants.cache_api.passages import (
    BEFORE_THE_READER,
    DELETE,
    FETCH,
    HIT,
    INVALIDATE,
    IS_OURS,
    SAVE,
    SCAN,
    SET,
    UNLINK_ALL,
)
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-write-is-never-a-hit",
    "PUT stores the user that was saved, with `cached: false`; each hit on it says so.",
    (
        'return answer(entry["data"], cached=True,',
        'return answer(entry["data"], cached=entry.get("cached", True),',
    ),
    (
        'await redis.delete(f"cache:user:{user_id}")',
        """
        entry = {"data": user, "fetched_at": time.time(), "cached": False}
        await redis.set(f"cache:user:{user_id}", json.dumps(entry), ex=CACHE_TTL_SECONDS)
        """,
    ),
)

UNLINK = "deleted += await redis.unlink(*keys[first : first + 500])"

answers.wrong(
    "a-write-forgets-the-cache",
    "PUT saves the user and leaves the old entry.",
    (INVALIDATE, ""),
)
answers.wrong(
    "a-write-stores-the-changes-only",
    "PUT caches only the changed fields, as if they were the user.",
    (
        DELETE,
        'await redis.set(f"cache:user:{user_id}", json.dumps({"data": changes, "fetched_at": time.time()}), ex=9)',
    ),
)
answers.wrong(
    "a-write-stores-without-ttl",
    "PUT caches the new user without a TTL.",
    (DELETE, 'await redis.set(f"cache:user:{user_id}", json.dumps({"data": user, "fetched_at": time.time()}))'),
)
answers.wrong(
    "a-write-stores-then-expires",
    "PUT caches the new user with SET, then EXPIRE.",
    (
        DELETE,
        """
        await redis.set(f"cache:user:{user_id}", json.dumps({"data": user, "fetched_at": time.time()}))
        await redis.expire(f"cache:user:{user_id}", CACHE_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "a-write-changes-the-entry",
    "PUT merges the changes into the cached entry: changes made by others are missing.",
    (
        DELETE,
        """
        if entry := await read_entry(redis, f"cache:user:{user_id}"):
            entry["data"].update(changes)
            await redis.set(f"cache:user:{user_id}", json.dumps(entry), keepttl=True, xx=True)
        """,
    ),
)
answers.wrong(
    "a-write-is-stored-before-it-is-saved",
    "PUT changes the entry first: the change stays if the slow API does not save it.",
    (INVALIDATE, ""),
    above(
        SAVE,
        """
        key = f"cache:user:{user_id}"
        if entry := await read_entry(redis, key):
            entry["data"] = {**entry["data"], **changes}
            await redis.set(key, json.dumps(entry), ex=CACHE_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "a-write-invalidates-before-it-saves",
    "PUT removes the entry first: a reader puts the old user back before the save.",
    (INVALIDATE, ""),
    above(SAVE, INVALIDATE),
)
answers.wrong(
    "a-failed-write-is-500",
    "PUT does not catch the slow API's failures.",
    (SAVE, SAVE.replace("ask(save_user(user_id, changes))", "save_user(user_id, changes)")),
)
answers.wrong(
    "a-write-is-told-to-this-process-only",
    "A hit is served from the process if Redis has the key; PUT clears only its own process.",
    above("async def read_entry(", "here: dict[str, Any] = {}"),
    (
        HIT,
        """
        if (entry := await read_entry(redis, key)) is not None:
            entry = here.setdefault(key, entry)
        """,
    ),
    below(FETCH, "here.pop(key, None)"),
    below(SAVE, 'here.pop(f"cache:user:{user_id}", None)'),
)
answers.wrong(
    "a-write-knows-its-own-readers",
    "PUT removes only entries that its own process has read.",
    above(BEFORE_THE_READER, "known: set[str] = set()"),
    below(FETCH, "known.add(key)"),
    (
        DELETE,
        """
        if f"cache:user:{user_id}" in known:
            await redis.delete(f"cache:user:{user_id}")
        """,
    ),
)
answers.wrong(
    "a-write-removes-in-a-task",
    "PUT answers while a task is still about to remove the entry.",
    above("import json", "import asyncio"),
    (DELETE, 'tasks.append(asyncio.create_task(redis.delete(f"cache:user:{user_id}")))'),
    above("RedisClient =", "tasks: list[asyncio.Task[int]] = []"),
)
answers.wrong(
    "a-write-removes-in-the-background",
    "FastAPI removes the entry after the answer of PUT was sent.",
    above("from fastapi import", "from fastapi import BackgroundTasks"),
    ("changes: dict[str, Any], redis", "changes: dict[str, Any], later: BackgroundTasks, redis"),
    (INVALIDATE, 'later.add_task(remove, redis, f"cache:user:{user_id}")'),
    above(
        "async def read_entry(",
        """
        async def remove(redis: Redis, key: str) -> None:
            try:
                await redis.delete(key)
            except RedisError:
                pass
        """,
    ),
)
answers.wrong(
    "a-write-of-what-is-there-is-not-saved",
    "PUT compares with the entry, which may be old, and saves only the differences.",
    above(
        SAVE,
        """
        entry = await read_entry(redis, f"cache:user:{user_id}")
        if entry and changes.items() <= entry["data"].items():
            return {"data": entry["data"]}
        """,
    ),
)
answers.wrong(
    "a-write-keeps-the-age",
    "PUT puts the new user into the old entry and keeps the old fetch time.",
    (
        DELETE,
        """
        if entry := await read_entry(redis, f"cache:user:{user_id}"):
            entry["data"] = user
            await redis.set(f"cache:user:{user_id}", json.dumps(entry), keepttl=True, xx=True)
        """,
    ),
)
answers.wrong(
    "a-write-flushes",
    "PUT empties the whole database.",
    (DELETE, "await redis.flushdb()"),
)
answers.wrong(
    "clear-takes-neighbours",
    "The pattern cache* lacks the colon: it also removes cached:user:7 of another app.",
    ('match="cache:*"', 'match="cache*"'),
)
answers.wrong(
    "clear-leaves-posts",
    "POST /cache/clear removes only the users.",
    ('match="cache:*"', 'match="cache:user:*"'),
)
answers.wrong(
    "clear-of-nothing",
    "DEL is called without keys, which is an error.",
    (UNLINK_ALL, "deleted = await redis.delete(*keys)"),
)
answers.wrong(
    "clear-by-keys",
    "KEYS blocks every other client while it looks at all keys.",
    (SCAN, 'keys = await redis.keys("cache:*")'),
)
answers.wrong(
    "clear-by-keys-in-a-script",
    "KEYS in a Lua script blocks every other client as well.",
    (SCAN, "keys = []"),
    (
        UNLINK_ALL,
        """
        count = redis.register_script(
            "local deleted = 0 local pattern = ARGV[1] local found = redis.call('KEYS', pattern)"
            " for _, key in ipairs(found) do deleted = deleted + redis.call('UNLINK', key) end"
            " return deleted"
        )
        deleted = await count(args=["cache:*"])
        """,
    ),
)
answers.wrong(
    "clear-by-flushdb",
    "FLUSHDB also removes the keys of other apps.",
    (
        UNLINK_ALL,
        """
        await redis.flushdb()
        deleted = len(keys)
        """,
    ),
)
answers.wrong(
    "clear-scans-once",
    "A single SCAN finds only a few of the keys.",
    (SCAN, 'keys = (await redis.scan(match="cache:*", count=100))[1]'),
)
answers.wrong(
    "clear-scans-a-thousand",
    "A single SCAN with COUNT 1000 misses keys in a larger database.",
    (SCAN, 'keys = (await redis.scan(match="cache:*", count=1000))[1]'),
)
answers.wrong(
    "clear-stops-at-an-empty-step",
    "SCAN stops at an empty step, although it ends only when the cursor is 0.",
    (
        SCAN,
        """
        keys, cursor = [], 0
        while True:
            cursor, found = await redis.scan(cursor, "cache:*")
            if not found:
                break
            keys += found
        """,
    ),
)
answers.wrong(
    "clear-brings-the-end-nearer",
    "Entries get a TTL of one second instead of being removed.",
    (UNLINK, "deleted += len([await redis.expire(key, 1) for key in keys[first : first + 500]])"),
)
answers.wrong(
    "clear-counts-the-batches",
    "keys_deleted is the number of UNLINK calls.",
    (UNLINK, "deleted += bool(await redis.unlink(*keys[first : first + 500]))"),
)
answers.wrong(
    "clear-counts-the-last-batch",
    "keys_deleted counts only the last UNLINK.",
    (UNLINK_ALL, UNLINK_ALL.replace("500", "100").replace("+=", "=")),
)
answers.wrong(
    "clear-counts-what-has-expired",
    "keys_deleted is the length of a list of every key ever stored.",
    (
        SET,
        """
        async with redis.pipeline() as both:
            await both.set(key, json.dumps(entry), ex=ttl).sadd("cache:index", key).execute()
        """,
    ),
    (SCAN, 'keys = list(await redis.smembers("cache:index"))'),
    (
        UNLINK_ALL,
        """
        await redis.delete("cache:index", *keys)
        deleted = len(keys)
        """,
    ),
)
answers.wrong(
    "clear-knows-its-own-entries",
    "clear removes only entries that its own process has stored.",
    above(BEFORE_THE_READER, "known: set[str] = set()"),
    below(FETCH, "known.add(key)"),
    (SCAN, "keys = list(known)"),
)
answers.wrong(
    "clear-guesses",
    "clear removes the ids 0 to 9999 and looks for no others.",
    (SCAN, 'keys = [f"cache:{kind}:{number}" for kind in ("user", "post") for number in range(10_000)]'),
)
answers.wrong(
    "clear-in-a-task",
    "POST /cache/clear answers first and removes the entries later.",
    above("import json", "import asyncio"),
    below("RedisClient = Annotated[Redis, Depends(get_redis)]", "tasks: set[Any] = set()"),
    (
        UNLINK_ALL,
        """
        if keys:
            tasks.add(asyncio.ensure_future(redis.unlink(*keys)))
        deleted = len(keys)
        """,
    ),
)
answers.wrong(
    "clear-with-a-large-count",
    "SCAN with a COUNT of one million blocks like KEYS.",
    (SCAN, SCAN.replace("count=500", "count=1_000_000")),
)
answers.wrong(
    "clear-scans-in-lua",
    "A Lua script runs the whole SCAN loop: no other client is served until it ends.",
    (
        SCAN,
        '''
        script = """
            local cursor, removed = "0", 0
            repeat
                local page = redis.call("SCAN", cursor, "MATCH", "cache:*", "COUNT", 500)
                cursor = page[1]
                for _, key in ipairs(page[2]) do removed = removed + redis.call("UNLINK", key) end
            until cursor == "0"
            return removed"""
        deleted = await redis.eval(script, 0)
        ''',
    ),
    (UNLINK_ALL, ""),
)
answers.wrong(
    "del-with-a-pattern",
    "DEL cache:* removes the key of that name, which does not exist.",
    (SCAN, 'keys = ["cache:*"]'),
    block="""
        step 7 of 9 · A write is seen, and the cache can be cleared
          called    GET /users/7 · GET /posts/3 · POST /cache/clear · GET /users/7 · GET /posts/3
          expected  a miss after POST /cache/clear
          got       …
          why       Users and posts are misses after it. DEL takes names of keys, not a pattern such as cache:*.
    """,
)
answers.wrong(
    "a-write-stores-the-user-without-its-envelope",
    "PUT stores the user alone, and the next hit does not find the fields that a fill stores.",
    (
        DELETE,
        'await redis.set(f"cache:user:{user_id}", json.dumps(user), ex=CACHE_TTL_SECONDS)',
    ),
    (
        IS_OURS,
        "return entry",
    ),
    block="""
        step 7 of 9 · A write is seen, and the cache can be cleared
          called    GET /users/7 · PUT /users/7 · GET /users/7
          expected  200 and a JSON object with the field 'data.city'
          got       …
          why       The next read serves the whole new user…
    """,
)
answers.wrong(
    "clear-counts-what-it-found",
    "keys_deleted is the number of keys that SCAN found, also of one that has expired by then.",
    (
        "deleted += await redis.unlink(*keys[first : first + 500])",
        "deleted += len(keys[first : first + 500])\nawait redis.unlink(*keys[first : first + 500])",
    ),
)
answers.wrong(
    "clear-removes-posts-of-one-digit",
    "The pattern of the posts has a ? for the id: posts from 10 on stay.",
    (
        SCAN,
        """
        keys = [key async for key in redis.scan_iter(match="cache:user:*", count=500)]
        keys += [key async for key in redis.scan_iter(match="cache:post:?", count=500)]
        """,
    ),
)
answers.wrong(
    "clear-asks-for-all-keys-in-one-step",
    "COUNT is the size of the database.",
    (SCAN, SCAN.replace("count=500", "count=max(1000, await redis.dbsize())")),
)
answers.wrong(
    "clear-ends-at-an-empty-page",
    "The loop ends at a page without keys, whatever the cursor.",
    (SCAN, "cursor, keys = await redis.scan(0, match='cache:*', count=1000)"),
    (
        UNLINK_ALL,
        """
        while keys:
            deleted += await redis.unlink(*keys)
            if cursor == 0:
                break
            cursor, keys = await redis.scan(cursor, match='cache:*', count=1000)
        """,
    ),
)
answers.wrong(
    "clear-ends-after-twenty-pages",
    "A guard against an endless loop ends it after 20 pages of 500 keys.",
    (
        SCAN,
        """
        keys, cursor = [], 0
        for _ in range(20):
            cursor, page = await redis.scan(cursor, match="cache:*", count=500)
            keys += page
            if cursor == 0:
                break
        """,
    ),
)
answers.wrong(
    "clear-forgets-the-id-0",
    "The pattern wants a digit from 1 to 9: the entries of 0 and of negative ids stay.",
    (SCAN, SCAN.replace("cache:*", "cache:*:[1-9]*")),
)
