"""Wrong answers that step 8 of rate_limiter must catch."""

from tests.variants.passage import above
from tests.variants.rate_limiter.passages import (
    COUNT_REQUEST,
    GUARD,
    MULTI,
    TIME,
    WITH_CONTEXT_MANAGERS,
    at_start_up,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

TRY = """
try:
    count, seconds_left = await count_request(redis, f"ratelimit:{client}")
"""

answers.wrong(
    "no-redis-is-a-500",
    "There is no `try`.",
    (
        GUARD,
        """
        finally:
            pass
        """,
    ),
)
answers.wrong(
    "fails-closed",
    "Without Redis no request is served.",
    (
        GUARD,
        """
        except RedisError:
            raise HTTPException(503, 'no Redis') from None
        """,
    ),
)
answers.wrong(
    "pythons-connection-error",
    "`except ConnectionError` is Python's own, not redis-py's.",
    (GUARD, GUARD.replace("except RedisError", "except ConnectionError")),
)
answers.wrong(
    "a-time-out-is-a-500",
    "redis.ConnectionError is caught but redis.TimeoutError is not.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError as Away"),
    (GUARD, GUARD.replace("except RedisError", "except Away")),
)
answers.wrong(
    "half-of-it-is-guarded",
    "The second command stands outside the `try`.",
    (
        MULTI,
        """
        async with redis.pipeline(transaction=True) as multi:
            multi.incr(key)
            multi.expire(key, WINDOW_SECONDS, nx=True)
            count, _ = await multi.execute()
        milliseconds_left = 0
        """,
    ),
    above("headers = {", 'seconds_left = math.ceil(await redis.pttl(f"ratelimit:{client}") / 1000)'),
)
answers.wrong(
    "open-for-good",
    "After one outage of Redis the limiter stays off.",
    above(COUNT_REQUEST, "is_off = False"),
    above(
        TRY,
        """
        global is_off
        if is_off:
            return
        """,
    ),
    (
        GUARD,
        """
        except RedisError:
            is_off = True
            return
        """,
    ),
)
answers.wrong(
    "a-dict-meanwhile",
    "Without Redis each process counts by itself, and refuses.",
    above(COUNT_REQUEST, "passed: dict[str, int] = {}"),
    (
        GUARD,
        """
        except RedisError:
            count = passed[client] = passed.get(client, 0) + 1
            seconds_left = WINDOW_SECONDS
        """,
    ),
)
answers.wrong(
    "remembers-whom-it-refused",
    "The process itself refuses a refused client until its window ends, also while Redis is away.",
    TIME,
    above(COUNT_REQUEST, "refused: dict[str, float] = {}"),
    (
        TRY,
        """
        try:
            count, seconds_left = await count_request(redis, f"ratelimit:{client}")
            refused[client] = time.time() + seconds_left if count > RATE_LIMIT else 0
        """,
    ),
    (
        GUARD,
        """
        except RedisError:
            if refused.get(client, 0) < time.time():
                return
            count, seconds_left = RATE_LIMIT + 1, math.ceil(refused[client] - time.time())
        """,
    ),
)
answers.wrong(
    "an-outage-is-an-amnesty",
    "The first request after an outage removes its client's count.",
    above(COUNT_REQUEST, "was_away = False"),
    (
        TRY,
        """
        global was_away
        try:
            count, seconds_left = await count_request(redis, f"ratelimit:{client}")
            if was_away:
                await redis.delete(f"ratelimit:{client}")
                was_away = False
        """,
    ),
    (
        GUARD,
        """
        except RedisError:
            was_away = True
            return
        """,
    ),
)
answers.wrong(
    "pinged-at-start-up",
    "Without Redis the app does not start.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up("await redis.ping()"),
)
answers.wrong(
    "a-script-at-start-up",
    "SCRIPT LOAD runs at start-up: without Redis the app does not start.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up("app.state.sha = await redis.script_load(SCRIPT)"),
    above(
        COUNT_REQUEST,
        '''
        SCRIPT = """
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """
        ''',
    ),
    (MULTI, "count, milliseconds_left = await redis.evalsha(app.state.sha, 1, key, WINDOW_SECONDS)"),
)
answers.wrong(
    "open-for-good-after-three",
    "A circuit breaker never closes again.",
    above(COUNT_REQUEST, "failures = 0"),
    above(
        TRY,
        """
        global failures
        if failures >= 3:
            return
        """,
    ),
    (
        GUARD,
        """
        except RedisError:
            failures += 1
            return
        failures = 0
        """,
    ),
)
answers.wrong(
    "a-dict-with-twice-the-limit",
    "Without Redis each process counts by itself, and refuses later.",
    above(COUNT_REQUEST, "passed: dict[str, int] = {}"),
    (
        GUARD,
        """
        except RedisError:
            passed[client] = passed.get(client, 0) + 1
            if passed[client] > 2 * RATE_LIMIT:
                raise HTTPException(429, 'too many requests') from None
            return
        """,
    ),
)
answers.wrong(
    "counted-afterwards",
    "Requests that passed during an outage are counted when Redis is back.",
    above(COUNT_REQUEST, "missed: dict[str, int] = {}"),
    (
        GUARD,
        """
        except RedisError:
            missed[client] = missed.get(client, 0) + 1
            return
        if client in missed:
            count = await redis.incrby(f"ratelimit:{client}", missed.pop(client))
        """,
    ),
)
answers.wrong(
    "pythons-time-out",
    "A first attempt: the ConnectionError is redis-py's, but the TimeoutError is Python's.",
    ("from redis.exceptions import RedisError", "from redis.exceptions import ConnectionError"),
    (GUARD, GUARD.replace("except RedisError", "except (ConnectionError, TimeoutError)")),
    block="""
    step 8 of 9 · Without Redis, requests pass
      called    GET /api/status, twice
      expected  200 while Redis hangs
      got       …
      why       redis-py has a TimeoutError of its own: it is neither a ConnectionError nor Python's TimeoutError.
    """,
)
answers.wrong(
    "goes-on-without-a-count",
    "A first attempt: the error is passed over, and the next line uses a count that does not exist.",
    (GUARD, GUARD.replace("return", "pass")),
    block="""
    step 8 of 9 · Without Redis, requests pass
      called    GET /api/status, twice
      expected  200 while Redis is down
      got       …
      why       Without Redis, let the request pass: neither a 500 nor a 503 is right for it.
    """,
)
answers.wrong(
    "no-script-no-limit",
    "A script is loaded at start-up; an app that started without Redis has no script, and never limits.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up(
        """
        try:
            app.state.sha = await redis.script_load(SCRIPT)
        except RedisError:
            app.state.sha = None
        """
    ),
    above(
        COUNT_REQUEST,
        '''
        SCRIPT = """
        local count = redis.call('INCR', KEYS[1])
        if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
        return {count, redis.call('PTTL', KEYS[1])}
        """
        ''',
    ),
    (
        MULTI,
        """
        if app.state.sha is None:
            raise RedisError('no script')
        count, milliseconds_left = await redis.evalsha(app.state.sha, 1, key, WINDOW_SECONDS)
        """,
    ),
)
answers.wrong(
    "off-if-redis-was-away-at-start-up",
    "The start-up decides once whether there is a limit.",
    WITH_CONTEXT_MANAGERS,
    *at_start_up(
        """
        try:
            app.state.is_on = await redis.ping()
        except RedisError:
            app.state.is_on = False
        """
    ),
    (
        TRY,
        """
        if not app.state.is_on:
            return
        try:
            count, seconds_left = await count_request(redis, f"ratelimit:{client}")
        """,
    ),
)
answers.wrong(
    "sent-again",
    "After an error the commands are sent again; Redis may have carried them out already.",
    (
        TRY,
        """
        try:
            try:
                count, seconds_left = await count_request(redis, f"ratelimit:{client}")
            except RedisError:
                count, seconds_left = await count_request(redis, f"ratelimit:{client}")
        """,
    ),
)
answers.wrong(
    "open-for-good-after-two-outages",
    "The second outage switches the limit off for good.",
    above(COUNT_REQUEST, "outages, is_away = 0, False"),
    above(
        TRY,
        """
        global outages, is_away
        if outages > 1:
            return
        """,
    ),
    (
        GUARD,
        """
        except RedisError:
            outages, is_away = outages + (not is_away), True
            return
        is_away = False
        """,
    ),
)
