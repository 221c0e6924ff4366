"""A window ends, and the next one has a full budget"""

import time

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW

READ = "katas/rate_limiter/README.md#the-window"


def test_each_window_has_a_full_budget(client, clock):
    """What was refused before does not count."""
    for _ in range(6):
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

        for answer in answers[:LIMIT]:
            assert answer.status == 200, expected(f"200, {LIMIT} times in each window", got=answer)
        assert answers[-1].status == 429, expected(f"429 after {LIMIT} requests in one window", got=answers[-1])
        clock.advance(WINDOW)


def test_a_budget_lasts_for_the_whole_window(client, clock):
    """There is no new one before its end."""
    for _ in range(LIMIT):
        client.get("/api/status")
    clock.advance(WINDOW - 2)
    answer = client.get("/api/status")

    assert answer.status == 429, expected(f"429 after {WINDOW - 2} of {WINDOW} s", got=answer)


def test_the_last_second_of_a_window_is_limited_too(client, clock):
    """For windows aligned to the clock it is the last one: `EXPIRE key 0` would remove the count."""
    clock.advance(WINDOW - 1.4)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429 for the sixth, a second before a full minute", got=answers[-1])


def test_refused_requests_do_not_lengthen_the_window(client, clock):
    """Whoever hammers is free again when everybody else would be."""
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
    assert not let_in, expected("429, however many are sent in one window", got=let_in[0])
    assert alan.status == 200, expected("200 for Alan, who has sent nothing yet", got=alan)
    assert answers[-1].status == 200, expected(
        f"200, {LIMIT} times, {WINDOW} s after the window began, whatever was refused meanwhile", got=answers[-1]
    )


def test_requests_that_pass_do_not_lengthen_the_window(client, clock):
    """Whoever asks every now and then would else never see the end of it; a late one does not count in the next."""
    for seconds in (WINDOW * 0.5, WINDOW * 0.4, WINDOW * 0.1):
        client.get("/api/status")
        clock.advance(seconds)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[LIMIT - 1].status == 200, expected(
        f"200, {LIMIT} times, {WINDOW} s after the window began, whatever was sent in it", got=answers[LIMIT - 1]
    )
    assert answers[LIMIT].status == 429, expected("429 for the sixth in the next window", got=answers[LIMIT])


def test_the_seconds_until_its_end_count_down(client, clock):
    """50 s into the window there are 10 left, for those that pass and for those that are refused."""
    first = client.get("/api/status").headers.get("X-RateLimit-Reset", "missing")
    clock.advance(50)
    answers = [client.get("/api/status") for _ in range(LIMIT)]
    named = {
        "X-RateLimit-Reset on a 200": answers[0].headers.get("X-RateLimit-Reset", "missing"),
        "X-RateLimit-Reset on a 429": answers[-1].headers.get("X-RateLimit-Reset", "missing"),
        "Retry-After": answers[-1].headers.get("Retry-After", "missing"),
    }

    assert first.isdecimal() and WINDOW - 3 <= int(first) <= WINDOW, expected(
        f"X-RateLimit-Reset of the first request: about {WINDOW}", got=f"X-RateLimit-Reset: {first}"
    )
    for name, seconds in named.items():
        assert seconds.isdecimal() and 7 <= int(seconds) <= 15, expected(
            f"{name}: about {WINDOW - 50}, 50 s after the window began", got=f"{name}: {seconds}"
        )


@pytest.mark.parametrize(
    ("limit", "seconds"),
    [
        pytest.param(3, 10, marks=pytest.mark.environment(RATE_LIMIT=3, WINDOW_SECONDS=10)),
        pytest.param(12, 7200, marks=pytest.mark.environment(RATE_LIMIT=12, WINDOW_SECONDS=7200)),
    ],
)
def test_limit_and_window_come_from_the_environment(clock, request, limit, seconds):
    """RATE_LIMIT and WINDOW_SECONDS; a window need not be a minute, and can be longer than an hour."""
    clock.advance(-time.time() % seconds)  # to where a window that is aligned to the clock begins
    client = request.getfixturevalue("client")  # started now
    answers = [client.get("/api/status") for _ in range(limit + 1)]
    clock.advance(seconds * 0.8)
    soon = client.get("/api/status")
    clock.advance(seconds * 0.2)
    next_window = [client.get("/api/status") for _ in range(limit)]

    says = answers[0].headers.get("X-RateLimit-Limit", "missing")
    assert says == str(limit), expected(f"X-RateLimit-Limit: {limit}, as RATE_LIMIT says", got=says)
    assert answers[limit - 1].status == 200, expected(f"200, {limit} times, as RATE_LIMIT says", got=answers[limit - 1])
    assert answers[limit].status == 429, expected(f"429 after {limit}, as RATE_LIMIT says", got=answers[limit])
    assert soon.status == 429, expected(f"429 after {seconds * 0.8:.0f} of {seconds} s", got=soon)
    assert next_window[-1].status == 200, expected(f"200, {limit} times, after {seconds} s", got=next_window[-1])
