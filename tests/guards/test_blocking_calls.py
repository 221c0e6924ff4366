"""A sync Redis client in the event loop is noticed: it would make every request wait."""

from __future__ import annotations

import inspect

import pytest
import redis as redis_py
from redis.connection import AbstractConnection


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
