"""A request costs one round trip"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW

READ = "katas/rate_limiter/README.md#what-it-costs"


def test_each_request_is_one_round_trip(client, clock):
    """The first of a window, those that pass, and those that are refused, which may be many."""
    client.from_ip("203.0.113.9").get("/api/status")  # whoever uses a Lua script may load it now
    answers = [client.get("/api/status") for _ in range(LIMIT + 2)]
    clock.advance(WINDOW)
    answers.append(client.get("/api/status"))

    for answer in answers:
        trips = answer.round_trips
        assert trips == 1, expected(f"1 round trip for a {answer.status}", got=f"{trips} round trips", about=answer)


def test_the_limit_holds_after_redis_has_forgotten_its_scripts(client, wire):
    """A restart of Redis, or SCRIPT FLUSH: EVALSHA replies NOSCRIPT until somebody brings the script again."""
    before = [client.get("/api/status") for _ in range(2)]
    wire.forget_scripts()
    after = [client.get("/api/status") for _ in range(4)]

    assert before[-1].status == 200, expected("200 for the first two", got=before[-1])
    for answer in after[:3]:
        assert answer.status == 200, expected("200 for the third to the fifth", got=answer)
    assert after[3].status == 429, expected("429 for the sixth: the first two still count", got=after[3])
    assert after[3].round_trips == 1, expected("1 round trip again", got=f"{after[3].round_trips}")


@pytest.mark.environment(RATE_LIMIT=1_000_000)
def test_what_the_limiter_costs(client, unlimited, speed):
    """The same request with it and without it, measured in turn: told at the end of the run, and not judged."""
    answer = client.get("/api/status")
    speed.cost(
        costly=lambda: client.get("/api/status").seconds,
        without=lambda: unlimited.get("/api/status").seconds,
        round_trips=answer.round_trips,
    )

    assert answer.round_trips >= 1, expected("a count in Redis", got="no round trip to Redis")


@pytest.mark.environment(RATE_LIMIT=20)
@pytest.mark.benchmark(group="rate_limiter: GET /api/status")
@pytest.mark.parametrize("kind", ["without a limiter", "passes", "refused"])
def test_benchmark(client, unlimited, benchmark, speed, kind):
    """The table and the JSON of pytest-benchmark."""
    asked = unlimited if kind == "without a limiter" else client
    client.together(["/api/status"] * (20 if kind == "refused" else 1))

    answer = benchmark.pedantic(asked.get, args=("/api/status",), rounds=15)
    speed.describe(benchmark, round_trips=answer.round_trips)

    status = 429 if kind == "refused" else 200
    assert answer.status == status, expected(f"{status}, with RATE_LIMIT=20", got=answer)
