"""The wire of a main.py without an app: a sync client that counts, and breaks, as the asyncio one does."""

from __future__ import annotations

import inspect
import time

import pytest
import redis as redis_py
from fakeredis import FakeRedisConnection
from redis.connection import Connection

from dojo.wire.wire import HANG_SECONDS

pytestmark = pytest.mark.app("""
    def sets(redis):
        for number in range(100):
            redis.set(f"key:{number}", number)

    def pipeline(redis):
        pipe = redis.pipeline(transaction=False)
        for number in range(100):
            pipe.set(f"key:{number}", number)
        pipe.execute()

    def multi(redis):
        redis.pipeline().set("a", 1).incr("a").get("a").execute()

    def evaluate(redis):
        return redis.eval("return redis.call('INCRBY', KEYS[1], ARGV[1])", 1, "a", 5)

    def script(redis):
        redis.register_script("return redis.pcall( 'keys', '*')")()

    def watch(redis):
        with redis.pipeline() as pipe:
            pipe.watch("a")
            before = int(pipe.get("a") or 0)
            pipe.multi()
            pipe.set("a", before + 1)
            pipe.execute()

    def incr_twice(redis, transaction):
        with redis.pipeline(transaction=transaction) as pipe:
            return pipe.incr("a").hget("a", "field").incr("a").execute(raise_on_error=False)[::2]

    def watch_and_leave(redis):
        with redis.pipeline() as pipe:
            pipe.watch("a")

    def add(redis):
        before = int(redis.get("a") or 0)
        redis.set("a", before + 1)

    def add_atomically(redis):
        return redis.incr("a")

    def mixed(redis):
        redis.set("text", "wörld")
        redis.get("nothing")
        redis.rpush("list", "a", "b")
        redis.lrange("list", 0, -1)
        redis.hset("hash", mapping={"a": 1, "b": 2})
        redis.hgetall("hash")
        redis.get("list")

    def three(redis):
        became = []
        for name in ("a", "b", "c"):
            try:
                became.append("ok" if redis.set(name, 1) else "not set")
            except Exception as error:
                became.append(type(error).__name__)
        return became
""")


# What it sees ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "round_trips"),
    [
        *(("sets", 100), ("pipeline", 1), ("multi", 1), ("evaluate", 1), ("script", 3)),
        *(("watch", 3), ("watch_and_leave", 2), ("add", 2), ("add_atomically", 1)),
    ],
)
def test_a_round_trip_is_one_wait_for_redis(main, wire, name, round_trips):
    """The same numbers on fakeredis and on real Redis, and the same as for an app."""
    returned = getattr(main, name)()

    assert returned.exchange.error is None
    assert returned.round_trips == wire.round_trips == round_trips


def test_commands_and_replies_are_recorded(main, wire):
    """In order, transactions included; the names are also those that a script calls."""
    main.multi()
    main.watch()
    main.script()

    assert wire.commands[:10] == [
        *("MULTI", "SET a 1", "INCRBY a 1", "GET a", "EXEC"),
        *("WATCH a", "GET a", "MULTI", "SET a 3", "EXEC"),
    ]
    assert {"EVALSHA", "SCRIPT", "KEYS", "WATCH"} <= wire.names
    assert "FLUSHDB" not in wire.names


def test_values_are_counted_as_they_come(main):
    """OK, nil, 2, two of a List, 2, two fields with their values, and an error."""
    mixed = main.mixed()

    *_, wrong_type = (trip.replies for trip in mixed.trips)
    assert mixed.values_received == 1 + 1 + 1 + 2 + 1 + 4 + 1
    assert isinstance(wrong_type[0], redis_py.ResponseError)


def test_round_trips_belong_to_the_call_that_made_them(main, redis, wire):
    """Those of the test itself are not on the wire."""
    first = main.add()
    redis.get("a")
    second = main.add_atomically()

    assert (first.round_trips, second.round_trips, wire.round_trips) == (2, 1, 3)


# Somebody else --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("round_trip", "left"), [(1, b"11"), (2, b"1"), (3, b"11"), (9, b"11")])
def test_something_is_done_in_front_of_a_round_trip(main, redis, wire, round_trip, left):
    """In front of the first it is not lost; in front of the second it is; else it comes after the call."""
    wire.before(round_trip=round_trip, do=lambda: redis.incrby("a", 10))
    main.add()

    assert redis.get("a") == left


def test_it_is_done_once(main, redis, wire):
    """In the next call, not in those after it."""
    wire.before(round_trip=1, do=lambda: redis.incrby("a", 10))
    main.add()
    main.add()

    assert redis.get("a") == b"12"


def test_a_watched_key_that_is_changed_is_noticed(main, redis, wire):
    """By EXEC, on both backends."""
    wire.before(round_trip=3, do=lambda: redis.set("a", 10))
    watched = main.watch()

    assert isinstance(watched.value, redis_py.WatchError)
    assert redis.get("a") == b"10"


# Faults ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("round_trips", [0, 1, 2, 3])
def test_a_cut_comes_after_so_many_round_trips_and_stays(main, wire, redis, round_trips):
    """Until it is mended."""
    wire.cut_after(round_trips)
    cut = main.three()
    wire.mend()
    mended = main.three()

    assert cut == ["ok"] * round_trips + ["ConnectionError"] * (3 - round_trips)
    assert mended == ["ok"] * 3


def test_a_hanging_redis_is_a_timeout(main, wire):
    """A short one."""
    main.three()
    wire.hang()
    started = time.perf_counter()
    hanging = main.three()

    assert hanging == ["TimeoutError"] * 3
    assert time.perf_counter() - started >= 3 * HANG_SECONDS


def test_a_lost_reply_is_one_of_a_command_that_was_carried_out(main, wire, redis):
    """The next call works, and gets its own replies."""
    wire.lose_reply()
    lost = main.incr_twice(True)
    again = main.incr_twice(True)

    assert isinstance(lost.value, redis_py.ConnectionError)
    assert again == [3, 4]


def test_between_the_commands_of_a_pipeline_others_come_in(main, wire, redis):
    """But not into a transaction."""
    wire.between_commands(lambda: redis.incrby("a", 100))
    answers = [main.incr_twice(transaction) for transaction in (False, True)]

    assert answers == [[1, 202], [203, 204]]
    assert [answer.round_trips for answer in answers] == [1, 1]


def test_a_redis_that_is_down_refuses_connections(main, wire):
    """Also the first one."""
    wire.down()
    down = main.three()

    assert down == ["ConnectionError"] * 3


def test_latency_makes_each_round_trip_longer(main, wire):
    """With jitter on top."""
    wire.latency(0.01, jitter=0.001)
    started = time.perf_counter()
    main.three()

    assert time.perf_counter() - started >= 0.03


# What it stands on ----------------------------------------------------------------------------------------------------


SEAMS = ("connect_check_health", "send_packed_command", "read_response", "disconnect")


@pytest.mark.parametrize("connection", [Connection, FakeRedisConnection])
def test_the_seams_of_redis_py_are_where_the_wire_expects_them(connection):
    """If a release moves one, this says which."""
    moved = [name for name in SEAMS if not inspect.isfunction(getattr(connection, name, None))]
    moved += [] if isinstance(getattr(connection, "is_connected", None), property) else ["is_connected"]

    assert not moved, f"redis-py {redis_py.__version__} moved what dojo/wire/sync_connection.py stands on: {moved}"
