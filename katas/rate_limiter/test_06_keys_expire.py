"""Every key expires, wherever the connection is cut

`redis` looks at what your app stored.
`wire.cut_after(1)` cuts the connection after one round trip. `wire.mend()` repairs it.
`client.start(…, hold_at=2)` stops a request before its second round trip. `finish()` lets it go on.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import A_DAY, LIMIT, WINDOW, keys_left_in

READ = "katas/rate_limiter/README.md#keys-that-stay"


def test_a_day_later_nothing_is_left(client, redis, clock):
    """A key that never expires, for each client or each window, fills the memory."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    clock.advance(A_DAY)

    assert answers[-1].status == 429, expected("429 for request 6", got=answers[-1])
    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))


@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_a_cut_between_two_commands_blocks_no_one(client, redis, wire, clock, round_trips):
    """A write before its EXPIRE, such as INCR, can leave a key that never expires; send both together."""
    wire.cut_after(round_trips)
    client.get("/api/status")
    wire.mend()
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    clock.advance(WINDOW)
    answer = client.get("/api/status")
    clock.advance(A_DAY)

    assert answer.status == 200, expected(
        f"200 in the next window, although request 1 was cut after round trip {round_trips}", got=answer
    )
    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))


@pytest.mark.parametrize("round_trip", [2, 3])
def test_a_window_that_ends_between_two_commands_blocks_no_one(client, redis, clock, round_trip):
    """SET NX, then INCR: if the key expires in between, INCR creates a new one without a TTL."""
    waiting = client.start("GET", "/api/status", hold_at=round_trip)
    clock.advance(WINDOW)
    waiting.finish()
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT)]
    clock.advance(A_DAY)

    assert answers[-1].status == 200, expected(
        f"200 for 5 requests, although a window ended before round trip {round_trip} of request 1", got=answers[-1]
    )
    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))


# Edge cases


@pytest.mark.parametrize("round_trip", [2, 3])
def test_a_window_that_ends_during_a_refusal_leaves_nothing(client, redis, clock, round_trip):
    """A second write, such as DECR, creates a key without a TTL if the window has ended in between."""
    for _ in range(LIMIT):
        client.get("/api/status")
    waiting = client.start("GET", "/api/status", hold_at=round_trip)
    clock.advance(WINDOW)
    waiting.finish()
    clock.advance(A_DAY)

    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))


@pytest.mark.parametrize("round_trips", [1, 2])
def test_a_refusal_that_is_cut_blocks_no_one(client, redis, wire, clock, round_trips):
    """What a refusal writes needs its TTL at once, like the count."""
    for _ in range(LIMIT):
        client.get("/api/status")
    wire.cut_after(round_trips)
    client.get("/api/status")
    wire.mend()
    clock.advance(WINDOW)
    answer = client.get("/api/status")
    clock.advance(A_DAY)

    assert answer.status == 200, expected(
        f"200 in the next window, although the refusal was cut after round trip {round_trips}", got=answer
    )
    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))


def test_a_day_later_nothing_is_left_of_several_clients_and_windows(client, redis, clock):
    """A list of all clients, or a key of a window that no one asks for again, stays for good."""
    clients = [client.from_ip(address) for address in ("203.0.113.9", "198.51.100.7", "2001:db8::7")]
    for _ in range(2):
        for each in clients:
            each.get("/api/status")
        clock.advance(WINDOW)
    clock.advance(A_DAY)

    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))
