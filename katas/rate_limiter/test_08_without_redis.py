"""Without Redis, requests pass

`wire.down()` takes Redis down. `wire.hang()` keeps it from answering, so that redis-py gives up after its time-out.
`wire.mend()` brings Redis back. `wire.lose_reply()` loses one reply.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import BOTH, LIMIT, WINDOW, all_have, take_away

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


@pytest.mark.parametrize("how", ["down", "hang"])
def test_when_redis_is_back_so_is_the_limit(client, wire, how):
    """An outage must not clear the counts or end the limit, and a process must not remember whom it refused."""
    client.together(["/api/status"] * (LIMIT + 1))
    for outage in (1, 2):
        take_away(wire, how)
        passed = [client.get(url) for url in BOTH]
        wire.mend()
        refused = [client.get(url) for url in BOTH]

        all_have(200, passed, "200 while Redis is away, also after a refusal")
        all_have(429, refused, f"429 after outage {outage}: 5 requests were counted before")


# Edge cases


def test_a_cut_between_two_commands_is_no_500(client, wire):
    """A command outside the `try` still raises when the connection is cut in front of it."""
    for number in range(2 * LIMIT):
        round_trips = 1 + number % 3
        wire.cut_after(round_trips)
        answer = client.get(BOTH[number % 2])
        wire.mend()

        assert answer.status in (200, 429), expected(f"200 or 429, when cut after round trip {round_trips}", got=answer)


@pytest.mark.parametrize("how", ["down", "hang"])
def test_an_app_that_started_without_redis_limits_later(wire, new_client, how):
    """PING or SCRIPT LOAD at start-up keeps the app down, or leaves it without a limit when Redis is back."""
    take_away(wire, how)
    client = new_client()
    first = client.get("/api/status")
    wire.mend()
    answers = [client.get(url) for url in BOTH * 3]

    assert first.status == 200, expected("200 from an app that started while Redis was away", got=first)
    all_have(200, answers[:LIMIT], "200 for 5 requests, once Redis is back")
    assert answers[-1].status == 429, expected("429 for request 6, once Redis is back", got=answers[-1])


@pytest.mark.parametrize("how", ["down", "hang"])
def test_what_passed_without_redis_is_not_counted(client, wire, clock, how):
    """A count in the process, in place of Redis, refuses requests; a circuit breaker that stays open ends the limit."""
    client.from_ip("203.0.113.9").get("/api/status")
    take_away(wire, how)
    passed = client.together(BOTH * (4 * LIMIT + 1))
    wire.mend()
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]
    clock.advance(WINDOW)
    answers += [client.get("/api/status") for _ in range(LIMIT + 1)]

    all_have(200, passed, "200 for each of 42 requests while Redis is away")
    all_have(200, [*answers[:LIMIT], *answers[LIMIT + 1 : -1]], "200 for 5 requests in a window, once Redis is back")
    all_have(429, (answers[LIMIT], answers[-1]), "429 for request 6 in a window, once Redis is back")


def test_a_request_whose_reply_is_lost_counts_once(client, wire):
    """Redis has counted, only its reply was lost: a command that is sent again counts the request twice."""
    client.from_ip("203.0.113.9").get("/api/status")
    wire.lose_reply()
    lost = client.get("/api/status")
    answers = [client.get(url) for url in BOTH * 3]

    assert lost.status == 200, expected("200 for request 1, though a reply was lost", got=lost)
    all_have(200, answers[: LIMIT - 1], "200 for 5 requests, the reply to the first one was lost")
    assert answers[-1].status == 429, expected("429 for request 7", got=answers[-1])
