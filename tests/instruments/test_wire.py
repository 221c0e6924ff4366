"""`wire` sees every round trip, the same on fakeredis and on real Redis, and breaks when told to."""

from __future__ import annotations

import inspect

import pytest
import redis as redis_py
from fakeredis import FakeAsyncRedisConnection
from redis.asyncio import Connection
from redis.connection import AbstractConnection

from dojo.text import as_text
from dojo.wire.resp import pack_commands, read_commands
from dojo.wire.wire import HANG_SECONDS

pytestmark = pytest.mark.app("""
    @app.get("/sets")
    async def sets(redis: Redis = Depends(get_redis)):
        for number in range(100):
            await redis.set(f"key:{number}", number)

    @app.get("/pipeline")
    async def pipeline(redis: Redis = Depends(get_redis)):
        async with redis.pipeline(transaction=False) as pipe:
            for number in range(100):
                pipe.set(f"key:{number}", number)
            await pipe.execute()

    @app.get("/multi")
    async def multi(redis: Redis = Depends(get_redis)):
        async with redis.pipeline(transaction=True) as pipe:
            await pipe.set("a", 1).incr("a").get("a").execute()

    @app.get("/eval")
    async def evaluate(redis: Redis = Depends(get_redis)):
        return await redis.eval("return redis.call('INCRBY', KEYS[1], ARGV[1])", 1, "a", 5)

    @app.get("/script")
    async def script(redis: Redis = Depends(get_redis)):
        await redis.register_script("return 1")()

    @app.get("/load")
    async def load(redis: Redis = Depends(get_redis)):
        app.state.sha = await redis.script_load("return 1")

    @app.get("/evalsha")
    async def evalsha(redis: Redis = Depends(get_redis)):
        try:
            return [await redis.evalsha(app.state.sha, 0), await redis.script_exists(app.state.sha)]
        except RedisError as error:
            return type(error).__name__

    @app.get("/eval-the-same")
    async def evaluate_the_same(redis: Redis = Depends(get_redis)):
        return await redis.eval("return 1", 0)

    @app.get("/scripts-in-a-pipeline")
    async def scripts_in_a_pipeline(redis: Redis = Depends(get_redis)):
        async with redis.pipeline() as pipe:
            await redis.register_script("return 1")(client=pipe)
            return await pipe.execute()

    @app.get("/watch")
    async def watch(redis: Redis = Depends(get_redis)):
        async with redis.pipeline() as pipe:
            await pipe.watch("a")
            before = int(await pipe.get("a") or 0)
            pipe.multi()
            pipe.set("a", before + 1)
            await pipe.execute()

    @app.get("/mixed")
    async def mixed(redis: Redis = Depends(get_redis)):
        await redis.set("text", "wörld")
        await redis.get("nothing")
        await redis.rpush("list", "a", "b")
        await redis.lrange("list", 0, -1)
        try:
            await redis.get("list")
        except RedisError:
            pass

    @app.get("/add")
    async def add(redis: Redis = Depends(get_redis)):
        before = int(await redis.get("a") or 0)
        await redis.set("a", before + 1)

    @app.get("/own/{number}")
    async def own(number: int, redis: Redis = Depends(get_redis)):
        for part in range(3):
            await redis.set(f"{number}:{part}", part)

    @app.get("/three")
    async def three(redis: Redis = Depends(get_redis)):
        became = []
        for name in ("a", "b", "c"):
            try:
                became.append("ok" if await redis.set(name, 1) else "not set")
            except RedisError as error:
                became.append(type(error).__name__)
        return became

    @app.put("/value")
    async def put_value(request: Request, redis: Redis = Depends(get_redis)):
        await redis.set("value", await request.body())
        return Response(await redis.get("value"), media_type="application/octet-stream")
""")


# What it sees ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "round_trips"),
    [("/sets", 100), ("/pipeline", 1), ("/multi", 1), ("/eval", 1), ("/script", 3), ("/watch", 3), ("/add", 2)],
)
def test_a_round_trip_is_one_wait_for_redis(client, wire, url, round_trips):
    """The numbers are those of real Redis, and fakeredis makes the same."""
    answer = client.get(url)

    assert answer.status == 200
    assert answer.round_trips == wire.round_trips == round_trips


def test_a_script_that_redis_knows_is_one_round_trip(client, redis):
    """EVALSHA, SCRIPT LOAD and EVALSHA the first time; then EVALSHA alone."""
    client.get("/script")
    answer = client.get("/script")

    assert [trip.commands[0][0] for trip in answer.trips] == [b"EVALSHA"]


