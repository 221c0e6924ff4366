"""The request after the limit is refused"""

import pytest

from dojo.steps import expected
from katas.rate_limiter import items
from katas.rate_limiter.checks import LIMIT

READ = "katas/rate_limiter/README.md#the-limit"


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_the_first_five_pass_and_the_others_are_refused(client, url):
    """Not one more and not one less; 429 is Too Many Requests."""
    answers = [client.get(url) for _ in range(12)]

    for number, answer in enumerate(answers, 1):
        status = 200 if number <= LIMIT else 429
        assert answer.status == status, expected(f"{status} for request {number}, with a limit of {LIMIT}", got=answer)


def test_a_request_counts_once(client):
    """Also one that the route itself refuses: an item has a number."""
    odd = [client.get("/api/items/seven") for _ in range(2)]
    answers = [client.get("/api/status") for _ in range(3)]

    assert odd[-1].status == 422, expected("422 for an item that has no number", got=odd[-1])
    assert answers[-1].status == 200, expected("200 for the fifth request, after two that were 422", got=answers[-1])


def test_requests_of_the_same_instant_all_count(client, same_moment):
    """Six can come within one tick of the clock: a time of day is no name for a request."""
    with same_moment:
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer in answers[:LIMIT]:
        assert answer.status == 200, expected(f"200 for the {LIMIT} requests within the limit", got=answer)
    assert answers[-1].status == 429, expected("429 for the sixth request of one and the same instant", got=answers[-1])


def test_a_refusal_says_why_in_json(client):
    """Like every other error of the API: {"detail": …}."""
    refused = [client.get("/api/status") for _ in range(LIMIT + 1)][-1]

    assert refused.status == 429, expected("429", got=refused)
    assert "json" in refused.headers.get("Content-Type", ""), expected("JSON, by its Content-Type", got=refused)
    has_detail = isinstance(refused.json, dict) and refused.json.get("detail")
    assert has_detail, expected('a JSON object with a "detail"', got=refused)


def test_a_refused_request_does_no_work(client):
    """The limiter comes first: to look an item up is what a refusal is to spare us."""
    before = len(items.looked_up)
    answers = [client.get("/api/items/7") for _ in range(LIMIT + 3)]
    looked_up = len(items.looked_up) - before

    assert answers[-1].status == 429, expected("429", got=answers[-1])
    assert looked_up <= LIMIT, expected(f"{LIMIT} items looked up for 8 requests, 3 refused", got=f"{looked_up} items")


def test_health_is_not_limited(client):
    """Whoever watches over the app asks often, and uses up nobody's budget."""
    healths = [client.get("/health") for _ in range(LIMIT + 3)]
    answer = client.get("/api/status")

    assert healths[-1].status == 200, expected(f"200 from /health, {LIMIT + 3} times", got=healths[-1])
    assert answer.status == 200, expected("200: /health takes nothing from the budget", got=answer)
