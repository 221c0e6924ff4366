"""Notes for the failure block what a test itself changes in Redis, since the learner did not do that."""

from __future__ import annotations

from typing import Any

import redis

from dojo.record import Record
from dojo.text import typed

_WRITES = {
    *("SET", "MSET", "INCRBY", "DECRBY", "DEL", "UNLINK", "GETDEL", "PERSIST", "RENAME", "FLUSHDB"),
    *("HSET", "HINCRBY", "HDEL", "LPUSH", "RPUSH", "SADD", "SREM", "ZADD", "ZINCRBY", "ZREM"),
}


def note_writes(look: redis.Redis, record: Record) -> None:
    """Note each write that is sent through `look`."""
    execute: Any = look.execute_command

    def noted(*command: Any, **options: Any) -> Any:
        if command[0] in _WRITES:
            record.the_test(f"sends {typed(command, 32)}")
        return execute(*command, **options)

    look.execute_command = noted  # type: ignore[method-assign]
