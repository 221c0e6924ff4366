"""Wrong and right answers to rate_limiter, the wrong ones in the order of the steps that catch them."""

from tests.variants.variant import Answers

answers = Answers("rate_limiter")

# Passages of the reference that are replaced more than once.
IMPORTS = "from fastapi import Depends, FastAPI, HTTPException, Request, Response\n"
OS = "import os\n"
APP = 'app = FastAPI(title="rate_limiter")\napp.include_router(health)\n'
CLIENT = 'client = request.client.host if request.client else "unknown"'
KEY = 'f"ratelimit:{client}"'
COUNT = f"count, seconds_left = await count_request(redis, {KEY})"
TRY = f"    try:\n        {COUNT}\n"
GUARD = (
    "    except RedisError:\n        return  # fail open: without Redis nobody is counted, and nobody is turned away\n"
)
LIMIT = '"X-RateLimit-Limit": str(RATE_LIMIT)'
REMAINING = '"X-RateLimit-Remaining": str(max(0, RATE_LIMIT - count))'
RESET = '"X-RateLimit-Reset": str(seconds_left)'
RETRY_AFTER = '"Retry-After": str(seconds_left)'
TOO_MANY = "if count > RATE_LIMIT:"
RAISE = f'raise HTTPException(429, "too many requests", headers={{**headers, {RETRY_AFTER}}})'
ON_200 = "response.headers.update(headers)"
INCR = "multi.incr(key)"
EXPIRE = "multi.expire(key, WINDOW_SECONDS, nx=True)"
PTTL = "multi.pttl(key)"
MULTI = (
    "    async with redis.pipeline(transaction=True) as multi:\n"
    f"        {INCR}\n"
    f"        {EXPIRE}\n"
    f"        {PTTL}\n"
    "        count, _, milliseconds_left = await multi.execute()\n"
)
RETURN = (
    "    return count, max(1, math.ceil(milliseconds_left / 1000))  # upwards: whoever waits so long is not too early"
)
COUNT_REQUEST = "async def count_request("
STATUS = '@app.get("/api/status", dependencies=[Depends(rate_limit)])'
ITEM = '@app.get("/api/items/{item_id}", dependencies=[Depends(rate_limit)])'
GET_ITEM = f"{ITEM}\nasync def get_item(item_id: int) -> dict[str, object]:\n    return find_item(item_id)"

# A limiter in a middleware: it answers by itself.
NO_DEPENDENCIES = (
    (STATUS, STATUS.replace(", dependencies=[Depends(rate_limit)]", "")),
    (ITEM, ITEM.replace(", dependencies=[Depends(rate_limit)]", "")),
)
JSON_RESPONSE = (IMPORTS, f"{IMPORTS}from fastapi.responses import JSONResponse\n")
MIDDLEWARE = (
    "\n\n@app.middleware('http')\n"
    "async def limit(request: Request, call_next):  # type: ignore[no-untyped-def]\n"
    "    if not request.url.path.startswith('/api/'):\n"
    "        return await call_next(request)\n"
    "    told = Response()\n"
    "    try:\n"
    "        await rate_limit(request, told, await get_redis())\n"
    "    except HTTPException as error:\n"
    "        return JSONResponse({'detail': error.detail}, error.status_code, error.headers)\n"
    "    response = await call_next(request)\n"
    "    del told.headers['content-length']\n"
    "    response.headers.update(told.headers)\n"
    "    return response\n\n\n"
)

# Windows aligned to the clock, a key for each.
ALIGNED = (
    "    now = time.time()\n"
    "    number = int(now) // WINDOW_SECONDS\n"
    '    key = f"{key}:{number}"\n'
    "    async with redis.pipeline(transaction=True) as multi:\n"
    "        multi.incr(key)\n"
    "        multi.expire(key, WINDOW_SECONDS)\n"
    "        count, _ = await multi.execute()\n"
    "    milliseconds_left = ((number + 1) * WINDOW_SECONDS - now) * 1000\n"
)
TIME = (OS, f"{OS}import time\n")


def eval_of(script: str, *values: str) -> str:
    """MULTI's place, taken by a script that returns the count and the milliseconds left."""
    arguments = "".join(f", {value}" for value in ("key", *(values or ("WINDOW_SECONDS",))))
    return f"    count, milliseconds_left = await redis.eval({SCRIPT}, 1{arguments})\n".replace(
        SCRIPT, f'"""\n{script}"""'
    )


SCRIPT = "SCRIPT"
COUNT_IN_LUA = (
    "local count = redis.call('INCR', KEYS[1])\n"
    "if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end\n"
    "return {count, redis.call('PTTL', KEYS[1])}\n"
)
AT_START_UP = (
    "@asynccontextmanager\n"
    "async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]\n"
    "    redis = await get_redis()\n"
    "    {}\n"
    "    yield\n\n\n"
)
WITH_CONTEXT_MANAGERS = (OS, f"{OS}from contextlib import asynccontextmanager\n")


def at_start_up(statements: str) -> tuple[str, str]:
    """The app with a lifespan that executes them; `redis` is there."""
    return APP, AT_START_UP.format(statements) + APP.replace("FastAPI(", "FastAPI(lifespan=lifespan, ")


# Step 1 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "no-health",
    "step 1",
    "The health route was removed.",
    ("app.include_router(health)\n", ""),
)
answers.wrong(
    "headers-are-numbers",
    "step 1",
    "Starlette takes text only: every answer is a 500.",
    (REMAINING, REMAINING.replace("str(max(0, RATE_LIMIT - count))", "max(0, RATE_LIMIT - count)")),
)

# Step 2 ---------------------------------------------------------------------------------------------------------------

answers.wrong("one-too-few", "step 2", "The fifth is refused already.", (TOO_MANY, "if count >= RATE_LIMIT:"))
answers.wrong("one-too-many", "step 2", "The sixth passes as well.", (TOO_MANY, "if count > RATE_LIMIT + 1:"))
answers.wrong("forbidden", "step 2", "403 says: never.", (RAISE, RAISE.replace("429", "403")))
answers.wrong("unavailable", "step 2", "503 says: it is our fault.", (RAISE, RAISE.replace("429", "503")))
answers.wrong(
    "numbers-compared-as-text",
    "step 2",
    "'10' < '5': the tenth request passes.",
    (TOO_MANY, "if str(count) > str(RATE_LIMIT):"),
)
answers.wrong(
    "every-second-one",
    "step 2",
    "Counts each request twice: before the handler, and in it.",
    (
        GET_ITEM,
        (
            f"{ITEM}\n"
            "async def get_item(item_id: int, request: Request, response: Response, redis: RedisClient) -> object:\n"
            "    await rate_limit(request, response, redis)\n"
            "    return find_item(item_id)"
        ),
    ),
)
answers.wrong(
    "an-odd-one-counts-twice",
    "step 2",
    "What answers 422 counts the request as well, after the dependency has done so.",
    (
        IMPORTS,
        f"{IMPORTS}from fastapi.exceptions import RequestValidationError\n{JSON_RESPONSE[1].removeprefix(IMPORTS)}",
    ),
    (
        STATUS,
        (
            "@app.exception_handler(RequestValidationError)\n"
            "async def odd(request: Request, error: RequestValidationError) -> JSONResponse:\n"
            "    await rate_limit(request, Response(), await get_redis())\n"
            "    return JSONResponse({'detail': 'no such number'}, 422)\n\n\n"
            f"{STATUS}"
        ),
    ),
)
answers.wrong(
    "only-one-route",
    "step 2",
    "The items are not limited.",
    (ITEM, '@app.get("/api/items/{item_id}")'),
)
answers.wrong(
    "refused-in-plain-text",
    "step 2",
    "429 without a JSON detail.",
    (IMPORTS, f"{IMPORTS}from fastapi.responses import PlainTextResponse\n"),
    (
        COUNT_REQUEST,
        (
            "@app.exception_handler(HTTPException)\n"
            "async def refused(_: object, error: HTTPException) -> PlainTextResponse:\n"
            "    return PlainTextResponse('too many requests', error.status_code, error.headers)\n\n\n"
            "async def count_request("
        ),
    ),
)
answers.wrong(
    "the-status-is-set-and-the-work-is-done",
    "step 2",
    "The status becomes 429, and the handler runs and answers as always.",
    (RAISE, f"response.status_code = 429\n        headers.update({{{RETRY_AFTER}}})"),
)
answers.wrong(
    "checked-after-the-work",
    "step 2",
    "The item is looked up first, and then the request is refused.",
    (
        GET_ITEM,
        (
            '@app.get("/api/items/{item_id}")\n'
            "async def get_item(item_id: int, request: Request, response: Response, redis: RedisClient) -> object:\n"
            "    item = find_item(item_id)\n"
            "    await rate_limit(request, response, redis)\n"
            "    return item"
        ),
    ),
)
answers.wrong(
    "checked-after-the-handler",
    "step 2",
    "A middleware that lets the handler answer before it counts.",
    JSON_RESPONSE,
    *NO_DEPENDENCIES,
    (
        "\n\nasync def count_request(",
        MIDDLEWARE.replace("    response = await call_next(request)\n", "").replace(
            "    told = Response()\n", "    told, response = Response(), await call_next(request)\n"
        )
        + "async def count_request(",
    ),
)
answers.wrong(
    "raised-in-a-middleware",
    "step 2",
    "HTTPException in a middleware is outside of what turns it into a 429: it becomes a 500.",
    JSON_RESPONSE,
    *NO_DEPENDENCIES,
    (
        "\n\nasync def count_request(",
        MIDDLEWARE.replace(
            "        return JSONResponse({'detail': error.detail}, error.status_code, error.headers)\n",
            "        raise error\n",
        )
        + "async def count_request(",
    ),
)
answers.wrong(
    "the-refusal-is-swallowed",
    "step 2",
    "`except Exception` around everything catches the HTTPException too.",
    (
        COUNT,
        f"{COUNT}\n        if count > RATE_LIMIT:\n            {RAISE.replace('headers={**headers, ', 'headers={')}",
    ),
    (GUARD, "    except Exception:\n        return\n"),
)
answers.wrong(
    "retry-after-is-a-number",
    "step 2",
    "An int as a header: the 429 becomes a 500.",
    (RETRY_AFTER, '"Retry-After": seconds_left'),
)
answers.wrong(
    "health-is-limited",
    "step 2",
    "The limiter stands before every route of the app.",
    (APP, APP.replace("app.include_router(health)\n", "")),
    ("\n\nif __name__", "\n\napp.include_router(health, dependencies=[Depends(rate_limit)])\n\n\nif __name__"),
)
answers.wrong(
    "a-sorted-set-of-times",
    "step 2",
    "The time is the member: two requests of one instant are one.",
    TIME,
    (INCR, "multi.zadd(key, {str(time.time()): time.time()})"),
    (EXPIRE, f"{EXPIRE}\n        multi.zcard(key)"),
    ("count, _, milliseconds_left", "_, _, count, milliseconds_left"),
)
answers.wrong(
    "a-set-of-milliseconds",
    "step 2",
    "The same with a Set, and a coarser clock.",
    TIME,
    (INCR, "multi.sadd(key, int(time.time() * 1000))"),
    (EXPIRE, f"{EXPIRE}\n        multi.scard(key)"),
    ("count, _, milliseconds_left", "_, _, count, milliseconds_left"),
)

