"""Right answers to session_storage in which a logout leaves a mark, with a TTL, that makes nobody logged in."""

from tests.variants.passage import above
from tests.variants.session_storage.passages import LOGOUT, READ
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "a-mark-in-the-place-of-the-session",
    "Logout leaves a String under the key of the session; the scripts serve only a Hash.",
    (
        LOGOUT,
        """
        if session_id:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.delete(key_of(session_id))
                pipe.set(key_of(session_id), "ended", ex=300)
                await pipe.execute()
        """,
    ),
    (
        READ,
        """
        script = '''
            if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return {} end
            redis.call('EXPIRE', KEYS[1], ARGV[1])
            return redis.call('HGETALL', KEYS[1])
        '''
        pairs = await redis.eval(script, 1, key_of(session_id), SESSION_TTL_SECONDS)
        session = dict(zip(pairs[::2], pairs[1::2], strict=True))
        """,
    ),
    ("if redis.call('EXISTS', KEYS[1]) == 0", "if redis.call('TYPE', KEYS[1]).ok ~= 'hash'"),
)
answers.right(
    "a-session-that-is-marked-as-ended",
    "Logout writes the time of the end into the Hash, which expires; such a session has no user.",
    (
        LOGOUT,
        """
        if session_id:
            script = '''
                if redis.call('EXISTS', KEYS[1]) == 1 then
                    redis.call('HSET', KEYS[1], 'ended_at', redis.call('TIME')[1])
                    redis.call('EXPIRE', KEYS[1], 60)
                end
            '''
            await redis.eval(script, 1, key_of(session_id))
        """,
    ),
    (
        READ,
        """
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
            pipe.expire(key_of(session_id), SESSION_TTL_SECONDS)
            session, _ = await pipe.execute()
        if b"ended_at" in session:
            raise HTTPException(401, "logged out")
        """,
    ),
    (
        "if redis.call('EXISTS', KEYS[1]) == 0",
        "if redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'ended_at') == 1",
    ),
)
answers.right(
    "a-mark-that-names-the-user",
    "Logout leaves who was logged in, and until when, for the support; for ten minutes.",
    (
        LOGOUT,
        """
        if session_id:
            script = '''
                local user_id = redis.call('HGET', KEYS[1], 'user_id')
                redis.call('DEL', KEYS[1])
                if user_id then
                    redis.call('HSET', KEYS[1], 'user_id', user_id, 'until', ARGV[1])
                    redis.call('EXPIRE', KEYS[1], 600)
                end
            '''
            await redis.eval(script, 1, key_of(session_id), time.time())
        """,
    ),
    above("import hashlib", "import time"),
    ("if not session:", 'if b"username" not in session:'),
    ("redis.call('EXISTS', KEYS[1])", "redis.call('HEXISTS', KEYS[1], 'username')"),
)
answers.right(
    "a-list-of-ended-sessions",
    "A Sorted Set holds the sessions that have ended, for a TTL.",
    (
        LOGOUT,
        """
        if session_id:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.delete(key_of(session_id))
                pipe.zadd("session:ended", {key_of(session_id): 1})
                pipe.expire("session:ended", SESSION_TTL_SECONDS)
                await pipe.execute()
        """,
    ),
)
