"""A request can be held in front of a round trip, so that a race happens without chance."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.app("""
    @app.get("/add")
    async def add(redis: Redis = Depends(get_redis)):
        before = int(await redis.get("a") or 0)
        await redis.set("a", before + 1)

    @app.get("/three")
    async def three(redis: Redis = Depends(get_redis)):
        became = []
        for name in ("a", "b", "c"):
            try:
                became.append("ok" if await redis.set(name, 1) else "not set")
            except RedisError as error:
                became.append(type(error).__name__)
        return became
""")


def test_a_request_is_held_in_front_of_a_round_trip(client, redis):
    """What another one writes meanwhile is overwritten: the race, without chance."""
    held = client.start("GET", "/add", hold_at=2)
    was_held, was_finished = held.is_held, held.is_finished
    redis.set("a", 41)
    held.finish()

    assert (was_held, was_finished) == (True, False)
    assert held.is_finished and not held.is_held
    assert redis.get("a") == b"1"


def test_a_hold_is_of_one_request_alone(client, redis):
    """The others go on, as often as they like."""
    held = client.start("GET", "/add", hold_at=1)
    others = [client.get("/add") for _ in range(3)]
    in_between = redis.get("a")
    held.finish()

    assert [other.status for other in others] == [200, 200, 200]
    assert in_between == b"3"
    assert redis.get("a") == b"4"


def test_a_hold_that_is_never_reached_lets_the_request_end(client, record):
    """A request that makes two round trips cannot be held at its third, and the failure block says so."""
    pending = client.start("GET", "/add", hold_at=3)

    assert pending.is_finished and not pending.is_held
    assert pending.finish().status == 200
    assert record.events[-1] == "holds nothing: request 1 was finished before its round trip 3"


def test_a_request_that_is_held_does_not_arrive(client, redis, wire):
    """It stands in front of the round trip: a cut while it waits meets it."""
    held = client.start("GET", "/three", hold_at=2)
    before = sorted(redis.keys())
    wire.down()
    answer = held.finish()

    assert before == [b"a"]
    assert answer.json == ["ok", "ConnectionError", "ConnectionError"]
