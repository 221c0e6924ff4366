"""A stampede asks the slow API once"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import TTL, get_and_see_if_it_waits, keys_outside_the_prefix

READ = "katas/cache_api/README.md#stampede"


def test_fifty_cold_requests_at_once_ask_once(client, slow_api, clock):
    """One request asks the slow API, and forty-nine wait for its answer, also when the entry has expired."""
    slow_api.takes(0.05)
    for url in ("/users/7", "/posts/7", "/users/7"):
        slow_api.forget_calls()
        answers = client.together([url] * 50)
        clock.advance(TTL)

        for answer in answers:
            assert answer["data", "id"] == 7, expected("number 7 for all 50 requests", got=answer)
        assert slow_api.calls == 1, expected("1 call to the slow API for 50 requests at once", got=slow_api)


def test_a_failure_is_the_answer_for_all_who_wait(client, slow_api):
    """When the request that asks has failed, the waiting requests have no data: null with a 200 is wrong."""
    slow_api.takes(0.1)
    slow_api.fails()
    for answer in client.together(["/users/7"] * 5):
        assert answer.status == 502, expected("502 for all 5 requests, while the slow API is down", got=answer)


def test_a_holder_that_fails_does_not_block_the_key(client, slow_api):
    """A lock that stays after a failure makes the next request wait until the lock expires."""
    slow_api.fails()
    client.get("/users/7")
    slow_api.recovers()
    answer, waited = get_and_see_if_it_waits(client, "/users/7")

    assert not waited, expected("an answer at once, after the holder has failed", got="it had to wait")
    assert answer["data", "id"] == 7, expected("user 7", got=answer)


# Edge cases


@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_two_cold_requests_ask_once_wherever_they_cross(client, slow_api, round_trips):
    """Look at the entry again once you hold the lock: the last holder may have filled it since your first look."""
    first = client.start("GET", "/users/7", hold_at=round_trips)
    second = client.start("GET", "/users/7")
    first.finish()
    second.finish()

    wanted = f"1 call to the slow API, with request 1 held before its round trip {round_trips}"
    assert slow_api.calls == 1, expected(wanted, got=slow_api)


@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_a_lock_is_under_the_prefix(client, redis, round_trips):
    """A lock is a key of this app: under another prefix, POST /cache/clear does not find it."""
    first = client.start("GET", "/users/7", hold_at=round_trips)
    others = keys_outside_the_prefix(redis)
    first.finish()

    assert not others, expected("no key outside cache:, not even for a lock", got=others)


@pytest.mark.parametrize("round_trips", [2, 3])
def test_a_holder_that_dies_does_not_block_the_key(client, second_worker, clock, round_trips):
    """A process can die at any moment: its lock must expire within a minute."""
    client.start("GET", "/users/7", hold_at=round_trips)  # and never goes on
    clock.advance(60)
    answer, waited = get_and_see_if_it_waits(second_worker, "/users/7")

    assert not waited, expected("an answer at once, a minute after the holder died", got="it had to wait")
    assert answer["data", "id"] == 7, expected("an answer in another worker", got=answer)


@pytest.mark.parametrize("round_trips", [4, 5])
def test_a_late_holder_leaves_the_lock_of_the_next_one(client, second_worker, slow_api, clock, round_trips):
    """A holder whose lock has expired must not remove the lock that another request holds by now."""
    late = client.start("GET", "/users/7", hold_at=round_trips)
    clock.advance(TTL)
    slow_api.takes(0.8)
    holder = second_worker.start("GET", "/users/7")
    late.finish()
    third = second_worker.start("GET", "/users/7")
    holder.finish()
    third.finish()

    assert slow_api.calls == 2, expected("2 calls to the slow API: the third request waits", got=slow_api)


def test_without_redis_nobody_waits_in_vain(client, wire, slow_api):
    """Without Redis there is no lock: a request that waits for one is never served."""
    slow_api.takes(0.02)
    wire.down()

    for answer in client.together(["/users/7", "/posts/7"] * 5):
        assert answer.status == 200, expected("200 for all 10 requests, while Redis is down", got=answer)
