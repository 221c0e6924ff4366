"""A key that lost its TTL gets one again"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import A_DAY, LIMIT, WINDOW, keys_left_in

READ = "katas/rate_limiter/README.md#a-key-that-lost-its-ttl"


@pytest.mark.parametrize("counted", [2, LIMIT])
def test_a_client_whose_key_lost_its_ttl_is_free_after_a_window(client, redis, clock, counted):
    """If only the first request of a window sets the TTL, a key that lost it counts for good."""
    for _ in range(counted):
        client.get("/api/status")
    for key in list(redis.scan_iter()):
        redis.persist(key)
    client.get("/api/status")
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-2].status == 200, expected("200 for 5 requests, a window after the next request", got=answers[-2])
    assert answers[-1].status == 429, expected("429 for request 6", got=answers[-1])


# Edge cases


@pytest.mark.parametrize("counted", [2, LIMIT])
def test_a_key_that_lost_its_ttl_is_gone_a_day_later(client, redis, clock, counted):
    """A key of an old window that no one asks for again needs its TTL back while the window lasts."""
    for _ in range(counted):
        client.get("/api/status")
    for key in list(redis.scan_iter()):
        redis.persist(key)
    client.get("/api/status")
    clock.advance(A_DAY)

    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))
