"""Headers say how many requests are left, and when to try again

`clock.advance(60)` lets a minute pass, for your app and for every TTL, without waiting.
"""

import time

from dojo.steps import expected
from katas.rate_limiter.checks import BOTH, LIMIT, WINDOW, end_named_by, header, is_whole_seconds, seconds_in

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


def test_a_window_ends(client, clock):
    """A key needs a TTL of one window: without one it counts for good, and its client is never let in again."""
    for _ in range(LIMIT + 1):
        client.get("/api/status")

    clock.advance(WINDOW + 1)
    answer = client.get("/api/status")

    assert answer.status == 200, expected(f"200, {WINDOW + 1} s after the first request", got=answer)


def test_a_client_that_waits_is_let_in(client, clock):
    """Retry-After is not a guess: it reaches the end of the window."""
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


def test_the_first_answer_names_the_end_too(client):
    """PTTL before INCR replies -2 for the first request: its key is not there yet."""
    first, second = [seconds_in(client.get("/api/status"), "X-RateLimit-Reset") for _ in range(2)]

    assert first > 1 or second <= 2, expected(
        f"X-RateLimit-Reset: about {second}, on the first answer too", got=f"X-RateLimit-Reset: {first}"
    )


def test_the_window_has_ended_when_reset_is_over(client, clock):
    """X-RateLimit-Reset is the time until the window ends, not until one more request may come."""
    end = end_named_by(client.get("/api/status"), "X-RateLimit-Reset")
    for url in BOTH * 2:
        client.get(url)

    clock.advance(max(0, end - time.time() + 1))
    answer = client.get("/api/status")

    assert answer.status == 200, expected("200, a second after the end that X-RateLimit-Reset named", got=answer)


def test_items_send_the_same_headers(client):
    """A limiter of its own for the second route tends to forget a header."""
    answers = [client.get("/api/items/7") for _ in range(LIMIT + 2)]

    for answer, remaining in zip(answers, ["4", "3", "2", "1", "0", "0", "0"], strict=True):
        limit, left = header(answer, "X-RateLimit-Limit"), header(answer, "X-RateLimit-Remaining")
        assert limit == "X-RateLimit-Limit: 5", expected("X-RateLimit-Limit: 5", got=limit, about=answer)
        assert left == f"X-RateLimit-Remaining: {remaining}", expected(
            f"X-RateLimit-Remaining: {remaining}, as for /api/status", got=left, about=answer
        )
        for name in ["X-RateLimit-Reset"] + ["Retry-After"] * (answer.status == 429):
            assert seconds_in(answer, name) <= WINDOW, expected(
                f"{name}: {WINDOW} or less", got=header(answer, name), about=answer
            )


def test_waiting_exactly_as_long_as_retry_after_says_is_enough(client, clock):
    """When 59.4 s are left, 59 are too few: round up."""
    for _ in range(LIMIT):
        client.get("/api/status")
    ends = []
    for number in range(21):  # a twentieth of a second apart: at each part of a second
        clock.advance(0.05)
        ends.append(end_named_by(client.get(BOTH[number % 2]), "Retry-After"))
    first_end = min(ends)
    clock.advance(first_end - time.time())
    answer = client.get("/api/status")

    is_early = (
        answer.status == 429 and seconds_in(answer, "Retry-After") <= 1
    )  # a window that begins again is of step 5
    assert not is_early, expected(
        f"200, as soon as the Retry-After of one of 21 refusals is over (refusal {ends.index(first_end) + 1})",
        got=answer,
    )
