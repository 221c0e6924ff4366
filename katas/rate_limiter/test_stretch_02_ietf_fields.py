"""Answers carry the fields of the IETF draft as well"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, header, structured, wait_for_a_new_window

READ = "katas/rate_limiter/README.md#the-fields-of-the-ietf-draft"


def test_the_policy_says_quota_and_window(client):
    """RateLimit-Policy is one field with a name in quotes, `q` and `w`; a 429 needs it too."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer in answers:
        policy = structured(answer.headers.get("RateLimit-Policy", "missing"))
        assert (policy.get("q"), policy.get("w")) == ("5", "60"), expected(
            'RateLimit-Policy: "default";q=5;w=60', got=header(answer, "RateLimit-Policy"), about=answer
        )


def test_the_state_says_what_is_left_and_for_how_long(client, clock):
    """RateLimit is one field with `r` and `t`; the first drafts had a field for each number."""
    wait_for_a_new_window(client, clock)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer, remaining in zip(answers, ["4", "3", "2", "1", "0", "0"], strict=True):
        state = structured(answer.headers.get("RateLimit", "missing"))
        assert state.get("r") == remaining and state.get("t") in ("58", "59", "60"), expected(
            f'RateLimit: "default";r={remaining};t=60', got=header(answer, "RateLimit"), about=answer
        )


# Edge cases


def test_both_fields_name_the_same_policy(client):
    """The name says which policy the numbers belong to; another name belongs to no policy."""
    answer = client.get("/api/status")

    policy = structured(answer.headers.get("RateLimit-Policy", "missing")).get("name", "missing")
    state = structured(answer.headers.get("RateLimit", "missing")).get("name", "missing")
    assert state == policy, expected(f"{policy}, as in RateLimit-Policy", got=header(answer, "RateLimit"), about=answer)


@pytest.mark.environment(RATE_LIMIT=3, WINDOW_SECONDS=10)
def test_the_fields_follow_the_constants_and_the_clock(client, clock):
    """This test starts your app with RATE_LIMIT=3 and WINDOW_SECONDS=10; fixed numbers ignore both, and the time."""
    wait_for_a_new_window(client, clock, 10)
    client.get("/api/status")
    clock.advance(5)
    answer = client.get("/api/status")

    policy = structured(answer.headers.get("RateLimit-Policy", "missing"))
    state = structured(answer.headers.get("RateLimit", "missing"))
    assert (policy.get("q"), policy.get("w")) == ("3", "10"), expected(
        'RateLimit-Policy: "default";q=3;w=10', got=header(answer, "RateLimit-Policy"), about=answer
    )
    assert state.get("r") == "1" and state.get("t") in ("3", "4", "5", "6"), expected(
        'RateLimit: "default";r=1;t=5, 5 s into a window of 10 s', got=header(answer, "RateLimit"), about=answer
    )
