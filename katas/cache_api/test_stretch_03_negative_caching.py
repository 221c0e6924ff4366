"""What does not exist is remembered, but not for long"""

import pytest

from dojo.steps import expected

READ = "katas/cache_api/README.md#negative-caching"


@pytest.mark.parametrize("url", ["/users/99", "/posts/99"])
def test_not_found_is_remembered(client, slow_api, url):
    """Without a memory, every request for something that does not exist reaches the slow API."""
    answers = [client.get(url), client.get(url)]

    for answer in answers:
        assert answer.status == 404, expected("404, both times", got=answer)
    assert slow_api.calls == 1, expected("1 call to the slow API for 2 requests", got=slow_api)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_not_found_is_remembered_for_ten_seconds_at_most(client, slow_api, clock, kind):
    """A hit must not renew the ten seconds: with a request every five, a new user never appears."""
    client.get(f"/{kind}/99")
    slow_api.answers(kind, 99, {"id": 99})
    for seconds in (5, 4):
        clock.advance(seconds)
        client.get(f"/{kind}/99")
    clock.advance(1)
    answer = client.get(f"/{kind}/99")

    assert answer.status == 200, expected("200, ten seconds later, because it exists now", got=answer)


# Edge cases


def test_null_is_not_the_same_as_not_found(client, slow_api):
    """null is an answer of the slow API: stored like NotFound, it becomes a 404."""
    slow_api.answers("users", 7, None)
    client.get("/users/99")
    answers = [client.get("/users/7"), client.get("/users/7")]

    for answer in answers:
        assert answer.status == 200, expected("200 and data: null", got=answer)
