"""Wrong answers that step 6 of cache_api must catch."""

from tests.variants.cache_api.passages import BEFORE_THE_READER, FETCH, HIT
from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "not-found-is-null",
    "NotFound is stored and served as null with status 200.",
    (
        """
        except NotFound as error:
            raise HTTPException(404, str(error)) from error
        """,
        """
        except NotFound:
            return None
        """,
    ),
)
answers.wrong(
    "every-failure-is-null",
    "`except Exception: return None` turns a failure of the slow API into a 200.",
    (
        """
        except NotFound as error:
            raise HTTPException(404, str(error)) from error
        except OriginError as error:
            raise HTTPException(502, str(error)) from error
        """,
        """
        except Exception:
            return None
        """,
    ),
)
answers.wrong(
    "every-failure-is-404",
    "A failure of the slow API becomes a 404.",
    (
        """
        except NotFound as error:
            raise HTTPException(404, str(error)) from error
        except OriginError as error:
            raise HTTPException(502, str(error)) from error
        """,
        """
        except Exception as error:
            raise HTTPException(404) from error
        """,
    ),
)
answers.wrong(
    "origin-error-is-500",
    "OriginError is not caught: the answer is a 500.",
    (
        """
        except OriginError as error:
            raise HTTPException(502, str(error)) from error
        """,
        "",
    ),
)
answers.wrong(
    "failures-of-posts-are-500",
    "Failures are caught for users but not for posts.",
    (FETCH, 'data = await (ask(fetch()) if ":user:" in key else fetch())'),
)
answers.wrong(
    "not-found-is-remembered-too-long",
    "A 404 is cached as long as an entry: a new user does not appear.",
    (
        FETCH,
        """
        try:
            data = await ask(fetch())
        except HTTPException as error:
            if error.status_code == 404:
                await redis.set(key, json.dumps({"data": None, "fetched_at": 0, "missing": True}), ex=ttl)
            raise
        """,
    ),
    (
        HIT,
        """
        if (entry := await read_entry(redis, key)) is not None:
            if 'missing' in entry:
                raise HTTPException(404)
        """,
    ),
)
answers.wrong(
    "origin-error-is-stored",
    "OriginError is stored like an answer, and served after the slow API has recovered.",
    (
        FETCH,
        """
        try:
            data = await ask(fetch())
        except HTTPException as error:
            if error.status_code == 502:
                await redis.set(key, json.dumps({"data": error.detail, "fetched_at": time.time()}), ex=5)
            raise
        """,
    ),
)
answers.wrong(
    "a-failure-empties-the-cache",
    "Each failure of the slow API removes all entries from the cache.",
    (
        FETCH,
        """
        try:
            data = await ask(fetch())
        except HTTPException:
            await redis.delete("cache:", *[key async for key in redis.scan_iter("cache:*")])
            raise
        """,
    ),
)
answers.wrong(
    "a-failure-leaves-its-lock",
    "The lock of a fill is not released when the slow API fails.",
    (
        """
        data = await ask(fetch())
        entry = {"data": data, "fetched_at": time.time()}
        try:
            await redis.set(key, json.dumps(entry), ex=ttl)
        except RedisError:
            pass
        """,
        """
        try:
            await redis.set(f"{key}:lock", 1, ex=60)
        except RedisError:
            pass
        data = await ask(fetch())
        entry = {"data": data, "fetched_at": time.time()}
        try:
            await redis.set(key, json.dumps(entry), ex=ttl); await redis.delete(f"{key}:lock")
        except RedisError:
            pass
        """,
    ),
)
answers.wrong(
    "the-last-answer-for-a-failure",
    "When the slow API fails, the process serves the last answer it remembers, at any age.",
    above(BEFORE_THE_READER, "last: dict[str, Any] = {}"),
    (
        FETCH,
        """
        try:
            data = last[key] = await ask(fetch())
        except HTTPException as error:
            if error.status_code == 404 or key not in last:
                raise
            return answer(last[key], cached=True, age_seconds=0, started=started)
        """,
    ),
)
answers.wrong(
    "not-found-outside-of-the-prefix",
    "A NotFound is remembered under missing:, which POST /cache/clear does not search.",
    (
        FETCH,
        """
        if await is_missing(redis, key):
            raise HTTPException(404, "not found")
        try:
            data = await ask(fetch())
        except HTTPException as error:
            if error.status_code == 404:
                try:
                    await redis.set("missing:" + key, 1, ex=9)
                except RedisError:
                    pass
            raise
        """,
    ),
    above(
        BEFORE_THE_READER,
        """
        async def is_missing(redis: Redis, key: str) -> bool:
            try:
                return bool(await redis.exists("missing:" + key))
            except RedisError:
                return False
        """,
    ),
)
answers.wrong(
    "a-status-in-a-tuple",
    "NotFound is answered with a tuple of body and status, which FastAPI serves as a list with 200.",
    (
        """
        except NotFound as error:
            raise HTTPException(404, str(error)) from error
        """,
        """
        except NotFound as error:
            return {"detail": str(error)}, 404
        """,
    ),
    block="""
        step 6 of 9 · Failures are passed on, and not cached
          called    GET /users/99
          expected  404 for NotFound
          got       …
          why       An uncaught NotFound is a 500. A value that you return in its place is a 200.
    """,
)
