"""Notices a sync Redis client inside the event loop: while it waits, every other request waits too."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.connection import AbstractConnection

from dojo.record import current_exchange


@contextmanager
def watch_for_blocking_calls(calls: list[str]) -> Iterator[None]:
    """Append each such call of a request to `calls`, as ``main.py:31``."""
    send: Any = AbstractConnection.send_packed_command

    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        if current_exchange.get() and _in_event_loop():
            calls.append(_caller())
        return send(self, *args, **kwargs)

    AbstractConnection.send_packed_command = watched  # type: ignore[method-assign]
    try:
        yield
    finally:
        AbstractConnection.send_packed_command = send  # type: ignore[method-assign]


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _caller() -> str:
    frame = sys._getframe(2)
    while frame.f_back and "site-packages" in frame.f_code.co_filename:
        frame = frame.f_back
    return f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_lineno}"
