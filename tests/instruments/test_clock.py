"""`clock.advance` moves the app's clock and every TTL, the same on fakeredis and on real Redis, and sleeps never."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from redis.exceptions import WatchError

from dojo.instruments.clock import ALIGNED_SECONDS
from dojo.wire.timestamps import shift, shift_replies

pytestmark = pytest.mark.app("""
    import datetime
    import time

    @app.get("/time")
    async def now():
        return [time.time(), time.time_ns() / 1e9, datetime.datetime.now().timestamp(),
                datetime.datetime.now(datetime.timezone.utc).timestamp(), datetime.datetime.today().timestamp(),
                time.mktime(time.localtime())]

    @app.get("/instants")
    async def instants(redis: Redis = Depends(get_redis)):
        alone = [await redis.expiretime("k"), await redis.pexpiretime("k") / 1000, (await redis.time())[0]]
        async with redis.pipeline() as pipe:
            pipe.set("another", 1).expiretime("k").pexpiretime("k").time().expiretime("another").expiretime("none")
            _, seconds, milliseconds, time, *none = await pipe.execute()
        return [*alone, seconds, milliseconds / 1000, time[0], none]

    @app.post("/do")
    async def do(command: list[str], redis: Redis = Depends(get_redis)):
        await redis.execute_command(*command)

    @app.post("/do-in-a-transaction")
    async def do_in_a_transaction(command: list[str], redis: Redis = Depends(get_redis)):
        async with redis.pipeline() as pipe:
            await pipe.set("another", 1).execute_command(*command).execute()

    @app.post("/fill")
    async def fill(redis: Redis = Depends(get_redis)):
        async with redis.pipeline(transaction=False) as pipe:
            for number in range(5000):
                pipe.set(f"key:{number}", number, ex=100 + number % 2 * 100)
            await pipe.execute()
