"""What happens, as server-sent events: each page gets what is newer than what it has."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from redis.exceptions import RedisError

from dojo.errors import one_line
from dojo.live.keys import SAME_END_MS
from dojo.live.live import Live

LOOK_SECONDS = 1.0
"""How often the keys are looked at when nothing happens: they expire by themselves."""
AGAIN_SECONDS = 0.05
"""How soon the next events are sent, however much happens in between."""
BEAT_SECONDS = 5.0


async def events(live: Live, *, every_key: bool) -> AsyncIterator[str]:
    """The events of one page, until it is closed or the server ends.

    First ``hello``: all requests that are kept. Then ``requests``, ``fault`` and ``keys``, when they change.
    """
    async with live.watched() as may_go_on:
        yield "retry: 1000\n\n" + _event("hello", _hello(live))
        version, looked, beat, changes = 0, 0.0, time.monotonic(), 0
        fault: dict[str, Any] | None = None
        keys: dict[str, Any] | None = None
        while not live.ends():
            if new := list(live.recorder.newer_than(version)):
                version = max(entry.version for entry in new)
                yield _event("requests", [entry.shown for entry in new])
            if fault != (fault := live.fault()):
                yield _event("fault", fault)
            if new or changes != live.keys.changes or time.monotonic() - looked >= LOOK_SECONDS:
                changes = live.keys.changes
                before, keys = keys, _steady(await _keys(live, every_key), keys)
                looked = time.monotonic()
                if keys != before:
                    yield _event("keys", keys)
            if time.monotonic() - beat >= BEAT_SECONDS:
                beat = time.monotonic()
                yield ": still here\n\n"
            if not may_go_on():
                yield _event("elsewhere", None)
                return
            await asyncio.sleep(AGAIN_SECONDS)


def _hello(live: Live) -> dict[str, Any]:
    return {
        "run": live.run,
        "kata": live.kata,
        "redis": live.redis,
        "is_private": live.is_private,
        "constants": live.constants,
        "time": time.time() * 1000,
    }


async def _keys(live: Live, every_key: bool) -> dict[str, Any]:
    try:
        return await live.keys.look(live.recorder.touched, every=every_key)
    except RedisError as error:
        return {
            "keys": [],
            "more": 0,
            "ended": {},
            "moved": [*live.keys.moved],
            "problem": f"Redis does not answer: {one_line(error)}",
        }


def _steady(keys: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """The same keys, with the ends of before where they differ only by the time that it took to look."""
    ends = {row["id"]: row["ends"] for row in (before or {"keys": []})["keys"]}
    for row in keys["keys"]:
        with suppress(KeyError, TypeError):
            if abs(row["ends"] - ends[row["id"]]) < SAME_END_MS:
                row["ends"] = ends[row["id"]]
    return keys


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
