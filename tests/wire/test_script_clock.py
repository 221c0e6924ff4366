"""A Lua script sees the app's clock, on fakeredis and on a real Redis."""

from __future__ import annotations

import time

import pytest

from dojo.wire.script_clock import shift_script

pytestmark = pytest.mark.app('''
    SCRIPT = """
        redis.call('SET', KEYS[1], 'v', 'EXAT', ARGV[1])
        redis.call('HSET', KEYS[2], 'EXAT', '7')
        redis.call('EXPIREAT', KEYS[2], ARGV[1])
        return {redis.call('TIME')[1], redis.pcall('EXPIRETIME', KEYS[1]), redis.call('PEXPIRETIME', KEYS[2]),
                redis.call('EXPIRETIME', 'none')}
    """

    @app.get("/eval")
    async def evaluate(at: int, redis: Redis = Depends(get_redis)):
        return await redis.eval(SCRIPT, 2, "one", "other", at)

    @app.get("/evalsha")
    async def evalsha(at: int, redis: Redis = Depends(get_redis)):
        return await redis.register_script(SCRIPT)(["one", "other"], [at])
''')


@pytest.mark.parametrize("url", ["/eval", "/evalsha"])
def test_a_script_lives_by_the_apps_clock(client, clock, redis, url):
    """Before and after the clock was moved, and when the server has the script already."""
    for ahead in (0, 5000.7, 86_400):
        clock.advance(ahead)
        now, at = time.time(), round(time.time()) + 100
        told, until, milliseconds, none = client.get(f"{url}?at={at}").json
        left = [redis.ttl("one"), redis.ttl("other")]
        clock.advance(101)

        assert abs(int(told) - now) < 3
        assert abs(until - at) < 2
        assert abs(milliseconds - at * 1000) < 2000
        assert none == -2
        assert all(95 < seconds <= 101 for seconds in left)
        assert not redis.exists("one", "other")


def test_a_first_line_with_flags_stays_the_first():
    """Redis reads ``#!lua flags=no-writes`` there and nowhere else."""
    _, text, *keys = shift_script((b"EVAL", b"#!lua flags=no-writes\nreturn redis.call('TIME')", b"0"), 60.0)

    assert text.startswith(b"#!lua flags=no-writes\nlocal redis = (function(")
    assert text.endswith(b")(redis, 60000.000) return redis.call('TIME')")
    assert keys == [b"0"]


def test_a_script_that_does_not_ask_for_the_time_is_sent_as_it_is():
    """Most scripts count, and a TTL needs no clock."""
    command = (b"EVAL", b"return redis.call('EXPIRE', KEYS[1], 60)", b"1", b"k")

    assert shift_script(command, 60.0) is command


def test_the_wire_shows_the_script_that_the_app_sent(client, clock, wire):
    """The line in front of it is for the server alone."""
    clock.advance(5000)
    client.get("/eval?at=2000000000")

    assert "local redis" not in wire.commands[0]
