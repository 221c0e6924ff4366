"""Every key expires, wherever the connection is cut

`redis` looks at what your app stored.
`wire.cut_after(1)` cuts the connection after one round trip. `wire.mend()` repairs it.
`client.start(…, hold_at=2)` stops a request before its second round trip. `finish()` lets it go on.
`wire.lose_reply()` loses one reply. `wire.between_commands(…)` acts between the commands of a pipeline without MULTI.
"""

import pytest

from dojo.steps import expected
from katas.rate_limiter.checks import A_DAY, BOTH, LIMIT, WINDOW, keys_left_in, nothing_is_left_after_a_day

READ = "katas/rate_limiter/README.md#keys-that-stay"


def test_a_day_later_nothing_is_left(client, redis, clock):
    """A key that never expires, for each client or each window, fills the memory."""
    answers = [client.get("/api/status") for _ in range(LIMIT + 1)]

    clock.advance(WINDOW + A_DAY)

    assert answers[-1].status == 429, expected("429 for request 6", got=answers[-1])
    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))


two_requests = pytest.mark.environment(RATE_LIMIT=2)


@two_requests
def test_a_cut_between_two_commands_blocks_no_one(client, redis, wire, clock):
    """A write before its EXPIRE, such as INCR, can leave a key that never expires; send both together."""
    for number in range(6):
        each, url, round_trips = client.from_ip(f"198.51.100.{number}"), BOTH[number % 2], 1 + number // 2
        wire.cut_after(round_trips)
        each.get(url)
        wire.mend()
        for _ in range(2):
            each.get(url)
        clock.advance(WINDOW)
        answer = each.get(url)

        assert answer.status == 200, expected(
            f"200 in the next window, although request 1 was cut after round trip {round_trips}", got=answer
        )

    nothing_is_left_after_a_day(redis, clock)


@two_requests
def test_a_window_that_ends_between_two_commands_blocks_no_one(client, redis, clock):
    """SET NX, then INCR: if the key expires in between, INCR creates a new one without a TTL."""
    for round_trip, before, url in [(2, 0, BOTH[0]), (3, 0, BOTH[1]), (2, 1, BOTH[1]), (3, 1, BOTH[0])]:
        each = client.from_ip(f"198.51.{before}.{round_trip}")
        for _ in range(before):
            each.get(url)
        waiting = each.start("GET", url, hold_at=round_trip)
        clock.advance(WINDOW)
        waiting.finish()
        for _ in range(3):
            each.get(url)
        clock.advance(WINDOW)
        answers = [each.get(url) for _ in range(3)]

        assert answers[1].status == 200, expected(
            f"200 for 2 requests, although a window ended before round trip {round_trip} of an earlier one",
            got=answers[1],
        )
        assert answers[2].status == 429, expected("429 for request 3, with a limit of 2", got=answers[2])

    nothing_is_left_after_a_day(redis, clock)


# Edge cases


@two_requests
def test_a_window_that_ends_during_a_refusal_leaves_nothing(client, redis, clock):
    """A second write, such as DECR, meets the next window if this one has ended in between."""
    for round_trip, url in [(2, BOTH[0]), (3, BOTH[1])]:
        each = client.from_ip(f"198.51.100.{round_trip}")
        for _ in range(2):
            each.get(url)
        waiting = each.start("GET", url, hold_at=round_trip)
        clock.advance(WINDOW)
        held = waiting.finish()
        answers = [held] if held.status == 200 else []  # it may be the first of the next window
        answers += [each.get(url) for _ in range(3 - len(answers))]

        assert answers[1].status == 200, expected("200 for 2 requests in the next window", got=answers[1])
        assert answers[2].status == 429, expected("429 for request 3 in the next window", got=answers[2])

        waiting = each.start("GET", url, hold_at=round_trip)
        clock.advance(WINDOW)
        waiting.finish()

    nothing_is_left_after_a_day(redis, clock)


@two_requests
def test_a_refusal_that_is_cut_blocks_no_one(client, redis, wire, clock):
    """What a refusal writes needs its TTL at once, like the count."""
    for round_trips, url in [(1, BOTH[0]), (2, BOTH[1])]:
        each = client.from_ip(f"198.51.100.{round_trips}")
        for _ in range(2):
            each.get(url)
        wire.cut_after(round_trips)
        each.get(url)
        wire.mend()
        clock.advance(WINDOW)
        answer = each.get(url)

        assert answer.status == 200, expected(
            f"200 in the next window, although the refusal was cut after round trip {round_trips}", got=answer
        )

    nothing_is_left_after_a_day(redis, clock)


@two_requests
def test_the_end_of_a_window_inside_a_pipeline_blocks_no_one(client, redis, wire, clock):
    """Without MULTI, a window can end between SET NX and INCR, and INCR then creates a key without a TTL."""
    for before, url in [(0, BOTH[0]), (1, BOTH[1]), (2, BOTH[0])]:
        each = client.from_ip(f"198.51.100.{before}")
        for _ in range(before):
            each.get(url)
        wire.between_commands(lambda: clock.advance(WINDOW))
        each.get(url)
        wire.mend()
        for _ in range(3):
            each.get(url)
        clock.advance(WINDOW)
        answers = [each.get(url) for _ in range(3)]

        assert answers[1].status == 200, expected(
            "200 for 2 requests, although a window ended between two commands before", got=answers[1]
        )
        assert answers[2].status == 429, expected("429 for request 3, with a limit of 2", got=answers[2])

    nothing_is_left_after_a_day(redis, clock)


@two_requests
def test_a_lost_reply_blocks_no_one(client, redis, wire, clock):
    """INCR is carried out though its reply is lost: sent again, it is not the first one, and gets no EXPIRE."""
    for number in range(4):
        each, url = client.from_ip(f"198.51.100.{number}"), BOTH[number % 2]
        wire.lose_reply(after=number // 2)
        each.get(url)
        wire.mend()
        each.get(url)
        clock.advance(WINDOW)
        answer = each.get(url)

        assert answer.status == 200, expected(
            f"200 in the next window, although reply {1 + number // 2} of request 1 was lost", got=answer
        )

    nothing_is_left_after_a_day(redis, clock)


def test_a_day_later_nothing_is_left_of_several_clients_and_windows(client, redis, clock):
    """A list of all clients, or a key of a window that no one asks for again, stays for good."""
    clients = [client.from_ip(address) for address in ("203.0.113.9", "198.51.100.7", "2001:db8::7", None)]
    for url in BOTH:
        for each in clients:
            each.get(url)
        clock.advance(WINDOW)
    clock.advance(A_DAY)

    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))