# Step 3 ---------------------------------------------------------------------------------------------------------------

answers.wrong("one-budget-for-all", "step 3", "No client in the key.", (KEY, '"ratelimit"'))
answers.wrong(
    "a-digest-cut-too-short",
    "step 3",
    "The first three numbers of the address only: neighbours share a budget.",
    (CLIENT, 'client = (request.client.host if request.client else "unknown").rpartition(".")[0] or "unknown"'),
)
answers.wrong(
    "cut-at-the-first-colon",
    "step 3",
    "split(':') to get rid of a port, which is not there; of an IPv6 address little remains.",
    (CLIENT, f"{CLIENT}\n    client = client.split(':')[0]"),
)
answers.wrong("a-budget-per-path", "step 3", "The path in the key.", (KEY, 'f"ratelimit:{client}:{request.url.path}"'))
answers.wrong(
    "a-budget-per-route",
    "step 3",
    "The route in the key.",
    (KEY, "f\"ratelimit:{client}:{request.scope['route'].path}\""),
)
answers.wrong(
    "a-budget-per-item",
    "step 3",
    "The item in the key.",
    (KEY, "f\"ratelimit:{client}:{request.path_params.get('item_id', '')}\""),
)
answers.wrong(
    "a-budget-per-query", "step 3", "The query in the key.", (KEY, 'f"ratelimit:{client}:{request.url.query}"')
)
answers.wrong(
    "the-port-in-the-key", "step 3", "request.client is address and port.", (KEY, 'f"ratelimit:{request.client}"')
)
for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Host", "User-Agent", "Cookie", "X-API-Key"):
    answers.wrong(
        f"believes-{header.lower()}",
        "step 3",
        f"{header} is part of who the client is, and the client chooses it.",
        (CLIENT, f"{CLIENT}\n    client = request.headers.get('{header}') or client"),
    )
answers.wrong(
    "believes-a-proxy-on-this-machine",
    "step 3",
    "X-Forwarded-For counts if it comes from 127.0.0.1.",
    (
        CLIENT,
        f"{CLIENT}\n    if client == '127.0.0.1':\n        client = request.headers.get('X-Forwarded-For', client)",
    ),
)
answers.wrong(
    "no-address-is-a-500",
    "step 3",
    "request.client.host, where request.client is None.",
    (CLIENT, "client = request.client.host  # type: ignore[union-attr]"),
)
answers.wrong(
    "no-address-is-no-limit",
    "step 3",
    "Whoever has no address passes.",
    (CLIENT, "if request.client is None:\n        return\n    client = request.client.host"),
)
answers.wrong(
    "dots-left-out",
    "step 3",
    "1.11.1.1 and 11.1.1.1 have one key.",
    (KEY, "f\"ratelimit:{client.replace('.', '')}\""),
)
answers.wrong(
    "the-last-eight", "step 3", "10.203.0.113 and 11.203.0.113 have one key.", (KEY, 'f"ratelimit:{client[-8:]}"')
)
answers.wrong(
    "a-network-of-ipv6",
    "step 3",
    "The first four groups of the address: a whole network has one budget.",
    (CLIENT, f'{CLIENT}\n    client = ":".join(client.split(":")[:4])'),
)
answers.wrong(
    "believes-x-forwarded-for-without-an-address",
    "step 3",
    "Behind a Unix socket everybody says who they are.",
    (CLIENT, CLIENT.replace('"unknown"', 'request.headers.get("X-Forwarded-For", "unknown")')),
)
answers.wrong(
    "the-path-without-an-address",
    "step 3",
    "Behind a Unix socket each route has a budget of its own.",
    (CLIENT, CLIENT.replace('"unknown"', "request.url.path")),
)
answers.wrong(
    "believes-x-user-id",
    "step 3",
    "Anybody can send that header.",
    (CLIENT, f'{CLIENT}\n    client = request.headers.get("X-User-ID", client)'),
)
for what, believed in {
    "header": "headers.get('Fly-Client-IP'",
    "cookie": "cookies.get('visitor'",
    "query-parameter": "query_params.get('api_key'",
}.items():
    answers.wrong(
        f"believes-a-{what}-of-its-own",
        "step 3",
        f"One {what} more that the client chooses.",
        (CLIENT, f"{CLIENT}\n    client = request.{believed}, client)"),
    )
answers.wrong(
    "believes-an-argument",
    "step 3",
    "FastAPI reads a header into it.",
    (IMPORTS, IMPORTS.replace("import Depends, FastAPI", "import Depends, FastAPI, Header")),
    (
        "response: Response, redis: RedisClient) -> None:",
        "response: Response, redis: RedisClient, x_tenant: Annotated[str, Header()] = '') -> None:",
    ),
    (CLIENT, f"{CLIENT}\n    client = x_tenant or client"),
)
answers.wrong(
    "believes-user-agent-without-an-address",
    "step 3",
    "Behind a Unix socket each browser has a budget of its own.",
    (CLIENT, CLIENT.replace('"unknown"', 'request.headers.get("User-Agent", "unknown")')),
)
answers.wrong(
    "believes-host-without-an-address",
    "step 3",
    "request.url has the host that the client has named.",
    (CLIENT, CLIENT.replace('"unknown"', "request.url.hostname")),
)
answers.wrong(
    "believes-the-second-last-hop",
    "step 3",
    "The last one is our load balancer; there is none.",
    (
        CLIENT,
        (
            f"{CLIENT}\n"
            "    hops = request.headers.get('X-Forwarded-For', '').split(',')\n"
            "    if len(hops) > 1:\n"
            "        client = hops[-2].strip()"
        ),
    ),
)
answers.wrong(
    "believes-neighbours",
    "step 3",
    "X-Forwarded-For counts if it comes from a private network.",
    (
        CLIENT,
        (
            f"{CLIENT}\n"
            "    if client.startswith(('10.', '172.', '192.168.')):\n"
            "        client = request.headers.get('X-Forwarded-For', client).split(',')[0]"
        ),
    ),
)
answers.wrong(
    "health-anywhere-in-the-url",
    "step 3",
    "/api/status?health is not limited.",
    (CLIENT, f"if 'health' in str(request.url):\n        return\n    {CLIENT}"),
)
answers.wrong(
    "neighbours-are-free",
    "step 3",
    "Private networks are not limited.",
    (CLIENT, f"{CLIENT}\n    if client.startswith(('192.168.', '172.16.')):\n        return"),
)
answers.wrong(
    "this-machine-is-free-by-ipv6",
    "step 3",
    "::1 is not limited.",
    (CLIENT, f"{CLIENT}\n    if client == '::1':\n        return"),
)
answers.wrong(
    "the-last-group-of-ipv6",
    "step 3",
    "To make 203.0.113.9 of ::ffff:203.0.113.9, all that stands before the last colon goes.",
    (CLIENT, f"{CLIENT}\n    client = client.rpartition(':')[2]"),
)
answers.wrong(
    "the-first-twenty-four",
    "step 3",
    "An address of IPv6 has up to 39 characters.",
    (KEY, 'f"ratelimit:{client[:24]}"'),
)

