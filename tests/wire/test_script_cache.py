"""Redis keeps the scripts that it was sent, and a test can make it forget them."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.app("""
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
""")


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
