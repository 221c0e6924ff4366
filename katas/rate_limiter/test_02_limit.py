"""The request after the limit is refused

`refusals` are the HTTPExceptions with status 429 that your code has made. `wire` sees every reply of Redis.
`with same_moment:` stops the clock, so that all requests inside come at the same instant.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter import items
from katas.rate_limiter.checks import BOTH, LIMIT, numbers_read_as_bytes

READ = "katas/rate_limiter/README.md#the-limit"


def test_five_requests_pass(client):
    """A limit of 5 lets request 5 pass; refuse only the requests after it."""
    answers = [client.get("/api/status") for _ in range(LIMIT)]

    for number, answer in enumerate(answers, 1):
        assert answer.status == 200, expected(f"200 for request {number}, with a limit of {LIMIT}", got=answer)


def test_no_except_catches_the_refusal(client, refusals):
    """`except Exception` around the `raise` catches the HTTPException too, and the request goes on."""
    answer = [client.get("/api/status") for _ in range(LIMIT + 2)][-1]

    is_caught = answer.status == 200 and any(error.__traceback__ for error in refusals)
    assert not is_caught, expected("429, which your code has raised", got=answer)


def test_a_count_is_compared_as_a_number(client, wire, refusals):
    """`GET` replies bytes: b"6" is not equal to 6, so a comparison without `int(…)` refuses no one."""
    answer = [client.get("/api/status") for _ in range(LIMIT + 2)][-1]

    is_never_true = answer.status == 200 and not refusals and bool(numbers_read_as_bytes(wire))
    assert not is_never_true, expected("429 for request 7", got=answer)


def test_a_client_that_goes_on_is_refused(client):
    """Only `raise HTTPException` stops a request; FastAPI ignores a response that a dependency returns."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 2)]

    assert answers[-1].status == 429, expected("429 (Too Many Requests) for request 7", got=answers[-1])


def test_the_sixth_request_is_the_first_to_be_refused(client):
    """Count this request too, then compare: with the count of the requests before it, one too many passes."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

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
    for refused in [[client.get(url) for _ in range(LIMIT + 1)][-1] for url in BOTH]:
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


def test_every_later_request_is_refused(client):
    """Counts compared as text let request 10 pass: '10' comes before '5'."""
    answers = [client.get("/api/status") for _ in range(12)]

    for number, answer in enumerate(answers[LIMIT:], LIMIT + 1):
        assert answer.status == 429, expected(f"429 for request {number}, with a limit of {LIMIT}", got=answer)


def test_health_is_not_limited(client):
    """A limiter for the whole app also stops the monitoring, or lets it use up a client's budget."""
    healths = [client.get("/health") for _ in range(LIMIT + 3)]
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]
    health = client.get("/health")

    assert healths[-1].status == 200, expected("200 from /health, 8 times", got=healths[-1])
    assert answers[-2].status == 200, expected("200: /health takes nothing from the budget", got=answers[-2])
    assert health.status == 200, expected("200 from /health, for a client that was refused", got=health)


def test_a_request_that_fails_in_its_route_counts_once(client, monkeypatch):
    """A limiter inside the route counts no 422; an error handler that counts again counts it twice."""
    mistyped = [client.get("/api/items/seven") for _ in range(LIMIT + 1)]
    other = client.from_ip("203.0.113.9")
    with monkeypatch.context() as patch:
        patch.setattr(items, "looked_up", None)  # find_item raises an exception
        failed = [other.get("/api/items/7") for _ in range(LIMIT + 1)]

    for status, answers in ((422, mistyped), (500, failed)):
        assert answers[-2].status == status, expected(f"{status} for request 5: its route fails", got=answers[-2])
        assert answers[-1].status == 429, expected(f"429 for request 6: a {status} counts too", got=answers[-1])


def test_requests_of_the_same_instant_all_count(client, same_moment):
    """The time is no unique name: a Set or Sorted Set of times keeps two requests of one instant as one."""
    with same_moment:
        answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    assert answers[-2].status == 200, expected("200 for request 5", got=answers[-2])
    assert answers[-1].status == 429, expected("429 for request 6 of the same instant", got=answers[-1])


@pytest.mark.environment(RATE_LIMIT=1)
def test_the_limit_comes_from_the_environment(client):
    """This test starts your app with RATE_LIMIT=1; a 5 in the code ignores it."""
    answers = [client.get("/api/status") for _ in range(2)]

    assert answers[0].status == 200, expected("200 for request 1", got=answers[0])
    assert answers[1].status == 429, expected("429 for request 2", got=answers[1])


def test_no_sync_client_is_used(client, wire):
    """A sync client inside `async def` blocks the event loop, and hides the races that a limiter must survive."""
    for _ in range(LIMIT + 1):
        client.get("/api/status")

    blocking = ", ".join(dict.fromkeys(wire.blocking_calls))
    assert not blocking, expected("only the asyncio client inside `async def`", got=f"a blocking call at {blocking}")
