"""A Redis at a URL: a server that runs already and is not ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from dojo.backends.url_refusal import refused
from dojo.errors import one_line, usage_error
from dojo.settings import PATIENT_SECONDS, client_settings, url_settings, without_password
from dojo.wire.connection import WIRED
from dojo.wire.sync_connection import WIRED as WIRED_SYNC
from dojo.wire.wire import Wire

# Brings the expiry of every key, and of every field of a Hash, nearer by ARGV[1] milliseconds.
_BRING_EXPIRY_NEARER = """
local by = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left >= 0 then redis.call('PEXPIRE', key, left - by) end
  if redis.call('TYPE', key).ok == 'hash' then
    for _, field in ipairs(redis.call('HKEYS', key)) do
      local left = redis.call('HPTTL', key, 'FIELDS', 1, field)[1]
      if left >= 0 then redis.call('HPEXPIRE', key, math.max(left - by, 0), 'FIELDS', 1, field) end
    end
  end
end
"""


class UrlBackend:
    """A server that runs already. It is not ours, so it is never flushed as a whole.

    Raises:
        pytest.UsageError: the URL is malformed, nothing answers, access is refused, or the database holds keys.
    """

    is_real = True
    owned = False

    def __init__(self, url: str, given_as: str = "--redis-url ") -> None:
        self.url = url
        self._tried = f"{given_as}{without_password(url)}"
        self._leave_out = "unset REDIS_URL" if given_as == "REDIS_URL=" else "leave the option out"
        try:
            self._settings = url_settings(url)
        except ValueError as error:
            raise usage_error(
                self._tried,
                f"this is not a Redis URL: {one_line(error)}",
                "write it like redis://localhost:6379/0, redis://:password@host:6379/0 or rediss:// for TLS"
                + (" (in the password / is %2F, ? is %3F, # is %23, @ is %40)" if "@" in url else ""),
            ) from None
        self._admin = self.look_client()
        self.header = f"{self._check()} at {without_password(url)}"

    def _check(self) -> str:
        """The server's version, if it can be used."""
        try:
            keys = self._admin.dbsize()
            version = self._admin.info("server")["redis_version"]
        except redis.RedisError as error:
            raise refused(error, self._tried, self._leave_out) from None
        if keys and not self.owned:
            raise usage_error(
                self._tried,
                f"this database holds {keys} key{'s' if keys != 1 else ''}; "
                "the tests need an empty one, and nothing was touched",
                "name another database, such as /9 at the end of the URL",
                "pytest --real-redis",
            )
        return str(version)

    def app_client(self, wire: Wire) -> redis.asyncio.Redis:
        settings = {**client_settings(PATIENT_SECONDS), **self._settings}
        plain: Any = settings.pop("connection_class", redis.asyncio.Connection)
        pool = redis.asyncio.ConnectionPool(
            connection_class=WIRED[plain], wire=wire, retry=AsyncRetry(NoBackoff(), 0), **settings
        )
        return redis.asyncio.Redis.from_pool(pool)

    def sync_app_client(self, wire: Wire) -> redis.Redis:
        look = self.look_client()
        pool = look.connection_pool
        pool.connection_class = WIRED_SYNC[pool.connection_class]
        pool.connection_kwargs["wire"] = wire
        return look

    def look_client(self, **options: Any) -> redis.Redis:
        settings = {**client_settings(), "retry": Retry(NoBackoff(), 0), **options}
        pool = redis.ConnectionPool.from_url(self.url, **settings)
        return redis.Redis.from_pool(pool)

    def url_of_database(self, number: int) -> str:
        """The URL of another database of the same server."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{number}"))

    def empty(self) -> None:
        self._admin.flushdb()

    def let_time_pass(self, seconds: float) -> None:
        self._admin.eval(_BRING_EXPIRY_NEARER, 0, round(seconds * 1000))

    def close(self) -> None:
        try:
            self.empty()
        except redis.RedisError:
            pass  # the server is gone, and our keys with it
        self._admin.close()
