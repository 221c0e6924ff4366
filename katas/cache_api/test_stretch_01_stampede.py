"""A stampede asks the slow API once"""

import pytest

from dojo.steps import expected

READ = "katas/cache_api/README.md#stampede"


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_fifty_cold_requests_at_once_ask_once(client, slow_api, url):
    """One asks, forty-nine wait for its answer."""
    slow_api.takes(0.1)
    answers = client.together([url] * 50)

    for answer in answers:
        assert answer.status == 200, expected("50 times 200", got=answer)
        assert answer["data", "id"] == 7, expected("number 7 for all", got=answer)
    assert slow_api.calls == 1, expected("1 call for 50 requests at once", got=f"{slow_api.calls} calls")


def test_two_cold_requests_ask_once_wherever_they_cross(client, slow_api, redis):
    """The second one comes while the first stands in front of its first, second, third round trip to Redis."""
    for round_trips in (1, 2, 3):
        slow_api.forget_calls()
        first = client.start("GET", f"/users/{round_trips}", hold_at=round_trips)
        elsewhere = [key.decode(errors="replace") for key in redis.scan_iter() if not key.startswith(b"cache:")]
        assert not elsewhere, expected("no key outside of cache:, no lock either", got=", ".join(elsewhere))
        second = client.start("GET", f"/users/{round_trips}")
        first.finish()
        second.finish()

        assert slow_api.calls == 1, expected(
            "1 call for two requests that cross",
            got=f"{slow_api.calls} calls, when the first stood before round trip {round_trips}",
        )


def test_who_waits_for_a_holder_that_fails_is_told_so(client, slow_api):
    """502 for all, as none of them has an answer."""
    slow_api.takes(0.1)
    slow_api.fails()
    answers = client.together(["/users/7"] * 5)

    for answer in answers:
        assert answer.status == 502, expected("5 times 502, while the slow API is down", got=answer)


def test_a_holder_that_fails_does_not_block_the_key(client, slow_api):
    """What it held is free again at once."""
    slow_api.fails()
    client.get("/users/7")
    slow_api.recovers()
    next_one = client.start("GET", "/users/7")
    in_time = next_one.is_finished
    answer = next_one.finish()

    assert in_time, expected("an answer at once after a failed holder", got="it had to wait")
    assert answer["data", "id"] == 7, expected("user 7", got=answer)


def test_a_holder_that_dies_does_not_block_the_key(client, second_worker, clock):
    """A process can be killed at any moment; a minute later nobody knows what it held."""
    for round_trips in (2, 3):
        client.start("GET", f"/users/{round_trips}", hold_at=round_trips)  # and never goes on
        clock.advance(60)
        next_one = second_worker.start("GET", f"/users/{round_trips}")
        in_time = next_one.is_finished
        answer = next_one.finish()

        assert in_time, expected("an answer at once, a minute after a holder died", got="it had to wait")
        assert answer["data", "id"] == round_trips, expected("an answer in another worker", got=answer)
