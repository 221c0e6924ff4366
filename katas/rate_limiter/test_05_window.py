"""A window ends, and the next one has a full budget"""

import time

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW, header, seconds_in

READ = "katas/rate_limiter/README.md#the-window"


def test_a_budget_lasts_for_the_whole_window(client, clock):
    """A TTL that is too short, or a token bucket, lets request 6 pass before the window ends."""
    for _ in range(LIMIT):
        client.get("/api/status")

    clock.advance(WINDOW - 2)
    answer = client.get("/api/status")

    assert answer.status == 429, expected(f"429 for request 6, after {WINDOW - 2} of {WINDOW} s", got=answer)


def test_requests_that_pass_do_not_lengthen_the_window(client, clock):
    """If each request sets the TTL again, a client that asks every 50 s never gets a new window."""
    for _ in range(2):
        client.get("/api/status")
        clock.advance(50)

    answers = [client.get("/api/status") for _ in range(4)]

    assert answers[-1].status == 200, expected("200 for requests 3 to 6, sent 100 s after request 1", got=answers[-1])


def test_refused_requests_do_not_lengthen_the_window(client, clock):
    """A refusal that renews the TTL, or adds a ban, locks out a client that keeps trying."""
    for _ in range(LIMIT + 1):
        client.get("/api/status")
        clock.advance(WINDOW / 10)
    client.get("/api/status")
    clock.advance(WINDOW * 0.4)

    answer = client.get("/api/status")

    assert answer.status == 200, expected(f"200, {WINDOW} s after the window began", got=answer)


def test_the_seconds_until_the_end_count_down(client, clock):
    """WINDOW_SECONDS is the length of the window, not the rest of it: after 50 s, 10 s are left."""
    client.get("/api/status")
    clock.advance(50)
    passed, *_, refused = [client.get("/api/status") for _ in range(LIMIT)]

    for answer, name in [(passed, "X-RateLimit-Reset"), (refused, "X-RateLimit-Reset"), (refused, "Retry-After")]:
        assert 7 <= seconds_in(answer, name) <= 15, expected(
            f"{name}: about 10 on a {answer.status}, 50 s into the window", got=header(answer, name), about=answer
        )


# Edge cases


def test_nothing_is_carried_over_into_the_next_window(client, clock):
    """A sliding window or a token bucket still counts the late requests of the window before."""
    for seconds in (WINDOW * 0.5, WINDOW * 0.4, WINDOW * 0.1):
        client.get("/api/status")
        clock.advance(seconds)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[LIMIT - 1].status == 200, expected("200 for request 5 in the next window", got=answers[LIMIT - 1])
    assert answers[LIMIT].status == 429, expected("429 for request 6 in the next window", got=answers[LIMIT])


def test_each_window_has_a_full_budget(client, clock):
    """A client that was refused in one window must not pay for it in the next ones."""
    for _ in range(5):
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

        for answer in answers[:LIMIT]:
            assert answer.status == 200, expected("200 for 5 requests in each window", got=answer)
        assert answers[-1].status == 429, expected("429 for request 6 in each window", got=answers[-1])
        clock.advance(WINDOW)


def test_the_first_answer_names_a_whole_window(client):
    """PTTL before INCR replies -2 for the first request: its key is not there yet."""
    answer = client.get("/api/status")

    assert WINDOW - 3 <= seconds_in(answer, "X-RateLimit-Reset") <= WINDOW, expected(
        f"X-RateLimit-Reset: about {WINDOW}", got=header(answer, "X-RateLimit-Reset"), about=answer
    )


def test_the_last_second_of_a_window_is_limited_too(client, clock):
    """In the last second of a full minute, a TTL rounded down is `EXPIRE key 0`, which deletes the count."""
    clock.advance(WINDOW - 1.4)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429 for request 6, a second before a full minute", got=answers[-1])


def test_hammering_changes_nothing(client, clock):
    """Refused requests ban no one, let no one in early, and use up no budget of other clients."""
    for _ in range(LIMIT):
        client.get("/api/status")
    refused = []
    for _ in range(4):
        clock.advance(WINDOW * 0.2)
        refused += [client.get("/api/status") for _ in range(25)]
    alan = client.from_ip("198.51.100.7").get("/api/status")
    clock.advance(WINDOW * 0.2)
    answers = [client.get("/api/status") for _ in range(LIMIT)]

    let_in = [answer for answer in refused if answer.status != 429]
    assert not let_in, expected("429 for each request after the fifth in one window", got=let_in[0])
    assert alan.status == 200, expected("200 for Alan's first request, after 105 of another client", got=alan)
    assert answers[-1].status == 200, expected(
        f"200 for 5 requests, {WINDOW} s after the window began", got=answers[-1]
    )


@pytest.mark.environment(RATE_LIMIT=3)
def test_the_limit_comes_from_the_environment(client):
    """This test starts your app with RATE_LIMIT=3; a 5 in the code ignores it."""
    answers = [client.get("/api/status") for _ in range(4)]

    limit = header(answers[0], "X-RateLimit-Limit")
    assert limit == "X-RateLimit-Limit: 3", expected("X-RateLimit-Limit: 3", got=limit, about=answers[0])
    assert answers[2].status == 200, expected("200 for request 3", got=answers[2])
    assert answers[3].status == 429, expected("429 for request 4", got=answers[3])


@pytest.mark.environment(RATE_LIMIT=3, WINDOW_SECONDS=10)
def test_the_window_comes_from_the_environment(client, clock):
    """This test starts your app with WINDOW_SECONDS=10; a 60 in the code ignores it."""
    for _ in range(3):
        client.get("/api/status")
    clock.advance(8)
    early = client.get("/api/status")
    clock.advance(2)
    answers = [client.get("/api/status") for _ in range(3)]

    assert early.status == 429, expected("429 for request 4, after 8 of 10 s", got=early)
    assert answers[-1].status == 200, expected("200 for 3 requests, after 10 s", got=answers[-1])


@pytest.mark.environment(RATE_LIMIT=12, WINDOW_SECONDS=7200)
def test_a_window_can_be_longer_than_an_hour(clock, new_client):
    """This test starts your app with WINDOW_SECONDS=7200; a key that names the minute or the hour ends it too early."""
    clock.advance(-time.time() % 7200)  # windows that are aligned to the clock begin here
    client = new_client()
    answers = [client.get("/api/status") for _ in range(13)]
    clock.advance(5760)
    early = client.get("/api/status")
    clock.advance(1440)
    next_window = [client.get("/api/status") for _ in range(12)]

    limit = header(answers[0], "X-RateLimit-Limit")
    assert limit == "X-RateLimit-Limit: 12", expected("X-RateLimit-Limit: 12", got=limit, about=answers[0])
    assert answers[11].status == 200, expected("200 for request 12", got=answers[11])
    assert answers[12].status == 429, expected("429 for request 13", got=answers[12])
    assert early.status == 429, expected("429 after 5760 of 7200 s", got=early)
    assert next_window[-1].status == 200, expected("200 for 12 requests, after 7200 s", got=next_window[-1])
