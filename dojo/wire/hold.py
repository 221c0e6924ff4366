"""Pauses a request before one of its round trips to Redis, so that another request can overtake it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from dojo.record import Exchange


@dataclass
class Hold:
    """Waits before the exchange's round trip `at_round_trip` (from 1) until it is released."""

    exchange: Exchange
    at_round_trip: int
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_if_due(self, exchange: Exchange) -> None:
        """Called before each round trip, with the exchange that makes it."""
        if exchange is self.exchange and len(exchange.trips) == self.at_round_trip:
            exchange.trips[-1].meanwhile.append("holds it here")
            self.reached.set()
            await self.released.wait()
