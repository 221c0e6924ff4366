"""The request after the limit is refused

`with same_moment:` stops the clock, so that all requests inside come at the same instant.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter import items
from katas.rate_limiter.checks import LIMIT

READ = "katas/rate_limiter/README.md#the-limit"


def test_five_requests_pass(client):
    """A limit of 5 lets request 5 pass; refuse only the requests after it."""
    answers = [client.get("/api/status") for _ in range(LIMIT)]

    for number, answer in enumerate(answers, 1):
        assert answer.status == 200, expected(f"200 for request {number}, with a limit of {LIMIT}", got=answer)


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_the_sixth_request_is_refused(client, url):
    """Only `raise HTTPException` stops a request, if your comparison is right and no `except` catches it."""
    answers = [client.get(url) for _ in range(LIMIT + 1)]

    assert answers[-1].status == 429, expected("429 (Too Many Requests) for request 6", got=answers[-1])


def test_a_refused_request_does_no_work(client):
    """A refusal saves work only if the limiter runs before the route, and stops it with an exception."""
    before = len(items.looked_up)
    answers = [client.get("/api/items/7") for _ in range(LIMIT + 3)]
    looked_up = len(items.looked_up) - before

    assert looked_up <= LIMIT, expected("5 items looked up for 8 requests", got=f"{looked_up} items looked up")
    assert answers[-1].status == 429, expected("429 for request 8", got=answers[-1])


def test_a_refusal_says_why_in_json(client):
    """Clients of this API read every error as JSON with a `detail`; plain text breaks them."""
    refused = [client.get("/api/status") for _ in range(LIMIT + 1)][-1]

    content_type = refused.headers.get("Content-Type", "missing")
    assert "json" in content_type, expected("JSON, as its Content-Type says", got=content_type, about=refused)
    has_detail = isinstance(refused.json, dict) and refused.json.get("detail")
    assert has_detail, expected('a JSON object with a "detail"', got=refused)
    assert refused.status == 429, expected("429", got=refused)


# Edge cases


def test_a_request_to_an_item_counts_once(client):
    """A limiter that runs as a dependency and again inside the route counts each request twice."""
    answers = [client.get("/api/items/7") for _ in range(LIMIT)]

    for number, answer in enumerate(answers, 1):
        assert answer.status == 200, expected(f"200 for request {number}, with a limit of {LIMIT}", got=answer)


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_every_later_request_is_refused(client, url):
    """Counts compared as text let request 10 pass: '10' comes before '5'."""
    answers = [client.get(url) for _ in range(12)]

    for number, answer in enumerate(answers[LIMIT:], LIMIT + 1):
        assert answer.status == 429, expected(f"429 for request {number}, with a limit of {LIMIT}", got=answer)


def test_health_is_not_limited(client):
    """A limiter for the whole app also stops the monitoring, or lets it use up a client's budget."""
    healths = [client.get("/health") for _ in range(LIMIT + 3)]
    answer = client.get("/api/status")

    assert healths[-1].status == 200, expected("200 from /health, 8 times", got=healths[-1])
    assert answer.status == 200, expected("200: /health takes nothing from the budget", got=answer)


def test_a_request_that_the_route_refuses_counts_once(client):
    """An error handler that counts again takes two requests from the budget for one mistyped id."""
    mistyped = [client.get("/api/items/seven") for _ in range(2)]
    answers = [client.get("/api/status") for _ in range(3)]

    assert mistyped[-1].status == 422, expected("422 for an id that is not a number", got=mistyped[-1])
    assert answers[-1].status == 200, expected("200 for request 5, after two that were 422", got=answers[-1])


def test_requests_of_the_same_instant_all_count(client, same_moment):
    """The time is no unique name: a Set or Sorted Set of times keeps two requests of one instant as one."""
    with same_moment:
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-2].status == 200, expected("200 for request 5", got=answers[-2])
    assert answers[-1].status == 429, expected("429 for request 6 of the same instant", got=answers[-1])
