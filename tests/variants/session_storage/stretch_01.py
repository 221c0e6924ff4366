"""Wrong answers that stretch step 1 of session_storage must catch."""

from tests.variants.passage import above, below
from tests.variants.session_storage.passages import LOGOUT
from tests.variants.variant import Answers

answers = Answers(__file__)

EVERYWHERE = """
if session_id:
    await redis.eval(LOGOUT_EVERYWHERE, 1, key_of(session_id), INDEX)
"""

answers.wrong(
    "everywhere-is-here",
    "Only the session of the request ends.",
    (EVERYWHERE, LOGOUT),
)
answers.wrong(
    "everywhere-is-everybody",
    "All sessions of all users end.",
    (
        EVERYWHERE,
        """
        if session_id:
            for key in [key async for key in redis.scan_iter(match="session:*")]:
                await redis.delete(key)
        """,
    ),
)
answers.wrong(
    "everywhere-but-here",
    "The cookie of this browser stays.",
    (
        """
        if session_id:
            await redis.eval(LOGOUT_EVERYWHERE, 1, key_of(session_id), INDEX)
        response.delete_cookie("session_id", **cookie_attributes(request))
        """,
        EVERYWHERE,
    ),
)
answers.wrong(
    "one-index-for-all",
    "The index does not record which user a session belongs to.",
    ("index = ARGV[1] .. user_id", "index = ARGV[1]"),
    ('index = f"{INDEX}{user.user_id}"', "index = INDEX"),
)
answers.wrong(
    "the-cookie-names-a-user",
    "The cookie can name the index.",
    (
        """
        local user_id = redis.call('HGET', KEYS[1], 'user_id')
        if not
        """,
        """
        local user_id = redis.call('HGET', KEYS[1], 'user_id') or ARGV[2]
        if not
        """,
    ),
    ("key_of(session_id), INDEX)", "key_of(session_id), INDEX, session_id)"),
)
answers.wrong(
    "an-index-that-ends-too-soon",
    "The index lives for one TTL, but a session in use lives longer.",
    ("pipe.expire(index, SESSION_MAX_SECONDS)", "pipe.expire(index, SESSION_TTL_SECONDS)"),
)
answers.wrong(
    "logged-out-for-good",
    "A mark says that the user is logged out, and the next login does not remove it.",
    above("for _, key in ipairs", "redis.call('SET', 'session:none-of:' .. user_id, 1, 'EX', 60)"),
    (
        "if not ends_at then",
        """
        if not ends_at or redis.call('EXISTS', 'session:none-of:' .. redis.call('HGET', KEYS[1], 'user_id')) == 1 then
        """,
    ),
)
answers.wrong(
    "an-index-of-the-last-ten",
    "The index holds only the ten newest sessions.",
    below('pipe.zremrangebyscore(index, "-inf", now)', "pipe.zremrangebyrank(index, 0, -10)"),
)
answers.wrong(
    "an-index-that-is-read-then-removed",
    "The index is read, then removed: a login in between drops out of it, and no logout finds it.",
    (
        EVERYWHERE,
        """
        user_id = await redis.hget(key_of(session_id), "user_id") if session_id else None
        if user_id:
            index = INDEX + user_id.decode()
            keys = await redis.zrange(index, 0, -1)
            await redis.delete(index, *keys)
        """,
    ),
)
answers.wrong(
    "an-index-that-is-emptied-first",
    "A script takes all keys out of the index, and a second round trip removes them: a cut in between loses them.",
    (
        EVERYWHERE,
        """
        if session_id:
            take = '''
                local user_id = redis.call('HGET', KEYS[1], 'user_id')
                if not user_id then return {} end
                local keys = redis.call('ZRANGE', ARGV[1] .. user_id, 0, -1)
                redis.call('DEL', ARGV[1] .. user_id)
                return keys
            '''
            await redis.delete(key_of(session_id), *await redis.eval(take, 1, key_of(session_id), INDEX))
        """,
    ),
)
