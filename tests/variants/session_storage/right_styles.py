"""Right answers to session_storage in other styles: classes, middleware, decorators, sub-applications, pipelines."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import (
    APP,
    CHANGED,
    DECODE,
    LOGIN,
    LOGOUT,
    PROFILE_ROUTE,
    READ,
    REFUSE,
    SESSION,
    WITH_LIFESPAN,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

GET_PROFILE = """
async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:
    if not session_id:
        raise HTTPException(401, "not logged in")
    async with redis.pipeline(transaction=True) as pipe:
        pipe.hgetall(key_of(session_id))
        pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
        session, _ = await pipe.execute()
    return profile_in(session)
"""

answers.right(
    "a-repository",
    "A class that FastAPI makes for each request holds all that asks Redis.",
    above(
        ("@app.exception_handler(RedisError)"),
        """
        class Sessions:
            def __init__(self, redis: RedisClient, session_id: SessionId = None) -> None:
                self.redis, self.session_id = redis, session_id

            @property
            def key(self) -> str:
                if not self.session_id:
                    raise HTTPException(401, "not logged in")
                return key_of(self.session_id)

            async def read(self) -> Profile:
                async with self.redis.pipeline(transaction=True) as pipe:
                    session, _ = await pipe.hgetall(self.key).expire(self.key, SESSION_TTL_SECONDS).execute()
                return profile_in(session)

            async def end(self) -> None:
                await self.redis.delete(*([self.key] if self.session_id else ["session:"]))


        """,
    ),
    (
        GET_PROFILE,
        """
        async def get_profile(sessions: Annotated[Sessions, Depends()]) -> Profile:
            return await sessions.read()
        """,
    ),
    (
        """
        redis: RedisClient, session_id: SessionId = None) -> None:
            if session_id:
                await redis.delete(key_of(session_id))
        """,
        """
        sessions: Annotated[Sessions, Depends()]) -> None:
            await sessions.end()
        """,
    ),
)
answers.right(
    "an-asgi-middleware",
    "A middleware without a base class reads the session into the state of the request.",
    below("import JSONResponse", "from starlette.types import ASGIApp, Receive, Scope, Send"),
    above(
        '@app.get("/profile")',
        """
        class WithSession:
            def __init__(self, app: ASGIApp) -> None:
                self.app = app

            async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
                if scope["type"] == "http" and scope["path"] == "/profile":
                    request = Request(scope)
                    redis = await get_redis()
                    key = key_of(request.cookies.get("session_id", ""))
                    try:
                        async with redis.pipeline(transaction=True) as pipe:
                            session, _ = await pipe.hgetall(key).expire(key, SESSION_TTL_SECONDS).execute()
                    except RedisError as error:
                        return await (await without_redis(request, error))(scope, receive, send)
                    scope.setdefault("state", {})["session"] = session
                await self.app(scope, receive, send)


        app.add_middleware(WithSession)


        """,
    ),
    (
        GET_PROFILE,
        """
        async def get_profile(request: Request) -> Profile:
            return profile_in(request.state.session)
        """,
    ),
)
answers.right(
    "a-context-variable",
    "A dependency puts the profile into a ContextVar, which each request has for itself.",
    below("import hashlib", "from contextvars import ContextVar"),
    above(
        '@app.get("/profile")',
        """
        current: ContextVar[Profile] = ContextVar("the profile of the user of this request")


        async def logged_in(redis: RedisClient, session_id: SessionId = None) -> None:
            if not session_id:
                raise HTTPException(401, "not logged in")
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                session, _ = await pipe.execute()
            current.set(profile_in(session))


        """,
    ),
    ('@app.get("/profile")', '@app.get("/profile", dependencies=[Depends(logged_in)])'),
    (
        GET_PROFILE,
        """
        async def get_profile() -> Profile:
            return current.get()
        """,
    ),
)
answers.right(
    "a-decorator",
    "A decorator finds the profile, and gives it to the route.",
    below(
        "import hashlib",
        """
        from collections.abc import Awaitable, Callable
        """,
    ),
    above(
        '@app.get("/profile")',
        """
        def with_profile(route: Callable[[Profile], Awaitable[Profile]]) -> Callable[..., Awaitable[Profile]]:
            async def wrapper(redis: RedisClient, session_id: SessionId = None) -> Profile:
                if not session_id:
                    raise HTTPException(401, "not logged in")
                async with redis.pipeline(transaction=True) as pipe:
                    pipe.hgetall(key_of(session_id))
                    pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                    session, _ = await pipe.execute()
                return await route(profile_in(session))

            return wrapper


        """,
    ),
    (
        GET_PROFILE,
        """
        @with_profile
        async def get_profile(profile: Profile) -> Profile:
            return profile
        """,
    ),
)
answers.right(
    "a-sub-application",
    "The routes belong to an application of their own, which is mounted.",
    (
        APP,
        """
        app = FastAPI(title="session_storage", dependencies=[Depends(only_json)])
        whole, app = app, FastAPI(title="sessions", dependencies=[Depends(only_json)])
        """,
    ),
    ("app.include_router(health)", "whole.include_router(health)"),
    ("app.include_router(page)", "whole.include_router(page)"),
    above(
        'if __name__ == "__main__":',
        """
        whole.mount("", app)
        app = whole


        """,
    ),
)
answers.right(
    "a-wrapper-made-by-the-lifespan",
    "The start makes an object around the client; it does not ask Redis.",
    WITH_LIFESPAN,
    above(
        APP,
        """
        class Store:
            def __init__(self, redis: Redis) -> None:
                self.redis = redis

            async def read(self, key: str) -> Any:
                async with self.redis.pipeline(transaction=True) as pipe:
                    pipe.hgetall(key)
                    pipe.expire(key, SESSION_TTL_SECONDS)
                    session, _ = await pipe.execute()
                return session


        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
            yield {"store": Store(await get_redis())}


        """,
    ),
    ('"session_storage", dep', '"session_storage", lifespan=lifespan, dep'),
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("redis: RedisClient", "request: Request")),
    (READ, "session = await request.state.store.read(key_of(session_id))"),
)
answers.right(
    "a-transaction-as-a-context-manager",
    "One context manager begins and executes each transaction.",
    WITH_LIFESPAN,
    above(
        "def key_of(",
        """
        @asynccontextmanager
        async def transaction(redis: Redis) -> AsyncIterator[Any]:
            async with redis.pipeline(transaction=True) as pipe:
                yield pipe
                if pipe.command_stack:
                    await pipe.execute()


        """,
    ),
    (
        LOGIN,
        """
        async with transaction(redis) as pipe:
            if session_id:
                pipe.delete(key_of(session_id))
            pipe.hset(key_of(new_id), mapping=session)
            pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
        """,
    ),
    (
        LOGOUT,
        """
        async with transaction(redis) as pipe:
            if session_id:
                pipe.delete(key_of(session_id))
        """,
    ),
)
answers.right(
    "pipelines-without-multi",
    "A login and a read are pipelines without MULTI: one round trip, and each command is safe alone.",
    (LOGIN, LOGIN.replace("transaction=True", "transaction=False")),
    (READ, READ.replace("transaction=True", "transaction=False")),
    (
        CHANGED,
        """
        async with redis.pipeline(transaction=False) as pipe:
            pipe.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
            pipe.hgetall(key_of(session_id))
            pairs, session = await pipe.execute()
        return profile_in(session if pairs else {})
        """,
    ),
)
answers.right(
    "tries-again",
    "What Redis has not confirmed is sent once more: each of these commands may be sent twice.",
    below("import hashlib", "from collections.abc import Awaitable, Callable"),
    above(
        "def key_of(",
        """
        async def twice(ask: Callable[[], Awaitable[Any]]) -> Any:
            try:
                return await ask()
            except RedisError:
                return await ask()


        """,
    ),
    (
        LOGOUT,
        """
        if session_id:
            await twice(lambda: redis.delete(key_of(session_id)))
        """,
    ),
    (
        READ,
        """
        async def ask() -> Any:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                return (await pipe.execute())[0]

        session = await twice(ask)
        """,
    ),
    (
        LOGIN,
        """
        async def begin() -> None:
            async with redis.pipeline(transaction=True) as pipe:
                if session_id:
                    pipe.delete(key_of(session_id))
                pipe.hset(key_of(new_id), mapping=session)
                pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
                await pipe.execute()

        await twice(begin)
        """,
    ),
)
answers.right(
    "each-value-is-json",
    "Each field of the Hash holds JSON, so a number stays a number.",
    below("import hashlib", "import json"),
    (SESSION, "session: dict[Any, Any] = {name: json.dumps(value) for name, value in profile.model_dump().items()}"),
    (DECODE, "{name.decode(): json.loads(value) for name, value in session.items()}"),
    ("key_of(session_id), field, change.value,", "key_of(session_id), field, json.dumps(change.value),"),
)
answers.right(
    "guesses-are-limited",
    "After twenty wrong passwords in a minute, the login of this user answers 429 for a while.",
    above(
        REFUSE,
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.incr(f"failed:{hashlib.sha256(credentials.username.encode()).hexdigest()}")
            pipe.expire(f"failed:{hashlib.sha256(credentials.username.encode()).hexdigest()}", 60, nx=True)
            times, _ = await pipe.execute()
        if times > 20:
            raise HTTPException(429, "too many attempts")
        """,
    ),
)
answers.right(
    "a-session-of-the-request's-state",
    "A dependency of the whole app leaves the user in request.state, for all that comes behind it.",
    (
        GET_PROFILE,
        """
        async def get_profile(request: Request, redis: RedisClient, session_id: SessionId = None) -> Profile:
            if not session_id:
                raise HTTPException(401, "not logged in")
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                request.state.session, _ = await pipe.execute()
            return profile_in(request.state.session)
        """,
    ),
)
