"""Wrong answers that step 6 of session_storage must catch."""

from tests.variants.passage import Swap, above, below
from tests.variants.session_storage.passages import (
    HSETEX,
    LOGIN,
    LOGOUT,
    PROFILE_ROUTE,
    READ,
    READ_RENEWS,
    SESSION,
    SLIDE,
    VERIFY,
    WITH_MAX_AGE,
    cookie_is,
)
from tests.variants.variant import Answers

answers = Answers(__file__)


def bound_to(place: str) -> tuple[Swap, ...]:
    """A session is good only where it began: `place` is an expression that can use `request`."""
    return (
        below(SESSION, f'session["where"] = {place}'),
        (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, redis")),
        above(
            "return profile_in(session)",
            f"""
            if session and session[b"where"].decode() != {place}:
                raise HTTPException(401, "stolen?")
            """,
        ),
    )


answers.wrong(
    "no-ttl-at-all",
    "Sessions never expire.",
    ("pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)", ""),
    (SLIDE, "pipe.ping()"),
)
answers.wrong(
    "a-ttl-from-the-first-read-on",
    "A session gets its TTL with the first read.",
    ("pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)", ""),
)
answers.wrong(
    "hset-then-expire",
    "HSET and EXPIRE are two round trips: after a cut between them, the session never expires.",
    (
        LOGIN,
        """
        if session_id:
            await redis.delete(key_of(session_id))
        await redis.hset(key_of(new_id), mapping=session)
        await redis.expire(key_of(new_id), SESSION_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "an-index-without-a-ttl",
    "A Set of each user's sessions has no TTL.",
    below(
        "pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)",
        'pipe.sadd(f"session:of:{user.user_id}", key_of(new_id))',
    ),
)
answers.wrong(
    "persist-while-reading",
    "PERSIST removes the TTL during the read.",
    (
        READ,
        """
        await redis.persist(key_of(session_id))
        session = await redis.hgetall(key_of(session_id))
        await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "expire-at-login-only",
    "The TTL does not slide.",
    (SLIDE, "pipe.ping()"),
)
answers.wrong(
    "expire-nx",
    "EXPIRE … NX sets a TTL only on a key without one.",
    (SLIDE, SLIDE.replace("SECONDS)", "SECONDS, nx=True)")),
)
answers.wrong(
    "a-ttl-of-a-day",
    "The TTL is not SESSION_TTL_SECONDS.",
    (SLIDE, SLIDE.replace("SESSION_TTL_SECONDS", "86400")),
)
answers.wrong(
    "a-ttl-of-its-own",
    "The code says 1800 instead of SESSION_TTL_SECONDS.",
    ('SESSION_TTL_SECONDS = int(os.environ.get("SESSION_TTL_SECONDS", "1800"))', "SESSION_TTL_SECONDS = 1800"),
    ("import os", ""),
)
answers.wrong(
    "renews-at-the-last-moment",
    "The TTL is renewed only in its last tenth.",
    (
        READ,
        """
        session = await redis.hgetall(key_of(session_id))
        if await redis.ttl(key_of(session_id)) < SESSION_TTL_SECONDS / 10:
            await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "a-max-age-that-does-not-slide",
    "Max-Age does not slide: the browser drops the cookie while Redis still has the session.",
    WITH_MAX_AGE,
)
answers.wrong(
    "a-renewed-cookie-without-httponly",
    "The cookie slides, but loses its attributes.",
    WITH_MAX_AGE,
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, response: Response, redis")),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        response.set_cookie("session_id", session_id, max_age=SESSION_TTL_SECONDS)
        return profile
        """,
    ),
)
answers.wrong(
    "a-failed-login-renews",
    "A failed login renews the session in the cookie.",
    above(
        VERIFY,
        """
        if session_id:
            await redis.expire(key_of(session_id), SESSION_TTL_SECONDS)
        """,
    ),
)
answers.wrong(
    "half-of-the-fields-slide",
    "Each field has a TTL, and only some are renewed: half a session is left.",
    HSETEX,
    (SLIDE, 'pipe.hexpire(key_of(session_id), SESSION_TTL_SECONDS, "user_id", "username")'),
)
answers.wrong(
    "a-login-has-half-an-hour",
    "A login sets 1800 s; SESSION_TTL_SECONDS counts only from the first use on.",
    ("pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)", "pipe.expire(key_of(new_id), 1800)"),
)
answers.wrong(
    "a-cookie-for-half-an-hour",
    "Max-Age is a constant, and the browser drops the cookie before the session ends.",
    ("new_id, **cookie", "new_id, max_age=1800, **cookie"),
    (PROFILE_ROUTE, PROFILE_ROUTE.replace("(redis", "(request: Request, response: Response, redis")),
    (
        "return profile_in(session)",
        """
        profile = profile_in(session)
        response.set_cookie("session_id", session_id, max_age=1800, **cookie_attributes(request))
        return profile
        """,
    ),
)
answers.wrong(
    "a-max-age-of-a-day",
    "Max-Age is longer than the TTL but does not slide: a daily visitor is logged out.",
    ("new_id, **cookie", "new_id, max_age=86400, **cookie"),
)
answers.wrong(
    "a-day-at-most",
    "The id holds the time of the login, and expires after a day even if it is in use.",
    below("import hashlib", "import time"),
    cookie_is('f"{secrets.token_urlsafe(32)}.{int(time.time())}"'),
    (
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
        """
        if not session_id:
            raise HTTPException(401, "not logged in")
        since = session_id.rpartition(".")[2]
        if not since.isdecimal() or not since.isascii() or time.time() - int(since[:12]) > 86_400:
            raise HTTPException(401, "not logged in")
        async with redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(key_of(session_id))
        """,
    ),
)
answers.wrong(
    "bound-to-the-address",
    "A session is bound to the client's address: on another network it is refused.",
    *bound_to('(request.client.host if request.client else "")'),
)
answers.wrong(
    "bound-to-the-browser",
    "A session is bound to the user agent: after an update of the browser it is refused.",
    *bound_to('request.headers.get("user-agent", "")'),
)
answers.wrong(
    "a-max-age-and-no-ttl",
    "The cookie has a Max-Age, renewed by each read, and the session in Redis never expires.",
    WITH_MAX_AGE,
    *READ_RENEWS,
    ("pipe.expire(key_of(new_id), SESSION_TTL_SECONDS)", ""),
    (SLIDE, "pipe.ping()"),
    block="""
      step 6 of 11 · An unused session expires, a used one stays
        called    POST /login
        expected  a TTL on each key
        got       …
        why       Most users never log out; the Max-Age of a cookie ends nothing in Redis.
    """,
)
answers.wrong(
    "hsetex-then-expire",
    "A login gives each field a TTL, and a read renews only that of the key.",
    HSETEX,
    block="""
      step 6 of 11 · An unused session expires, a used one stays
        called    …
        expected  ada, who used her session 1080 s ago
        got       …
        why       Sliding expiration: each read sets the TTL again, so the time runs from the last use, not …
    """,
)
answers.wrong(
    "a-mark-without-a-ttl",
    "Logout leaves a mark in place of the session, and the mark never expires.",
    (
        LOGOUT,
        """
        if session_id:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.delete(key_of(session_id))
                pipe.set(key_of(session_id).replace("session:", "ended:"), 1)
                await pipe.execute()
        """,
    ),
)