""")

LIVES = 1000
"""Seconds. {at} and {at_ms} in a command below stand for the instant that is so far away."""

STRINGS = {
    "SET EX": "SET k v EX 1000",
    "SET PX": "SET k v PX 1000000",
    "SETEX": "SETEX k 1000 v",
    "PSETEX": "PSETEX k 1000000 v",
    "EXPIRE": "SET k v | EXPIRE k 1000",
    "PEXPIRE": "SET k v | PEXPIRE k 1000000",
    "GETEX EX": "SET k v | GETEX k EX 1000",
    "INCR": "INCR k | EXPIRE k 1000 NX",
    "KEEPTTL": "SET k v EX 1000 | SET k w KEEPTTL",
    "EVAL": "EVAL return(redis.call('SET',KEYS[1],'v','EX',1000)) 1 k",
    "EVAL SET EXAT": "EVAL return(redis.call('set',KEYS[1],'v','NX','EXAT',ARGV[1])) 1 k {at}",
    "EVAL PEXPIREAT": "SET k v | EVAL return(redis.pcall('PEXPIREAT',KEYS[1],ARGV[1],'NX')) 1 k {at_ms}",
    "SET EXAT": "SET k v EXAT {at}",
    "SET PXAT": "SET k v NX PXAT {at_ms}",
    "EXPIREAT": "SET k v | EXPIREAT k {at}",
    "PEXPIREAT": "SET k v | PEXPIREAT k {at_ms} NX",
    "GETEX EXAT": "SET k v | GETEX k EXAT {at}",
    "GETEX PXAT": "SET k v | GETEX k PXAT {at_ms}",
    "a String named EXAT": "SET k EXAT EX 1000",
}
HASHES = {
    "EXPIRE": "HSET k f v | EXPIRE k 1000",
    "EXPIREAT": "HSET k f v | EXPIREAT k {at}",
    "HEXPIRE": "HSET k f v | HEXPIRE k 1000 FIELDS 1 f",
    "HPEXPIRE": "HSET k f v | HPEXPIRE k 1000000 FIELDS 1 f",
    "HEXPIREAT": "HSET k f v | HEXPIREAT k {at} FIELDS 1 f",
    "HPEXPIREAT": "HSET k f v | HPEXPIREAT k {at_ms} FIELDS 1 f",
    "HSETEX EX": "HSETEX k EX 1000 FIELDS 1 f v",
    "HSETEX EXAT": "HSETEX k FNX EXAT {at} FIELDS 1 f v",
    "HSETEX PXAT": "HSETEX k PXAT {at_ms} FIELDS 1 f v",
    "HGETEX EX": "HSET k f v | HGETEX k EX 1000 FIELDS 1 f",
    "HGETEX EXAT": "HSET k f v | HGETEX k EXAT {at} FIELDS 1 f",
}
EVERY_WAY = [pytest.param(commands, id=f"String, {name}") for name, commands in STRINGS.items()] + [
    pytest.param(commands, id=f"Hash, {name}") for name, commands in HASHES.items()
]


def do(client, commands, url="/do"):
    """Let the app send them, with the instants as its clock has them."""
    at = round(time.time()) + LIVES
    for command in commands.format(at=at, at_ms=at * 1000).split(" | "):
        assert client.post(url, json=command.split(" ")).status == 200, command


# The app's clock ------------------------------------------------------------------------------------------------------


def test_the_apps_clock_moves(client, clock):
    """However it is read, and by what was said."""
    before = client.get("/time").json
    clock.advance(86_400)
    after = client.get("/time").json

    for earlier, later in zip(before, after, strict=True):
        assert 86_399 <= later - earlier < 86_410


def test_the_tests_clock_moves_too(clock):
    """A test may compute instants as the app does; it is 1 ms later, as fakeredis and Redis differ at exactly a TTL."""
    before = datetime.now(UTC)
    clock.advance(3600)

    assert 3600.001 <= (datetime.now(UTC) - before).total_seconds() < 3610


def test_time_outs_stay_real(clock):
    """The monotonic clock, which the event loop lives by, does not jump."""
    before = time.monotonic()
    clock.advance(86_400)

    assert time.monotonic() - before < 10


def test_nothing_sleeps(client, clock):
    """A year passes at once."""
    do(client, STRINGS["SET EX"])
    before = time.perf_counter()
    for _ in range(12):
        clock.advance(30 * 86_400)

    assert time.perf_counter() - before < 1


@pytest.mark.parametrize("seconds", [10, 20, 60, 120, 300, 600])
def test_a_test_begins_with_a_window(client, clock, seconds):
    """Windows aligned to the clock have half a second behind them, so that none ends while a test is at work."""
    now = client.get("/time").json[0]

    assert 0.5 <= now % seconds < 5
    assert ALIGNED_SECONDS % seconds == 0


# Every TTL ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("commands", EVERY_WAY)
@pytest.mark.parametrize("advanced_before", [0, 0.4, 12_345.6], ids=["at once", "soon", "later"])
def test_what_expires_is_there_before_its_ttl_and_gone_after_it(client, clock, redis, commands, advanced_before):
    """However the TTL was set, and however far the app's clock was moved before that."""
    clock.advance(advanced_before)
    clock.advance(advanced_before)
    do(client, commands)
    clock.advance(LIVES - 10)
    shortly_before = redis.exists("k")
    clock.advance(10 + 0.5)  # {at} is a whole second, up to half a second away from LIVES

    assert shortly_before == 1
    assert redis.exists("k") == 0


@pytest.mark.parametrize("commands", [STRINGS["SET EX"], STRINGS["EXPIREAT"], HASHES["HSETEX EXAT"]])
def test_instants_inside_of_a_transaction_are_moved_too(client, clock, redis, commands):
    """MULTI carries them through the same wire."""
    clock.advance(5000)
    do(client, commands, "/do-in-a-transaction")
    clock.advance(LIVES - 10)
    shortly_before = redis.exists("k")
    clock.advance(10.5)

    assert shortly_before == 1
    assert redis.exists("k") == 0


@pytest.mark.parametrize("name", ["SET EX", "SET PX", "EXPIRE"])
def test_at_exactly_its_ttl_a_key_is_gone(client, clock, redis, name):
    """The test need not know that fakeredis and Redis differ there."""
    do(client, STRINGS[name])
    clock.advance(LIVES)

    assert redis.exists("k") == 0


