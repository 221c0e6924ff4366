"""What tells a worker from other processes: its process id, the name of its host, and its time zone."""

from __future__ import annotations

import itertools
import os
import platform
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, ContextVar
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

_ZONES = ("EAST-05:30", "WEST+03:30", "FAREAST-12:45")
"""In the form of POSIX, which needs no database of zones. None of them is UTC."""

_BEYOND_ALL_PROCESSES = 5_000_000
"""No process has such an id, so a main.py that sends a signal to itself reaches nobody."""


@dataclass(frozen=True)
class Identity:
    """The identity of the worker with this number."""

    number: int

    @property
    def pid(self) -> int:
        return _BEYOND_ALL_PROCESSES + self.number

    @property
    def host(self) -> str:
        return f"host-{self.number}"

    @property
    def zone(self) -> str:
        return _ZONES[self.number % len(_ZONES)]


_same_for_all = False
_mine: ContextVar[Identity | None] = ContextVar("the identity of the worker that runs", default=None)
_numbers = itertools.count(1)


def become_another_process() -> None:
    """Give the current context an identity that no worker had before."""
    _mine.set(Identity(next(_numbers)))


@contextmanager
def same_for_all_workers() -> Iterator[None]:
    """Meanwhile all workers have one and the same identity."""
    global _same_for_all
    _same_for_all = True
    try:
        yield
    finally:
        _same_for_all = False


def move_to_the_zone_of(context: Context) -> None:
    """Set the time zone of this process to that of the worker which runs in `context`. Windows cannot do it."""
    identity = context.run(_who)
    if identity and hasattr(time, "tzset") and os.environ.get("TZ") != identity.zone:
        os.environ["TZ"] = identity.zone
        time.tzset()


@contextmanager
def each_worker_has_its_own() -> Iterator[None]:
    """Meanwhile `os.getpid`, `os.uname`, `socket.gethostname` and `platform.node` answer for the worker that asks."""
    zone = os.environ.get("TZ")
    with (
        patch.object(os, "getpid", _getpid(os.getpid)),
        patch.object(socket, "gethostname", _host(socket.gethostname)),
        patch.object(platform, "node", _host(platform.node)),
        _own_uname(),
    ):
        yield
    if os.environ.get("TZ") != zone:
        with suppress(KeyError):
            del os.environ["TZ"]
        if zone is not None:
            os.environ["TZ"] = zone
        time.tzset()


def _who() -> Identity | None:
    mine = _mine.get()
    return Identity(0) if mine and _same_for_all else mine


def _getpid(of_the_tests: Any) -> Any:
    def getpid() -> int:
        identity = _who()
        return identity.pid if identity else of_the_tests()

    return getpid


def _host(of_the_tests: Any) -> Any:
    def host() -> str:
        identity = _who()
        return identity.host if identity else of_the_tests()

    return host


@contextmanager
def _own_uname() -> Iterator[None]:
    if not hasattr(os, "uname"):
        yield
        return
    of_the_tests = os.uname

    def uname() -> os.uname_result:
        real, identity = of_the_tests(), _who()
        if not identity:
            return real
        return os.uname_result((real.sysname, identity.host, real.release, real.version, real.machine))

    with patch.object(os, "uname", uname):
        yield
