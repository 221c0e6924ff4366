"""An app with its live page: /live is the page, every other path is the app's own."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis

from dojo.live.keys import Keys
from dojo.live.recorder import Recorder
from dojo.live.tap import Tap
from dojo.live.visitors import Visitors

MOST_PAGES = 4
"""At the same time. A browser opens six connections to a server: each page keeps one, and its buttons need one more."""
LINGER_SECONDS = 5.0
"""How long it goes on after the last page was closed: a reload closes it too."""


class Live:
    """What the page shows and what it can do, for one app in one process. Nothing is recorded while nobody watches."""

    def __init__(self, app: Any, client: Redis, *, redis: str, port: int, ends: Callable[[], bool]) -> None:
        self.port, self.ends = port, ends
        self.run = secrets.token_hex(8)
        """Another one after each start: then the page forgets what it has shown."""
        self.kata = str(getattr(app, "title", ""))
        self.redis = redis
        self.tap = Tap(client)
        self.recorder = Recorder(app, self.tap.wire)
        self.keys = Keys(self.tap.look)
        self.visitors = Visitors(self.asked, port)
        self.app = app
        self._watchers: list[object] = []
        self._is_open = False

    async def asked(self, scope: Any, receive: Any, send: Any) -> None:
        """A request to the app: recorded if somebody watches, and else passed on as it is."""
        await (self.recorder if self._is_open else self.app)(scope, receive, send)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[Callable[[], bool]]:
        """While somebody watches. A little later than the last one leaves, everything is as before.

        Yields a function that says whether this page may go on: too many newer ones end it.
        """
        me = object()
        self._watchers.append(me)
        if not self._is_open:
            self._is_open = True
            self.tap.open()
        try:
            yield lambda: me in self._watchers[-MOST_PAGES:]
        finally:
            self._watchers.remove(me)
            asyncio.get_running_loop().call_later(LINGER_SECONDS, self._close_if_unwatched)

    def _close_if_unwatched(self) -> None:
        if self._is_open and not self._watchers:
            self._is_open = False
            self.tap.close()

    @property
    def is_private(self) -> bool:
        """Whether the Redis is a fakeredis, in which every key is the app's."""
        return "server" in self.tap.look.connection_pool.connection_kwargs

    @property
    def constants(self) -> dict[str, int]:
        """The numbers at the top of main.py: ``{"CACHE_TTL_SECONDS": 300}``."""
        names = vars(sys.modules["__main__"])
        return {name: value for name, value in names.items() if name.isupper() and type(value) is int}

    def fault(self) -> dict[str, Any]:
        """The fault that is on: ``{"fault": "cut", "is_cut": False}``."""
        return {"fault": self.tap.fault, "is_cut": self.tap.wire.is_cut}
