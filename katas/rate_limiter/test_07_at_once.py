"""Exactly the limit passes when many requests arrive at once, in all workers together

`client.together([…])` sends several requests at once.
`wire.latency(0, jitter=0.003)` makes each round trip up to 3 ms longer, so that the requests overtake each other.
`second_worker` is a second process of your app, on the same Redis; `new_client()` starts one at that moment.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import LIMIT, WINDOW, remaining_of, statuses_of

READ = "katas/rate_limiter/README.md#many-at-once"
FORTY = "GET /api/status, 40 times at once"


def test_of_forty_requests_at_once_five_pass(client, wire):
    """GET, compare, then write is too late: many requests read the same count before the first one writes."""
    wire.latency(0, jitter=0.003)
    answers = client.together(["/api/status"] * 40)

    statuses = statuses_of(answers)
    assert statuses == "5 times 200, 35 times 429", expected("5 times 200, 35 times 429", got=statuses, called=FORTY)


def test_each_that_passes_has_its_own_remaining(client, wire):
    """A count that is read again after INCR may already hold the requests of others."""
    wire.latency(0, jitter=0.003)
    remaining = remaining_of(client.together(["/api/status"] * 10))

    assert len(set(remaining)) == LIMIT, expected(
        "5 different X-RateLimit-Remaining on the 5 that pass",
        got=", ".join(remaining),
        called="GET /api/status, 10 times at once",
    )


def test_two_workers_share_one_count(client, second_worker):
    """A dict in the process, or a key made with `hash()`, is different in each worker."""
    here = [client.get("/api/status") for _ in range(3)]
    there = [second_worker.get("/api/status") for _ in range(3)]

    assert here[2].status == 200, expected("200 for request 3", got=here[2])
    assert there[1].status == 200, expected("200 for request 5, in the second worker", got=there[1])
    assert there[2].status == 429, expected("429 for request 6, in the second worker", got=there[2])


# Edge cases


def test_of_forty_requests_to_two_workers_five_pass(client, second_worker, wire):
    """A lock in the process, such as asyncio.Lock, does not stop the other process."""
    wire.latency(0, jitter=0.003)
    answers = client.together(["/api/status"] * 40, split_with=second_worker)

    called, statuses, remaining = f"{FORTY}, two workers", statuses_of(answers), remaining_of(answers)
    assert statuses == "5 times 200, 35 times 429", expected("5 times 200, 35 times 429", got=statuses, called=called)
    assert len(set(remaining)) == LIMIT, expected(
        "5 different X-RateLimit-Remaining on the 5 that pass", got=", ".join(remaining), called=called
    )


def test_a_window_does_not_begin_with_the_process(client, clock, new_client):
    """Windows counted from the start of a process are other windows in each worker."""
    clock.advance(WINDOW * 0.6)
    second_worker = new_client("second worker")
    clock.advance(WINDOW * 0.6)
    here = [client.get("/api/status") for _ in range(3)]
    there = [second_worker.get("/api/status") for _ in range(3)]

    assert here[2].status == 200, expected("200 for request 3", got=here[2])
    assert there[1].status == 200, expected("200 for request 5, in the second worker", got=there[1])
    assert there[2].status == 429, expected("429 for request 6, in a second worker that started later", got=there[2])


def test_a_worker_that_starts_gives_no_new_budget(client, new_client):
    """A worker that clears the counters when it starts ends every limit at each deployment."""
    here = [client.get("/api/status") for _ in range(LIMIT)]
    there = new_client("second worker").get("/api/status")
    here_again = client.get("/api/status")

    assert here[-1].status == 200, expected("200 for request 5", got=here[-1])
    assert there.status == 429, expected("429 for request 6, in a worker that has just started", got=there)
    assert here_again.status == 429, expected("429 for request 7, in the first worker", got=here_again)


@pytest.mark.environment(RATE_LIMIT=1)
def test_many_clients_have_a_budget_each(client):
    """A second budget, for all clients together, refuses clients that have sent nothing yet."""
    answers = [client.from_ip(f"198.51.100.{number}").get("/api/status") for number in range(1, 23)]

    for number, answer in enumerate(answers, 1):
        assert answer.status == 200, expected(f"200 for the first request of client {number}", got=answer)
