"""Of many at once, exactly the limit passes, in all workers together"""

from collections import Counter

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW

READ = "katas/rate_limiter/README.md#many-at-once"


def test_two_workers_share_one_count(client, clock, request):
    """Two processes have Redis in common, and nothing else: not the moment at which they were started."""
    clock.advance(WINDOW * 0.6)
    second_worker = request.getfixturevalue("second_worker")  # started now
    clock.advance(WINDOW * 0.6)
    here = [client.get("/api/status") for _ in range(3)]
    there = [second_worker.get("/api/status") for _ in range(3)]

    assert here[-1].status == 200, expected("200 for the first three", got=here[-1])
    assert there[1].status == 200, expected("200 for the fourth and fifth, in a second worker", got=there[1])
    assert there[2].status == 429, expected(
        "429 for the sixth, in a second worker, which has only Redis in common with the first", got=there[2]
    )


def test_a_worker_that_starts_gives_nobody_a_new_budget(client, request):
    """Each deployment starts new ones, while the others serve; what is counted is theirs as well."""
    here = [client.get("/api/status") for _ in range(LIMIT)]
    there = request.getfixturevalue("second_worker").get("/api/status")  # started now
    here_again = client.get("/api/status")

    assert here[-1].status == 200, expected(f"200 for the first {LIMIT}", got=here[-1])
    assert there.status == 429, expected("429 for the sixth, in a worker that has just started", got=there)
    assert here_again.status == 429, expected("429 for the seventh, after another worker has started", got=here_again)


@pytest.mark.environment(RATE_LIMIT=1)
def test_many_clients_have_a_budget_each(client):
    """There is none for all of them together, which a few could use up for everybody."""
    answers = [client.from_ip(f"198.51.100.{number}").get("/api/status") for number in range(1, 23)]

    for number, answer in enumerate(answers, 1):
        assert answer.status == 200, expected(f"200 for the first request of client {number}", got=answer)


@pytest.mark.parametrize("workers", ["one worker", "two workers"])
def test_of_forty_at_once_five_pass(client, second_worker, wire, workers):
    """Each round trip takes up to 3 ms, so that they overtake each other on the way."""
    wire.latency(0, jitter=0.003)
    answers = client.together(["/api/status"] * 40, split_with=second_worker if workers == "two workers" else None)

    called = f"GET /api/status, 40 times at once, {workers}"
    came = Counter(answer.status for answer in answers)
    assert came == {200: LIMIT, 429: 40 - LIMIT}, expected(
        f"{LIMIT} times 200, {40 - LIMIT} times 429",
        got=", ".join(f"{times} times {status}" for status, times in sorted(came.items())),
        called=called,
    )
    passed = [answer for answer in answers if answer.status == 200]
    remaining = sorted(answer.headers.get("X-RateLimit-Remaining", "missing") for answer in passed)
    assert len(set(remaining)) == LIMIT, expected(
        "another X-RateLimit-Remaining for each that passed", got=", ".join(remaining), called=called
    )
