"""A window ends, and the next one has a full budget

`wait_for_a_new_window` sends a request, and waits until X-RateLimit-Reset is over: your windows may follow the clock.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import A_DAY, BOTH, LIMIT, WINDOW, all_have, header, seconds_in, wait_for_a_new_window

READ = "katas/rate_limiter/README.md#the-window"


def test_a_budget_lasts_for_the_whole_window(client, clock):
    """A TTL that is too short, or a token bucket, lets request 6 pass before the window ends."""
    wait_for_a_new_window(client, clock)
    for _ in range(LIMIT):
        client.get("/api/status")

    clock.advance(WINDOW - 4)
    answer = client.get("/api/status")

    assert answer.status == 429, expected(
        f"429 for request 6 of a window, after {WINDOW - 4} of {WINDOW} s", got=answer
    )


def test_requests_that_pass_do_not_lengthen_the_window(client, clock):
    """If each request sets the TTL again, a client that asks every 50 s never gets a new window."""
    for _ in range(2):
        client.get("/api/status")
        clock.advance(50)

    answers = [client.get("/api/status") for _ in range(4)]

    assert answers[-1].status == 200, expected("200 for requests 3 to 6, sent 100 s after request 1", got=answers[-1])


def test_refused_requests_do_not_lengthen_the_window(client, clock):
    """A refusal that renews the TTL, or adds a ban, locks out a client that keeps trying."""
    wait_for_a_new_window(client, clock)
    for _ in range(LIMIT + 1):
        client.get("/api/status")
        clock.advance(WINDOW / 10)
    client.get("/api/status")
    clock.advance(WINDOW * 0.4)

    answer = client.get("/api/status")

    assert answer.status == 200, expected(f"200, {WINDOW} s after the window began", got=answer)


def test_the_seconds_until_the_end_count_down(client, clock):
    """WINDOW_SECONDS is the length of the window, not the rest of it: after 50 s, 10 s are left."""
    wait_for_a_new_window(client, clock)
    client.get("/api/status")
    clock.advance(50)
    passed, *_, refused = [client.get(url) for url in BOTH * 3]

    for answer in (passed, refused):
        assert 6 <= seconds_in(answer, "X-RateLimit-Reset") <= 12, expected(
            f"X-RateLimit-Reset: about 10 on a {answer.status}, 50 s into a window",
            got=header(answer, "X-RateLimit-Reset"),
            about=answer,
        )


# Edge cases


def test_nothing_is_carried_over_into_the_next_window(client, clock):
    """A sliding window or a token bucket still counts the late requests of the window before."""
    wait_for_a_new_window(client, clock)
    for seconds in (WINDOW * 0.5, WINDOW * 0.4, WINDOW * 0.1):
        client.get("/api/status")
        clock.advance(seconds)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[LIMIT - 1].status == 200, expected("200 for request 5 in the next window", got=answers[LIMIT - 1])
    assert answers[LIMIT].status == 429, expected("429 for request 6 in the next window", got=answers[LIMIT])


def test_each_window_has_a_full_budget(client, clock):
    """A budget for a day, or a penalty for a client that was refused, makes a later window smaller."""
    for _ in range(11):
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

        all_have(200, answers[:LIMIT], "200 for 5 requests in each of 11 windows")
        assert answers[-1].status == 429, expected("429 for request 6 in each window", got=answers[-1])
        clock.advance(WINDOW)


@pytest.mark.environment(RATE_LIMIT=1)
def test_the_name_of_a_window_does_not_come_again(client, clock):
    """A key that names the minute of the hour, with a TTL of an hour, is found again an hour later."""
    clients = [client.from_ip(f"198.51.100.{number}") for number in range(7)]
    wait_for_a_new_window(client, clock)
    clock.advance(WINDOW * 0.8)  # late in its window; later, early in another one
    for each in clients:
        each.get("/api/status")
    elapsed = 0
    for each, later in zip(clients, [60, 120, 600, 3600, 6000, 43_200, A_DAY], strict=True):
        clock.advance(later - WINDOW * 0.6 * (later > WINDOW) - elapsed)
        elapsed = later - WINDOW * 0.6 * (later > WINDOW)
        answers = [each.get("/api/status") for _ in range(2)]

        assert answers[0].status == 200, expected(f"200 for one request, {elapsed:g} s after the first", got=answers[0])
        assert answers[1].status == 429, expected("429 for the next, with a limit of 1", got=answers[1])


def test_a_new_window_is_a_whole_one(client, clock):
    """An end that follows the first request of the process, or of a day, comes too early for later windows."""
    for _ in range(2):
        wait_for_a_new_window(client, clock)
        answer = client.get("/api/status")

        assert WINDOW - 4 <= seconds_in(answer, "X-RateLimit-Reset") <= WINDOW, expected(
            f"X-RateLimit-Reset: about {WINDOW}", got=header(answer, "X-RateLimit-Reset"), about=answer
        )


def test_the_last_second_of_a_window_is_limited_too(client, clock):
    """In the last second of a full minute, a TTL rounded down is `EXPIRE key 0`, which deletes the count."""
    clock.advance(WINDOW - 1.4)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429 for request 6, a second before a full minute", got=answers[-1])


@pytest.mark.parametrize("url", BOTH)
def test_in_the_last_half_second_one_second_is_left(client, clock, url):
    """At the end of a window the numbers are 1: a Retry-After of 0 is no time to wait, and 2 is too long."""
    for _ in range(LIMIT):
        client.get(url)
    clock.advance(WINDOW - 0.4)
    last = client.get(url)

    if last.status == 429:  # a window that is aligned to the clock may have ended
        reset = header(last, "X-RateLimit-Reset")
        assert reset == "X-RateLimit-Reset: 1", expected("X-RateLimit-Reset: 1, 0.4 s before the end", got=reset)
        assert seconds_in(last, "Retry-After") <= WINDOW, expected("1", got=header(last, "Retry-After"))


def test_hammering_changes_nothing(client, clock):
    """Refusals ban no one and let no one in, also if there are more than a small counter can hold."""
    wait_for_a_new_window(client, clock)
    for _ in range(LIMIT):
        client.get("/api/status")
    refused = []
    for _ in range(4):
        clock.advance(WINDOW * 0.2)
        refused += [client.get("/api/status") for _ in range(64)]
    alan = client.from_ip("198.51.100.7").get("/api/status")
    clock.advance(WINDOW * 0.2)
    answers = [client.get("/api/status") for _ in range(LIMIT)]

    let_in = [answer for answer in refused if answer.status != 429]
    assert not let_in, expected("429 for each request after the fifth in one window", got=let_in and let_in[0])
    assert alan.status == 200, expected("200 for Alan's first request, after 261 of another client", got=alan)
    assert answers[-1].status == 200, expected(
        f"200 for 5 requests, {WINDOW} s after the window began", got=answers[-1]
    )


@pytest.mark.environment(RATE_LIMIT=0)
def test_a_limit_of_0_lets_nothing_in(client):
    """`if RATE_LIMIT:` takes a limit of 0 for no limit."""
    all_have(429, [client.get("/api/status") for _ in range(2)], "429 for each request: RATE_LIMIT is 0 in this test")


@pytest.mark.environment(RATE_LIMIT=3, WINDOW_SECONDS=45)
def test_limit_and_window_come_from_the_environment(client, clock):
    """This test starts your app with WINDOW_SECONDS=45; a 60 in the code, or windows of a minute, ignore it."""
    wait_for_a_new_window(client, clock)
    answers = [client.get("/api/status") for _ in range(3)]
    clock.advance(36)
    early = client.get("/api/status")
    clock.advance(9)
    next_window = [client.get("/api/status") for _ in range(3)]

    limit = header(answers[0], "X-RateLimit-Limit")
    assert limit == "X-RateLimit-Limit: 3", expected("X-RateLimit-Limit: 3", got=limit, about=answers[0])
    assert answers[-1].status == 200, expected("200 for request 3", got=answers[-1])
    assert early.status == 429, expected("429 for request 4, after 36 of 45 s", got=early)
    assert next_window[-1].status == 200, expected("200 for 3 requests, after 45 s", got=next_window[-1])


@pytest.mark.environment(RATE_LIMIT=2, WINDOW_SECONDS=7200)
def test_a_window_can_be_longer_than_an_hour(client, clock):
    """This test starts your app with WINDOW_SECONDS=7200; a key that names the minute or the hour ends it too early."""
    wait_for_a_new_window(client, clock, 7200)
    for _ in range(2):
        client.get("/api/status")
    clock.advance(5760)
    early = client.get("/api/status")
    clock.advance(1440)
    next_window = [client.get("/api/status") for _ in range(2)]

    assert early.status == 429, expected("429 after 5760 of 7200 s", got=early)
    assert next_window[-1].status == 200, expected("200 for 2 requests, after 7200 s", got=next_window[-1])
