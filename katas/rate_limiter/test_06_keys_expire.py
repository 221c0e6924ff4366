"""Every key expires, wherever the connection is cut"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import A_DAY, LIMIT, WINDOW, keys_in

READ = "katas/rate_limiter/README.md#keys-that-stay"


def test_a_day_later_nothing_is_left(client, redis, clock):
    """A key per client that stays is a memory that fills up."""
    for _ in range(2):
        for address in ("203.0.113.9", "198.51.100.7", "2001:db8::7"):
            answers = [client.from_ip(address).get("/api/status") for _ in range(LIMIT + 1)]
        clock.advance(WINDOW)
    clock.advance(A_DAY)

    assert answers[-1].status == 429, expected("429 for the sixth request in one window", got=answers[-1])
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))


@pytest.mark.parametrize("round_trips", [1, 2, 3])
def test_a_cut_between_two_commands_blocks_nobody_for_ever(client, redis, wire, clock, round_trips):
    """The connection dies after that many round trips, and whatever was to come after them never comes."""
    wire.cut_after(round_trips)
    client.get("/api/status")
    wire.mend()
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    clock.advance(WINDOW)
    next_window = client.get("/api/status")
    clock.advance(A_DAY)

    assert next_window.status == 200, expected(
        f"200 in the next window, although the connection was cut after round trip {round_trips}", got=next_window
    )
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))


@pytest.mark.parametrize("round_trip", [2, 3])
def test_a_window_that_ends_between_two_commands_blocks_nobody_for_ever(client, redis, clock, round_trip):
    """The key expires while the request waits; what is still to come must not make one without a TTL."""
    waiting = client.start("GET", "/api/status", hold_at=round_trip)
    clock.advance(WINDOW)
    waiting.finish()
    for _ in range(LIMIT + 1):
        client.get("/api/status")
    clock.advance(WINDOW)
    answers = [client.get("/api/status") for _ in range(LIMIT)]
    clock.advance(A_DAY)

    assert answers[-1].status == 200, expected(
        f"200, {LIMIT} times in a window, after one that ended while request 1 stood before round trip {round_trip}",
        got=answers[-1],
    )
    left = keys_in(redis)
    assert not left, expected("no key, a day later", got=", ".join(left))
