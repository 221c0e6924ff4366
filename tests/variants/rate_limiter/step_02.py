"""Wrong answers that step 2 of rate_limiter must catch."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    COUNT,
    COUNT_REQUEST,
    EXPIRE,
    GET_ITEM,
    GUARD,
    IMPORTS,
    INCR,
    ITEM,
    JSON_RESPONSE,
    MULTI,
    NO_DEPENDENCIES,
    ON_200,
    RAISE,
    RETRY_AFTER,
    STATUS,
    TIME,
    TOO_MANY,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "one-too-few",
    "The fifth request is already refused.",
    (TOO_MANY, "if count >= RATE_LIMIT:"),
)
answers.wrong(
    "one-too-many",
    "The sixth request still passes.",
    (TOO_MANY, "if count > RATE_LIMIT + 1:"),
)
answers.wrong(
    "forbidden",
    'The refusal is a 403, which means "never".',
    (RAISE, RAISE.replace("429", "403")),
)
answers.wrong(
    "unavailable",
    "The refusal is a 503, which blames the server.",
    (RAISE, RAISE.replace("429", "503")),
)
answers.wrong(
    "numbers-compared-as-text",
    "The numbers are compared as text: '10' < '5', so the tenth request passes.",
    (TOO_MANY, "if str(count) > str(RATE_LIMIT):"),
)
answers.wrong(
    "every-second-one",
    "Each request counts twice: before the handler and inside it.",
    (
        GET_ITEM,
        """
        @app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])
        async def get_item(item_id: int, request: Request, response: Response, redis: RedisClient) -> object:
            await rate_limit(request, response, redis)
            return find_item(item_id)
        """,
    ),
)
answers.wrong(
    "an-odd-one-counts-twice",
    "The handler of 422 counts the request, which the dependency has counted already.",
    below(
        IMPORTS,
        """
        from fastapi.exceptions import RequestValidationError
        from fastapi.responses import JSONResponse
        """,
    ),
    above(
        STATUS,
        """
        @app.exception_handler(RequestValidationError)
        async def odd(request: Request, error: RequestValidationError) -> JSONResponse:
            await rate_limit(request, Response(), await get_redis())
            return JSONResponse({'detail': 'no such number'}, 422)
        """,
    ),
)
answers.wrong(
    "only-one-route",
    "The route of the items is not limited.",
    (ITEM, '@app.get("/api/items/{item_id}")'),
)
answers.wrong(
    "refused-in-plain-text",
    "The 429 has no JSON detail.",
    below(IMPORTS, "from fastapi.responses import PlainTextResponse"),
    above(
        COUNT_REQUEST,
        """
        @app.exception_handler(HTTPException)
        async def refused(_: object, error: HTTPException) -> PlainTextResponse:
            return PlainTextResponse('too many requests', error.status_code, error.headers)
        """,
    ),
)
answers.wrong(
    "the-status-is-set-and-the-work-is-done",
    "The status becomes 429, but the handler still runs and answers.",
    (
        RAISE,
        """
        response.status_code = 429
        headers.update({"Retry-After": str(seconds_left)})
        """,
    ),
)
answers.wrong(
    "checked-after-the-work",
    "The item is looked up before the request is refused.",
    (
        GET_ITEM,
        """
        @app.get("/api/items/{item_id}")
        async def get_item(item_id: int, request: Request, response: Response, redis: RedisClient) -> object:
            item = find_item(item_id)
            await rate_limit(request, response, redis)
            return item
        """,
    ),
)
answers.wrong(
    "checked-after-the-handler",
    "A middleware lets the handler answer before it counts.",
    JSON_RESPONSE,
    *NO_DEPENDENCIES,
    above(
        COUNT_REQUEST,
        """
        @app.middleware('http')
        async def limit(request: Request, call_next):  # type: ignore[no-untyped-def]
            if not request.url.path.startswith('/api/'):
                return await call_next(request)
            told, response = Response(), await call_next(request)
            try:
                await rate_limit(request, told, await get_redis())
            except HTTPException as error:
                return JSONResponse({'detail': error.detail}, error.status_code, error.headers)
            del told.headers['content-length']
            response.headers.update(told.headers)
            return response
        """,
    ),
)
answers.wrong(
    "raised-in-a-middleware",
    "A middleware raises HTTPException, which is not handled there: the refusal is a 500.",
    JSON_RESPONSE,
    *NO_DEPENDENCIES,
    above(
        COUNT_REQUEST,
        """
        @app.middleware('http')
        async def limit(request: Request, call_next):  # type: ignore[no-untyped-def]
            if not request.url.path.startswith('/api/'):
                return await call_next(request)
            told = Response()
            try:
                await rate_limit(request, told, await get_redis())
            except HTTPException as error:
                raise error
            response = await call_next(request)
            del told.headers['content-length']
            response.headers.update(told.headers)
            return response
        """,
    ),
)
answers.wrong(
    "the-refusal-is-swallowed",
    "`except Exception` around everything catches the HTTPException too.",
    below(
        COUNT,
        """
        if count > RATE_LIMIT:
            raise HTTPException(429, "too many requests", headers={"Retry-After": str(seconds_left)})
        """,
    ),
    (
        GUARD,
        """
        except Exception:
            return
        """,
    ),
)
answers.wrong(
    "retry-after-is-a-number",
    "Retry-After is an int: the 429 becomes a 500.",
    (RETRY_AFTER, '"Retry-After": seconds_left'),
)
answers.wrong(
    "health-is-limited",
    "The limiter guards every route of the app, also /health.",
    ("app.include_router(health)", ""),
    above("if __name__", "app.include_router(health, dependencies=[Depends(rate_limit)])"),
)
answers.wrong(
    "a-sorted-set-of-times",
    "The time is the member of a Sorted Set: two requests of one instant are one.",
    TIME,
    (INCR, "multi.zadd(key, {str(time.time()): time.time()})"),
    below(EXPIRE, "multi.zcard(key)"),
    ("count, _, milliseconds_left", "_, _, count, milliseconds_left"),
)
answers.wrong(
    "a-set-of-milliseconds",
    "The time in milliseconds is the member of a Set: two requests of one instant are one.",
    TIME,
    (INCR, "multi.sadd(key, int(time.time() * 1000))"),
    below(EXPIRE, "multi.scard(key)"),
    ("count, _, milliseconds_left", "_, _, count, milliseconds_left"),
)
answers.wrong(
    "the-429-is-returned",
    "A first attempt: the dependency returns a response, which FastAPI ignores.",
    JSON_RESPONSE,
    (
        RAISE,
        """
        return JSONResponse({"detail": "too many requests"}, 429, headers)  # type: ignore[return-value]
        """,
    ),
    block="""
    step 2 of 9 · The request after the limit is refused
      called    GET /api/status, 7 times
      expected  429 (Too Many Requests) for request 7
      got       …
      why       Only `raise HTTPException` stops a request; FastAPI ignores a response that a dependency returns.
    """,
)
answers.wrong(
    "asked-in-the-handler",
    "The first line of each handler calls the limiter, so a 422 is not counted.",
    (
        """
        @app.get("/api/status", dependencies=[Depends(rate_limit)])
        async def get_status() -> dict[str, str]:
        """,
        """
        @app.get("/api/status")
        async def get_status(request: Request, response: Response, redis: RedisClient) -> dict[str, str]:
            await rate_limit(request, response, redis)
        """,
    ),
    (
        GET_ITEM,
        """
        @app.get("/api/items/{item_id}")
        async def get_item(item_id: int, request: Request, response: Response, redis: RedisClient) -> object:
            await rate_limit(request, response, redis)
            return find_item(item_id)
        """,
    ),
)
answers.wrong(
    "the-limit-is-written-down",
    "The code says 5 instead of RATE_LIMIT.",
    ('int(os.environ.get("RATE_LIMIT", "5"))', "5"),
)
answers.wrong(
    "bytes-compared-with-a-number",
    "GET replies bytes, which are never equal to a number: no request is refused.",
    (TOO_MANY, 'if await redis.get(f"ratelimit:{client}") == RATE_LIMIT + 1:'),
    block="""
    step 2 of 9 · The request after the limit is refused
      called    GET /api/status, 7 times
      expected  429 for request 7
      got       …
      why       `GET` replies bytes: b"6" is not equal to 6, so a comparison without `int(…)` refuses no one.
    """,
)
answers.wrong(
    "failures-are-given-back",
    "A request whose route raises an exception is taken out of the count again.",
    (
        ON_200,
        """
        response.headers.update(headers)
        try:
            yield  # type: ignore[misc]
        except Exception:
            await redis.decr(f"ratelimit:{client}")
            raise
        """,
    ),
)
answers.wrong(
    "a-sync-client",
    "A sync client of redis-py counts inside `async def`.",
    (
        MULTI,
        """
        kwargs = redis.connection_pool.connection_kwargs
        server = {k: kwargs[k] for k in ('server', 'host', 'port', 'db') if k in kwargs}
        with (FakeRedis if 'server' in server else redis_py.Redis)(**server).pipeline() as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pttl(key)
            count, _, milliseconds_left = multi.execute()
        """,
    ),
    above(
        IMPORTS,
        """
        import redis as redis_py
        from fakeredis import FakeRedis
        """,
    ),
)
