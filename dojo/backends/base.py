"""The interface of every backend, so that no test knows which Redis it runs on."""

from __future__ import annotations

from typing import Any, Protocol

import redis
import redis.asyncio

from dojo.wire.wire import Wire


class Backend(Protocol):
    """A Redis for the tests."""

    is_real: bool
    header: str
    name: str
    version: tuple[int, int]

    @property
    def version_text(self) -> str:
        """``8.2.3``"""

    def app_client(self, wire: Wire) -> redis.asyncio.Redis:
        """A new asyncio client, as one process of the app would have, on a wire."""

    def sync_app_client(self, wire: Wire) -> redis.Redis:
        """The same for code without an event loop."""

    def look_client(self, **options: Any) -> redis.Redis:
        """A sync client to look at what the app stored; not on the wire. `options` are redis-py's for a connection."""

    def empty(self) -> None:
        """Start a test with no keys and no scripts."""

    def let_time_pass(self, seconds: float) -> None:
        """Bring every expiry nearer, where it does not follow Python's clock, which the caller moves next."""

    def close(self) -> None:
        """End of the session: leave nothing behind."""
