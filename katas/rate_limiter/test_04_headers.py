"""Headers tell a client what is left, and when to come again"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW

READ = "katas/rate_limiter/README.md#headers"


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_every_answer_says_the_limit_and_what_remains(client, url):
    """Also a refusal, and there never less than nothing."""
    answers = [client.get(url) for _ in range(LIMIT + 2)]

    for answer, remaining in zip(answers, ["4", "3", "2", "1", "0", "0", "0"], strict=True):
        limit = answer.headers.get("X-RateLimit-Limit", "missing")
        left = answer.headers.get("X-RateLimit-Remaining", "missing")
        assert limit == str(LIMIT), expected(
            f"X-RateLimit-Limit: {LIMIT} on a {answer.status}", got=f"X-RateLimit-Limit: {limit}", about=answer
        )
        assert left == remaining, expected(
            f"X-RateLimit-Remaining: {remaining} on a {answer.status}",
            got=f"X-RateLimit-Remaining: {left}",
            about=answer,
        )


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_every_answer_says_when_the_window_ends(client, url):
    """In how many seconds, which are never more than a window has; no instant, as the clocks of two machines differ."""
    answers = [client.get(url) for _ in range(LIMIT + 1)]

    named = [(answers[0], "X-RateLimit-Reset"), (answers[-1], "X-RateLimit-Reset"), (answers[-1], "Retry-After")]
    for answer, name in named:
        seconds = answer.headers.get(name, "missing")
        assert seconds.isdecimal() and 0 < int(seconds) <= WINDOW, expected(
            f"{name}: whole seconds, from 1 to {WINDOW}, as the window is {WINDOW} s long, on a {answer.status}",
            got=f"{name}: {seconds}",
            about=answer,
        )
    reset, retry_after = (int(answers[-1].headers[name]) for name in ("X-RateLimit-Reset", "Retry-After"))
    assert abs(reset - retry_after) <= 1, expected(
        "the same number of seconds in X-RateLimit-Reset and in Retry-After, on a 429",
        got=f"X-RateLimit-Reset: {reset} and Retry-After: {retry_after}",
        about=answers[-1],
    )


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_waiting_as_long_as_retry_after_says_is_enough(client, clock, url):
    """When 59.4 s are left, 59 are too few."""
    for _ in range(LIMIT):
        client.get(url)
    clock.advance(0.6)
    refused = client.get(url)
    retry_after = refused.headers.get("Retry-After", "missing")

    assert refused.status == 429, expected(f"429, 0.6 s into a window of {WINDOW}", got=refused)
    assert retry_after.isdecimal() and 1 <= int(retry_after) <= WINDOW, expected(
        f"Retry-After: whole seconds from 1 to {WINDOW}, on a 429", got=f"Retry-After: {retry_after}"
    )
    assert int(retry_after) >= WINDOW // 2, expected(
        f"Retry-After: about {WINDOW}, 0.6 s into a window of {WINDOW} (to PTTL, a key without a TTL has -1 ms left)",
        got=f"Retry-After: {retry_after}",
        about=refused,
    )

    clock.advance(int(retry_after))
    answer = client.get(url)

    assert answer.status == 200, expected(f"200 after the {retry_after} s that Retry-After asked for", got=answer)
