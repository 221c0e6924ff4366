"""Failures are passed on, and not cached"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import TTL, keys_added, keys_outside_the_prefix, keys_still_there

READ = "katas/cache_api/README.md#failures"


@pytest.mark.parametrize("url", ["/users/99", "/posts/99"])
def test_what_does_not_exist_is_404(client, url):
    """An uncaught NotFound is a 500. A value that you return in its place is a 200."""
    answer = client.get(url)

    assert answer.status == 404, expected("404 for NotFound", got=answer)


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_a_failure_of_the_slow_api_is_502(client, slow_api, url):
    """OriginError says nothing about the user: it means that the server behind yours has failed."""
    slow_api.fails()
    answer = client.get(url)

    assert answer.status == 502, expected("502 for OriginError", got=answer)


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_a_failure_is_not_served_after_the_slow_api_recovers(client, slow_api, url):
    """OriginError is no answer: if you store it, the next request is served the failure."""
    slow_api.fails()
    client.get(url)
    again = client.get(url)
    slow_api.recovers()
    answer = client.get(url)

    assert again.status == 502, expected("502 again, because the slow API is still down", got=again)
    assert answer.status == 200, expected("200, as soon as the slow API has recovered", got=answer)
    assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)
    assert answer["cached"] is False, expected("cached: false, because the slow API was asked", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_what_is_created_later_is_found(client, slow_api, clock, kind):
    """NotFound stored like an answer hides a new user until the TTL ends. You may keep it for 10 s at most."""
    client.get(f"/{kind}/99")
    again = client.get(f"/{kind}/99")
    slow_api.answers(kind, 99, {"id": 99})
    clock.advance(10)
    answer = client.get(f"/{kind}/99")

    assert again.status == 404, expected("404 again, because it still does not exist", got=again)
    assert answer.status == 200, expected("200, 10 s later, because it exists now", got=answer)


# Edge cases


def test_a_hit_needs_no_slow_api(client, slow_api):
    """A failure concerns one request. The entries of other users stay in the cache."""
    client.get("/users/7")
    client.get("/users/99")
    slow_api.fails()
    client.get("/users/8")
    hit = client.get("/users/7")

    assert hit["cached"] is True, expected("a hit, while the slow API is down", got=hit)


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_an_expired_entry_does_not_take_the_place_of_a_failure(client, slow_api, clock, url):
    """An expired entry is never served, even if your process has kept a copy."""
    client.get(url)
    clock.advance(TTL)
    slow_api.fails()
    answer = client.get(url)

    assert answer.status == 502, expected(f"502, because the entry expired after {TTL} s", got=answer)


def test_a_failure_leaves_nothing_in_redis(client, slow_api, redis, clock):
    """A failed request must remove its own lock. What it leaves behind disturbs the next request."""
    client.get("/users/1")
    from_404 = keys_added(redis, client.get, "/users/99")
    slow_api.fails()
    from_502 = keys_added(redis, client.get, "/users/7")
    clock.advance(10)

    left = keys_still_there(redis, from_404 + from_502)
    assert not left, expected("no key from the failed requests, 10 s later", got=left)


@pytest.mark.parametrize("url", ["/users/99", "/posts/99"])
def test_a_failure_leaves_nothing_outside_the_prefix(client, redis, url):
    """If you remember NotFound for some seconds, do it under cache: so that POST /cache/clear finds it."""
    client.get(url)

    others = keys_outside_the_prefix(redis)
    assert not others, expected("no key outside cache:", got=others)
