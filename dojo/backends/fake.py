"""fakeredis in this process: the default backend, which needs nothing but Python."""

from __future__ import annotations

import importlib.metadata
from typing import Any

import redis
import redis.asyncio
from fakeredis import FakeRedisConnection, FakeServer
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from dojo.settings import IMAGE, client_settings, redis_version
from dojo.wire.connection import WiredFakeConnection
from dojo.wire.sync_connection import WiredFakeConnection as WiredSyncFakeConnection
from dojo.wire.wire import Wire


class FakeBackend:
    """fakeredis in this process; each test gets a server of its own."""

    is_real = False

    def __init__(self, image: str = IMAGE) -> None:
        try:
            self.version = redis_version(image)
        except ValueError:
            self.version = redis_version()
        self.name = "fakeredis"
        self.header = f"fakeredis {importlib.metadata.version('fakeredis')} as Redis {self.version_text}, in process"
        self.empty()

    @property
    def version_text(self) -> str:
        return ".".join(map(str, self.version))

    def app_client(self, wire: Wire) -> redis.asyncio.Redis:
        pool = redis.asyncio.ConnectionPool(
            connection_class=WiredFakeConnection,
            wire=wire,
            server=self._server,
            version=self.version,
            retry=AsyncRetry(NoBackoff(), 0),
            **client_settings(),
        )
        return redis.asyncio.Redis.from_pool(pool)

    def sync_app_client(self, wire: Wire) -> redis.Redis:
        return self._sync_client(connection_class=WiredSyncFakeConnection, wire=wire)

    def look_client(self, **options: Any) -> redis.Redis:
        return self._sync_client(connection_class=FakeRedisConnection, **options)

    def _sync_client(self, **settings: Any) -> redis.Redis:
        settings |= {"server": self._server, "version": self.version, "retry": Retry(NoBackoff(), 0)}
        return redis.Redis.from_pool(redis.ConnectionPool(**settings, **client_settings()))

    def empty(self) -> None:
        self._server = FakeServer(version=self.version)

    def let_time_pass(self, seconds: float) -> None:
        """Remove watched keys that are about to expire: fakeredis reads Python's clock, but its WATCH misses it."""
        keys = self._server.dbs[0]
        with self.look_client() as look:
            for key in [key for key in keys if keys.has_watch(key) and 0 <= look.pttl(key) <= seconds * 1000]:
                look.delete(key)

    def close(self) -> None:
        """Nothing to do: the server ends with the process."""