@pytest.mark.parametrize("brought_by", ["/load", "/eval-the-same", "/script"])
def test_scripts_that_redis_has_forgotten_have_to_be_brought_again(client, wire, brought_by):
    """As after a restart. The server is told nothing: it may be somebody else's."""
    client.get("/load")
    before = client.get("/evalsha").json
    wire.forget_scripts()
    forgotten = client.get("/evalsha").json
    client.get(brought_by)
    after = client.get("/evalsha").json

    assert before == after == [1, [True]]
    assert forgotten == "NoScriptError"


def test_a_registered_script_is_brought_again_by_redis_py(client, wire):
    """EVALSHA, NOSCRIPT, SCRIPT LOAD, EVALSHA; the record has the script's own name."""
    client.get("/script")
    wire.forget_scripts()
    again, then = client.get("/script"), client.get("/script")

    assert [trip.commands[0][0] for trip in again.trips] == [b"EVALSHA", b"SCRIPT", b"EVALSHA"]
    assert again.trips[0].commands == again.trips[2].commands == then.trips[0].commands
    assert then.round_trips == 1


def test_a_script_in_a_pipeline_is_brought_again_too(client, wire):
    """redis-py asks SCRIPT EXISTS first."""
    client.get("/scripts-in-a-pipeline")
    wire.forget_scripts()
    again = client.get("/scripts-in-a-pipeline")

    assert again.json == [1]
    assert [trip.commands[0][:2] for trip in again.trips][:2] == [(b"SCRIPT", b"EXISTS"), (b"SCRIPT", b"LOAD")]


def test_commands_are_recorded_as_they_are_typed(client, wire):
    """In order, pipelines included."""
    client.get("/multi")
    client.get("/watch")

    assert wire.commands == [
        *("MULTI", "SET a 1", "INCRBY a 1", "GET a", "EXEC"),
        *("WATCH a", "GET a", "MULTI", "SET a 3", "EXEC"),
    ]


def test_replies_are_recorded_beside_their_commands(client, wire):
    """Values, nothing, numbers, lists and errors, in the app's terms."""
    client.get("/mixed")

    *replies, error = [trip.replies for trip in wire.trips]
    assert replies[0] in ([b"OK"], [True])
    assert replies[1:] == [[None], [2], [[b"a", b"b"]]]
    assert isinstance(error[0], redis_py.ResponseError)
    assert str(error[0]).startswith("WRONGTYPE")


def test_a_pipeline_has_a_reply_per_command(client, wire):
    """One round trip, a hundred replies."""
    client.get("/pipeline")

    assert len(wire.trips[0].commands) == len(wire.trips[0].replies) == 100


def test_a_handshake_is_not_counted(client, wire):
    """Neither that of the first connection nor that of the one after Redis was away."""
    first = client.get("/eval")
    wire.down()
    client.get("/eval")
    wire.mend()
    after = client.get("/eval")

    assert first.round_trips == after.round_trips == 1
    assert after.trips[0].commands[0][0] == b"EVAL"


def test_selecting_a_database_is_part_of_the_handshake(backend, wire, _loop):
    """SELECT 3 goes over the wire before the first command and is nobody's round trip."""
    redis = backend.app_client(wire)
    redis.connection_pool.connection_kwargs["db"] = 3

    _loop.run(redis.get("a"))
    _loop.run(redis.aclose())

    assert wire.commands == ["GET a"]


def test_round_trips_belong_to_the_request_that_made_them(client, wire):
    """Also when twenty requests cross on the way."""
    wire.latency(0.001, jitter=0.01)
    answers = client.together([f"/own/{number}" for number in range(20)])

    for number, answer in enumerate(answers):
        keys = [command[1].decode() for trip in answer.trips for command in trip.commands]
        assert keys == [f"{number}:0", f"{number}:1", f"{number}:2"]
    assert wire.commands != sorted(wire.commands), "the requests did not cross: nothing was shown"


def test_the_client_of_the_test_is_not_on_the_wire(client, redis, wire):
    """Looking is free."""
    redis.get("a")

    assert wire.trips == []


@pytest.mark.parametrize(
    "value",
    [b"", b"\r\n", b"a\r\n*1\r\n$4\r\nPING\r\n", bytes(range(256)), "Grüße, 世界 🍵".encode(), b"x" * 1_000_000],
    ids=["empty", "line-break", "looks-like-a-command", "every-byte", "unicode", "1-MB"],
)
def test_any_value_comes_through_the_wire_unchanged(client, redis, wire, value):
    """It is packed and unpacked in between, and counts as one round trip each way."""
    answer = client.put("/value", content=value)

    assert redis.get("value") == value
    assert answer.trips[0].commands == [(b"SET", b"value", value)]
    assert answer.trips[1].replies == [value]
    assert answer.round_trips == 2


