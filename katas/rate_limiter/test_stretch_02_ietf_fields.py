"""The fields of the IETF draft as well"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, structured

READ = "katas/rate_limiter/README.md#the-fields-of-the-ietf-draft"


def test_the_policy_and_what_is_left_of_it(client):
    """RateLimit-Policy has q (the quota) and w (the window), RateLimit has r (what remains) and t (until reset)."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer, remaining in zip(answers, ["4", "3", "2", "1", "0", "0"], strict=True):
        policy = structured(answer.headers.get("RateLimit-Policy", "missing"))
        state = structured(answer.headers.get("RateLimit", "missing"))
        assert (policy.get("q"), policy.get("w")) == ("5", "60"), expected(
            'RateLimit-Policy: "default";q=5;w=60', got=answer.headers.get("RateLimit-Policy", "missing")
        )
        assert state.get("r") == remaining and state.get("t") in ("58", "59", "60"), expected(
            f'RateLimit: "default";r={remaining};t=60', got=answer.headers.get("RateLimit", "missing")
        )
        assert state["name"] == policy["name"], expected(
            f"the name of the policy in both: {policy['name']}", got=answer.headers.get("RateLimit")
        )


@pytest.mark.environment(RATE_LIMIT=3, WINDOW_SECONDS=10)
def test_the_fields_follow_the_constants_and_the_clock(client, clock):
    """RATE_LIMIT=3 and WINDOW_SECONDS=10 here."""
    client.get("/api/status")
    clock.advance(5)
    answer = client.get("/api/status")

    policy = structured(answer.headers.get("RateLimit-Policy", "missing"))
    state = structured(answer.headers.get("RateLimit", "missing"))
    assert (policy.get("q"), policy.get("w")) == ("3", "10"), expected(
        'RateLimit-Policy: "default";q=3;w=10', got=answer.headers.get("RateLimit-Policy", "missing")
    )
    assert state.get("r") == "1" and state.get("t") in ("3", "4", "5", "6"), expected(
        'RateLimit: "default";r=1;t=5, 5 s into a window of 10', got=answer.headers.get("RateLimit", "missing")
    )
