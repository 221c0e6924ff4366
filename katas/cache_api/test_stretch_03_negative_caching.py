"""What does not exist is remembered, but not for long"""

from dojo.steps import expected
from katas.cache_api.checks import lets_answer

READ = "katas/cache_api/README.md#negative-caching"


def test_not_found_is_remembered(client, second_worker, slow_api):
    """Without a memory, every request for something that does not exist reaches the slow API."""
    for url in ("/users/99", "/posts/99"):
        slow_api.forget_calls()
        answers = [client.get(url), client.get(url), second_worker.get(url)]

        for answer in answers:
            assert answer.status == 404, expected("404, each time", got=answer)
        assert slow_api.calls == 1, expected("1 call to the slow API for 3 requests", got=slow_api)


def test_not_found_is_remembered_for_ten_seconds_at_most(client, slow_api, clock):
    """A hit must not renew the ten seconds: with a request every five, a new user never appears."""
    for url in ("/users/99", "/posts/99"):
        client.get(url)
        lets_answer(slow_api, url, {"id": 99})
        for seconds in (5, 4):
            clock.advance(seconds)
            client.get(url)
        clock.advance(1)
        answer = client.get(url)

        assert answer.status == 200, expected("200, ten seconds later, because it exists now", got=answer)


# Edge cases


def test_null_is_not_the_same_as_not_found(client, slow_api):
    """null is an answer of the slow API: stored like NotFound, it becomes a 404."""
    slow_api.answers("users", 7, None)
    client.get("/users/99")
    answers = [client.get("/users/7"), client.get("/users/7")]

    for answer in answers:
        assert answer.status == 200, expected("200 and data: null", got=answer)


def test_a_write_and_a_clear_end_the_memory(client, second_worker, slow_api):
    """A remembered 404 is an entry like any other: after PUT or clear, no worker serves it."""
    for url, method, write in (("/users/99", "PUT", "/users/99"), ("/posts/99", "POST", "/cache/clear")):
        client.get(url)
        lets_answer(slow_api, url, {"id": 99})
        second_worker.request(method, write, json={"city": "Houston"})
        answer = client.get(url)

        assert answer.status == 200, expected(f"200 after {method} {write}, because it exists now", got=answer)