@pytest.mark.parametrize("passed", [0.4, 0.6, 999.5])
def test_an_instant_that_was_named_after_an_advance_is_met_exactly(client, clock, redis, passed):
    """Not half a second sooner or later: waiting until a window's end is enough."""
    clock.advance(passed)
    do(client, "SET k v EXAT {at}")
    at = round(time.time()) + LIVES
    clock.advance(at - time.time() - 0.2)
    shortly_before = redis.exists("k")
    clock.advance(0.2)

    assert shortly_before == 1
    assert redis.exists("k") == 0


def test_only_the_field_that_expires_is_gone(client, clock, redis):
    """Its neighbours stay, with their own TTL or with none."""
    do(client, "HSET k short 1 long 2 none 3 | HEXPIRE k 10 FIELDS 1 short | HEXPIRE k 100 FIELDS 1 long")
    clock.advance(50)
    after_50 = set(redis.hkeys("k"))
    clock.advance(50)

    assert after_50 == {b"long", b"none"}
    assert set(redis.hkeys("k")) == {b"none"}


def test_a_field_and_its_key_expire_each_at_its_time(client, clock, redis):
    """Both have a TTL; the key's comes later."""
    do(client, "HSET k a 1 b 2 | HEXPIRE k 10 FIELDS 1 a | EXPIRE k 100")
    clock.advance(10)
    after_10 = redis.hkeys("k")
    clock.advance(90)

    assert after_10 == [b"b"]
    assert redis.exists("k") == 0


def test_what_has_no_ttl_stays(client, clock, redis):
    """It stays."""
    do(client, "SET k v | HSET h f v | RPUSH l a | SADD s a | ZADD z 1 a")
    clock.advance(10 * 365 * 86_400)

    assert {redis.ttl(key) for key in redis.scan_iter()} == {-1}
    assert redis.dbsize() == 5


@pytest.mark.parametrize("command", ["RPUSH k a", "SADD k a", "ZADD k 1 a", "XADD k * f v"])
def test_every_type_expires(client, clock, redis, command):
    """Not Strings and Hashes alone."""
    do(client, f"{command} | EXPIRE k 100")
    clock.advance(100)

    assert redis.exists("k") == 0


def test_a_ttl_far_away_comes_nearer_by_what_has_passed(client, clock, redis):
    """Thirty years, of which ten pass."""
    year = 365 * 86_400
    do(client, f"SET k v EX {30 * year}")
    clock.advance(10 * year)

    assert 20 * year - 10 < redis.ttl("k") <= 20 * year


def test_advances_add_up(client, clock, redis):
    """Two of 50 s are one of 100 s, and a key set in between counts from there."""
    do(client, "SET old v EX 100")
    clock.advance(50)
    do(client, "SET new v EX 100")
    after_50 = sorted(redis.keys())
    clock.advance(50)
    after_100 = redis.keys()
    clock.advance(50)

    assert after_50 == [b"new", b"old"]
    assert after_100 == [b"new"]
    assert redis.keys() == []


def test_both_workers_live_in_one_time(client, second_worker, clock, redis):
    """What one stores expires for the other, and both name the same instants."""
    do(client, "SET k v EX 100")
    clock.advance(99)
    do(second_worker, "SET at-the-other v EXAT {at}")
    do(client, "SET at-the-one v EXAT {at}")
    clock.advance(1)
    clocks = [worker.get("/time").json[0] for worker in (client, second_worker)]

    assert sorted(redis.keys()) == [b"at-the-one", b"at-the-other"]
    assert abs(redis.pttl("at-the-one") - redis.pttl("at-the-other")) <= 2000
    assert abs(clocks[0] - clocks[1]) < 5


@pytest.mark.parametrize("advanced_before", [0, 5000.7])
def test_instants_that_redis_names_are_those_of_the_apps_clock(client, clock, advanced_before):
    """EXPIRETIME, PEXPIRETIME and TIME, by themselves and in a transaction."""
    clock.advance(advanced_before)
    now = time.time()
    do(client, STRINGS["SET EX"])
    *instants, none = client.get("/instants").json

    expected = [now + LIVES, now + LIVES, now] * 2
    assert [abs(told - right) < 3 for told, right in zip(instants, expected, strict=True)] == [True] * 6
    assert none == [-1, -2]


