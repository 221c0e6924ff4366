"""Wrong answers that step 10 of session_storage must catch: the second time, at the start, and when a reply is lost."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import (
    CHANGE,
    CHANGED,
    LOGIN,
    LOGOUT,
    MEMORY,
    READ,
    WITH_LIFESPAN,
    at_start,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

SEND_AGAIN = above(
    "def key_of(",
    """
    async def again(ask: Any) -> Any:
        try:
            return await ask()
        except RedisError:
            return await ask()


    """,
)

answers.wrong(
    "a-dict-from-the-second-request-on",
    "Without Redis the first request is a 503, and later ones are answered from a dict.",
    MEMORY,
    (
        READ,
        """
        try:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(key_of(session_id))
                pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
                session, _ = await pipe.execute()
            memory[session_id], memory["failures"] = session, 0
        except RedisError:
            memory["failures"] = memory.get("failures", 0) + 1
            if memory["failures"] < 2 or not memory.get(session_id):
                raise
            session = memory[session_id]
        """,
    ),
)
answers.wrong(
    "the-second-logout-without-redis",
    "A second logout during an outage is believed, as the first one was a 503.",
    MEMORY,
    (
        LOGOUT,
        """
        if session_id:
            try:
                await redis.delete(key_of(session_id))
            except RedisError:
                memory[session_id] = memory.get(session_id, 0) + 1
                if memory[session_id] < 2:
                    raise
                return
        """,
    ),
)
answers.wrong(
    "no-redis-at-the-start-is-for-ever",
    "A worker that was started without Redis answers 503 until it is started again.",
    WITH_LIFESPAN,
    *at_start(
        """
        try:
            await redis.ping()
            app.state.has_redis = True
        except RedisError:
            app.state.has_redis = False
        """
    ),
    above(
        READ,
        """
        if not app.state.has_redis:
            raise RedisError("no Redis at the start")
        """,
    ),
)
answers.wrong(
    "a-script-from-the-start",
    "The script is loaded at start-up: a start without Redis loads none, and a restarted Redis has lost it.",
    WITH_LIFESPAN,
    *at_start(
        """
        try:
            app.state.change = await redis.script_load(CHANGE_FIELD)
        except RedisError:
            app.state.change = ""
        """
    ),
    (
        CHANGE,
        """
        key, ttl = key_of(session_id), SESSION_TTL_SECONDS
        pairs = await redis.evalsha(app.state.change, 1, key, field, change.value, ttl)
        """,
    ),
)
answers.wrong(
    "logins-need-redis-at-the-start",
    "A worker that was started without Redis serves profiles later, and no login.",
    WITH_LIFESPAN,
    *at_start(
        """
        try:
            await redis.ping()
            app.state.has_redis = True
        except RedisError:
            app.state.has_redis = False
        """
    ),
    above(
        LOGIN,
        """
        if not app.state.has_redis:
            raise RedisError("no Redis at the start")
        """,
    ),
)
answers.wrong(
    "a-start-catches-no-time-out",
    "PING at start-up catches the ConnectionError of redis-py, and not its TimeoutError.",
    WITH_LIFESPAN,
    *at_start(
        """
        try:
            await redis.ping()
        except redis_exceptions.ConnectionError:
            pass
        """
    ),
    above("from redis.exceptions import", "from redis import exceptions as redis_exceptions"),
)
answers.wrong(
    "a-login-takes-its-own-session-for-another's",
    "The login tries again after an error, and takes the session that it has stored for a collision.",
    SEND_AGAIN,
    (
        LOGIN,
        """
        script = '''
            if redis.call('EXISTS', KEYS[2]) == 1 then return redis.error_reply('taken') end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[2], unpack(ARGV, 2))
            redis.call('EXPIRE', KEYS[2], ARGV[1])
            return 1
        '''
        words = [word for pair in session.items() for word in pair]
        keys = (key_of(session_id or new_id + "-"), key_of(new_id))

        async def begin() -> Any:
            return await redis.eval(script, 2, *keys, SESSION_TTL_SECONDS, *words)

        try:
            await begin()
        except ResponseError:
            raise
        except RedisError:
            try:
                await begin()
            except ResponseError as taken:
                raise HTTPException(500, "this id is taken") from taken
        """,
    ),
    ("import RedisError", "import RedisError, ResponseError"),
)
answers.wrong(
    "a-logout-that-finds-nothing-the-second-time",
    "A logout tries again after an error, and 0 removed keys are a failure.",
    SEND_AGAIN,
    (
        LOGOUT,
        """
        if session_id:
            try:
                await redis.delete(key_of(session_id))
            except RedisError:
                if not await redis.delete(key_of(session_id)):
                    raise HTTPException(500, "the logout failed") from None
        """,
    ),
)
answers.wrong(
    "a-change-that-is-believed-unheard",
    "A change whose reply is lost is answered 200, whether Redis has done it or not.",
    (
        CHANGED,
        """
        before = await get_profile(redis, session_id)
        try:
            await redis.eval(CHANGE_FIELD, 1, key_of(session_id), field, change.value, SESSION_TTL_SECONDS)
        except RedisError:
            pass
        return before.model_copy(update={field: change.value})
        """,
    ),
)
answers.wrong(
    "a-logout-in-two-parts-that-is-believed",
    "Logout reads the session for its log, and a DEL that fails afterwards is a success.",
    (
        LOGOUT,
        """
        if session_id:
            await redis.hget(key_of(session_id), "username")
            try:
                await redis.delete(key_of(session_id))
            except RedisError:
                pass
        """,
    ),
)
answers.wrong(
    "an-old-session-that-stays-unheard",
    "The login ends the session before in a second round trip, and a failure of it is a success.",
    (
        LOGIN,
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hset(key_of(new_id), mapping=session)
            pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)
            await pipe.execute()
        if session_id:
            try:
                await redis.delete(key_of(session_id))
            except RedisError:
                pass
        """,
    ),
)
