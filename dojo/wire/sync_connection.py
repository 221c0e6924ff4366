"""redis-py's sync connection with a wire in it: the twin of connection.py, which depends on the same internals."""

from __future__ import annotations

from typing import Any

from fakeredis import FakeRedisConnection
from redis.connection import Connection, SSLConnection, UnixDomainSocketConnection
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

    def connect_check_health(self, *args: Any, **kwargs: Any) -> None:
        if self.is_connected:  # type: ignore[attr-defined]  # of the connection this is mixed into
            return
        self._wire.connecting_now()
        self._shaking_hands = True
        try:
            super().connect_check_health(*args, **kwargs)  # type: ignore[misc]
        finally:
            self._shaking_hands = False

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        if self._shaking_hands:
            super().send_packed_command(command, check_health)  # type: ignore[misc]
            return
        try:
            self._trip, commands = self._wire.sending_now(read_commands(joined(command)))
        except BaseException:
            self.disconnect()  # type: ignore[attr-defined]
            raise
        self._early = []
        if self._wire.lets_others_in(commands):
            for command in commands[:-1]:
                super().send_packed_command([pack_commands([command])], check_health)  # type: ignore[misc]
                self._early.append(self._reply())
                self._wire.act(self._trip)
            commands = commands[-1:]
        super().send_packed_command([pack_commands(commands)], check_health)  # type: ignore[misc]
        if self._wire.is_lost(self._trip):
            for _ in commands:
                self._reply()
            self.disconnect()  # type: ignore[attr-defined]
            self._early = [reply_lost()]

    def _reply(self) -> Any:
        """The next reply, or the exception that it raises."""
        try:
            return super().read_response()  # type: ignore[misc]
        except RedisError as error:
            return error

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        trip = None if self._shaking_hands else self._trip
        try:
            if self._early and trip:
                reply = self._early.pop(0)
                if isinstance(reply, RedisError):
                    raise reply
            else:
                reply = super().read_response(*args, **kwargs)  # type: ignore[misc]
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


class WiredFakeConnection(_Wired, FakeRedisConnection):
    """Into a fakeredis server."""


WIRED: dict[Any, Any] = {
    Connection: WiredConnection,
    SSLConnection: WiredSSLConnection,
    UnixDomainSocketConnection: WiredUnixConnection,
}
