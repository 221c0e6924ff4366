"""`wire` sees every round trip, the same on fakeredis and on real Redis."""

from __future__ import annotations

import pytest
import redis as redis_py

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

    @app.put("/value")
    async def put_value(request: Request, redis: Redis = Depends(get_redis)):
        await redis.set("value", await request.body())
        return Response(await redis.get("value"), media_type="application/octet-stream")
""")


@pytest.mark.parametrize(
    ("url", "round_trips"),
    [("/sets", 100), ("/pipeline", 1), ("/multi", 1), ("/eval", 1), ("/script", 3), ("/watch", 3), ("/add", 2)],
)
def test_a_round_trip_is_one_wait_for_redis(client, wire, url, round_trips):
    """The numbers are those of real Redis, and fakeredis makes the same."""
    answer = client.get(url)

    assert answer.status == 200
    assert answer.round_trips == wire.round_trips == round_trips


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
    """SELECT 3 goes over the wire before the first command and is not counted as a round trip."""
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
