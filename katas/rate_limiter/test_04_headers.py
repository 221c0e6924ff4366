"""Headers say how many requests are left, and when to try again

`clock.advance(60)` lets a minute pass, for your app and for every TTL, without waiting.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW, header, is_whole_seconds, seconds_in

READ = "katas/rate_limiter/README.md#headers"


def test_an_answer_says_the_limit_and_what_is_left(client):
    """A client that knows what is left can slow down; after request 1 that is 4, not 5."""
    answer = client.get("/api/status")

    limit, left = header(answer, "X-RateLimit-Limit"), header(answer, "X-RateLimit-Remaining")
    assert limit == "X-RateLimit-Limit: 5", expected("X-RateLimit-Limit: 5", got=limit, about=answer)
    assert left == "X-RateLimit-Remaining: 4", expected("X-RateLimit-Remaining: 4", got=left, about=answer)


def test_a_refusal_carries_the_headers_too(client):
    """An exception loses what is in `response.headers`; give the headers to HTTPException as well."""
    refused = [client.get("/api/status") for _ in range(LIMIT + 1)][-1]

    limit = header(refused, "X-RateLimit-Limit")
    assert limit == "X-RateLimit-Limit: 5", expected("X-RateLimit-Limit: 5 on a 429", got=limit, about=refused)


def test_an_answer_says_in_how_many_seconds_the_window_ends(client):
    """Whole seconds from now: no Unix time, no milliseconds, no `59.0`, and no -1 of a key without a TTL."""
    first, *_, refused = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer, name in [(first, "X-RateLimit-Reset"), (refused, "X-RateLimit-Reset"), (refused, "Retry-After")]:
        assert is_whole_seconds(answer, name), expected(
            f"{name}: whole seconds from now, on a {answer.status}", got=header(answer, name), about=answer
        )


def test_a_client_that_waits_is_let_in(client, clock):
    """Without a TTL the window never ends, and a client that waits as long as it was told is refused again."""
    refused = [client.get("/api/status") for _ in range(LIMIT + 1)][-1]
    seconds = seconds_in(refused, "Retry-After")

    clock.advance(seconds + 1)  # a test below waits exactly as long
    answer = client.get("/api/status")

    assert answer.status == 200, expected(f"200, after Retry-After: {seconds} and one second more", got=answer)


# Edge cases


def test_remaining_goes_down_to_zero(client):
    """A 429 sends X-RateLimit-Remaining too, and it is 0, never negative."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 2)]

    for answer, remaining in zip(answers, ["4", "3", "2", "1", "0", "0", "0"], strict=True):
        limit, left = header(answer, "X-RateLimit-Limit"), header(answer, "X-RateLimit-Remaining")
        assert limit == "X-RateLimit-Limit: 5", expected(
            f"X-RateLimit-Limit: 5 on a {answer.status}", got=limit, about=answer
        )
        assert left == f"X-RateLimit-Remaining: {remaining}", expected(
            f"X-RateLimit-Remaining: {remaining} on a {answer.status}", got=left, about=answer
        )


def test_no_answer_names_more_than_a_window(client):
    """`TTL + 1`, or a TTL with jitter, says 61 s in a window of 60 s."""
    first, *_, refused = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer, name in [(first, "X-RateLimit-Reset"), (refused, "X-RateLimit-Reset"), (refused, "Retry-After")]:
        assert seconds_in(answer, name) <= WINDOW, expected(
            f"{name}: {WINDOW} or less, on a {answer.status}", got=header(answer, name), about=answer
        )


def test_retry_after_and_reset_agree(client):
    """A client that gets two different numbers cannot know which one is right."""
    refused = [client.get("/api/status") for _ in range(LIMIT + 1)][-1]

    reset, retry_after = header(refused, "X-RateLimit-Reset"), header(refused, "Retry-After")
    difference = seconds_in(refused, "X-RateLimit-Reset") - seconds_in(refused, "Retry-After")
    assert abs(difference) <= 1, expected(
        "the same seconds in X-RateLimit-Reset and Retry-After", got=f"{reset} and {retry_after}", about=refused
    )


def test_retry_after_names_the_end_of_the_window(client, clock):
    """A token bucket gives one request back after 12 s; a fixed window gives all of them back at its end."""
    for _ in range(LIMIT):
        client.get("/api/status")
    clock.advance(0.6)
    refused = client.get("/api/status")

    assert refused.status == 429, expected(f"429, 0.6 s into a window of {WINDOW} s", got=refused)
    assert seconds_in(refused, "Retry-After") >= WINDOW // 2, expected(
        f"Retry-After: about {WINDOW}, 0.6 s into a window of {WINDOW} s", got=header(refused, "Retry-After")
    )


def test_both_routes_send_the_same_headers(client):
    """A limiter of its own for the second route tends to forget a header."""
    ada, alan = client.from_ip("203.0.113.9"), client.from_ip("198.51.100.7")
    for _ in range(LIMIT + 2):
        status, item = ada.get("/api/status"), alan.get("/api/items/7")

        for name in ["X-RateLimit-Limit", "X-RateLimit-Remaining"]:
            assert header(item, name) == header(status, name), expected(
                f"{header(status, name)}, as for /api/status", got=header(item, name), about=item
            )
        for name in ["X-RateLimit-Reset"] + ["Retry-After"] * (item.status == 429):
            assert abs(seconds_in(item, name) - seconds_in(status, name)) <= 1, expected(
                f"{header(status, name)}, as for /api/status", got=header(item, name), about=item
            )


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_waiting_exactly_as_long_as_retry_after_says_is_enough(client, clock, url):
    """When 59.4 s are left, 59 are too few: round up."""
    for _ in range(LIMIT):
        client.get(url)
    clock.advance(0.6)
    seconds = seconds_in(client.get(url), "Retry-After")

    clock.advance(seconds)
    answer = client.get(url)

    assert answer.status == 200, expected(f"200, after exactly the {seconds} s of Retry-After", got=answer)
