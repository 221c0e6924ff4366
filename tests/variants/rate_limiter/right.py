"""Right answers to rate_limiter, however different from the reference solution."""

from tests.variants.passage import above, below
from tests.variants.rate_limiter.passages import (
    ALIGNED,
    APP,
    COUNT,
    COUNT_REQUEST,
    EXPIRE,
    GET_ITEM,
    IMPORTS,
    INCR,
    ITEM,
    JSON_RESPONSE,
    KEY,
    MULTI,
    NO_DEPENDENCIES,
    ON_200,
    PTTL,
    RAISE,
    RESET,
    RETRY_AFTER,
    RETURN,
    STATUS,
    TIME,
    WITH_CONTEXT_MANAGERS,
    at_start_up,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "lua",
    "EVAL runs one script.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS)
        ''',
    ),
)
answers.right(
    "lua-by-its-name",
    "register_script uses EVALSHA, and SCRIPT LOAD when Redis does not know the script.",
    (
        MULTI,
        '''
        script = redis.register_script("""
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """)
        count, milliseconds_left = await script(keys=[key], args=[WINDOW_SECONDS])
        ''',
    ),
)
answers.right(
    "lua-that-heals-and-stops-counting",
    "A refused request writes nothing, and a key without a TTL gets one.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = tonumber(redis.call('GET', KEYS[1]) or 0)
        if count <= tonumber(ARGV[2]) then count = redis.call('INCR', KEYS[1]) end
        if redis.call('PTTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
    stretch=True,
)
answers.right(
    "evalsha-with-a-fallback",
    "EVALSHA runs first, EVAL on NOSCRIPT.",
    below("import os", "from hashlib import sha1"),
    ("from redis.exceptions import RedisError", "from redis.exceptions import NoScriptError, RedisError"),
    above(
        COUNT_REQUEST,
        '''
        SCRIPT = """
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """
        SHA = sha1(SCRIPT.encode()).hexdigest()
        ''',
    ),
    (
        MULTI,
        """
        try:
            count, milliseconds_left = await redis.evalsha(SHA, 1, key, WINDOW_SECONDS)
        except NoScriptError:
            count, milliseconds_left = await redis.eval(SCRIPT, 1, key, WINDOW_SECONDS)
        """,
    ),
)
answers.right(
    "set-nx-then-incr-in-multi",
    "SET 0 EX NX makes the window, INCR counts.",
    (INCR, "multi.set(key, 0, ex=WINDOW_SECONDS, nx=True)"),
    (EXPIRE, INCR),
    ("count, _, milliseconds_left", "_, count, milliseconds_left"),
)
answers.right(
    "counting-down",
    "The key holds the remaining requests: SET 5 EX NX, then DECR.",
    (INCR, "multi.set(key, RATE_LIMIT, ex=WINDOW_SECONDS, nx=True)"),
    (EXPIRE, "multi.decr(key)"),
    (
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.set(key, RATE_LIMIT, ex=WINDOW_SECONDS, nx=True)
            multi.decr(key)
            multi.pttl(key)
            count, _, milliseconds_left = await multi.execute()
        """,
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.set(key, RATE_LIMIT, ex=WINDOW_SECONDS, nx=True)
            multi.decr(key)
            multi.pttl(key)
            _, left, milliseconds_left = await multi.execute()
        count = RATE_LIMIT - left
        """,
    ),
)
answers.right(
    "a-pipeline-without-multi",
    "Three commands go in one round trip; other commands in between do no harm to EXPIRE NX and INCR.",
    ("transaction=True", "transaction=False"),
    stretch=True,
)
answers.right(
    "a-key-per-window",
    "Windows are aligned to the clock; EXPIRE runs each time.",
    TIME,
    (MULTI, ALIGNED),
    stretch=True,
)
answers.right(
    "a-key-per-window-twice-as-long",
    "Windows are aligned to the clock; the TTL is two windows.",
    TIME,
    (MULTI, ALIGNED),
    ("expire(key, WINDOW_SECONDS)", "expire(key, WINDOW_SECONDS * 2)"),
    stretch=True,
)
answers.right(
    "a-key-per-window-until-its-end",
    "Windows are aligned to the clock; EXPIREAT names the instant at which one ends.",
    TIME,
    (MULTI, ALIGNED),
    ("expire(key, WINDOW_SECONDS)", "expireat(key, (number + 1) * WINDOW_SECONDS)"),
    stretch=True,
)
answers.right(
    "a-window-that-ends-on-the-clock",
    "Each client has one key; SET EXAT NX names the instant at which the window ends.",
    TIME,
    (INCR, "multi.set(key, 0, exat=(int(time.time()) // WINDOW_SECONDS + 1) * WINDOW_SECONDS, nx=True)"),
    (EXPIRE, INCR),
    ("count, _, milliseconds_left", "_, count, milliseconds_left"),
)
answers.right(
    "asks-for-the-instant",
    "PEXPIRETIME and the app's own clock replace PTTL.",
    TIME,
    (PTTL, "multi.pexpiretime(key)"),
    (
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pexpiretime(key)
            count, _, milliseconds_left = await multi.execute()
        """,
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pexpiretime(key)
            count, _, ends_at = await multi.execute()
        milliseconds_left = ends_at - time.time() * 1000
        """,
    ),
    stretch=True,
)
answers.right(
    "asks-for-the-time",
    "TIME in the same MULTI gives the window's end on the clock of Redis.",
    (
        PTTL,
        """
        multi.pexpiretime(key)
        multi.time()
        """,
    ),
    (
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pexpiretime(key)
            multi.time()
            count, _, milliseconds_left = await multi.execute()
        """,
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            multi.pexpiretime(key)
            multi.time()
            count, _, ends_at, (seconds, microseconds) = await multi.execute()
        milliseconds_left = ends_at - seconds * 1000 - microseconds / 1000
        """,
    ),
    stretch=True,
)
answers.right(
    "a-field-per-client",
    "One Hash has a field per client, each with its own TTL.",
    (INCR, 'multi.hincrby("ratelimit", key, 1)'),
    (EXPIRE, 'multi.hexpire("ratelimit", WINDOW_SECONDS, key, nx=True)'),
    (PTTL, 'multi.hpttl("ratelimit", key)'),
    ("count, _, milliseconds_left =", "count, _, (milliseconds_left,) ="),
    stretch=True,
)
answers.right(
    "seconds-rounded-up-from-ttl",
    "Retry-After is TTL plus one second, but at most the window.",
    (PTTL, "multi.ttl(key)"),
    (RETURN, "return count, min(WINDOW_SECONDS, milliseconds_left + 1)"),
)
answers.right(
    "a-hashed-address",
    "The key holds a hash of the address.",
    below("import os", "from hashlib import sha256"),
    (KEY, 'f"ratelimit:{sha256(client.encode()).hexdigest()}"'),
)
answers.right(
    "a-middleware",
    "A middleware answers 429 by itself.",
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
                return JSONResponse({'detail': error.detail}, error.status_code, error.headers)
            response = await call_next(request)
            del told.headers['content-length']
            response.headers.update(told.headers)
            return response
        """,
    ),
    stretch=True,
)
answers.right(
    "a-pure-asgi-middleware",
    "A middleware without BaseHTTPMiddleware adds the headers on the way out.",
    JSON_RESPONSE,
    *NO_DEPENDENCIES,
    above(
        COUNT_REQUEST,
        """
        class Limiter:
            def __init__(self, app):  # type: ignore[no-untyped-def]
                self.app = app

            async def __call__(self, scope, receive, send):  # type: ignore[no-untyped-def]
                if scope['type'] != 'http' or not scope['path'].startswith('/api/'):
                    return await self.app(scope, receive, send)
                told = Response()
                try:
                    await rate_limit(Request(scope), told, await get_redis())
                except HTTPException as error:
                    refused = JSONResponse({'detail': error.detail}, error.status_code, error.headers)
                    return await refused(scope, receive, send)

                async def send_with_headers(message):  # type: ignore[no-untyped-def]
                    if message['type'] == 'http.response.start':
                        message['headers'] += [pair for pair in told.raw_headers if b'ratelimit' in pair[0]]
                    await send(message)

                return await self.app(scope, receive, send_with_headers)


        app.add_middleware(Limiter)
        """,
    ),
    stretch=True,
)
answers.right(
    "def-routes",
    "Routes and dependency are plain `def`, which FastAPI runs in threads.",
    above(IMPORTS, "from anyio import from_thread"),
    ("async def rate_limit(", "def rate_limit("),
    (f"await count_request(redis, {KEY})", f"from_thread.run(count_request, redis, {KEY})"),
    ("async def get_status(", "def get_status("),
    ("async def get_item(", "def get_item("),
)
answers.right(
    "a-router-with-a-dependency",
    "The limited routes have their own router.",
    (IMPORTS, IMPORTS.replace("import ", "import APIRouter, ")),
    (
        STATUS,
        """
        api = APIRouter(prefix="/api", dependencies=[Depends(rate_limit)])


        @api.get("/status")
        """,
    ),
    (ITEM, '@api.get("/items/{item_id}")'),
    above("if __name__", "app.include_router(api)"),
)
answers.right(
    "an-object-as-dependency",
    "The dependency is an object with __call__, its limit and its window; the detail is an object.",
    (
        "async def rate_limit(request: Request, response: Response, redis: RedisClient) -> None:",
        """
        class Limiter:
            async def __call__(self, request: Request, response: Response, redis: RedisClient) -> None:
                await limit(request, response, redis)


        rate_limit = Limiter()


        async def limit(request: Request, response: Response, redis: Redis) -> None:
        """,
    ),
    ('"too many requests"', '{"error": "too many requests", "limit": RATE_LIMIT}'),
)
answers.right(
    "an-exception-of-its-own",
    "A handler of the app turns a custom exception into the 429; every answer has Retry-After.",
    JSON_RESPONSE,
    (RAISE, RAISE.replace("HTTPException(429, ", "TooMany(")),
    (ON_200, 'response.headers.update({**headers, "Retry-After": str(seconds_left)})'),
    above(
        COUNT_REQUEST,
        """
        class TooMany(Exception):
            def __init__(self, detail: str, headers: dict[str, str]) -> None:
                self.detail, self.headers = detail, headers


        @app.exception_handler(TooMany)
        async def too_many(_: object, error: TooMany) -> JSONResponse:
            return JSONResponse({'detail': error.detail}, 429, error.headers)
        """,
    ),
)
answers.right(
    "a-time-out-of-its-own",
    "The app waits for Redis for at most five seconds.",
    above("import os", "import asyncio"),
    (COUNT, 'count, seconds_left = await asyncio.wait_for(count_request(redis, f"ratelimit:{client}"), 5)'),
    ("except RedisError:", "except (RedisError, TimeoutError):"),
)
answers.right(
    "headers-by-a-middleware",
    "The dependency counts and refuses; a middleware adds the headers to requests that pass.",
    (ON_200, "request.state.limits = headers"),
    above(
        STATUS,
        """
        @app.middleware('http')
        async def tell(request: Request, call_next):  # type: ignore[no-untyped-def]
            answer = await call_next(request)
            answer.headers.update(getattr(request.state, 'limits', {}))
            return answer
        """,
    ),
)
answers.right(
    "a-list-of-requests",
    "RPUSH replies with the length of the List.",
    (INCR, 'multi.rpush(key, "")'),
    stretch=True,
)
answers.right(
    "a-hash-per-window",
    "Each window has a Hash with a field per client; EXPIRE runs each time.",
    TIME,
    (MULTI, ALIGNED),
    ('key = f"{key}:{number}"', 'windows = f"ratelimit:{number}"'),
    (INCR, "multi.hincrby(windows, key, 1)"),
    ("multi.expire(key,", "multi.expire(windows,"),
    stretch=True,
)
answers.right(
    "setex-in-lua",
    "A script reads, and writes the first count with SETEX; a refusal writes nothing.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local left = redis.call('PTTL', KEYS[1])
        if left < 0 then
          redis.call('SETEX', KEYS[1], ARGV[1], 1)
          return {1, ARGV[1] * 1000}
        end
        local count = redis.call('GET', KEYS[1]) + 1
        if count <= tonumber(ARGV[2]) then redis.call('INCR', KEYS[1]) end
        return {count, left}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
answers.right(
    "reset-rounded-down",
    "Retry-After is rounded up, X-RateLimit-Reset down: less exact, but no client comes too early.",
    (RESET, '"X-RateLimit-Reset": str(max(1, seconds_left - 1))'),
)
answers.right(
    "responses-of-their-own",
    "The routes return their own Response and put the headers on it.",
    JSON_RESPONSE,
    (ON_200, "request.state.limits = headers"),
    (
        """
        @app.get("/api/status", dependencies=[Depends(rate_limit)])
        async def get_status() -> dict[str, str]:
            return {"status": "open"}
        """,
        """
        @app.get("/api/status", dependencies=[Depends(rate_limit)])
        async def get_status(request: Request) -> Response:
            return JSONResponse({'status': 'open'}, headers=getattr(request.state, 'limits', {}))
        """,
    ),
    (
        GET_ITEM,
        """
        @app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])
        async def get_item(item_id: int, request: Request) -> Response:
            return JSONResponse(find_item(item_id), headers=getattr(request.state, 'limits', {}))
        """,
    ),
)
answers.right(
    "pinged-at-start-up-if-it-is-there",
    "The start-up pings Redis, and starts without it too.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up(
        """
        try:
            await redis.ping()
        except RedisError:
            pass
        """
    ),
)
answers.right(
    "a-sorted-set-of-names",
    "Each request is a member with a unique name; the key expires with the window.",
    below(
        "import os",
        """
        import time
        from uuid import uuid4
        """,
    ),
    (INCR, "multi.zadd(key, {str(uuid4()): time.time()})"),
    below(EXPIRE, "multi.zcard(key)"),
    ("count, _, milliseconds_left", "_, _, count, milliseconds_left"),
    stretch=True,
)
answers.right(
    "retry-after-is-the-window",
    "Retry-After is always 60: longer than needed, and enough.",
    (RETRY_AFTER, '"Retry-After": str(WINDOW_SECONDS)'),
)
answers.right(
    "an-offset-per-client",
    "Windows follow the clock, with another offset for each client, so that not all come back at once.",
    TIME,
    below("import os", "from zlib import crc32"),
    (MULTI, ALIGNED),
    ("now = time.time()", "now = time.time() + crc32(key.encode()) % WINDOW_SECONDS"),
    stretch=True,
)
answers.right(
    "a-bitfield-that-saturates",
    "BITFIELD counts in eight bits, and stops at 255.",
    (INCR, 'multi.execute_command("BITFIELD", key, "OVERFLOW", "SAT", "INCRBY", "u8", 0, 1)'),
    ("count, _, milliseconds_left", "(count,), _, milliseconds_left"),
)
answers.right(
    "a-repository",
    "A class holds the client and the counting; FastAPI makes one for each request.",
    (
        "async def rate_limit(request: Request, response: Response, redis: RedisClient) -> None:",
        """
        class Windows:
            def __init__(self, redis: RedisClient) -> None:
                self._redis = redis

            async def count(self, client: str) -> tuple[int, int]:
                return await count_request(self._redis, f"ratelimit:{client}")


        async def rate_limit(request: Request, response: Response, windows: Annotated[Windows, Depends()]) -> None:
        """,
    ),
    (COUNT, "count, seconds_left = await windows.count(client)"),
)
answers.right(
    "headers-in-a-context-variable",
    "A pure ASGI middleware adds the headers that the dependency left in a context variable.",
    below("import os", "from contextvars import ContextVar"),
    below(APP, 'told: ContextVar[dict[str, str]] = ContextVar("told")'),
    (ON_200, "told.get().update(headers)"),
    above(
        STATUS,
        """
        class Teller:
            def __init__(self, app):  # type: ignore[no-untyped-def]
                self.app = app

            async def __call__(self, scope, receive, send):  # type: ignore[no-untyped-def]
                headers: dict[str, str] = {}
                told.set(headers)

                async def send_with_headers(message):  # type: ignore[no-untyped-def]
                    if message['type'] == 'http.response.start':
                        message['headers'] += [(k.lower().encode(), v.encode()) for k, v in headers.items()]
                    await send(message)

                await self.app(scope, receive, send_with_headers)


        app.add_middleware(Teller)
        """,
    ),
)
answers.right(
    "a-mounted-application",
    "The limited routes are an application of their own, mounted under /api, with one dependency for all.",
    (STATUS, '@api.get("/status")'),
    (ITEM, '@api.get("/items/{item_id}")'),
    above(STATUS.replace(STATUS, '@api.get("/status")'), "api = FastAPI(dependencies=[Depends(rate_limit)])"),
    above("if __name__", 'app.mount("/api", api)'),
)
answers.right(
    "a-script-made-at-start-up",
    "register_script runs at start-up, which asks Redis nothing; the script object loads itself when needed.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up("app.state.script = redis.register_script(SCRIPT)"),
    above(
        COUNT_REQUEST,
        '''
        SCRIPT = """
        local count = redis.call('INCR', KEYS[1])
        redis.call('EXPIRE', KEYS[1], ARGV[1], 'NX')
        return {count, redis.call('PTTL', KEYS[1])}
        """
        ''',
    ),
    (MULTI, "count, milliseconds_left = await app.state.script(keys=[key], args=[WINDOW_SECONDS])"),
)
answers.right(
    "a-hash-with-its-end",
    "A Hash holds the count and the end of its window; a script compares the end with the app's clock.",
    TIME,
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local now, window = tonumber(ARGV[1]), tonumber(ARGV[2])
        local ends = tonumber(redis.call('HGET', KEYS[1], 'ends') or 0)
        if ends <= now then
          redis.call('DEL', KEYS[1])
          ends = now + window
          redis.call('HSET', KEYS[1], 'ends', string.format('%.0f', ends))
        end
        local count = redis.call('HINCRBY', KEYS[1], 'count', 1)
        redis.call('PEXPIRE', KEYS[1], math.max(1, ends - now))
        return {count, ends - now}
        """, 1, key, int(time.time() * 1000), WINDOW_SECONDS * 1000)
        ''',
    ),
    stretch=True,
)
answers.right(
    "a-decorator",
    "A decorator builds the dependency from a function that says whose request it is.",
    (
        "async def rate_limit(request: Request, response: Response, redis: RedisClient) -> None:",
        """
        def limited(name_of):  # type: ignore[no-untyped-def]
            async def dependency(request: Request, response: Response, redis: RedisClient) -> None:
                await limit(name_of(request), response, redis)

            return dependency


        @limited
        def rate_limit(request: Request) -> str:
            return request.client.host if request.client else "unknown"


        async def limit(client: str, response: Response, redis: Redis) -> None:
        """,
    ),
    (
        """
        client = request.client.host if request.client else "unknown"
        try:
        """,
        "try:",
    ),
)
answers.right(
    "without-a-context-manager",
    "The pipeline is a chain of calls; the end of the window is a millisecond on the clock.",
    TIME,
    (
        MULTI,
        """
        end = (int(time.time()) // WINDOW_SECONDS + 1) * WINDOW_SECONDS * 1000
        chain = redis.pipeline().incr(key).pexpireat(key, end, nx=True).pttl(key)
        count, _, milliseconds_left = await chain.execute()
        """,
    ),
    stretch=True,
)
answers.right(
    "no-values-at-all",
    "A Set of random names is the count, and ends with its key.",
    below("import os", "from secrets import token_hex"),
    (INCR, "multi.sadd(key, token_hex(16))"),
    below(EXPIRE, "multi.scard(key)"),
    ("count, _, milliseconds_left", "_, _, count, milliseconds_left"),
    stretch=True,
)
answers.right(
    "windows-by-the-clock-of-redis",
    "A script asks Redis for the time, and EXPIREAT names the end of the window.",
    (
        MULTI,
        '''
        script = """
            local window = tonumber(ARGV[1])
            local now = redis.call('TIME')
            local ends = (math.floor(now[1] / window) + 1) * window
            local count = redis.call('INCR', KEYS[1] .. ':' .. ends)
            redis.call('EXPIREAT', KEYS[1] .. ':' .. ends, ends)
            return {count, (ends - now[1]) * 1000}
        """
        count, milliseconds_left = await redis.eval(script, 1, key, WINDOW_SECONDS)
        ''',
    ),
)
