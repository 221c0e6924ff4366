"""Failures are passed on, and not cached"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import TTL

READ = "katas/cache_api/README.md#failures"


@pytest.mark.parametrize("url", ["/users/99", "/posts/99"])
def test_what_does_not_exist_is_404_until_it_does(client, slow_api, redis, clock, url):
    """NotFound is no answer to keep (at most for 10 s, if at all, and then under the prefix)."""
    missing = [client.get(url), client.get(url)]
    elsewhere = [key.decode(errors="replace") for key in redis.scan_iter() if not key.startswith(b"cache:")]
    slow_api.answers("users", 99, {"name": "Frances Allen"})
    slow_api.answers("posts", 99, {"title": "Program optimization"})
    clock.advance(10)
    there = client.get(url)

    for answer in missing:
        assert answer.status == 404, expected("404 for NotFound, twice", got=answer)
    assert not elsewhere, expected("no key outside of cache:", got=", ".join(elsewhere))
    assert there.status == 200, expected("200, 10 s later, as it exists by now", got=there)


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_a_failure_of_the_slow_api_is_502_until_it_recovers(client, slow_api, url):
    """OriginError says nothing about the user; the next request asks again."""
    slow_api.fails()
    failed = [client.get(url), client.get(url)]
    slow_api.recovers()
    answer = client.get(url)

    for refused in failed:
        assert refused.status == 502, expected("502 for OriginError, twice", got=refused)
    assert answer.status == 200, expected("200, at once after the slow API recovered", got=answer)
    assert answer["data", "id"] == 7, expected("number 7, at once after the slow API recovered", got=answer)
    assert answer["cached"] is False, expected("cached: false, fresh from the slow API", got=answer)


def test_what_has_expired_does_not_stand_in_for_a_failure(client, slow_api, clock):
    """After its TTL an answer is none any more, wherever a copy of it might still be."""
    client.get("/users/7")
    client.get("/posts/7")
    clock.advance(TTL)
    slow_api.fails()
    answers = [client.get("/users/7"), client.get("/posts/7")]

    for answer in answers:
        assert answer.status == 502, expected(f"502, as the entry ended after {TTL} s", got=answer)


def test_a_failure_leaves_nothing_in_redis(client, slow_api, redis, clock):
    """No error page, no empty value, no lock."""
    client.get("/users/1")
    before = set(redis.scan_iter())
    client.get("/users/99")
    slow_api.fails()
    client.get("/users/7")
    clock.advance(10)

    left = [key.decode(errors="replace") for key in set(redis.scan_iter()) - before]
    assert not left, expected("no key from a request that failed", got=f"{', '.join(left)}")


def test_a_failure_does_not_touch_what_is_cached(client, slow_api):
    """A hit needs no slow API, and has nothing to do with the failure of another request."""
    client.get("/users/7")
    client.get("/users/99")
    slow_api.fails()
    client.get("/users/8")
    hit = client.get("/users/7")

    assert hit["cached"] is True, expected("a hit, while the slow API is down", got=hit)
