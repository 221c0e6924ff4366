"""Looks at a server before the first test: can a right answer be green on it?"""

from __future__ import annotations

import time
from dataclasses import dataclass

import redis
from redis.client import Pipeline

from dojo.backends.refusal import refused
from dojo.errors import usage_error

OLDEST = (7, 0)
"""The katas need EXPIRE NX, which came with Redis 7.0."""

SLOWEST_PING_SECONDS = 0.004
"""A hit must be 40 times faster than 300 ms. With a slower Redis a right answer would be called too slow."""

_KEY = "redis-katas:probe"
# One command of each kind that a test or an answer needs. FLUSHDB comes last, so nothing of this stays.
_COMMANDS: list[tuple[str, ...]] = [
    *(("SET", _KEY, "1", "EX", "60"), ("GET", _KEY), ("INCR", _KEY), ("EXPIRE", _KEY, "60"), ("PTTL", _KEY)),
    *(("TYPE", _KEY), ("SCAN", "0"), ("KEYS", _KEY), ("DEL", _KEY)),
    *(("HSET", _KEY, "field", "1"), ("HGETALL", _KEY), ("HKEYS", _KEY), ("PEXPIRE", _KEY, "60000"), ("UNLINK", _KEY)),
    *(("SADD", _KEY, "1"), ("DEL", _KEY), ("ZADD", _KEY, "1", "one"), ("DEL", _KEY), ("RPUSH", _KEY, "1")),
    *(("DEL", _KEY), ("EVAL", "return redis.call('SET', KEYS[1], 1, 'EX', 60)", "1", _KEY), ("FLUSHDB",)),
]


@dataclass(frozen=True)
class Server:
    """A server that can be used: its version, and the id of its process."""

    version: str
    run_id: str


def examine(client: redis.Redis, tried: str, without: str, *, may_hold_keys: bool) -> Server:
    """Try everything that the tests need. The database is empty afterwards, unless it was refused.

    Raises:
        pytest.UsageError: the server cannot be used; its three lines say why, and what to do.
    """
    try:
        client.ping()  # it connects
        seconds = _seconds_of_a_ping(client)
        info = client.info("server")
        wrong = _wrong_kind(info)
        keys = 0 if wrong else client.dbsize()
    except redis.RedisError as error:
        raise refused(error, tried, without) from None
    if wrong:
        raise usage_error(tried, wrong, "name another server", without)
    if seconds > SLOWEST_PING_SECONDS:
        raise usage_error(
            tried,
            f"the server is too far away: a PING takes {seconds * 1000:.0f} ms, and a right answer would look slow",
            f"name a server that answers within {SLOWEST_PING_SECONDS * 1000:.0f} ms, such as one on this machine",
            without,
        )
    if keys and not may_hold_keys:
        raise usage_error(
            tried,
            f"this database holds {keys} key{'s' if keys != 1 else ''}; "
            "the tests need an empty one, and nothing was touched",
            "name another database, such as /9 at the end of the URL",
            "pytest --real-redis",
        )
    _try_commands(client, tried, without)
    return Server(str(info["redis_version"]), str(info["run_id"]))


def version_of(text: str) -> tuple[int, int]:
    """``7.0.15`` is ``(7, 0)``"""
    major, minor, *_ = text.split(".")
    return int(major), int(minor)


def _wrong_kind(info: dict[str, str]) -> str:
    version = str(info["redis_version"])
    if version_of(version) < OLDEST:
        return f"this is Redis {version}; the katas need {'.'.join(map(str, OLDEST))} or newer"
    return {
        "cluster": "the server is a node of a cluster, which takes only commands whose keys are in one slot",
        "sentinel": "the server is a Sentinel, which stores no keys",
    }.get(str(info.get("redis_mode")), "")


def _seconds_of_a_ping(client: redis.Redis) -> float:
    """The shortest of a few: a busy machine delays one, a long way delays all."""
    shortest = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        client.ping()
        shortest = min(shortest, time.perf_counter() - begin)
        if shortest < SLOWEST_PING_SECONDS:
            break
    return shortest


def _try_commands(client: redis.Redis, tried: str, without: str) -> None:
    try:
        client.transaction(_ping_in_multi, _KEY)
        with client.pipeline(transaction=False) as pipeline:
            for command in _COMMANDS:
                pipeline.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has no hints here
            replies = pipeline.execute(raise_on_error=False)
    except redis.RedisError as error:
        raise refused(error, tried, without) from None
    for command, reply in zip(_COMMANDS, replies, strict=True):
        if isinstance(reply, redis.RedisError):
            raise refused(reply, tried, without, command[0])


def _ping_in_multi(pipeline: Pipeline) -> None:
    pipeline.multi()
    pipeline.ping()
