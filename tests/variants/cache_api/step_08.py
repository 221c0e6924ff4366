"""Wrong answers that step 8 of cache_api must catch."""

from tests.variants.cache_api.passages import BEFORE_THE_READER, DELETE, FILL, GET, HIT, INVALIDATE, IS_OURS, SET
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

GUARD_OF_GET = """
except (RedisError, ValueError):
    return None
"""

answers.wrong(
    "get-is-not-guarded",
    "GET is not guarded: without Redis the answer is a 500.",
    (
        GUARD_OF_GET,
        """
        except ValueError:
            return None
        """,
    ),
)
answers.wrong(
    "set-is-not-guarded",
    "GET is guarded but SET is not: a 500 after the slow API has answered.",
    (FILL, SET),
)
answers.wrong(
    "ping-then-set",
    "A successful PING replaces the guard of SET: a cut between the two is a 500.",
    (
        FILL,
        """
        try:
            await redis.ping()
        except RedisError:
            pass
        else:
            await redis.set(key, json.dumps(entry), ex=ttl)
        """,
    ),
)
answers.wrong(
    "the-built-in-connection-error",
    "`except ConnectionError` without an import is Python's own, which redis-py does not raise.",
    ("except (RedisError, ValueError):", "except (ConnectionError, ValueError):"),
)
answers.wrong(
    "a-hanging-redis",
    "redis.ConnectionError is caught but redis.TimeoutError is not.",
    above("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError as Gone"),
    ("except (RedisError, ValueError):", "except (Gone, ValueError):"),
)
answers.wrong(
    "another-type",
    "Outages are caught but WRONGTYPE is not.",
    (
        "from redis.exceptions import RedisError",
        """
        from redis.exceptions import ConnectionError as Gone
        from redis.exceptions import RedisError
        from redis.exceptions import TimeoutError as Hangs
        """,
    ),
    ("except (RedisError, ValueError):", "except (Gone, Hangs, ValueError):"),
)
answers.wrong(
    "asks-again-after-a-cut",
    "One `try` covers everything: when SET fails, the slow API is asked a second time.",
    (
        FILL,
        """
        try:
            await redis.set(key, json.dumps(entry), ex=ttl)
        except RedisError:
            data = await ask(fetch())
        """,
    ),
)
answers.wrong(
    "a-damaged-entry-is-500",
    "An entry that cannot be decoded is a 500 until it expires.",
    ("except (RedisError, ValueError):", "except RedisError:"),
)
answers.wrong(
    "only-json-errors",
    "JSONDecodeError is caught but UnicodeDecodeError is not.",
    ("except (RedisError, ValueError):", "except (RedisError, json.JSONDecodeError):"),
)
answers.wrong(
    "a-damaged-post-is-500",
    "A damaged entry is a miss for users only.",
    ("except (RedisError, ValueError):", "except (RedisError, ValueError) as error:"),
    above(
        "return None",
        """
        if isinstance(error, ValueError) and ':post:' in key:
            raise
        """,
    ),
)
answers.wrong(
    "a-damaged-entry-stays",
    "SET NX never replaces a damaged entry: every read is a miss until it expires.",
    (SET, "await redis.set(key, json.dumps(entry), ex=ttl, nx=True)"),
)
answers.wrong(
    "never-looks-again",
    "After the first outage the app ignores Redis until it is restarted.",
    above(
        GET,
        """
        if gone:
            return None
        """,
    ),
    (
        GUARD_OF_GET,
        """
        except (RedisError, ValueError) as error:
            gone.append(error)
            return None
        """,
    ),
    above("async def read_entry(", "gone: list[Exception] = []"),
)
answers.wrong(
    "the-last-answer-without-redis",
    "While Redis is down, the process serves the last answer it remembers, at any age.",
    above(BEFORE_THE_READER, "last: dict[str, Any] = {}"),
    below(FILL, "last[key] = entry"),
    (
        GUARD_OF_GET,
        """
        except ValueError:
            return None
        except RedisError:
            return last.get(key)
        """,
    ),
)
answers.wrong(
    "a-write-needs-redis",
    "PUT is a 500 if the entry cannot be removed, although the slow API has saved.",
    (INVALIDATE, DELETE),
)
answers.wrong(
    "no-fill-after-an-error",
    "Any error of GET prevents the SET: a key of another type stays.",
    (
        GUARD_OF_GET,
        """
        except ValueError:
            return None
        """,
    ),
    (
        HIT,
        """
        try:
            entry = await read_entry(redis, key)
        except RedisError:
            return answer(await ask(fetch()), cached=False, age_seconds=0, started=started)
        if entry is not None:
        """,
    ),
)
answers.wrong(
    "set-get",
    "SET … GET replies with the old value, and with WRONGTYPE if that is not a String.",
    (SET, SET.replace("ex=ttl", "ex=ttl, get=True")),
)
answers.wrong(
    "a-fill-guarded-against-outages-only",
    "SET is guarded against ConnectionError and TimeoutError only, but it can raise more.",
    (FILL, FILL.replace("RedisError", "(Gone, Late)")),
    (
        "from redis.exceptions import RedisError",
        """
        from redis.exceptions import ConnectionError as Gone
        from redis.exceptions import RedisError
        from redis.exceptions import TimeoutError as Late
        """,
    ),
)
answers.wrong(
    "a-write-guarded-against-outages-only",
    "The DEL of PUT is guarded against ConnectionError and TimeoutError only.",
    (INVALIDATE, INVALIDATE.replace("RedisError", "(Gone, Late)")),
    (
        "from redis.exceptions import RedisError",
        """
        from redis.exceptions import ConnectionError as Gone
        from redis.exceptions import RedisError
        from redis.exceptions import TimeoutError as Late
        """,
    ),
)
answers.wrong(
    "ping-at-start-up",
    "The lifespan pings Redis: without Redis the app does not start.",
    below("import time", "from contextlib import asynccontextmanager"),
    (
        'app = FastAPI(title="cache_api",',
        """
        @asynccontextmanager
        async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]
            await (await get_redis()).ping()
            yield


        app = FastAPI(title="cache_api", lifespan=lifespan,
        """,
    ),
)
answers.wrong(
    "given-up-after-five-failures",
    "A circuit breaker stays open for an hour.",
    above("async def read_entry(", "failures: list[float] = []"),
    (
        GUARD_OF_GET,
        """
        except RedisError:
            failures.append(time.time())
            return None
        except ValueError:
            return None
        """,
    ),
    above(
        GET,
        """
        if len(failures) >= 5 and time.time() - failures[-1] < 3600:
            return None
        """,
    ),
)
answers.wrong(
    "the-client-hides-the-module",
    "The argument redis hides the module: redis.exceptions is looked up on the client.",
    above("from fastapi import", "import redis"),
    ("except (RedisError, ValueError):", "except (redis.exceptions.RedisError, ValueError):"),
    block="""
        step 8 of 9 · Redis is optional
          called    GET /users/7
          expected  200, from the slow API
          got       …
          why       Every command can raise, GET as well as SET…
    """,
)
answers.wrong(
    "503-without-redis",
    "Without Redis the app answers 503 instead of asking the slow API.",
    (
        GUARD_OF_GET,
        """
        except ValueError:
            return None
        except RedisError as error:
            raise HTTPException(503, "Redis is away") from error
        """,
    ),
    block="""
        step 8 of 9 · Redis is optional
          called    GET /users/7
          expected  200, from the slow API
          got       …
          why       Every command can raise, GET as well as SET…
    """,
)
answers.wrong(
    "a-script-is-loaded-once",
    "The fill is EVALSHA of a script that is loaded once: after a restart of Redis nothing is stored.",
    (
        SET,
        """
        global sha
        if sha is None:
            sha = await redis.script_load("return redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])")
        await redis.evalsha(sha, 1, key, json.dumps(entry), ttl)
        """,
    ),
    above(BEFORE_THE_READER, "sha: str | None = None\n\n\n"),
)
answers.wrong(
    "any-time-is-a-time",
    "Only the names of an entry are checked: a time that is null or a text is a TypeError, and a 500.",
    (IS_OURS, 'return entry if isinstance(entry, dict) and {"data", "fetched_at"} <= entry.keys() else None'),
)
answers.wrong(
    "the-first-write-after-an-outage-removes-nothing",
    "PUT leaves the entry alone if the last command did not reach Redis.",
    above(BEFORE_THE_READER, "reached = True\n\n\n"),
    (
        GET,
        """
        global reached
        try:
            stored = await redis.get(key)
            reached = True
        except RedisError:
            reached = False
            raise
        """,
    ),
    (DELETE, "if reached:\n    await redis.delete(f'cache:user:{user_id}')"),
)
