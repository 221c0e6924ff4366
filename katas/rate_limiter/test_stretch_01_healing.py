"""A key that lost its TTL heals"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import A_DAY, LIMIT, WINDOW, keys_in

READ = "katas/rate_limiter/README.md#a-key-that-lost-its-ttl"


@pytest.mark.parametrize("counted", [2, LIMIT])
def test_a_key_that_lost_its_ttl_gets_one_again(client, redis, clock, counted):
    """By PERSIST, by a restored backup, by an older version of the app: the next request sees to it."""
    for _ in range(counted):
        client.get("/api/status")
    for key in list(redis.scan_iter()):
        redis.persist(key)
    client.get("/api/status")
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]
    clock.advance(A_DAY)

    assert answers[LIMIT - 1].status == 200, expected(
        f"200, {LIMIT} times, a window after the key lost its TTL", got=answers[LIMIT - 1]
    )
    assert answers[LIMIT].status == 429, expected("429 for the sixth", got=answers[LIMIT])
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))
