"""Without Redis, requests pass"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW

READ = "katas/rate_limiter/README.md#when-redis-is-away"


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_without_redis_every_request_passes(client, wire, fault):
    """A limiter protects the app; it must not be what takes it down."""
    client.get("/api/status")
    getattr(wire, fault)()
    answers = client.together(["/api/status"] * (LIMIT + 2) + ["/api/items/7"])

    for answer in answers:
        assert answer.status == 200, expected("200 while Redis is away, for every request", got=answer)


def test_without_redis_the_app_starts(wire, client, request):
    """A server that is restarted while Redis is away would else stay away with it."""
    wire.down()
    answer = request.getfixturevalue("second_worker").get("/api/status")  # started now

    assert answer.status == 200, expected("200 from a worker that was started while Redis was away", got=answer)


@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_a_cut_between_two_commands_is_no_500(client, wire, round_trips):
    """Wherever it happens, the request passes."""
    wire.cut_after(round_trips)
    answer = client.get("/api/status")

    assert answer.status == 200, expected(
        f"200, although the connection was cut after round trip {round_trips}", got=answer
    )


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_when_redis_is_back_so_is_the_limit(client, wire, fault):
    """Nothing has to be restarted, and what Redis has counted before still counts."""
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    getattr(wire, fault)()
    passed = client.get("/api/status")
    wire.mend()
    refused = [client.get("/api/status") for _ in range(3)]

    assert passed.status == 200, expected("200 while Redis is away, also for who was refused before", got=passed)
    for answer in refused:
        assert answer.status == 429, expected("429 again, once Redis is back", got=answer)


def test_what_passed_without_redis_is_not_counted(client, wire, clock):
    """Many pass, and after that the limit is what it was: neither used up nor gone for good."""
    wire.down()
    passed = client.together(["/api/status"] * (4 * LIMIT + 1))
    wire.mend()
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    for answer in passed:
        assert answer.status == 200, expected("200 while Redis is away, for every request", got=answer)
    for answer in answers[:LIMIT]:
        assert answer.status == 200, expected(f"200, {LIMIT} times, once Redis is back", got=answer)
    assert answers[-1].status == 429, expected("429 for the sixth, once Redis is back", got=answers[-1])
