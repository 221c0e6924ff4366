"""`wire` breaks when told to, in the same way on fakeredis and on real Redis."""

from __future__ import annotations

import pytest

from dojo.wire.wire import HANG_SECONDS

pytestmark = pytest.mark.app("""
    @app.get("/eval")
    async def evaluate(redis: Redis = Depends(get_redis)):
        return await redis.eval("return redis.call('INCRBY', KEYS[1], ARGV[1])", 1, "a", 5)

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

    @app.get("/pipeline")
    async def pipeline(transaction: bool, redis: Redis = Depends(get_redis)):
        async with redis.pipeline(transaction=transaction) as pipe:
            pipe.incr("a")
            pipe.hget("a", "field")
            pipe.incr("a")
            try:
                replies = await pipe.execute(raise_on_error=False)
            except RedisError as error:
                return [type(error).__name__]
        return [reply if isinstance(reply, int) else type(reply).__name__ for reply in replies]

    @app.put("/value")
    async def put_value(request: Request, redis: Redis = Depends(get_redis)):
        await redis.set("value", await request.body())
        return Response(await redis.get("value"), media_type="application/octet-stream")
""")


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


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_lost_reply_is_one_of_a_command_that_was_carried_out(client, wire, redis, after):
    """The app gets an error once, and its connection works again at once."""
    wire.lose_reply(after=after)
    answer = client.get("/three")

    became = ["ok"] * 3
    became[after] = "ConnectionError"
    assert answer.json == became
    assert [trip.fault for trip in answer.trips] == ["reply lost" if kind != "ok" else "" for kind in became]
    assert sorted(redis.keys()) == [b"a", b"b", b"c"]


def test_the_lost_reply_of_a_pipeline_is_the_whole_one(client, wire, redis):
    """All of its commands were carried out, and the next pipeline gets its own replies."""
    wire.lose_reply()
    lost = client.get("/pipeline?transaction=true")
    next_one = client.get("/pipeline?transaction=true")

    assert lost.json == ["ConnectionError"]
    assert next_one.json == [3, "ResponseError", 4]


def test_between_the_commands_of_a_pipeline_others_come_in(client, wire, redis):
    """Each reply still reaches its own command, an error too."""
    wire.between_commands(lambda: redis.incrby("a", 100))
    answer = client.get("/pipeline?transaction=false")
    wire.mend()
    later = client.get("/pipeline?transaction=false")

    assert answer.json == [1, "ResponseError", 202]
    assert answer.round_trips == 1
    assert later.json == [203, "ResponseError", 204]


@pytest.mark.parametrize("url", ["/pipeline?transaction=true", "/eval", "/three"])
def test_a_transaction_a_script_and_a_single_command_stay_whole(client, wire, redis, url):
    """Redis lets nobody in there."""
    called = []
    wire.between_commands(lambda: called.append(url))
    client.get(url)

    assert called == []


def test_time_passes_between_the_commands_of_a_pipeline(client, wire, redis, clock):
    """A key can expire there. The test's own look into Redis is not a blocking call of the app."""
    redis.set("a", 7, ex=10)
    wire.between_commands(lambda: clock.advance(10) or redis.get("a"))
    answer = client.get("/pipeline?transaction=false")

    assert answer.json == [8, "NoneType", 1]
    assert wire.blocking_calls == []
