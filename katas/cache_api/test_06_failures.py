"""Failures are passed on, and not cached"""

from dojo.steps import expected
from katas.cache_api.checks import TTL, keys_added, keys_outside_the_prefix, keys_still_there, lets_answer

READ = "katas/cache_api/README.md#failures"


def test_what_does_not_exist_is_404(client):
    """An uncaught NotFound is a 500. A value that you return in its place is a 200."""
    for url in ("/users/99", "/posts/99"):
        answer = client.get(url)

        assert answer.status == 404, expected("404 for NotFound", got=answer)


def test_a_failure_of_the_slow_api_is_502(client, slow_api):
    """OriginError says nothing about the user: it means that the server behind yours has failed."""
    slow_api.fails()
    for url in ("/users/7", "/posts/7"):
        answer = client.get(url)

        assert answer.status == 502, expected("502 for OriginError", got=answer)


def test_a_failure_is_not_served_after_the_slow_api_recovers(client, slow_api):
    """OriginError is no answer: if you store it, or stop asking, the next request is served the failure."""
    for url in ("/users/7", "/posts/7"):
        slow_api.fails()
        again = [client.get(url) for _ in range(6)][-1]
        slow_api.recovers()
        answer = client.get(url)

        assert again.status == 502, expected("502 again, because the slow API is still down", got=again)
        assert answer.status == 200, expected("200, as soon as the slow API has recovered", got=answer)
        assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)
        assert answer["cached"] is False, expected("cached: false, because the slow API was asked", got=answer)


def test_what_is_created_later_is_found(client, slow_api, clock):
    """NotFound stored like an answer hides a new user until the TTL ends. You may keep it for 10 s at most."""
    for url in ("/users/99", "/posts/98"):
        client.get(url)
        again = client.get(url)
        lets_answer(slow_api, url, {"id": 99})
        clock.advance(10)
        answer = client.get(url)

        assert again.status == 404, expected("404 again, because it still does not exist", got=again)
        assert answer.status == 200, expected("200, 10 s later, because it exists now", got=answer)


# Edge cases


def test_a_hit_needs_no_slow_api(client, slow_api):
    """A failure concerns one request. The entries of other users stay in the cache."""
    client.together(["/users/7", "/posts/7"])
    client.together(["/users/99", "/posts/99"])
    slow_api.fails()
    client.together(["/users/8", "/posts/8"])

    for hit in client.together(["/users/7", "/posts/7"]):
        assert hit["cached"] is True, expected("a hit, while the slow API is down", got=hit)


def test_a_user_that_does_not_exist_is_no_post(client, slow_api):
    """What you remember of a failure must name the kind, too: post 99 may exist where user 99 does not."""
    lets_answer(slow_api, "/posts/99", {"id": 99})
    lets_answer(slow_api, "/users/98", {"id": 98})
    client.together(["/users/99", "/posts/98"])

    for answer in client.together(["/posts/99", "/users/98"]):
        assert answer.status == 200, expected("200, as it exists", got=answer)


def test_an_expired_entry_does_not_take_the_place_of_a_failure(client, slow_api, clock):
    """An expired entry is never served, even if your process has kept a copy."""
    urls = ["/users/7", "/posts/7"]
    client.together(urls)
    client.together(urls)
    clock.advance(TTL)
    slow_api.fails()

    for answer in client.together(urls):
        assert answer.status == 502, expected(f"502, because the entry expired after {TTL} s", got=answer)


def test_a_failure_leaves_nothing_in_redis(client, slow_api, redis, clock):
    """What a failed request leaves, such as its lock, disturbs the next one. POST /cache/clear finds cache: only."""
    client.together(["/users/1", "/posts/1"])
    from_404 = keys_added(redis, client.together, ["/users/99", "/posts/99"])
    others = keys_outside_the_prefix(redis)
    slow_api.fails()
    from_502 = keys_added(redis, client.together, ["/users/7", "/posts/7"])
    clock.advance(10)

    left = keys_still_there(redis, from_404 + from_502)
    assert not left, expected("no key from the failed requests, 10 s later", got=left)
    assert not others, expected("no key outside cache:", got=others)