def test_the_instants_of_fields_are_moved_too():
    """A list of them, and -1 for a field without a TTL."""
    assert shift_replies([(b"HEXPIRETIME", b"h")], 0, [1000, -1], 60.0) == [1060, -1]
    assert shift_replies([(b"HPEXPIRETIME", b"h")], 0, [1000], 60.0) == [61_000]


def test_replies_that_name_no_instant_are_left_alone():
    """Numbers, errors, and what a transaction has answered."""
    commands = [(b"MULTI",), (b"INCR", b"k"), (b"EXPIRETIME", b"k"), (b"EXEC",)]

    assert shift_replies([(b"INCR", b"k")], 0, 1000, 60.0) == 1000
    assert shift_replies(commands, 3, [1000, 1000], 60.0) == [1000, 1060]
    assert shift_replies(commands, 3, None, 60.0) is None
    assert shift_replies(commands, 2, b"QUEUED", 60.0) == b"QUEUED"


def test_the_wire_shows_what_the_app_said(client, clock, wire):
    """An instant is moved for the server alone; the record has the app's own."""
    clock.advance(5000)
    do(client, "SET k v EXAT 2000000000")

    assert wire.commands == ["SET k v EXAT 2000000000"]


def test_who_watches_a_key_notices_that_it_expires(client, clock, redis):
    """A transaction on it fails, as if somebody had removed it; fakeredis by itself would let it pass."""
    client.post("/do", json=["SET", "k", "v", "EX", "1000"])
    with redis.pipeline() as pipe:
        pipe.watch("k")
        clock.advance(1000)
        pipe.multi()
        pipe.set("k", "back again")

        with pytest.raises(WatchError):
            pipe.execute()


def test_a_large_keyspace_moves_quickly(client, clock, redis):
    """5,000 keys, half of which expire."""
    client.post("/fill")
    before = time.perf_counter()
    clock.advance(100)
    took = time.perf_counter() - before

    assert redis.dbsize() == sum(1 for _ in redis.scan_iter(count=5000)) == 2500
    assert took < 0.5


# Instants in commands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SET k v EXAT 1000", "SET k v PXAT 939500"),
        ("set k v nx exat 1000", "set k v nx PXAT 939500"),
        ("SET k v PXAT 1000000", "SET k v PXAT 939500"),
        ("GETEX k EXAT 1000", "GETEX k PXAT 939500"),
        ("EXPIREAT k 1000 NX", "PEXPIREAT k 939500 NX"),
        ("PEXPIREAT k 1000000", "PEXPIREAT k 939500"),
        ("HEXPIREAT k 1000 FIELDS 1 f", "HPEXPIREAT k 939500 FIELDS 1 f"),
        ("HSETEX k EXAT 1000 FIELDS 1 EXAT 1000", "HSETEX k PXAT 939500 FIELDS 1 EXAT 1000"),
    ],
)
def test_an_instant_is_moved_to_the_millisecond(before, after):
    """Seconds become milliseconds, as the clock may have been moved by a part of a second."""
    moved = shift(tuple(before.encode().split()), -60.5)

    assert b" ".join(moved).decode() == after


@pytest.mark.parametrize(
    "command",
    [
        "SET k EXAT",
        "SET EXAT 1000",
        "SET k v EX 1000",
        "SET k v EXAT",
        "SET k v EXAT soon",
        "GET EXAT",
        "EXPIREAT k",
        "HSETEX k EX 10 FIELDS 1 EXAT 1000",
        "HGETEX k FIELDS 2 PXAT 1000",
        "RPUSH l EXAT 1000",
        "PING",
    ],
)
def test_what_names_no_instant_is_left_alone(command):
    """Keys, values and fields may be called what they like, and an error is Redis' to raise."""
    words = tuple(command.encode().split())

    assert shift(words, -60.5) == words
