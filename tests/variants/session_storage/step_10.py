"""Wrong answers that step 10 of session_storage must catch."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import AFTER_IMPORTS, LOGOUT, ON_REDIS_ERROR, READ, WITH_LIFESPAN, at_start
from tests.variants.variant import Answers

answers = Answers(__file__)

UNAVAILABLE = 'return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)'

answers.wrong(
    "no-redis-is-a-500",
    "The errors of redis-py are not caught.",
    (ON_REDIS_ERROR, ""),
)
answers.wrong(
    "no-redis-is-a-401",
    "Without Redis the answer is a 401: the page asks every user to log in.",
    ('try again later"}, 503)', 'try again later"}, 401)'),
)
answers.wrong(
    "no-redis-is-a-guest",
    "Without Redis every request is let in.",
    (
        READ,
        """
        try:
            session = await read(redis, session_id)
        except RedisError:
            return Profile(user_id=0, username='guest', theme='light', language='en')
        """,
    ),
    (
        '@app.get("/profile")',
        """
        async def read(redis: Redis, session_id: str) -> Any:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                session, _ = await pipe.execute()
            return session


        @app.get('/profile')
        """,
    ),
)
answers.wrong(
    "a-hanging-redis-is-a-500",
    "ConnectionError is caught but TimeoutError is not.",
    (ON_REDIS_ERROR, "@app.exception_handler(ConnectionError)"),
    ("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError, RedisError"),
)
answers.wrong(
    "no-redis-clears-the-cookie",
    "Without Redis every browser loses its cookie.",
    (
        UNAVAILABLE,
        """
        answer = JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)
        answer.delete_cookie("session_id", **cookie_attributes(request))
        return answer
        """,
    ),
)
answers.wrong(
    "logout-without-redis",
    "Logout without Redis reports success, but the session stays in Redis.",
    (
        LOGOUT,
        """
        if session_id:
            try:
                await redis.delete(key_of(session_id))
            except RedisError:
                pass
        """,
    ),
)
answers.wrong(
    "login-without-redis",
    "Login without Redis reports success, but there is no session.",
    (
        """
        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
        await pipe.execute()
        """,
        """
        pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
        try:
            await pipe.execute()
        except RedisError:
            pass
        """,
    ),
)
answers.wrong(
    "asks-first-whether-redis-is-there",
    "PING succeeds, but the commands after it fail.",
    (ON_REDIS_ERROR, ""),
    ("Annotated[Redis, Depends(get_redis)]", "Annotated[Redis, Depends(redis_or_503)]"),
    above(
        "RedisClient =",
        """
        async def redis_or_503(redis: Annotated[Redis, Depends(get_redis)]) -> Redis:
            try:
                await redis.ping()
            except RedisError as error:
                raise HTTPException(503) from error
            return redis
        """,
    ),
)
answers.wrong(
    "a-new-cookie-without-redis",
    "The cookie is set first, and the 503 carries it.",
    (
        UNAVAILABLE,
        """
        answer = JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)
        if request.url.path == "/login" and not request.cookies:
            answer.set_cookie("session_id", secrets.token_urlsafe(32), **cookie_attributes(request))
        return answer
        """,
    ),
)
answers.wrong(
    "the-last-known-profile",
    "Without Redis a read gets the last known profile.",
    above(AFTER_IMPORTS, "seen: dict[str, Any] = {}"),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        seen[session_id] = profile.model_dump()
        return profile
        """,
    ),
    above(
        'return JSONResponse({"detail": "sessions',
        """
        if (known := seen.get(request.cookies.get("session_id", ""))) and request.method == "GET":
            return JSONResponse(known)
        """,
    ),
)
answers.wrong(
    "an-outage-shows-the-id",
    "The 503 shows the id of the session.",
    ('"sessions are out of reach, try again later"', 'f"{request.cookies} is out of reach, try again later"'),
)
answers.wrong(
    "the-old-session-ends-first",
    "DEL is its own round trip: after a cut behind it, the browser has no session.",
    (
        """
        async with redis.pipeline(transaction=True) as pipe:
            if session_id:
                pipe.delete(key_of(session_id))
        """,
        """
        if session_id:
            await redis.delete(key_of(session_id))
        async with redis.pipeline(transaction=True) as pipe:
        """,
    ),
)
answers.wrong(
    "no-start-without-redis",
    "PING runs at start-up: a worker does not start before Redis.",
    WITH_LIFESPAN,
    *at_start("await redis.ping()"),
)
answers.wrong(
    "three-failures-and-out",
    "After three failures in a row the app stops asking Redis, and the breaker never closes.",
    (
        '''
        async def without_redis(request: Request, error: RedisError) -> JSONResponse:
            """Without Redis the app cannot know the user. The cookie stays: it works again when Redis is back."""
            return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)
        ''',
        '''
        async def without_redis(request: Request, error: RedisError) -> JSONResponse:
            """Without Redis the app cannot know the user. The cookie stays: it works again when Redis is back."""
            app.state.failures += 1
            return JSONResponse({"detail": "sessions are out of reach, try again later"}, 503)


        app.state.failures = 0


        @app.middleware("http")
        async def breaker(request: Request, call_next: Any) -> Response:
            if app.state.failures >= 3:
                return JSONResponse({"detail": "sessions are out of reach"}, 503)
            answer: Response = await call_next(request)
            if answer.status_code != 503:
                app.state.failures = 0
            return answer
        ''',
    ),
)
answers.wrong(
    "catches-the-errors-of-python",
    "ConnectionError and TimeoutError without an import are Python's own, and redis-py raises others.",
    (
        ON_REDIS_ERROR,
        """
        @app.exception_handler(ConnectionError)
        @app.exception_handler(TimeoutError)
        """,
    ),
    block="""
      step 10 of 11 · Without Redis the answer is 503, and the cookie stays good
        called    …
        expected  503 while Redis is away
        got       …
    """,
)
answers.wrong(
    "a-try-for-reads-only",
    "Only GET /profile catches the errors of redis-py.",
    (ON_REDIS_ERROR, ""),
    (
        "session, _ = await pipe.execute()",
        """
        try:
            session, _ = await pipe.execute()
        except RedisError as error:
            raise HTTPException(503) from error
        """,
    ),
    block="""
      step 10 of 11 · Without Redis the answer is 503, and the cookie stays good
        called    POST /login
        expected  503 for a login while Redis is away
        got       …
    """,
)