def test_what_is_read_from_packed_commands_packs_to_the_same_bytes():
    """Whatever is in them."""
    commands = [(b"SET", b"", b"\r\n$3\r\n"), (b"PING",), (b"MSET", *([b"\xff"] * 500))]

    assert read_commands(pack_commands(commands)) == commands


def test_what_is_not_a_request_is_refused_by_the_reader():
    """A protocol that changed must not be misread in silence."""
    with pytest.raises(ValueError, match="not a Redis request at byte 0"):
        read_commands(b"PING\r\n")


def test_a_command_is_shown_short():
    """Long words lose their middle, unreadable ones are escaped, an empty one can be seen."""
    shown = as_text((b"SET", b"x" * 100, b"\xff\x00", b""))

    assert shown == f"SET {'x' * 24}…{'x' * 23} b'\\xff\\x00' ''"


# How it breaks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("round_trips", [0, 1, 2, 3])
def test_a_cut_comes_after_so_many_round_trips_and_stays(client, wire, redis, round_trips):
    """What came before arrived; nothing does afterwards, until it is mended."""
    wire.cut_after(round_trips)
    cut = client.get("/three")
    arrived = sorted(redis.keys())
    later = client.get("/three")
    wire.mend()
    mended = client.get("/three")

    assert cut.json == ["ok"] * round_trips + ["ConnectionError"] * (3 - round_trips)
    assert arrived == [b"a", b"b", b"c"][:round_trips]
    assert later.json == ["ConnectionError"] * 3
    assert mended.json == ["ok"] * 3


@pytest.mark.parametrize("connection", ["fresh", "open"])
@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        ("down", "ConnectionError", "connection refused"),
        ("hang", "TimeoutError", "timed out"),
        ("cut", "ConnectionError", "connection cut"),
    ],
)
def test_a_fault_is_one_to_a_fresh_and_to_an_open_connection(client, wire, redis, connection, fault, error, said):
    """The app gets redis-py's own exceptions, one failed round trip for each attempt, and nothing arrives."""
    if connection == "open":
        client.get("/eval")
        redis.flushdb()
    wire.cut_after(0) if fault == "cut" else getattr(wire, fault)()
    answer = client.get("/three")

    assert answer.json == [error] * 3
    assert [trip.fault for trip in answer.trips] == [said] * 3
    assert redis.dbsize() == 0


def test_writes_that_are_refused_do_not_arrive(client, wire, redis):
    """The app gets redis-py's own exception, a ResponseError."""
    redis.set("value", b"tea")
    wire.refuse_writes()
    refused = client.get("/three")
    written = client.put("/value", content=b"rum")
    kept = redis.get("value")
    wire.mend()
    mended = client.get("/three")

    assert refused.json == ["ReadOnlyError"] * 3
    assert written.trips[0].fault == "READONLY"
    assert (kept, redis.get("value")) == (b"tea", b"tea")
    assert mended.json == ["ok"] * 3


def test_a_hanging_redis_is_waited_for_and_given_up(client, wire):
    """Long enough to be felt, and bounded."""
    client.get("/eval")
    wire.hang()
    answer = client.get("/three")

    assert 3 * HANG_SECONDS <= answer.seconds < 3 * HANG_SECONDS + 1


def test_requests_hang_side_by_side(client, wire):
    """Ten that wait for Redis at once wait as long as one."""
    wire.hang()
    answers = client.together(["/three"] * 10)

    assert {str(answer.json) for answer in answers} == {str(["TimeoutError"] * 3)}
    assert max(answer.seconds for answer in answers) < 3 * HANG_SECONDS + 1


def test_latency_makes_each_round_trip_longer(client, wire):
    """And mend takes it away."""
    wire.latency(0.02)
    slow = client.get("/three")
    wire.mend()
    fast = client.get("/three")

    assert slow.seconds >= 0.06
    assert fast.seconds < 0.06


def test_jitter_makes_a_race_lose_updates(client, wire, redis):
    """GET, add one, SET, twenty times at once: on both backends some are lost."""
    wire.latency(0.001, jitter=0.005)
    client.together(["/add"] * 20)

    assert 1 <= int(redis.get("a")) < 20


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


def test_a_hold_that_is_never_reached_lets_the_request_end(client):
    """A request that makes two round trips cannot be held at its third."""
    pending = client.start("GET", "/add", hold_at=3)

    assert pending.is_finished and not pending.is_held
    assert pending.finish().status == 200