# Step 4 ---------------------------------------------------------------------------------------------------------------

answers.wrong("no-headers-on-a-200", "step 4", "Only a refusal has headers.", (ON_200, "pass"))
answers.wrong(
    "no-headers-on-a-429",
    "step 4",
    "HTTPException does not know what was put into `response`.",
    (
        f"    {TOO_MANY}\n        {RAISE}\n    {ON_200}",
        f"    {ON_200}\n    {TOO_MANY}\n        {RAISE.replace('**headers, ', '')}",
    ),
)
answers.wrong(
    "remaining-below-zero",
    "step 4",
    "-1 requests remain.",
    (REMAINING, REMAINING.replace("max(0, RATE_LIMIT - count)", "RATE_LIMIT - count")),
)
answers.wrong(
    "remaining-before-this-one",
    "step 4",
    "5 remain after the first.",
    (REMAINING, REMAINING.replace("RATE_LIMIT - count", "RATE_LIMIT - count + 1")),
)
answers.wrong("no-reset", "step 4", "X-RateLimit-Reset is missing.", (f"        {RESET},\n", ""))
answers.wrong(
    "reset-is-an-instant",
    "step 4",
    "The second since 1970.",
    (RESET, RESET.replace("seconds_left", "int(time.time()) + seconds_left")),
    TIME,
)
answers.wrong("reset-is-a-fraction", "step 4", "59.0", (RESET, RESET.replace("seconds_left", "float(seconds_left)")))
answers.wrong(
    "no-retry-after",
    "step 4",
    "Retry-After is missing.",
    (RAISE, RAISE.replace(f"{{**headers, {RETRY_AFTER}}}", "headers")),
)
answers.wrong(
    "no-retry-after-for-items",
    "step 4",
    "One of the routes has a limiter of its own, which forgets Retry-After.",
    (ITEM, ITEM.replace("(rate_limit)", "(rate_limit_of_items)")),
    (
        STATUS,
        (
            "async def rate_limit_of_items(request: Request, response: Response, redis: RedisClient) -> None:\n"
            "    try:\n"
            "        await rate_limit(request, response, redis)\n"
            "    except HTTPException as error:\n"
            "        del error.headers['Retry-After']\n"
            "        raise\n\n\n"
            f"{STATUS}"
        ),
    ),
)
answers.wrong(
    "no-reset-for-items",
    "step 4",
    "The same, and it forgets when the window ends.",
    (ITEM, ITEM.replace("(rate_limit)", "(rate_limit_of_items)")),
    (
        STATUS,
        (
            "async def rate_limit_of_items(request: Request, response: Response, redis: RedisClient) -> None:\n"
            "    await rate_limit(request, response, redis)\n"
            "    del response.headers['X-RateLimit-Reset']\n\n\n"
            f"{STATUS}"
        ),
    ),
)
answers.wrong(
    "retry-after-with-a-unit", "step 4", "42 seconds.", (RETRY_AFTER, '"Retry-After": f"{seconds_left} seconds"')
)
answers.wrong(
    "retry-after-is-an-instant",
    "step 4",
    "The second since 1970.",
    (RETRY_AFTER, '"Retry-After": str(int(time.time()) + seconds_left)'),
    TIME,
)
answers.wrong(
    "retry-after-is-a-date",
    "step 4",
    "HTTP allows it; the brief asks for seconds.",
    (RETRY_AFTER, '"Retry-After": formatdate(time.time() + seconds_left, usegmt=True)'),
    (OS, f"{OS}import time\nfrom email.utils import formatdate\n"),
)
answers.wrong(
    "rounded-down",
    "step 4",
    "59 s, when 59.4 are left: too early.",
    (RETURN, "    return count, max(1, milliseconds_left // 1000)"),
)
answers.wrong(
    "rounded-by-redis",
    "step 4",
    "TTL rounds to the nearest second: 59 s, when 59.4 are left.",
    (PTTL, "multi.ttl(key)"),
    (RETURN, "    return count, max(1, milliseconds_left)"),
)
answers.wrong(
    "half-of-the-window",
    "step 4",
    "Retry-After is a guess.",
    (RETRY_AFTER, '"Retry-After": str(WINDOW_SECONDS // 2)'),
)
answers.wrong(
    "no-ttl-at-all",
    "step 4",
    "INCR alone: the window never ends, whatever Retry-After says.",
    (f"        {EXPIRE}\n", ""),
    ("count, _, milliseconds_left", "count, milliseconds_left"),
)
answers.wrong(
    "one-second-more",
    "step 4",
    "TTL + 1, to be on the safe side: 61 at the beginning of a window.",
    (PTTL, f"{PTTL}\n        multi.ttl(key)"),
    ("count, _, milliseconds_left = await", "count, _, milliseconds_left, ttl = await"),
    (RETURN, f"{RETURN.replace('/ 1000))  #', '/ 1000)), ttl + 1  #')}"),
    ("-> tuple[int, int]:", "-> tuple[int, int, int]:"),
    (COUNT, COUNT.replace("seconds_left", "seconds_left, retry_after")),
    (RETRY_AFTER, RETRY_AFTER.replace("seconds_left", "retry_after")),
)
answers.wrong(
    "a-few-seconds-later",
    "step 4",
    "Retry-After and X-RateLimit-Reset contradict each other.",
    (RESET, '"X-RateLimit-Reset": str(max(1, seconds_left - 5))'),
)
answers.wrong(
    "expire-gt",
    "step 4",
    "EXPIRE GT only lengthens a TTL: a key without one has none to be lengthened.",
    (EXPIRE, EXPIRE.replace("nx=", "gt=")),
)

