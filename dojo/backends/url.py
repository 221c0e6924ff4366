"""A Redis at a URL: a server that runs already and is not ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from dojo.backends.probe import examine, version_of
from dojo.backends.refusal import refusal_in
from dojo.errors import one_line, usage_error
from dojo.settings import PATIENT_SECONDS, TIMEOUT_SECONDS, client_settings, url_settings, without_user
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
      local reply = redis.pcall('HPTTL', key, 'FIELDS', 1, field)
      if reply.err then break end -- before Redis 7.4 a field has no TTL
      if reply[1] >= 0 then redis.call('HPEXPIRE', key, math.max(reply[1] - by, 0), 'FIELDS', 1, field) end
    end
  end
end
"""


class Restarted(redis.ConnectionError):
    """Another server process answers at the URL."""


class UrlBackend:
    """A server that runs already. It is not ours, so it is never flushed as a whole.

    Raises:
        pytest.UsageError: the URL is malformed, nothing answers, access is refused, or the database holds keys.
    """

    is_real = True
    owned = False

    def __init__(self, url: str, given_as: str = "--redis-url ", *, tried: str = "", without: str = "") -> None:
        self.url = url
        tried = tried or f"{given_as}{without_user(url)}"
        leave_out = "unset REDIS_URL" if given_as == "REDIS_URL=" else "leave the option out"
        try:
            self._settings = url_settings(url)
        except ValueError as error:
            raise usage_error(
                tried,
                f"this is not a Redis URL: {one_line(error)}",
                "write it like redis://localhost:6379/0, redis://:password@host:6379/0 or rediss:// for TLS"
                + (" (in the password / is %2F, ? is %3F, # is %23, @ is %40)" if "@" in url else ""),
            ) from None
        self._admin = self.look_client()
        without = without or f"{leave_out} to use fakeredis"
        self._server = examine(self._admin, tried, without, may_hold_keys=self.owned)
        self.version = version_of(self._server.version)
        self.name = f"Redis at {without_user(url)}"
        self.header = f"{self._server.version} at {without_user(url)}"

    @property
    def version_text(self) -> str:
        return self._server.version

    def app_client(self, wire: Wire) -> redis.asyncio.Redis:
        settings = {**client_settings(PATIENT_SECONDS), **self._settings}
        plain: Any = settings.pop("connection_class", redis.asyncio.Connection)
        pool = redis.asyncio.ConnectionPool(
            connection_class=WIRED[plain], wire=wire, retry=AsyncRetry(NoBackoff(), 0), **settings
        )
        return redis.asyncio.Redis.from_pool(pool)

    def sync_app_client(self, wire: Wire) -> redis.Redis:
        look = self.look_client(socket_timeout=PATIENT_SECONDS)
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
        self.check_identity()  # another server at this URL may hold keys that are not ours
        self._admin.flushdb()

    def check_identity(self) -> None:
        """Ask the server whether it is still the one that the run began with.

        Raises:
            redis.RedisError: it does not answer, or was started again.
        """
        self._same(self._admin)

    def why_lost(self, wait: float = 2 * TIMEOUT_SECONDS) -> str:
        """Why the server cannot be used any more, or an empty string. It may take `wait` seconds to answer."""
        try:
            with self.look_client(socket_timeout=wait, socket_connect_timeout=wait) as client:
                self._same(client)
        except redis.ResponseError as error:
            refusal = refusal_in(error)
            return refusal.wrong if refusal else ""
        except Restarted as error:
            return str(error)
        except redis.RedisError as error:
            return f"it does not answer any more: {one_line(error)}"
        return ""

    def _same(self, client: redis.Redis) -> None:
        if client.info("server")["run_id"] != self._server.run_id:
            raise Restarted("it was started again during the run")

    def let_time_pass(self, seconds: float) -> None:
        self._admin.eval(_BRING_EXPIRY_NEARER, 0, round(seconds * 1000))

    def close(self) -> None:
        try:
            self.empty()
        except redis.RedisError:
            pass  # the server is gone, or was started again: what is in it now is not ours
        self._admin.close()
