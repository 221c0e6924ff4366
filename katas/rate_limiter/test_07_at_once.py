"""Exactly the limit passes when many requests arrive at once, in all workers together

`client.together([…], jitter=True)` sends several requests at once, and lets them overtake each other.
`second_worker` is a second process of your app, on the same Redis; `new_client()` starts one at that moment.
"""

from dojo.steps import expected
from katas.rate_limiter.checks import (
    BOTH,
    LIMIT,
    WINDOW,
    all_have,
    counts_of_others_in_between,
    passed,
    remaining_of,
    seconds_in,
    statuses_of,
    wait_for_a_new_window,
)

READ = "katas/rate_limiter/README.md#many-at-once"
FORTY = "GET /api/status and GET /api/items/7, 20 times each, at once"


def test_of_many_requests_at_once_five_still_pass(client):
    """A count that is read again after INCR holds the requests of others too, and refuses what should pass."""
    answers = client.together(["/api/status"] * 20, jitter=True)

    assert passed(answers) >= LIMIT, expected(
        "5 times 200", got=statuses_of(answers), called="GET /api/status, 20 times at once"
    )


def test_of_forty_requests_at_once_five_pass(client):
    """GET, compare, then write is too late: many requests read the same count before the first one writes."""
    answers = client.together(BOTH * 20, jitter=True)

    statuses = statuses_of(answers)
    assert statuses == "5 times 200, 35 times 429", expected("5 times 200, 35 times 429", got=statuses, called=FORTY)


def test_each_that_passes_has_its_own_remaining(client):
    """Two requests with the same X-RateLimit-Remaining: one of them was told the count of another one."""
    remaining = remaining_of(client.together(["/api/status"] * 10, jitter=True))

    assert len(set(remaining)) == LIMIT, expected(
        "5 different X-RateLimit-Remaining on the 5 that pass",
        got=", ".join(remaining),
        called="GET /api/status, 10 times at once",
    )


def test_two_workers_share_one_count(client, second_worker):
    """A dict in the process, or a key with `hash()`, the pid or the host name, is different in each worker."""
    here = [client.get("/api/status") for _ in range(3)]
    there = [second_worker.get("/api/status") for _ in range(3)]

    assert here[2].status == 200, expected("200 for request 3", got=here[2])
    assert there[1].status == 200, expected("200 for request 5, in the second worker", got=there[1])
    assert there[2].status == 429, expected("429 for request 6, in the second worker", got=there[2])


# Edge cases


def test_of_forty_requests_to_two_workers_five_pass(client, second_worker):
    """A lock in the process, such as asyncio.Lock, does not stop the other process."""
    answers = client.together(["/api/status"] * 40, split_with=second_worker, jitter=True)

    called, statuses, remaining = f"{FORTY}, two workers", statuses_of(answers), remaining_of(answers)
    assert statuses == "5 times 200, 35 times 429", expected("5 times 200, 35 times 429", got=statuses, called=called)
    assert len(set(remaining)) == LIMIT, expected(
        "5 different X-RateLimit-Remaining on the 5 that pass", got=", ".join(remaining), called=called
    )


def test_two_clients_at_once_do_not_meet(client):
    """A variable of the module that is set before an `await` and read after it belongs to another request by then."""
    alan = client.from_ip("198.51.100.7")
    answers = client.together(
        ["/api/status", "/api/status", "/api/items/7", "/api/items/7"] * 5, split_with=alan, jitter=True
    )

    for name, each in {"127.0.0.1": answers[::2], "198.51.100.7": answers[1::2]}.items():
        statuses, remaining = statuses_of(each), remaining_of(each)
        called = f"20 requests at once, 10 of them from {name}"
        assert statuses == "5 times 200, 5 times 429", expected("5 times 200, 5 times 429", got=statuses, called=called)
        assert remaining == ["0", "1", "2", "3", "4"], expected(
            "X-RateLimit-Remaining from 0 to 4", got=", ".join(remaining), called=called
        )


def test_a_request_decides_by_the_reply_to_its_own_count(client, redis, wire):
    """Without MULTI, others count between your INCR and a GET beside it: then two requests get the same number."""
    for number, url in enumerate(BOTH * 2):
        redis.flushdb()
        before = [client.get(url) for _ in range(number // 2)]
        others = counts_of_others_in_between(wire, redis)
        answer = client.get(url)
        wire.mend()

        theirs = [str(max(LIMIT - count, 0)) for count in others]
        own = answer.headers.get("X-RateLimit-Remaining")
        assert answer.status == 200, expected(f"200 for request {len(before) + 1} of 5", got=answer)
        assert own not in theirs, expected(f"a Remaining of its own; others have {', '.join(theirs)}", got=answer)


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


def test_a_window_is_the_same_in_every_time_zone(client, second_worker, clock):
    """`datetime.now()` without a zone differs between workers; so does a monotonic clock."""
    wait_for_a_new_window(client, clock)
    client.get("/api/status")
    clock.advance(20)
    there = second_worker.get("/api/status")
    clock.advance(WINDOW - 24)
    last = [worker.get("/api/items/7") for worker in (client, second_worker) * 2]
    clock.advance(4)
    answers = [worker.get("/api/status") for worker in (second_worker, client)]

    seconds = seconds_in(there, "X-RateLimit-Reset")
    assert 36 <= seconds <= 42, expected(
        "X-RateLimit-Reset: about 40, 20 s into a window", got=f"{seconds}", about=there
    )
    assert [answer.status for answer in last] == [200, 200, 200, 429], expected(
        "429 for request 6 of one window, from two workers", got=statuses_of(last)
    )
    all_have(200, answers, f"200, {WINDOW} s after the window began")


def test_a_worker_that_starts_or_stops_gives_no_new_budget(client, new_client):
    """A worker that clears the counters when it starts or stops ends every limit at each deployment."""
    here = [client.get("/api/status") for _ in range(LIMIT)]
    second_worker = new_client("second worker")
    there = second_worker.get("/api/status")
    here_again = client.get("/api/status")
    second_worker.stop()
    after_its_end = client.get("/api/status")

    assert here[-1].status == 200, expected("200 for request 5", got=here[-1])
    assert there.status == 429, expected("429 for request 6, in a worker that has just started", got=there)
    assert here_again.status == 429, expected("429 for request 7, in the first worker", got=here_again)
    assert after_its_end.status == 429, expected("429 for request 8, after the other worker stopped", got=after_its_end)
