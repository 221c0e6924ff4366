"""The wire stands on a few methods of redis-py. If a release moves one, these tests say which."""

from __future__ import annotations

import inspect

import pytest
import redis as redis_py
from fakeredis import FakeAsyncRedisConnection
from redis.asyncio import Connection

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


def _telling(method, name, passed):
    async def told(self, *args, **kwargs):
        passed.append(name)
        return await method(self, *args, **kwargs)

    return told