# Step 5 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "renewed-by-each-request",
    "step 5",
    "EXPIRE each time: who asks every 50 s is blocked for good.",
    (EXPIRE, "multi.expire(key, WINDOW_SECONDS)"),
)
answers.wrong(
    "renewed-by-each-that-passes",
    "step 5",
    "The window begins anew with each request that passes.",
    (
        MULTI,
        eval_of(
            "local count = redis.call('INCR', KEYS[1])\n"
            "if count <= tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[1]) end\n"
            "return {count, redis.call('PTTL', KEYS[1])}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)
answers.wrong(
    "renewed-by-each-refusal",
    "step 5",
    "A refused request starts the window anew: hammering never ends.",
    (
        MULTI,
        eval_of(
            "local count = redis.call('INCR', KEYS[1])\n"
            "local is_over = count > tonumber(ARGV[2])\n"
            "if count == 1 or is_over then redis.call('EXPIRE', KEYS[1], ARGV[1]) end\n"
            "return {count, redis.call('PTTL', KEYS[1])}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)
answers.wrong(
    "a-penalty",
    "step 5",
    "Whoever is refused late in a window is shut out for a whole one from then on, as Retry-After says.",
    (
        RETURN,
        (
            "    if count > RATE_LIMIT:\n"
            '        await redis.set(f"{key}:out", 1, ex=WINDOW_SECONDS, nx=True)\n'
            '    if (out := await redis.pttl(f"{key}:out")) > 0:\n'
            "        return RATE_LIMIT + 1, math.ceil(out / 1000)\n"
            f"{RETURN}"
        ),
    ),
)
answers.wrong(
    "a-log-that-slides",
    "step 5",
    "A Sorted Set of the last 60 s: a request counts on in the next window. Fine, and another algorithm.",
    (OS, f"{TIME[1]}from uuid import uuid4\n"),
    (
        MULTI,
        (
            "    now = time.time()\n"
            "    async with redis.pipeline(transaction=True) as multi:\n"
            "        multi.zremrangebyscore(key, 0, now - WINDOW_SECONDS)\n"
            "        multi.zrange(key, 0, RATE_LIMIT - 1, withscores=True)\n"
            "        multi.zadd(key, {str(uuid4()): now})\n"
            "        multi.zremrangebyrank(key, RATE_LIMIT, -1)\n"
            "        multi.expire(key, WINDOW_SECONDS)\n"
            "        _, kept, *_ = await multi.execute()\n"
            "    count = len(kept) + 1\n"
            "    oldest = float(kept[0][1]) if kept else now\n"
            "    milliseconds_left = (oldest + WINDOW_SECONDS - now) * 1000\n"
        ),
    ),
)
answers.wrong(
    "a-bucket-of-tokens",
    "step 5",
    "One request every 12 s comes back: no window at all. Fine, and another algorithm.",
    TIME,
    (
        MULTI,
        eval_of(
            "local now, every, most = tonumber(ARGV[1]), ARGV[2] / ARGV[3], tonumber(ARGV[3])\n"
            "local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')\n"
            "local tokens = math.min(most, (tonumber(kept[1]) or most) + (now - (tonumber(kept[2]) or now)) / every)\n"
            "local count = most + 1\n"
            "if tokens >= 1 then tokens = tokens - 1; count = most - math.floor(tokens) end\n"
            "redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))\n"
            "redis.call('EXPIRE', KEYS[1], ARGV[2])\n"
            "return {count, math.ceil((most - tokens) * every * 1000)}\n",
            "time.time()",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)
answers.wrong(
    "half-of-it-is-carried-over",
    "step 5",
    "Clock-aligned windows, of which the last one counts by half.",
    TIME,
    (
        MULTI,
        ALIGNED.replace(
            "count, _ = await multi.execute()\n",
            'multi.get(f"{key.rpartition(chr(58))[0]}:{number - 1}")\n        count, _, before = await multi.execute()\n        count += int(before or 0) // 2\n',
        ).replace("expire(key, WINDOW_SECONDS)", "expire(key, WINDOW_SECONDS * 2)"),
    ),
)
answers.wrong(
    "a-key-per-minute",
    "step 5",
    "The key names the minute, whatever WINDOW_SECONDS says.",
    TIME,
    (KEY, 'f"ratelimit:{client}:{int(time.time()) // 60}"'),
)
answers.wrong(
    "the-window-is-written-down",
    "step 5",
    "60 in the code instead of WINDOW_SECONDS.",
    ('int(os.environ.get("WINDOW_SECONDS", "60"))', "60"),
)
answers.wrong(
    "the-limit-is-written-down",
    "step 5",
    "5 in the code instead of RATE_LIMIT.",
    ('int(os.environ.get("RATE_LIMIT", "5"))', "5"),
)
answers.wrong(
    "the-header-is-written-down", "step 5", "X-RateLimit-Limit is always 5.", (LIMIT, '"X-RateLimit-Limit": "5"')
)
answers.wrong(
    "reset-is-the-window", "step 5", "Reset is always 60.", (RESET, RESET.replace("seconds_left", "WINDOW_SECONDS"))
)
answers.wrong(
    "retry-after-is-the-window",
    "step 5",
    "Retry-After is always 60.",
    (RETRY_AFTER, '"Retry-After": str(WINDOW_SECONDS)'),
)
answers.wrong(
    "the-window-ends-too-soon",
    "step 5",
    "A few seconds less, to be on the safe side.",
    (EXPIRE, "multi.expire(key, WINDOW_SECONDS - WINDOW_SECONDS // 5, nx=True)"),
)
answers.wrong(
    "asks-for-the-ttl-first",
    "step 5",
    "PTTL before INCR: to the first request of a window it replies -2, no such key.",
    (f"{INCR}\n        {EXPIRE}\n        {PTTL}", f"{PTTL}\n        {INCR}\n        {EXPIRE}"),
    ("count, _, milliseconds_left", "milliseconds_left, count, _"),
)
answers.wrong(
    "no-last-second",
    "step 5",
    "In the last second of a minute it is EXPIRE 0, which removes the count.",
    TIME,
    (
        MULTI,
        ALIGNED.replace(
            "multi.expire(key, WINDOW_SECONDS)", "multi.expire(key, int(WINDOW_SECONDS - now % WINDOW_SECONDS))"
        ),
    ),
)
answers.wrong(
    "a-penalty-for-hammering",
    "step 5",
    "From the tenth refusal on each one begins the window anew.",
    (
        MULTI,
        eval_of(
            "local count = redis.call('INCR', KEYS[1])\n"
            "if count == 1 or count > ARGV[2] + 10 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end\n"
            "return {count, redis.call('PTTL', KEYS[1])}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)
answers.wrong(
    "forgets-after-forty",
    "step 5",
    "Whoever hammers long enough is let in again.",
    ("    return count, max(1,", "    if count > 40:\n        await redis.delete(key)\n    return count, max(1,"),
)
answers.wrong(
    "banned-after-fifty",
    "step 5",
    "Whoever is refused fifty times is shut out for an hour.",
    (
        f"    {TOO_MANY}",
        f"    if count == RATE_LIMIT + 50:\n        await redis.expire({KEY}, 3600)\n    {TOO_MANY}",
    ),
)
answers.wrong(
    "three-strikes",
    "step 5",
    "Whoever is over the limit in four windows is shut out for ten minutes.",
    (
        MULTI,
        eval_of(
            "local count = redis.call('INCR', KEYS[1])\n"
            "redis.call('EXPIRE', KEYS[1], ARGV[1], 'NX')\n"
            "if count == ARGV[2] + 1 then\n"
            "  local strikes = redis.call('INCR', KEYS[1] .. ':strikes')\n"
            "  redis.call('EXPIRE', KEYS[1] .. ':strikes', 3600)\n"
            "  if strikes > 3 then redis.call('EXPIRE', KEYS[1], 600) end\n"
            "end\n"
            "return {count, redis.call('PTTL', KEYS[1])}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)
answers.wrong(
    "a-hundred-for-all-together",
    "step 5",
    "One client that hammers uses up what all have together.",
    (INCR, f'{INCR}\n        multi.incr("ratelimit:all")'),
    (EXPIRE, f'{EXPIRE}\n        multi.expire("ratelimit:all", WINDOW_SECONDS, nx=True)'),
    (
        "        count, _, milliseconds_left = await multi.execute()\n",
        (
            "        count, of_all, _, _, milliseconds_left = await multi.execute()\n"
            "    if of_all > 100:\n"
            "        count = max(count, RATE_LIMIT + 1)\n"
        ),
    ),
)
answers.wrong(
    "aligned-to-the-hour",
    "step 5",
    "Windows are counted from each full hour: one of two hours ends with the first.",
    TIME,
    (
        MULTI,
        ALIGNED.replace(
            "    number = int(now) // WINDOW_SECONDS\n",
            "    hour, second = divmod(now, 3600)\n    number = int(second) // WINDOW_SECONDS\n",
        )
        .replace('{key}:{number}"', '{key}:{hour}:{number}"')
        .replace("WINDOW_SECONDS - now)", "WINDOW_SECONDS - second)"),
    ),
)

# Step 6 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "incr-then-expire",
    "step 6",
    "INCR, then EXPIRE if it was the first: whoever is cut off between the two is blocked for ever.",
    (
        MULTI,
        (
            "    count = await redis.incr(key)\n"
            "    if count == 1:\n"
            "        await redis.expire(key, WINDOW_SECONDS)\n"
            "    milliseconds_left = await redis.pttl(key)\n"
        ),
    ),
)
answers.wrong(
    "setnx-then-expire",
    "step 6",
    "SET NX, then EXPIRE if it was set.",
    (
        MULTI,
        (
            "    if await redis.set(key, 0, nx=True):\n"
            "        await redis.expire(key, WINDOW_SECONDS)\n"
            "    async with redis.pipeline(transaction=True) as multi:\n"
            "        count, milliseconds_left = await multi.incr(key).pttl(key).execute()\n"
        ),
    ),
)
answers.wrong(
    "set-nx-then-incr",
    "step 6",
    "SET 0 EX NX, then INCR: if the key expires between the two, INCR makes one without a TTL.",
    (
        MULTI,
        (
            "    await redis.set(key, 0, ex=WINDOW_SECONDS, nx=True)\n"
            "    count = await redis.incr(key)\n"
            "    milliseconds_left = await redis.pttl(key)\n"
        ),
    ),
)
answers.wrong(
    "no-ttl-for-ipv6",
    "step 6",
    "Addresses of IPv6 were thought of later, and of their TTL not at all.",
    (EXPIRE, f"{EXPIRE} if '.' in key else multi.ttl(key)"),
)
answers.wrong(
    "a-key-per-window-without-ttl",
    "step 6",
    "Nobody is blocked, and no key ever goes.",
    TIME,
    (MULTI, ALIGNED.replace("        multi.expire(key, WINDOW_SECONDS)\n", "").replace("count, _ =", "(count,) =")),
)
answers.wrong(
    "a-key-per-window-then-expire",
    "step 6",
    "INCR, then EXPIRE: a cut blocks nobody, as the next window has another key, but the old one stays for ever.",
    TIME,
    (
        MULTI,
        ALIGNED.replace("    async with redis.pipeline(transaction=True) as multi:\n", "")
        .replace("        multi.incr(key)\n", "    count = await redis.incr(key)\n")
        .replace(
            "        multi.expire(key, WINDOW_SECONDS)\n",
            "    if count == 1:\n        await redis.expire(key, WINDOW_SECONDS)\n",
        )
        .replace("        count, _ = await multi.execute()\n", ""),
    ),
)
answers.wrong(
    "a-set-of-all-clients",
    "step 6",
    "A Set beside the counters remembers every address for ever.",
    (EXPIRE, f'{EXPIRE}\n        multi.sadd("ratelimit:clients", key)'),
    ("count, _, milliseconds_left", "count, _, _, milliseconds_left"),
)
answers.wrong(
    "one-hash-without-ttl",
    "step 6",
    "A field per client and window in one Hash.",
    TIME,
    (
        MULTI,
        ALIGNED.replace('    key = f"{key}:{number}"\n', "")
        .replace("multi.incr(key)", 'multi.hincrby("ratelimit", f"{key}:{number}", 1)')
        .replace("        multi.expire(key, WINDOW_SECONDS)\n", "")
        .replace("count, _ =", "(count,) ="),
    ),
)

# Step 7 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "get-add-set",
    "step 7",
    "GET, add one, SET: of forty at once many read the same count.",
    (
        MULTI,
        (
            "    count = int(await redis.get(key) or 0) + 1\n"
            "    await redis.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)\n"
            "    milliseconds_left = await redis.pttl(key)\n"
        ),
    ),
)
answers.wrong(
    "get-then-incr",
    "step 7",
    "GET to check, then INCR: between the two, others pass as well.",
    (
        MULTI,
        (
            "    count = int(await redis.get(key) or 0) + 1\n"
            "    if count > RATE_LIMIT:\n"
            "        return count, max(1, math.ceil(await redis.pttl(key) / 1000))\n"
            f"{MULTI.replace('count, _, milli', '_, _, milli')}"
        ),
    ),
)
answers.wrong(
    "remaining-by-another-question",
    "step 7",
    "The count is asked for again, after others have counted: several are told the same.",
    (COUNT, f"{COUNT}\n        now = int(await redis.get({KEY}) or 0)"),
    (REMAINING, REMAINING.replace("RATE_LIMIT - count", "RATE_LIMIT - now")),
)
answers.wrong(
    "watch-without-trying-again",
    "step 7",
    "WATCH notices the others; the WatchError is a RedisError, and lets the request pass.",
    (
        MULTI,
        (
            "    async with redis.pipeline() as multi:\n"
            "        await multi.watch(key)\n"
            "        count = int(await multi.get(key) or 0) + 1\n"
            "        multi.multi()\n"
            "        multi.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)\n"
            "        multi.pttl(key)\n"
            "        _, milliseconds_left = await multi.execute()\n"
        ),
    ),
)
DICT = (
    "    now = time.time()\n"
    "    counts = windows.setdefault(key, {})\n"
    "    number = int(now) // WINDOW_SECONDS\n"
    "    count = counts[number] = counts.get(number, 0) + 1\n"
    "    milliseconds_left = ((number + 1) * WINDOW_SECONDS - now) * 1000\n"
)
answers.wrong(
    "a-dict",
    "step 7",
    "Counted in the process: two workers, two budgets.",
    TIME,
    (COUNT_REQUEST, f"windows: dict[str, dict[int, int]] = {{}}\n\n\n{COUNT_REQUEST}"),
    (MULTI, DICT),
)
answers.wrong(
    "a-lock-in-the-process",
    "step 7",
    "An asyncio.Lock around GET and SET: the other worker has a lock of its own.",
    (OS, f"import asyncio\n{OS}"),
    (COUNT_REQUEST, f"lock = asyncio.Lock()\n\n\n{COUNT_REQUEST}"),
    (
        MULTI,
        (
            "    async with lock:\n"
            "        count = int(await redis.get(key) or 0) + 1\n"
            "        await redis.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)\n"
            "    milliseconds_left = await redis.pttl(key)\n"
        ),
    ),
)
answers.wrong(
    "hash-in-the-key",
    "step 7",
    "hash() of the address: it differs from process to process.",
    (KEY, 'f"ratelimit:{hash(client)}"'),
)
answers.wrong(
    "windows-of-the-process",
    "step 7",
    "Windows are counted from the start of the process: each process has its own.",
    (OS, f"{OS}import time\n"),
    (APP, f"{APP}STARTED = time.time()\n"),
    (KEY, 'f"ratelimit:{client}:{int(time.time() - STARTED) // WINDOW_SECONDS}"'),
)
answers.wrong(
    "flushed-at-start-up",
    "step 7",
    "Each worker that starts empties the database.",
    WITH_CONTEXT_MANAGERS,
    at_start_up("await redis.flushdb()"),
)
answers.wrong(
    "clean-at-start-up",
    "step 7",
    "Each worker that starts removes the counters that it finds, if Redis is there.",
    WITH_CONTEXT_MANAGERS,
    at_start_up(
        "try:\n"
        "        async for key in redis.scan_iter('ratelimit:*'):\n"
        "            await redis.delete(key)\n"
        "    except RedisError:\n"
        "        pass"
    ),
)
answers.wrong(
    "twenty-for-all-together",
    "step 7",
    "Of all clients together, twenty times the limit passes.",
    (
        MULTI,
        eval_of(
            "local count = redis.call('INCR', KEYS[1])\n"
            "redis.call('EXPIRE', KEYS[1], ARGV[1], 'NX')\n"
            "if count <= tonumber(ARGV[2]) then\n"
            "  local all = redis.call('INCR', 'ratelimit:all')\n"
            "  redis.call('EXPIRE', 'ratelimit:all', ARGV[1], 'NX')\n"
            "  if all > 20 * ARGV[2] then count = ARGV[2] + 1 end\n"
            "end\n"
            "return {count, redis.call('PTTL', KEYS[1])}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)

# Step 8 ---------------------------------------------------------------------------------------------------------------

answers.wrong("no-redis-is-a-500", "step 8", "No `try` at all.", (GUARD, "    finally:\n        pass\n"))
answers.wrong(
    "fails-closed",
    "step 8",
    "Without Redis nobody is served.",
    (GUARD, "    except RedisError:\n        raise HTTPException(503, 'no Redis') from None\n"),
)
answers.wrong(
    "pythons-connection-error",
    "step 8",
    "`except ConnectionError` is Python's own, not redis-py's.",
    (GUARD, GUARD.replace("except RedisError", "except ConnectionError")),
)
answers.wrong(
    "a-time-out-is-a-500",
    "step 8",
    "redis.ConnectionError is caught, redis.TimeoutError is not.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError as Away"),
    (GUARD, GUARD.replace("except RedisError", "except Away")),
)
answers.wrong(
    "half-of-it-is-guarded",
    "step 8",
    "The second command stands outside of the `try`.",
    (
        MULTI,
        (
            "    async with redis.pipeline(transaction=True) as multi:\n"
            f"        {INCR}\n"
            f"        {EXPIRE}\n"
            "        count, _ = await multi.execute()\n"
            "    milliseconds_left = 0\n"
        ),
    ),
    ("    headers = {\n", f"    seconds_left = math.ceil(await redis.pttl({KEY}) / 1000)\n    headers = {{\n"),
)
answers.wrong(
    "open-for-good",
    "step 8",
    "Once Redis was away, the limiter stays off.",
    (COUNT_REQUEST, f"is_off = False\n\n\n{COUNT_REQUEST}"),
    (TRY, f"    global is_off\n    if is_off:\n        return\n{TRY}"),
    (GUARD, "    except RedisError:\n        is_off = True\n        return\n"),
)
answers.wrong(
    "a-dict-meanwhile",
    "step 8",
    "Without Redis each process counts for itself, and refuses.",
    (COUNT_REQUEST, f"passed: dict[str, int] = {{}}\n\n\n{COUNT_REQUEST}"),
    (
        GUARD,
        (
            "    except RedisError:\n"
            "        count = passed[client] = passed.get(client, 0) + 1\n"
            "        seconds_left = WINDOW_SECONDS\n"
        ),
    ),
)
answers.wrong(
    "remembers-whom-it-refused",
    "step 8",
    "The process refuses them until their window ends, also while Redis is away.",
    TIME,
    (COUNT_REQUEST, f"refused: dict[str, float] = {{}}\n\n\n{COUNT_REQUEST}"),
    (TRY, f"{TRY}        refused[client] = time.time() + seconds_left if count > RATE_LIMIT else 0\n"),
    (
        GUARD,
        (
            "    except RedisError:\n"
            "        if refused.get(client, 0) < time.time():\n"
            "            return\n"
            "        count, seconds_left = RATE_LIMIT + 1, math.ceil(refused[client] - time.time())\n"
        ),
    ),
)
answers.wrong(
    "an-outage-is-an-amnesty",
    "step 8",
    "The first request after it removes its count.",
    (COUNT_REQUEST, f"was_away = False\n\n\n{COUNT_REQUEST}"),
    (
        TRY,
        (
            "    global was_away\n"
            "    try:\n"
            f"        {COUNT}\n"
            "        if was_away:\n"
            f"            await redis.delete({KEY})\n"
            "            was_away = False\n"
        ),
    ),
    (GUARD, GUARD.replace("        return", "        was_away = True\n        return")),
)
answers.wrong(
    "pinged-at-start-up",
    "step 8",
    "Without Redis the app does not start.",
    WITH_CONTEXT_MANAGERS,
    at_start_up("await redis.ping()"),
)
answers.wrong(
    "a-script-at-start-up",
    "step 8",
    "SCRIPT LOAD while the app starts: without Redis it does not.",
    WITH_CONTEXT_MANAGERS,
    at_start_up("app.state.sha = await redis.script_load(SCRIPT)"),
    (COUNT_REQUEST, f'SCRIPT = """\n{COUNT_IN_LUA}"""\n\n\n{COUNT_REQUEST}'),
    (MULTI, "    count, milliseconds_left = await redis.evalsha(app.state.sha, 1, key, WINDOW_SECONDS)\n"),
)
answers.wrong(
    "open-for-good-after-three",
    "step 8",
    "A circuit breaker that nothing closes again.",
    (COUNT_REQUEST, f"failures = 0\n\n\n{COUNT_REQUEST}"),
    (TRY, f"    global failures\n    if failures >= 3:\n        return\n{TRY}"),
    (GUARD, GUARD.replace("        return", "        failures += 1\n        return") + "    failures = 0\n"),
)
answers.wrong(
    "a-dict-with-twice-the-limit",
    "step 8",
    "Without Redis each process counts for itself, and refuses later.",
    (COUNT_REQUEST, f"passed: dict[str, int] = {{}}\n\n\n{COUNT_REQUEST}"),
    (
        GUARD,
        (
            "    except RedisError:\n"
            "        passed[client] = passed.get(client, 0) + 1\n"
            "        if passed[client] > 2 * RATE_LIMIT:\n"
            "            raise HTTPException(429, 'too many requests') from None\n"
            "        return\n"
        ),
    ),
)
answers.wrong(
    "counted-afterwards",
    "step 8",
    "What has passed without Redis is counted when it is back.",
    (COUNT_REQUEST, f"missed: dict[str, int] = {{}}\n\n\n{COUNT_REQUEST}"),
    (
        GUARD,
        (
            "    except RedisError:\n"
            "        missed[client] = missed.get(client, 0) + 1\n"
            "        return\n"
            "    if client in missed:\n"
            f"        count = await redis.incrby({KEY}, missed.pop(client))\n"
        ),
    ),
)

# Step 9 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "one-after-the-other",
    "step 9",
    "INCR, PTTL, and EXPIRE where there is no TTL: it heals, and makes two or three round trips.",
    (
        MULTI,
        (
            "    count = await redis.incr(key)\n"
            "    milliseconds_left = await redis.pttl(key)\n"
            "    if milliseconds_left < 0:\n"
            "        await redis.expire(key, WINDOW_SECONDS)\n"
            "        milliseconds_left = WINDOW_SECONDS * 1000\n"
        ),
    ),
)
answers.wrong(
    "one-more-for-the-first",
    "step 9",
    "INCR and PTTL together; the first of each window needs an EXPIRE as well.",
    (
        MULTI,
        (
            "    async with redis.pipeline(transaction=True) as multi:\n"
            "        count, milliseconds_left = await multi.incr(key).pttl(key).execute()\n"
            "    if milliseconds_left < 0:\n"
            "        await redis.expire(key, WINDOW_SECONDS)\n"
            "        milliseconds_left = WINDOW_SECONDS * 1000\n"
        ),
    ),
)
answers.wrong(
    "one-more-for-all-but-the-first",
    "step 9",
    "SET 1 EX NX for the first of a window, INCR for the others: exact, until the key expires between the two.",
    (
        MULTI,
        (
            "    count = 1\n"
            "    if not await redis.set(key, 1, ex=WINDOW_SECONDS, nx=True):\n"
            "        count = await redis.incr(key)\n"
            "    milliseconds_left = await redis.pttl(key)\n"
        ),
    ),
)
answers.wrong(
    "one-more-for-a-refusal",
    "step 9",
    "A refused request is taken back with DECR.",
    (TOO_MANY, f"{TOO_MANY}\n        await redis.decr({KEY})"),
    (
        GUARD,
        f"        if count > RATE_LIMIT + 1:\n            await redis.decr({KEY})\n{GUARD}",
    ),
)
answers.wrong(
    "watch-until-it-works",
    "step 9",
    "WATCH, GET, MULTI, SET, and again if somebody was faster.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import RedisError, WatchError"),
    (
        MULTI,
        (
            "    while True:\n"
            "        try:\n"
            "            async with redis.pipeline() as multi:\n"
            "                await multi.watch(key)\n"
            "                count, milliseconds_left = int(await multi.get(key) or 0) + 1, await multi.pttl(key)\n"
            "                if count > RATE_LIMIT:\n"
            "                    break\n"
            "                multi.multi()\n"
            "                multi.set(key, count, ex=WINDOW_SECONDS if count == 1 else None, keepttl=count > 1)\n"
            "                multi.pttl(key)\n"
            "                _, milliseconds_left = await multi.execute()\n"
            "                break\n"
            "        except WatchError:\n"
            "            continue\n"
        ),
    ),
)
answers.wrong(
    "pinged-first",
    "step 9",
    "PING before each request, to see whether Redis is there.",
    (TRY, TRY.replace("    try:\n", "    try:\n        await redis.ping()\n")),
)
answers.wrong(
    "loaded-at-start-up",
    "step 9",
    "EVALSHA of a script that was loaded once: after a restart of Redis nobody is counted any more.",
    (OS, f"{WITH_CONTEXT_MANAGERS[1]}from hashlib import sha1\n"),
    at_start_up("try:\n        await redis.script_load(SCRIPT)\n    except RedisError:\n        pass"),
    (COUNT_REQUEST, f'SCRIPT = """\n{COUNT_IN_LUA}"""\nSHA = sha1(SCRIPT.encode()).hexdigest()\n\n\n{COUNT_REQUEST}'),
    (MULTI, "    count, milliseconds_left = await redis.evalsha(SHA, 1, key, WINDOW_SECONDS)\n"),
)
answers.wrong(
    "one-passes-uncounted",
    "step 9",
    "On NOSCRIPT the script is loaded again, and this request is not counted.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import NoScriptError, RedisError"),
    (COUNT_REQUEST, f'SCRIPT = """\n{COUNT_IN_LUA}"""\nsha = ""\n\n\n{COUNT_REQUEST}'),
    (
        MULTI,
        (
            "    global sha\n"
            "    try:\n"
            "        sha = sha or await redis.script_load(SCRIPT)\n"
            "        count, milliseconds_left = await redis.evalsha(sha, 1, key, WINDOW_SECONDS)\n"
            "    except NoScriptError:\n"
            "        sha = await redis.script_load(SCRIPT)\n"
            "        raise\n"
        ),
    ),
)
answers.wrong(
    "loaded-each-time",
    "step 9",
    "SCRIPT LOAD before each EVALSHA.",
    (
        MULTI,
        f'    sha = await redis.script_load("""\n{COUNT_IN_LUA}""")\n'
        "    count, milliseconds_left = await redis.evalsha(sha, 1, key, WINDOW_SECONDS)\n",
    ),
)

# Stretch --------------------------------------------------------------------------------------------------------------

answers.wrong(
    "lua-never-looks-again",
    "stretch step 1",
    "EXPIRE with the first request only: a key that has lost its TTL stays.",
    (MULTI, eval_of(COUNT_IN_LUA)),
)
answers.wrong(
    "set-nx-never-looks-again",
    "stretch step 1",
    "SET EX NX does nothing to a key that is there.",
    (INCR, "multi.set(key, 0, ex=WINDOW_SECONDS, nx=True)"),
    (EXPIRE, INCR),
    ("count, _, milliseconds_left", "_, count, milliseconds_left"),
)
answers.wrong(
    "buckets-never-look-again",
    "stretch step 1",
    "The next window has another key; the old one stays for ever.",
    TIME,
    (
        MULTI,
        ALIGNED.replace("multi.incr(key)", "multi.set(key, 0, ex=WINDOW_SECONDS, nx=True)")
        .replace("multi.expire(key, WINDOW_SECONDS)", "multi.incr(key)")
        .replace("count, _ =", "_, count ="),
    ),
)
POLICY = '"RateLimit-Policy": f\'"default";q={RATE_LIMIT};w={WINDOW_SECONDS}\''
STATE = '"RateLimit": f\'"default";r={max(0, RATE_LIMIT - count)};t={seconds_left}\''
answers.wrong("no-policy", "stretch step 2", "RateLimit alone.", (f"        {POLICY},\n", ""))
answers.wrong("policy-without-a-window", "stretch step 2", "A quota of what time?", (";w={WINDOW_SECONDS}", ""))
answers.wrong(
    "policy-without-quotes",
    "stretch step 2",
    "The name is a String in quotes.",
    (POLICY, POLICY.replace('"default"', "default")),
)
answers.wrong(
    "another-name", "stretch step 2", "RateLimit names another policy.", (STATE, STATE.replace("default", "burst"))
)
answers.wrong(
    "draft-of-2020",
    "stretch step 2",
    "RateLimit-Remaining, as in the first drafts.",
    (STATE, '"RateLimit-Remaining": str(max(0, RATE_LIMIT - count))'),
)
answers.wrong(
    "draft-only-on-a-200",
    "stretch step 2",
    "A refusal has the old headers only.",
    (RAISE, RAISE.replace("{**headers,", "{**{name: value for name, value in headers.items() if name[0] == 'X'},")),
)
answers.wrong(
    "heals-when-it-refuses",
    "stretch step 1",
    "Whoever has some of the budget left keeps the rest of it for ever.",
    (
        MULTI,
        eval_of(
            "local count = redis.call('INCR', KEYS[1])\n"
            "local left = redis.call('PTTL', KEYS[1])\n"
            "if count == 1 or left < 0 and count > tonumber(ARGV[2]) then\n"
            "  redis.call('EXPIRE', KEYS[1], ARGV[1])\n"
            "end\n"
            "return {count, redis.call('PTTL', KEYS[1])}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)
answers.wrong(
    "five-in-a-minute",
    "stretch step 2",
    "RateLimit-Policy is a constant.",
    ("q={RATE_LIMIT};w={WINDOW_SECONDS}", "q=5;w=60"),
)
answers.wrong(
    "always-a-whole-window", "stretch step 2", "t does not count down.", ("t={seconds_left}", "t={WINDOW_SECONDS}")
)

# Right ----------------------------------------------------------------------------------------------------------------

answers.right("lua", "EVAL of one script.", (MULTI, eval_of(COUNT_IN_LUA)))
answers.right(
    "lua-by-its-name",
    "register_script: EVALSHA, and SCRIPT LOAD when Redis does not know it.",
    (
        MULTI,
        f'    script = redis.register_script("""\n{COUNT_IN_LUA}""")\n'
        "    count, milliseconds_left = await script(keys=[key], args=[WINDOW_SECONDS])\n",
    ),
)
answers.right(
    "lua-that-heals-and-stops-counting",
    "A refused request writes nothing; a key without TTL gets one.",
    (
        MULTI,
        eval_of(
            "local count = tonumber(redis.call('GET', KEYS[1]) or 0)\n"
            "if count <= tonumber(ARGV[2]) then count = redis.call('INCR', KEYS[1]) end\n"
            "if redis.call('PTTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end\n"
            "return {count, redis.call('PTTL', KEYS[1])}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
    stretch=True,
)
answers.right(
    "evalsha-with-a-fallback",
    "EVALSHA first, EVAL on NOSCRIPT.",
    (OS, f"{OS}from hashlib import sha1\n"),
    ("from redis.exceptions import RedisError", "from redis.exceptions import NoScriptError, RedisError"),
    (COUNT_REQUEST, f'SCRIPT = """\n{COUNT_IN_LUA}"""\nSHA = sha1(SCRIPT.encode()).hexdigest()\n\n\n{COUNT_REQUEST}'),
    (
        MULTI,
        (
            "    try:\n"
            "        count, milliseconds_left = await redis.evalsha(SHA, 1, key, WINDOW_SECONDS)\n"
            "    except NoScriptError:\n"
            "        count, milliseconds_left = await redis.eval(SCRIPT, 1, key, WINDOW_SECONDS)\n"
        ),
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
    "The key holds what remains: SET 5 EX NX, DECR.",
    (INCR, "multi.set(key, RATE_LIMIT, ex=WINDOW_SECONDS, nx=True)"),
    (EXPIRE, "multi.decr(key)"),
    (
        "count, _, milliseconds_left = await multi.execute()",
        "_, left, milliseconds_left = await multi.execute()\n    count = RATE_LIMIT - left",
    ),
)
answers.right(
    "a-pipeline-without-multi",
    "Three commands in one round trip. Others may come between them; EXPIRE NX and INCR do not mind.",
    ("transaction=True", "transaction=False"),
    stretch=True,
)
answers.right("a-key-per-window", "Aligned to the clock; EXPIRE each time.", TIME, (MULTI, ALIGNED), stretch=True)
answers.right(
    "a-key-per-window-twice-as-long",
    "Aligned to the clock; a TTL of two windows.",
    TIME,
    (MULTI, ALIGNED.replace("expire(key, WINDOW_SECONDS)", "expire(key, WINDOW_SECONDS * 2)")),
    stretch=True,
)
answers.right(
    "a-key-per-window-until-its-end",
    "Aligned to the clock; EXPIREAT the instant at which the window ends.",
    TIME,
    (MULTI, ALIGNED.replace("expire(key, WINDOW_SECONDS)", "expireat(key, (number + 1) * WINDOW_SECONDS)")),
    stretch=True,
)
answers.right(
    "a-window-that-ends-on-the-clock",
    "One key per client; SET EXAT NX gives it the instant at which the window ends.",
    TIME,
    (INCR, "multi.set(key, 0, exat=(int(time.time()) // WINDOW_SECONDS + 1) * WINDOW_SECONDS, nx=True)"),
    (EXPIRE, INCR),
    ("count, _, milliseconds_left", "_, count, milliseconds_left"),
)
answers.right(
    "asks-for-the-instant",
    "PEXPIRETIME instead of PTTL, and the app's own clock.",
    TIME,
    (PTTL, "multi.pexpiretime(key)"),
    (
        "count, _, milliseconds_left = await multi.execute()",
        "count, _, ends_at = await multi.execute()\n    milliseconds_left = ends_at - time.time() * 1000",
    ),
    stretch=True,
)
answers.right(
    "asks-for-the-time",
    "TIME in the same MULTI, to name the window's end by the clock of Redis.",
    (PTTL, "multi.pexpiretime(key)\n        multi.time()"),
    (
        "count, _, milliseconds_left = await multi.execute()",
        "count, _, ends_at, (seconds, microseconds) = await multi.execute()\n    milliseconds_left = ends_at - seconds * 1000 - microseconds / 1000",
    ),
    stretch=True,
)
answers.right(
    "a-field-per-client",
    "One Hash, a field per client, each with a TTL of its own.",
    (INCR, 'multi.hincrby("ratelimit", key, 1)'),
    (EXPIRE, 'multi.hexpire("ratelimit", WINDOW_SECONDS, key, nx=True)'),
    (PTTL, 'multi.hpttl("ratelimit", key)'),
    ("count, _, milliseconds_left =", "count, _, (milliseconds_left,) ="),
    stretch=True,
)
answers.right(
    "seconds-rounded-up-from-ttl",
    "TTL and one second more, but never more than the window.",
    (PTTL, "multi.ttl(key)"),
    (RETURN, "    return count, min(WINDOW_SECONDS, milliseconds_left + 1)"),
)
answers.right(
    "a-hashed-address",
    "No address is readable in Redis.",
    (OS, f"{OS}from hashlib import sha256\n"),
    (KEY, 'f"ratelimit:{sha256(client.encode()).hexdigest()}"'),
)
answers.right(
    "a-middleware",
    "It answers 429 by itself.",
    JSON_RESPONSE,
    *NO_DEPENDENCIES,
    ("\n\nasync def count_request(", MIDDLEWARE + "async def count_request("),
    stretch=True,
)
answers.right(
    "a-pure-asgi-middleware",
    "Without BaseHTTPMiddleware: headers are added on the way out.",
    JSON_RESPONSE,
    *NO_DEPENDENCIES,
    (
        "\n\nasync def count_request(",
        (
            "\n\nclass Limiter:\n"
            "    def __init__(self, app):  # type: ignore[no-untyped-def]\n"
            "        self.app = app\n\n"
            "    async def __call__(self, scope, receive, send):  # type: ignore[no-untyped-def]\n"
            "        if scope['type'] != 'http' or not scope['path'].startswith('/api/'):\n"
            "            return await self.app(scope, receive, send)\n"
            "        told = Response()\n"
            "        try:\n"
            "            await rate_limit(Request(scope), told, await get_redis())\n"
            "        except HTTPException as error:\n"
            "            refused = JSONResponse({'detail': error.detail}, error.status_code, error.headers)\n"
            "            return await refused(scope, receive, send)\n\n"
            "        async def send_with_headers(message):  # type: ignore[no-untyped-def]\n"
            "            if message['type'] == 'http.response.start':\n"
            "                message['headers'] += [pair for pair in told.raw_headers if b'ratelimit' in pair[0]]\n"
            "            await send(message)\n\n"
            "        return await self.app(scope, receive, send_with_headers)\n\n\n"
            "app.add_middleware(Limiter)\n\n\n"
            "async def count_request("
        ),
    ),
    stretch=True,
)
answers.right(
    "def-routes",
    "Routes and dependency without async, which FastAPI runs in threads.",
    (IMPORTS, f"from anyio import from_thread\n{IMPORTS}"),
    ("async def rate_limit(", "def rate_limit("),
    (f"await count_request(redis, {KEY})", f"from_thread.run(count_request, redis, {KEY})"),
    ("async def get_status(", "def get_status("),
    ("async def get_item(", "def get_item("),
)
answers.right(
    "asked-in-the-handler",
    "Not a dependency but the first line of each handler.",
    (
        STATUS + "\nasync def get_status() -> dict[str, str]:\n",
        (
            '@app.get("/api/status")\n'
            "async def get_status(request: Request, response: Response, redis: RedisClient) -> dict[str, str]:\n"
            "    await rate_limit(request, response, redis)\n"
        ),
    ),
    (
        GET_ITEM,
        (
            '@app.get("/api/items/{item_id}")\n'
            "async def get_item(item_id: int, request: Request, response: Response, redis: RedisClient) -> object:\n"
            "    await rate_limit(request, response, redis)\n"
            "    return find_item(item_id)"
        ),
    ),
)
answers.right(
    "a-router-with-a-dependency",
    "The limited routes stand in a router of their own.",
    (IMPORTS, IMPORTS.replace("import ", "import APIRouter, ")),
    (STATUS, 'api = APIRouter(prefix="/api", dependencies=[Depends(rate_limit)])\n\n\n@api.get("/status")'),
    (ITEM, '@api.get("/items/{item_id}")'),
    ("\n\nif __name__", "\n\napp.include_router(api)\n\n\nif __name__"),
)
answers.right(
    "an-object-as-dependency",
    "A class with __call__, made with its limit and its window; the detail is an object.",
    (
        "async def rate_limit(request: Request, response: Response, redis: RedisClient) -> None:\n",
        (
            "class Limiter:\n"
            "    async def __call__(self, request: Request, response: Response, redis: RedisClient) -> None:\n"
            "        await limit(request, response, redis)\n\n\n"
            "rate_limit = Limiter()\n\n\n"
            "async def limit(request: Request, response: Response, redis: Redis) -> None:\n"
        ),
    ),
    ('"too many requests"', '{"error": "too many requests", "limit": RATE_LIMIT}'),
)
answers.right(
    "an-exception-of-its-own",
    "A handler of the app turns it into a 429; Retry-After stands on every answer.",
    JSON_RESPONSE,
    (RAISE, RAISE.replace("HTTPException(429, ", "TooMany(")),
    (ON_200, f"response.headers.update({{**headers, {RETRY_AFTER}}})"),
    (
        COUNT_REQUEST,
        (
            "class TooMany(Exception):\n"
            "    def __init__(self, detail: str, headers: dict[str, str]) -> None:\n"
            "        self.detail, self.headers = detail, headers\n\n\n"
            "@app.exception_handler(TooMany)\n"
            "async def too_many(_: object, error: TooMany) -> JSONResponse:\n"
            "    return JSONResponse({'detail': error.detail}, 429, error.headers)\n\n\n"
            "async def count_request("
        ),
    ),
)
answers.right(
    "a-time-out-of-its-own",
    "It waits for Redis for five seconds and no longer.",
    (OS, f"import asyncio\n{OS}"),
    (
        COUNT,
        COUNT.replace("await count_request", "await asyncio.wait_for(count_request").replace(f"{KEY})", f"{KEY}), 5)"),
    ),
    ("except RedisError:", "except (RedisError, TimeoutError):"),
)
answers.right(
    "headers-by-a-middleware",
    "The dependency counts and refuses; a middleware tells those that pass what it has found out.",
    (ON_200, "request.state.limits = headers"),
    (
        STATUS,
        (
            "@app.middleware('http')\n"
            "async def tell(request: Request, call_next):  # type: ignore[no-untyped-def]\n"
            "    answer = await call_next(request)\n"
            "    answer.headers.update(getattr(request.state, 'limits', {}))\n"
            "    return answer\n\n\n"
            f"{STATUS}"
        ),
    ),
)
answers.right(
    "a-list-of-requests",
    "RPUSH replies how long the List is.",
    (INCR, 'multi.rpush(key, "")'),
    stretch=True,
)
answers.right(
    "a-hash-per-window",
    "A key per window with a field per client; EXPIRE each time.",
    TIME,
    (
        MULTI,
        ALIGNED.replace('key = f"{key}:{number}"', 'windows = f"ratelimit:{number}"')
        .replace("multi.incr(key)", "multi.hincrby(windows, key, 1)")
        .replace("multi.expire(key,", "multi.expire(windows,"),
    ),
    stretch=True,
)
answers.right(
    "setex-in-lua",
    "A script that reads, and writes the first count with SETEX; nothing is written for a refusal.",
    (
        MULTI,
        eval_of(
            "local left = redis.call('PTTL', KEYS[1])\n"
            "if left < 0 then\n"
            "  redis.call('SETEX', KEYS[1], ARGV[1], 1)\n"
            "  return {1, ARGV[1] * 1000}\n"
            "end\n"
            "local count = redis.call('GET', KEYS[1]) + 1\n"
            "if count <= tonumber(ARGV[2]) then redis.call('INCR', KEYS[1]) end\n"
            "return {count, left}\n",
            "WINDOW_SECONDS",
            "RATE_LIMIT",
        ),
    ),
)
answers.right(
    "reset-rounded-down",
    "Retry-After is rounded upwards, X-RateLimit-Reset is not: it is less exact, and nobody is told to come too early.",
    (RESET, '"X-RateLimit-Reset": str(max(1, seconds_left - 1))'),
)
answers.right(
    "responses-of-their-own",
    "The routes return a Response, on which headers have to be put by themselves.",
    JSON_RESPONSE,
    (ON_200, "request.state.limits = headers"),
    (
        STATUS + '\nasync def get_status() -> dict[str, str]:\n    return {"status": "open"}',
        (
            STATUS + "\nasync def get_status(request: Request) -> Response:\n"
            "    return JSONResponse({'status': 'open'}, headers=getattr(request.state, 'limits', {}))"
        ),
    ),
    (
        GET_ITEM,
        (
            f"{ITEM}\nasync def get_item(item_id: int, request: Request) -> Response:\n"
            "    return JSONResponse(find_item(item_id), headers=getattr(request.state, 'limits', {}))"
        ),
    ),
)
answers.right(
    "pinged-at-start-up-if-it-is-there",
    "A start-up that asks for Redis, and does without.",
    WITH_CONTEXT_MANAGERS,
    at_start_up("try:\n        await redis.ping()\n    except RedisError:\n        pass"),
)
answers.right(
    "a-sorted-set-of-names",
    "Each request is a member with a name of its own; the key goes at the end of the window.",
    (OS, f"{OS}import time\nfrom uuid import uuid4\n"),
    (INCR, "multi.zadd(key, {str(uuid4()): time.time()})"),
    (EXPIRE, f"{EXPIRE}\n        multi.zcard(key)"),
    ("count, _, milliseconds_left", "_, _, count, milliseconds_left"),
    stretch=True,
)
