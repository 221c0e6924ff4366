"""Passages of the reference solution of session_storage that are replaced more than once."""

from tests.variants.passage import Swap, above, below, passage, replaced

AFTER_IMPORTS = "RedisClient = Annotated[Redis, Depends(get_redis)]"
KEY = 'return f"session:{hashlib.sha256(session_id.encode()).hexdigest()}"'
RAW_KEY = 'return f"session:{session_id}"'
DECODE = "{name.decode(): value.decode() for name, value in session.items()}"
ATTRIBUTES = '{"path": "/", "httponly": True, "samesite": "lax", "secure": request.url.scheme == "https"}'
ON_REDIS_ERROR = "@app.exception_handler(RedisError)"
REFUSE = 'raise HTTPException(401, "no such user, or another password")'
VERIFY = "user: User | None = await verify(credentials.username, credentials.password)"
SESSION = "session: dict[Any, Any] = profile.model_dump()"
NEW_ID = "new_id = secrets.token_urlsafe(32)"
END_OLD = """
if session_id:
    pipe.delete(key_of(session_id))
"""
STORE = """
pipe.hset(key_of(new_id), mapping=session)
pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
"""
LOGIN = """
async with redis.pipeline(transaction=True) as pipe:
    if session_id:
        pipe.delete(key_of(session_id))
    pipe.hset(key_of(new_id), mapping=session)
    pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
    await pipe.execute()
"""
SET_COOKIE = 'response.set_cookie("session_id", new_id, **cookie_attributes(request))'
PROFILE_ROUTE = "async def get_profile(redis: RedisClient, session_id: SessionId = None) -> Profile:"
SLIDE = "pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)"
READ = """
async with redis.pipeline(transaction=True) as pipe:
    pipe.hgetall(key_of(session_id))
    pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
    session, _ = await pipe.execute()
"""
CHANGE = "pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)"
CHANGED = """
pairs = await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
return profile_in(dict(zip(pairs[::2], pairs[1::2], strict=True)))
"""
FIELD = 'field: Literal["theme", "language"], change: Change, redis'
LOGOUT = """
if session_id:
    await redis.delete(key_of(session_id))
"""
LOGOUT_ROUTE = '@app.post("/logout", status_code=204)'
DELETE_COOKIE = 'response.delete_cookie("session_id", **cookie_attributes(request))'
WITH_MAX_AGE = ("new_id, **cookie", "new_id, max_age=SESSION_TTL_SECONDS, **cookie")
READ_RENEWS = (
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, response: Response, redis")),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        response.set_cookie("session_id", session_id, max_age=SESSION_TTL_SECONDS, **cookie_attributes(request))
        return profile
        """,
    ),
)
APP = 'app = FastAPI(title="session_storage", dependencies=[Depends(only_json)])'


def at_start(statements: str) -> tuple[Swap, Swap]:
    """Each worker runs `statements` when it starts; they can use `redis`."""
    lifespan = """
        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            redis = await get_redis()
            STATEMENTS
            yield
    """
    return (
        above(APP, replaced(passage(lifespan), "STATEMENTS", statements)),
        ('"session_storage", dep', '"session_storage", lifespan=lifespan, dep'),
    )


WITH_LIFESPAN = below(
    "import os",
    """
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager
    """,
)


def cookie_is(value: str) -> Swap:
    """The session id is `value`, an expression."""
    return NEW_ID, f"new_id = {value}"


MEMORY = below(AFTER_IMPORTS, "memory: dict[Any, Any] = {}")
FORMAT_CHECKED = (
    KEY,
    """
    if not re.fullmatch('[A-Za-z0-9_-]{43}', session_id):
        raise HTTPException(401, 'not logged in')
    return f"session:{session_id}"
    """,
)
WITH_RE = below("import hashlib", "import re")
HSETEX = (STORE, "pipe.hsetex(key_of(new_id), mapping=session, ex=SESSION_TTL_SECONDS)")
SYNC_CLIENT = (
    above(
        "from fastapi import",
        """
        import redis as redis_py
        from fakeredis import FakeRedis
        """,
    ),
    above(
        "def key_of(",
        """
        def ask_in_sync(redis: Redis) -> None:
            kwargs = redis.connection_pool.connection_kwargs
            server = {name: kwargs[name] for name in ("server", "host", "port", "db") if name in kwargs}
            (FakeRedis if "server" in server else redis_py.Redis)(**server).exists("session:")


        """,
    ),
)
