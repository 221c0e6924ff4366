"""A request costs one round trip

The first request of a test may load a Lua script, so it is not judged.
`wire.forget_scripts()` makes Redis forget all scripts.
`unlimited` sends requests to the same routes without a limiter.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import BOTH, LIMIT, WINDOW, all_cost_one_round_trip, all_have

READ = "katas/rate_limiter/README.md#what-it-costs"


def test_a_request_that_passes_is_one_round_trip(client):
    """Each command that is awaited alone is one more round trip; send INCR, EXPIRE and PTTL together."""
    client.get("/api/status")
    answers = [client.get(url) for url in BOTH * 2]

    all_cost_one_round_trip(answers, "1 round trip for a request that passes")


def test_the_first_request_of_a_window_is_one_round_trip(client, clock):
    """EXPIRE sent only for the first request costs a second round trip; NX lets you send it with each INCR."""
    client.from_ip("203.0.113.9").get("/api/status")
    answers = []
    for url in BOTH:
        answers.append(client.get(url))
        clock.advance(WINDOW)

    all_cost_one_round_trip(answers, "1 round trip for the first of a window")


def test_a_refusal_is_one_round_trip(client):
    """A client that hammers gets mostly refusals, so each extra round trip of a refusal is paid very often."""
    answers = [client.get(url) for url in BOTH * 4]

    all_cost_one_round_trip(answers[LIMIT:], "1 round trip for a 429")


# Edge cases


def test_each_part_of_a_window_costs_the_same(client, clock):
    """A command more in the second half of a window, or at its end, costs a second round trip."""
    client.get("/api/status")
    for _ in range(7):
        clock.advance(WINDOW * 0.15)
        answer = client.get("/api/status")

        all_cost_one_round_trip([answer], f"1 round trip for a {answer.status}")


def test_the_limit_holds_after_redis_has_forgotten_its_scripts(client, wire):
    """A restart of Redis forgets scripts: EVALSHA of one that was loaded at start-up then counts nothing."""
    client.get("/api/status")
    wire.forget_scripts()
    answers = [client.get("/api/status") for _ in range(LIMIT + 2)]

    assert answers[-1].status == 429, expected("429, 7 requests after Redis forgot its scripts", got=answers[-1])
    all_cost_one_round_trip(answers[-1:], "1 round trip again")


def test_the_request_that_brings_the_script_again_is_counted(client, wire):
    """On NOSCRIPT, load the script and run it; a request that only loads it passes uncounted."""
    before = [client.get("/api/status") for _ in range(2)]
    wire.forget_scripts()
    after = [client.get("/api/status") for _ in range(4)]

    all_have(200, [*before, *after[:3]], "200 for the first 5 requests")
    assert after[3].status == 429, expected("429 for request 6: all 5 before it count", got=after[3])


@pytest.mark.environment(RATE_LIMIT=1_000_000)
def test_what_the_limiter_costs(client, unlimited, speed):
    """A limiter that never asks Redis costs nothing and counts nothing; the time itself is shown, not judged."""
    answer = client.get("/api/status")
    speed.cost(
        costly=lambda: client.get("/api/status").seconds,
        without=lambda: unlimited.get("/api/status").seconds,
        round_trips=answer.round_trips,
    )

    assert answer.round_trips >= 1, expected("a count in Redis", got="no round trip to Redis")


@pytest.mark.environment(RATE_LIMIT=12)
@pytest.mark.benchmark(group="rate_limiter: GET /api/status")
@pytest.mark.parametrize("kind", ["without a limiter", "passes", "refused"])
def test_benchmark(client, unlimited, benchmark, speed, kind):
    """These times go into the table and the JSON of pytest-benchmark; they are not judged."""
    asked = unlimited if kind == "without a limiter" else client
    client.together(["/api/status"] * (12 if kind == "refused" else 1))

    answer = benchmark.pedantic(asked.get, args=("/api/status",), rounds=10)
    speed.describe(benchmark, round_trips=answer.round_trips)

    status = 429 if kind == "refused" else 200
    assert answer.status == status, expected(f"{status}, with RATE_LIMIT=12", got=answer)
