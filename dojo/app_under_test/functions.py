"""Calls the functions of a main.py without an app, each with a Redis client on the wire."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import redis

from dojo.app_under_test.loader import CannotLoad, load
from dojo.backends.base import Backend
from dojo.guards import time_limit
from dojo.guards.time_limit import NoAnswer, bounded
from dojo.guards.unexecuted_pipelines import note_what_is_queued
from dojo.record import CALL, Exchange, Record, RoundTrip, current_exchange
from dojo.text import as_python
from dojo.wire.wire import Wire


class Returned:
    """What a call returned.

    ``returned == 1`` holds for the int 1 only, not for True, 1.0 or b"1"; and never if the call raised.
    """

    def __init__(self, value: object, exchange: Exchange, said: str = "") -> None:
        self.value = value
        """It, or the exception that the call raised."""
        self.exchange = exchange
        self._said = said

    def __eq__(self, wanted: object) -> bool:
        return self.exchange.error is None and same(self.value, wanted)

    __hash__ = None  # type: ignore[assignment]  # it equals values of any type

    @property
    def trips(self) -> list[RoundTrip]:
        """The round trips to Redis that this call made."""
        return self.exchange.trips

    @property
    def round_trips(self) -> int:
        """How many they are."""
        return len(self.exchange.trips)

    @property
    def values_received(self) -> int:
        """How many values Redis sent in reply, those inside of lists counted one by one."""
        return sum(_count_values(trip.replies) for trip in self.exchange.trips)

    def __str__(self) -> str:
        return self._said


class Functions:
    """``functions.count_visit("home")`` calls ``count_visit(client, "home")``, and never raises what that raises."""

    def __init__(self, module: ModuleType, client: redis.Redis, wire: Wire, record: Record) -> None:
        self._module, self._client, self._wire, self._record = module, client, wire, record

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any) -> Returned:
            return self._call(name, arguments)

        return call

    def _call(self, name: str, arguments: tuple[Any, ...]) -> Returned:
        title = f"{name}({', '.join(['redis', *map(as_python, arguments)])})"
        exchange = Exchange(next(self._record.numbers), CALL, title)
        self._record.events.append(exchange)
        function = getattr(self._module, name, None)
        if not callable(function):
            self._wire.call_ended()
            return Returned(NotImplemented, exchange, f"main.py has no function {name}")
        value: object
        token = current_exchange.set(exchange)
        try:
            with bounded(time_limit.ANSWER_WITHIN_SECONDS):
                value = function(self._client, *arguments)
        except NoAnswer:
            raise
        except (Exception, SystemExit) as error:
            value = exchange.error = error
        finally:
            current_exchange.reset(token)
        self._wire.call_ended()
        if inspect.iscoroutine(value):
            value.close()  # one that nobody awaits is warned of
            return Returned(value, exchange, f"a coroutine: {name} has to be a def, not an async def")
        return Returned(value, exchange, as_python(value))


@contextmanager
def functions_of(main_py: Path, backend: Backend, wire: Wire, record: Record) -> Iterator[Functions]:
    """Load `main_py` and hand its functions out, with one client for all calls.

    Raises:
        CannotLoad: it raised, or does not exist.
    """
    try:
        with bounded(time_limit.ANSWER_WITHIN_SECONDS):
            module = load(main_py)
    except CannotLoad as error:
        error.wanted = "main.py to load"
        raise
    with backend.sync_app_client(wire) as client:
        note_what_is_queued(client)
        yield Functions(module, client, wire, record)
        wire.mend()
    sys.modules.pop(module.__name__, None)


def same(value: object, wanted: object) -> bool:
    """Whether they are equal, and of one type, however deep.

    >>> same([1], [True])
    False
    """
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if not isinstance(value, type(wanted)):
        return False
    if isinstance(value, list | tuple) and isinstance(wanted, list | tuple):
        return len(value) == len(wanted) and all(map(same, value, wanted))
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(same(value[key], wanted[key]) for key in wanted)
    return value == wanted


def _count_values(reply: object) -> int:
    if isinstance(reply, dict):
        return sum(_count_values(pair) for pair in reply.items())
    if isinstance(reply, list | tuple | set | frozenset):
        return sum(map(_count_values, reply))
    return 1
