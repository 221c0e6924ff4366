"""Wrong answers that step 8 of cache_api must catch: the second request of an outage, its end, and the way around."""

from tests.variants.cache_api.passages import BEFORE_THE_READER, FETCH, FILL, GET, INVALIDATE, IS_OURS, SET
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

LIFESPAN = """
@asynccontextmanager
async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]
    {start}
    yield


app = FastAPI(title="cache_api", lifespan=lifespan,
"""
IMPORT = below("import time", "from contextlib import asynccontextmanager")
APP = 'app = FastAPI(title="cache_api",'

answers.wrong(
    "a-dict-during-an-outage",
    "While Redis is down, the process keeps what it fetches, and serves that to the second request.",
    (
        FILL,
        """
        try:
            await redis.set(key, json.dumps(entry), ex=ttl)
            copies.pop(key, None)
        except RedisError:
            copies[key] = entry
        """,
    ),
    (
        "except (RedisError, ValueError):\n    return None",
        """
        except RedisError:
            return copies.get(key)
        except ValueError:
            return None
        """,
    ),
    above(BEFORE_THE_READER, "copies: dict[str, Any] = {}\n\n"),
)
answers.wrong(
    "started-without-redis-for-ever",
    "A process that was started without Redis never caches again.",
    IMPORT,
    (
        APP,
        LIFESPAN.format(
            start="""try:
        app.state.has_redis = await (await get_redis()).ping()
    except RedisError:
        app.state.has_redis = False"""
        ),
    ),
    (GET, "stored = await redis.get(key) if app.state.has_redis else None"),
)
answers.wrong(
    "a-script-loaded-at-the-start",
    "A Lua script is loaded at start-up, and stored entries by its digest: after a restart of Redis nothing is stored.",
    IMPORT,
    (
        APP,
        LIFESPAN.format(
            start="""try:
        app.state.fill = await (await get_redis()).script_load(
            "return redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])")
    except RedisError:
        app.state.fill = "" """
        ),
    ),
    (SET, "await redis.evalsha(app.state.fill, 1, key, json.dumps(entry), ttl)"),
)
answers.wrong(
    "a-failure-on-the-way-around",
    "Without Redis the slow API is asked elsewhere, where its failures are not caught.",
    above(
        FETCH,
        """
        try:
            await redis.exists(key)
        except RedisError:
            data = await fetch()
            return answer(data, cached=False, age_seconds=0, started=started)
        """,
    ),
)
answers.wrong(
    "saved-again",
    "PUT tries again what has failed, with the save: it saves twice when the reply to DEL is lost.",
    (
        "user = await ask(save_user(user_id, changes))\n" + INVALIDATE.strip("\n"),
        """
        for _ in range(2):
            user = await ask(save_user(user_id, changes))
            try:
                await redis.delete(f"cache:user:{user_id}")
                break
            except RedisError:
                if await is_away(redis):
                    break
        """,
    ),
    above(
        "async def read_entry(",
        """
        async def is_away(redis: Redis) -> bool:
            try:
                return not await redis.ping()
            except RedisError:
                return True
        """,
    ),
)
answers.wrong(
    "json-of-another-shape-is-500",
    "What json.loads returns is taken for an entry without a look at it.",
    (IS_OURS, "return entry"),
)
answers.wrong(
    "a-dict-is-an-entry",
    "Every JSON object is taken for an entry, also one of an older version of the app.",
    (
        IS_OURS,
        "return entry if isinstance(entry, dict) else None",
    ),
)
answers.wrong(
    "a-refused-write-asks-again",
    "If Redis takes no writes, the answer is fetched again.",
    (
        "except RedisError:\n    pass\nreturn answer(data, cached=False",
        """
        except RedisError as error:
            if "read only" in str(error):
                data = await ask(fetch())
        return answer(data, cached=False
        """,
    ),
)
answers.wrong(
    "a-post-replaces-nothing",
    "A fill of a post has NX: what is damaged stays.",
    (SET, 'await redis.set(key, json.dumps(entry), ex=ttl, nx=":post:" in key)'),
)
answers.wrong(
    "keepttl-where-something-is",
    "A fill keeps the TTL of what it replaces: a List without a TTL becomes an entry without one.",
    (
        SET,
        """
        fill = "local is_there = redis.call('EXISTS', KEYS[1]) == 1"
        fill += " if is_there then return redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL') end"
        fill += " return redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])"
        await redis.eval(fill, 1, key, json.dumps(entry), ttl)
        """,
    ),
)
answers.wrong(
    "a-breaker-for-users-stays-open",
    "After ten errors of Redis users are not cached for an hour.",
    (
        GET,
        """
        if len(errors) >= 10 and errors[-1] > time.time() - 3600 and ":user:" in key:
            return None
        stored = await redis.get(key)
        """,
    ),
    (
        "except (RedisError, ValueError):\n    return None",
        """
        except (RedisError, ValueError):
            errors.append(time.time())
            return None
        """,
    ),
    above(BEFORE_THE_READER, "errors: list[float] = []\n\n"),
)
answers.wrong(
    "no-lease-no-answer",
    "Without Redis nobody gets the lease, and those who wait are answered 503.",
    (
        """
        except RedisError:
            return None
        if leased:
        """,
        """
        except RedisError as error:
            if waiting:
                raise HTTPException(503) from error
            waiting.append(key)
            return None
        if leased:
        """,
    ),
    above("async def end_lease(", "waiting: list[str] = []\n\n"),
    stretch=True,
)
