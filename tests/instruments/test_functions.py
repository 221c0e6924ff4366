"""`main` calls the functions of a main.py without an app, on a sync wire that counts as the other one does."""

from __future__ import annotations

import inspect
import time

import pytest
import redis as redis_py
from fakeredis import FakeRedisConnection
from redis.connection import Connection

from dojo.app_under_test.functions import same
from dojo.guards import time_limit
from dojo.guards.time_limit import NoAnswer
from dojo.text import as_python
from dojo.wire.wire import HANG_SECONDS
from tests.instruments.runs import small
from tests.instruments.test_failure import text, without_its_end

RUNS = {"calls": small("katas/calls", "katas/no_calls", "--all-steps", on_this_redis=True)}

pytestmark = pytest.mark.app("""
    kept = []

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

    def give(redis, value):
        kept.append(value)
        return value

    async def later(redis):
        return 1

    def swallow(redis):
        while True:
            try:
                pass
            except:
                pass
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


# What a call returns --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1, True, 1.0, "1", b"1", [1], (1,), {"a": 1}, {1}, None, [("a", 1)]], ids=repr)
def test_what_is_returned_equals_itself_and_nothing_alike(main, value):
    """True is not 1, nor is 1.0, however deep; what was given arrives as it is."""
    others = [0, 1, True, False, 1.0, "1", b"1", [1], [True], (1,), {"a": 1}, {"a": True}, {1}, None, [("a", 1.0)]]
    returned = main.give(value)

    assert returned == value
    assert [other for other in others if returned == other] == [other for other in others if repr(other) == repr(value)]


def test_what_raised_equals_nothing(main):
    """Not even the exception; the words name it."""
    raised = main.give("one", "too many")

    assert raised != raised.value
    assert str(raised) == "TypeError: give() takes 2 positional arguments but 3 were given"


def test_a_function_that_is_async_is_told_so(main):
    """It returns a coroutine, which nobody awaits."""
    later = main.later()

    assert later != 1
    assert str(later) == "a coroutine: later has to be a def, not an async def"


def test_same_looks_at_the_length():
    """Of what has one."""
    assert not same([1, 2], [1])
    assert not same({"a": 1, "b": 2}, {"a": 1})
    assert same([{"a": (1, "b")}], [{"a": (1, "b")}])


def test_values_are_written_as_in_python():
    """In double quotes, short, on one line."""
    assert as_python(["Zoë", b"\xff", ("a", 1), {"b": {"c"}}, None, set()]) == (
        '["Zoë", b\'\\xff\', ("a", 1), {"b": {"c"}}, None, set()]'
    )
    assert as_python("x" * 200) == '"' + "x" * 98 + "…"
    assert as_python(KeyError()) == "KeyError"
    assert as_python(ValueError("two\nlines")) == "ValueError: two lines"


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


# The failure block ----------------------------------------------------------------------------------------------------

BLOCKS = {
    "step 1": r"""
        step 1 of 11 · A value
          called    greet(redis, "Zoë \"Z\"")
          expected  "Hello"
          got       "Hello, Zoë \"Z\""
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 2": """
        step 2 of 11 · Somebody else in between
          called    spend(redis, "ada", 30)
          expected  120 for ada
          got       70
          the wire  — the test sends SET purse:ada 100 —
                    call 1: 2 round trips
                      GET purse:ada → 100
                      (meanwhile the test sends INCRBY purse:ada 50) SET purse:ada 70 →
                        OK
          in Redis  purse:ada  string, no TTL
    """,
    "step 3": """
        step 3 of 11 · The learner's own exception
          called    greet(redis, "Ada") · count(redis, ["tea", 1, {"milk": None}])
          expected  4
          got       ResponseError: WRONGTYPE Operation against a key holding the wrong
                    kind of value
          your code katas/calls/main.py:13   return len(things) + redis.incr("list")
                    redis.exceptions.ResponseError: WRONGTYPE Operation against a key
                      holding the wrong kind of value  (call 2, count(redis, ["tea", 1,
                      {"milk": None}]))
          the wire  — the test sends RPUSH list a —
                    call 1: nothing
                    call 2: INCRBY list 1 → WRONGTYPE Operation against a key holding
                      the wrong kind of value
          in Redis  list  list, no TTL
    """,
    "step 4": """
        step 4 of 11 · A call that does not end
          called    wait(redis)
          expected  an answer within 0.2 s
          got       none: the call was still busy or waiting
          your code katas/calls/main.py:17   time.sleep(0.01)
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 5": """
        step 5 of 11 · A call that exits
          called    leave(redis)
          expected  None
          got       SystemExit: bye
          your code katas/calls/main.py:20   raise SystemExit("bye")
                    SystemExit: bye
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 6": """
        step 6 of 11 · No such function
          called    thank(redis, "Ada")
          expected  "Thank you"
          got       main.py has no function thank
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 7": """
        step 7 of 11 · Another number of arguments
          called    greet(redis)
          expected  "Hello"
          got       TypeError: greet() missing 1 required positional argument: 'name'
          your code outside your file
                    TypeError: greet() missing 1 required positional argument: 'name'
          the wire  call 1: nothing
          in Redis  no keys
    """,
    "step 8": """
        step 8 of 11 · The test looks at a key of another type
          called    spend(redis, "ada", 1)
          expected  keys of the types that the brief promises
          got       Redis says WRONGTYPE Operation against a key holding the wrong kind
                    of value
          the wire  call 1: 2 round trips
                      GET purse:ada → nil
                      SET purse:ada -1 → OK
          in Redis  purse:ada  string, no TTL
    """,
    "step 9": """
        step 9 of 11 · Calls with long arguments
          called    greet(redis, "AdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAda") ·
                    greet(redis, "AdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAdaAda") ·
                    … 6 more calls … ·
                    greet(redis, "AdaAdaAdaAdaAdaAdaAd…aAdaAdaAdaAdaAdaAdaAdaAdaAdaAda")
          expected  Hello
          got       something else  (call 9)
          the wire  calls 1 to 9: nothing
          in Redis  no keys
    """,
    "step 10": """
        step 10 of 11 · Hashes and Sets are replies too
          called    greet(redis, "Ada") · read_all(redis, ["Ada"]) ·
                    greet(redis, "Grace")
          expected  1
          got       None  (call 2)
          note      call 1, greet(), sent nothing
          the wire  call 1: nothing
                    call 2: 4 round trips
                      HSET hash name Ada city London → 2
                      HGETALL hash → {name: Ada, city: London}
                      SADD set tea → 1
                      SMEMBERS set → [tea]
                    call 3: nothing
          in Redis  hash  hash, no TTL
                    set  set, no TTL
    """,
    "step 11": """
        step 11 of 11 · A pipeline that is not executed
          called    forget(redis)
          expected  a key
          the wire  call 1: nothing, and 1 command in a pipeline without execute()
          in Redis  no keys
    """,
}


@pytest.mark.parametrize("step", BLOCKS)
def test_a_block_tells_of_calls_as_the_learner_writes_them(runs, step):
    """The same on fakeredis and on real Redis."""
    block = runs.block("calls", "calls", step)

    assert without_its_end(block, "calls") == text(BLOCKS[step])


def test_a_main_py_that_does_not_load_needs_no_app(runs):
    """It is not asked for one."""
    block = runs.block("calls", "no_calls", "step 1")

    assert "  expected  main.py to load\n  got       main.py cannot be loaded\n" in block
    assert "ModuleNotFoundError: No module named 'not_installed'" in block


def test_a_call_that_catches_everything_is_given_up(main, monkeypatch):
    """Again and again, until it gives in."""
    monkeypatch.setattr(time_limit, "ANSWER_WITHIN_SECONDS", 0.2)
    with pytest.raises(NoAnswer):
        main.swallow()
