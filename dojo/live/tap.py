"""Puts the wire between the app and its Redis while somebody watches, and takes it away again."""

from __future__ import annotations

from typing import Any

from redis.asyncio import ConnectionPool, Redis

from dojo.record import Record
from dojo.wire.connection import WIRED
from dojo.wire.wire import Wire

AWAY, SLOW, CUT = "away", "slow", "cut"
SLOW_SECONDS = 0.2
"""How much longer each round trip takes when Redis is slow."""


class Tap:
    """The client of the app with two pools of connections: plain ones, and ones with a wire in them.

    While the tap is closed, the app uses the plain ones, so nobody pays for what nobody sees.
    """

    def __init__(self, client: Redis) -> None:
        self.wire = Wire(Record(), by="the live page")
        self.fault = ""
        """``away``, ``slow``, ``cut``, or an empty string."""
        self._client, self._plain = client, client.connection_pool
        self._wired = _like(self._plain, WIRED[self._plain.connection_class], wire=self.wire)
        self._look = _like(self._plain, self._plain.connection_class)
        self.look = Redis.from_pool(self._look)
        """A client for the page itself: not on the wire, so no fault disturbs it."""

    def open(self) -> None:
        """Each later command goes over the wire. Commands in flight end where they began."""
        self._client.connection_pool = self._wired

    def close(self) -> None:
        """The app uses plain connections again. A fault ends, as nobody would see why the app fails."""
        self.break_redis("")
        self._client.connection_pool = self._plain

    def break_redis(self, fault: str) -> None:
        """Put a fault on the wire in place of the one before; an empty string repairs Redis.

        Raises:
            ValueError: there is no such fault.
        """
        if fault not in ("", AWAY, SLOW, CUT):
            raise ValueError(f"no such fault: {fault}")
        self.wire.mend()
        if fault == AWAY:
            self.wire.down()
        elif fault == SLOW:
            self.wire.latency(SLOW_SECONDS)
        elif fault == CUT:
            self.wire.cut_after(1)
        self.fault = fault

    async def disconnect(self) -> None:
        """Close all connections, at the end of the process."""
        for pool in (self._plain, self._wired, self._look):
            await pool.disconnect()


def _like(pool: ConnectionPool, connection_class: Any, **more: Any) -> ConnectionPool:
    """Another pool to the same Redis."""
    return ConnectionPool(connection_class, pool.max_connections, **pool.connection_kwargs, **more)
