"""redis-py's asyncio connection with a wire in it.

Only this module and its sync twin depend on redis-py's internals: `Connection.connect_check_health`,
`send_packed_command` (one call per round trip) and `read_response`.
The tests of the wire fail loudly when a release of redis-py moves them.
"""

from __future__ import annotations

from typing import Any

from fakeredis import FakeAsyncRedisConnection
from redis.asyncio import Connection, SSLConnection, UnixDomainSocketConnection
from redis.exceptions import RedisError

from dojo.record import RoundTrip
from dojo.wire.resp import joined, pack_commands, read_commands
from dojo.wire.wire import Wire, reply_lost


class _Wired:
    def __init__(self, *, wire: Wire, **settings: Any) -> None:
        self._wire = wire
        self._trip: RoundTrip | None = None
        self._early: list[Any] = []
        self._shaking_hands = False
        super().__init__(**settings)

    async def connect_check_health(self, *args: Any, **kwargs: Any) -> None:
        if self.is_connected:  # type: ignore[attr-defined]  # of the connection this is mixed into
            return
        await self._wire.connecting()
        self._shaking_hands = True
        try:
            await super().connect_check_health(*args, **kwargs)  # type: ignore[misc]
        finally:
            self._shaking_hands = False

    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        if self._shaking_hands:
            await super().send_packed_command(command, check_health)  # type: ignore[misc]
            return
        try:
            self._trip, commands = await self._wire.sending(read_commands(joined(command)))
        except BaseException:
            await self.disconnect(nowait=True)  # type: ignore[attr-defined]
            raise
        self._early = []
        if self._wire.lets_others_in(commands):
            for command in commands[:-1]:
                await super().send_packed_command([pack_commands([command])], check_health)  # type: ignore[misc]
                self._early.append(await self._reply())
                self._wire.act(self._trip)
            commands = commands[-1:]
        await super().send_packed_command([pack_commands(commands)], check_health)  # type: ignore[misc]
        if self._wire.is_lost(self._trip):
            for _ in commands:
                await self._reply()
            await self.disconnect(nowait=True)  # type: ignore[attr-defined]
            self._early = [reply_lost()]

    async def _reply(self) -> Any:
        """The next reply, or the exception that it raises."""
        try:
            return await super().read_response()  # type: ignore[misc]
        except RedisError as error:
            return error

    async def read_response(self, *args: Any, **kwargs: Any) -> Any:
        trip = None if self._shaking_hands else self._trip
        try:
            if self._early and trip:
                reply = self._early.pop(0)
                if isinstance(reply, RedisError):
                    raise reply
            else:
                reply = await super().read_response(*args, **kwargs)  # type: ignore[misc]
        except RedisError as error:
            if trip:
                trip.replies.append(error)
            raise
        return self._wire.received(trip, reply) if trip else reply


class WiredConnection(_Wired, Connection):
    """Over TCP."""


class WiredSSLConnection(_Wired, SSLConnection):
    """Over TLS (rediss://)."""


class WiredUnixConnection(_Wired, UnixDomainSocketConnection):
    """Over a Unix socket (unix://)."""


class WiredFakeConnection(_Wired, FakeAsyncRedisConnection):  # type: ignore[misc]  # fakeredis and redis-py differ
    """Into a fakeredis server."""


WIRED: dict[Any, Any] = {
    Connection: WiredConnection,
    SSLConnection: WiredSSLConnection,
    UnixDomainSocketConnection: WiredUnixConnection,
    FakeAsyncRedisConnection: WiredFakeConnection,
}
