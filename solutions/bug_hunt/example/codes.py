"""Login codes: six digits, good for five minutes, and once."""

import secrets

from redis import Redis

SECONDS = 300

# One script, so that of two clients with the same code only one gets in.
_REDEEM = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


def issue(redis: Redis, user: str) -> str:
    """Store a new code for the user, in place of an older one, and return it."""
    code = f"{secrets.randbelow(1_000_000):06}"
    redis.set(f"code:{user}", code, ex=SECONDS)
    return code


def redeem(redis: Redis, user: str, code: str) -> bool:
    """Whether this is the user's code. If so, it is used up. A wrong code changes nothing."""
    return bool(redis.eval(_REDEEM, 1, f"code:{user}", code))
