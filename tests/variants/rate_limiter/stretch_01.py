"""Wrong answers that stretch step 1 of rate_limiter must catch."""

from tests.variants.rate_limiter.passages import ALIGNED, EXPIRE, INCR, MULTI, TIME
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "lua-never-looks-again",
    "Only the first request sets EXPIRE: a key that lost its TTL stays.",
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
answers.wrong(
    "set-nx-never-looks-again",
    "SET EX NX does nothing to an existing key: one that lost its TTL stays.",
    (INCR, "multi.set(key, 0, ex=WINDOW_SECONDS, nx=True)"),
    (EXPIRE, INCR),
    ("count, _, milliseconds_left", "_, count, milliseconds_left"),
)
answers.wrong(
    "buckets-never-look-again",
    "The next window has another key; the old one stays.",
    TIME,
    (MULTI, ALIGNED),
    (INCR, "multi.set(key, 0, ex=WINDOW_SECONDS, nx=True)"),
    ("multi.expire(key, WINDOW_SECONDS)", INCR),
    ("count, _ =", "_, count ="),
)
answers.wrong(
    "heals-when-it-refuses",
    "A TTL is repaired only on a refusal: a client with budget left never gets a new window.",
    (
        MULTI,
        '''
        count, milliseconds_left = await redis.eval("""
        local count = redis.call('INCR', KEYS[1])
        local left = redis.call('PTTL', KEYS[1])
        if count == 1 or left < 0 and count > tonumber(ARGV[2]) then
          redis.call('EXPIRE', KEYS[1], ARGV[1])
        end
        return {count, redis.call('PTTL', KEYS[1])}
        """, 1, key, WINDOW_SECONDS, RATE_LIMIT)
        ''',
    ),
)
