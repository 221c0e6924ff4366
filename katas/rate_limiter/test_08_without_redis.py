"""Without Redis, requests pass

`wire.down()` takes Redis down. `wire.hang()` keeps it from answering, so that redis-py gives up after its time-out.
`wire.mend()` brings Redis back.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW, take_away

READ = "katas/rate_limiter/README.md#when-redis-is-away"


def test_a_request_passes_while_redis_is_down(client, wire):
    """Without Redis, let the request pass: neither a 500 nor a 503 is right for it."""
    client.get("/api/status")
    wire.down()
    answer = client.get("/api/status")

    assert answer.status == 200, expected("200 while Redis is down", got=answer)


def test_a_request_passes_while_redis_hangs(client, wire):
    """redis-py has a TimeoutError of its own: it is neither a ConnectionError nor Python's TimeoutError."""
    client.get("/api/status")
    wire.hang()
    answer = client.get("/api/status")

    assert answer.status == 200, expected("200 while Redis hangs", got=answer)


def test_when_redis_is_back_so_is_the_limit(client, wire):
    """An outage must neither switch the limit off for good nor clear the counts."""
    for _ in range(LIMIT):
        client.get("/api/status")
    wire.down()
    client.get("/api/status")
    wire.mend()

    for answer in [client.get("/api/status") for _ in range(2)]:
        assert answer.status == 429, expected("429 once Redis is back: 5 requests were counted before", got=answer)


# Edge cases


@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_a_cut_between_two_commands_is_no_500(client, wire, round_trips):
    """A command outside the `try` still raises when the connection is cut in front of it."""
    wire.cut_after(round_trips)
    answer = client.get("/api/status")

    assert answer.status == 200, expected(
        f"200, although the connection was cut after round trip {round_trips}", got=answer
    )


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_no_request_is_refused_while_redis_is_away(client, wire, fault):
    """A count in the process, in place of Redis, soon refuses requests again."""
    client.get("/api/status")
    take_away(wire, fault)
    answers = client.together(["/api/status"] * (LIMIT + 2) + ["/api/items/7"])

    for answer in answers:
        assert answer.status == 200, expected("200 for each of 8 requests while Redis is away", got=answer)


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_a_client_that_was_refused_passes_while_redis_is_away(client, wire, fault):
    """A process that remembers whom it refused goes on refusing without Redis."""
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    take_away(wire, fault)
    passed = client.get("/api/status")
    wire.mend()
    refused = [client.get("/api/status") for _ in range(3)]

    assert passed.status == 200, expected("200 while Redis is away, also after a refusal", got=passed)
    for answer in refused:
        assert answer.status == 429, expected("429 again, once Redis is back", got=answer)


def test_without_redis_the_app_starts(client, wire, new_client):
    """PING or SCRIPT LOAD at start-up keeps the app down for as long as Redis."""
    wire.down()
    answer = new_client("second worker").get("/api/status")

    assert answer.status == 200, expected("200 from a worker that started while Redis was away", got=answer)


def test_what_passed_without_redis_is_not_counted(client, wire, clock):
    """Counting in the process during an outage, or a circuit breaker that stays open, changes the limit."""
    wire.down()
    passed = client.together(["/api/status"] * (4 * LIMIT + 1))
    wire.mend()
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer in passed:
        assert answer.status == 200, expected("200 for each of 21 requests while Redis is away", got=answer)
    for answer in answers[:LIMIT]:
        assert answer.status == 200, expected("200 for 5 requests, once Redis is back", got=answer)
    assert answers[-1].status == 429, expected("429 for request 6, once Redis is back", got=answers[-1])
