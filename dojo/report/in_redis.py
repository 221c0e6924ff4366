"""The keys that are in Redis when a test has failed, each with its type and TTL."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import cast

import redis

from dojo.record import Record
from dojo.text import as_reply, as_text, count_of, in_words, keys_of, short

MOST_KEYS = 8
_WIDTH = 40
"""Of a value."""


def keys_in(look: redis.Redis | None) -> list[bytes]:
    """All of them, sorted.

    Raises:
        redis.RedisError: Redis does not answer.
    """
    return sorted(look.scan_iter(count=1000)) if look else []


def keys_shown(record: Record, look: redis.Redis | None) -> set[object]:
    """The keys that the block names: those on the wire, and those that are in Redis now."""
    trips = [trip for exchange in record.exchanges for trip in exchange.trips]
    keys = {key for trip in trips for command in trip.commands for key in keys_of(command)}
    with suppress(redis.RedisError):
        keys |= set(keys_in(look)[:MOST_KEYS])
    return keys


def in_redis(look: redis.Redis | None, width: int) -> list[str]:
    """``cart:1  string, TTL 300 s: tea``; a key that is longer than `width` loses its middle, and so does a value."""
    if look is None:
        return []
    try:
        keys = keys_in(look)
        lines = [f"{short(key, width)}  {_described(look, key)}" for key in keys[:MOST_KEYS]]
    except redis.RedisError as error:
        return [f"cannot look: {error}"]
    more = [f"… {count_of(len(keys) - MOST_KEYS, 'more key')}"] if len(keys) > MOST_KEYS else []
    return lines + more or ["no keys"]


def _described(look: redis.Redis, key: bytes) -> str:
    """Its type, its TTL and its value."""
    kind, left, where = as_text((look.type(key),)), look.pttl(key), ""
    if kind == "hash" and left == -1:
        with suppress(redis.ResponseError):  # before 7.4 the fields of a Hash have no TTL
            left, where = min(look.hpttl(key, *look.hkeys(key)) or [-2]), " on each field"
    words = {-1: "no TTL", -2: "just expired"}
    ttl, value = words.get(left) or f"TTL {in_words(left)}{where}", _value(look, kind, key)
    return f"{kind}, {ttl}{f': {as_reply(value, _WIDTH)}' if value is not None else ''}"


def _value(look: redis.Redis, kind: str, key: bytes) -> object:
    """All of it, or its beginning; None for another type, such as a stream."""
    read: dict[str, Callable[[], object]] = {
        "string": lambda: look.getrange(key, 0, 2 * _WIDTH),
        "hash": lambda: dict(sorted(look.hgetall(key).items())) if look.hlen(key) <= _WIDTH else None,
        "list": lambda: look.lrange(key, 0, _WIDTH),
        "set": lambda: look.smembers(key) if look.scard(key) <= _WIDTH else None,
        "zset": lambda: dict(cast("Iterable[tuple[bytes, float]]", look.zrange(key, 0, _WIDTH, withscores=True))),
    }
    return read[kind]() if kind in read else None