def test_a_request_that_is_held_does_not_arrive(client, redis, wire):
    """It stands in front of the round trip: a cut while it waits meets it."""
    held = client.start("GET", "/three", hold_at=2)
    before = sorted(redis.keys())
    wire.down()
    answer = held.finish()

    assert before == [b"a"]
    assert answer.json == ["ok", "ConnectionError", "ConnectionError"]


# What it stands on ----------------------------------------------------------------------------------------------------

SEAMS = {
    "connect_check_health": ["check_health"],
    "send_packed_command": ["command", "check_health"],
    "read_response": [],
    "disconnect": ["nowait"],
}


def what_moved(connection: type) -> list[str]:
    """The seams of redis-py's connection that are not where dojo/wire/connection.py expects them."""
    moved = []
    for name, parameters in SEAMS.items():
        method = getattr(connection, name, None)
        if not inspect.iscoroutinefunction(method):
            moved.append(f"{connection.__name__}.{name} is no coroutine function any more: {method!r}")
            continue
        lost = [parameter for parameter in parameters if parameter not in inspect.signature(method).parameters]
        moved += [f"{connection.__name__}.{name} has no parameter {parameter!r} any more" for parameter in lost]
    if not isinstance(getattr(connection, "is_connected", None), property):
        moved.append(f"{connection.__name__}.is_connected is no property any more")
    return moved


@pytest.mark.parametrize("connection", [Connection, FakeAsyncRedisConnection])
def test_the_seams_of_redis_py_are_where_the_wire_expects_them(connection):
    """If a release moves one, this says which."""
    moved = what_moved(connection)

    assert not moved, f"redis-py {redis_py.__version__} moved what dojo/wire/connection.py stands on: {moved}"


def test_a_seam_that_moved_is_named():
    """The check above can fail, and then in words."""

    class Moved(Connection):
        send_packed_command = None

        async def disconnect(self):
            pass

    assert what_moved(Moved) == [
        "Moved.send_packed_command is no coroutine function any more: None",
        "Moved.disconnect has no parameter 'nowait' any more",
    ]


def test_redis_py_goes_through_the_seams_in_this_order(backend, wire, _loop, monkeypatch):
    """Connecting ends in connect_check_health, a write is one send_packed_command, a reply one read_response."""
    redis, passed = backend.app_client(wire), []
    wired = redis.connection_pool.connection_class
    for name in ("connect_check_health", "send_packed_command", "read_response"):
        monkeypatch.setattr(wired, name, _telling(getattr(wired, name), name, passed))

    async def fresh_then_open() -> list[str]:
        for _ in ("fresh", "open"):
            passed.append("a pipeline of 2")
            async with redis.pipeline(transaction=False) as pipe:
                await pipe.set("a", 1).get("a").execute()
        await redis.aclose()
        return passed

    _, *fresh = _loop.run(fresh_then_open())

    says = f"redis-py {redis_py.__version__} takes another way than dojo/wire/connection.py expects: {passed}"
    an_open_one = [name for name in fresh[fresh.index("a pipeline of 2") :] if name != "connect_check_health"]
    assert fresh[0] == "connect_check_health", says
    assert an_open_one == ["a pipeline of 2", "send_packed_command", "read_response", "read_response"], says


def test_the_sync_client_sends_through_the_seam_that_is_watched():
    """AbstractConnection.send_packed_command is how dojo/guards/blocking_calls.py notices a sync client."""
    says = f"redis-py {redis_py.__version__} moved what dojo/guards/blocking_calls.py stands on"
    assert inspect.isfunction(getattr(AbstractConnection, "send_packed_command", None)), says
    assert "send_packed_command" not in vars(redis_py.Connection), says


@pytest.mark.app("""
    from fakeredis import FakeRedis, FakeServer

    @app.get("/blocking")
    async def blocking(redis: Redis = Depends(get_redis)):
        FakeRedis(server=FakeServer()).get("a")
        await redis.get("a")

    @app.get("/elsewhere")
    def elsewhere():
        FakeRedis(server=FakeServer()).get("a")
""")
def test_a_sync_client_in_the_event_loop_is_noticed_with_its_line(client, wire, _main_py):
    """In a `def` route, which has a thread of its own, it blocks nobody; neither does the asyncio client."""
    client.get("/elsewhere")
    before = list(wire.blocking_calls)
    answer = client.get("/blocking")

    line = next(
        number for number, line in enumerate(_main_py.read_text().splitlines(), 1) if ".get(" in line and "Fake" in line
    )
    assert answer.status == 200
    assert before == []
    assert set(wire.blocking_calls) == {f"main.py:{line}"}


def _telling(method, name, passed):
    async def told(self, *args, **kwargs):
        passed.append(name)
        return await method(self, *args, **kwargs)

    return told
