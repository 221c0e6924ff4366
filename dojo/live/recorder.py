"""Records the requests to the app while somebody watches: the last 200, each with what it sent to Redis."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
import traceback
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dojo.live.words import header_of, id_of, trips_of
from dojo.record import Exchange, current_exchange
from dojo.text import as_python, keys_of
from dojo.wire.wire import Wire

MOST_REQUESTS = 200
MOST_KEYS = 100
"""The keys that the app touched last."""
HEAD, TAIL = 2_000, 200
"""The characters of an answer that are kept, from both of its ends."""
SETTLE_SECONDS = 1.0
"""How long a request is still looked at after its answer: a background task may go on."""
_HEADERS = (b"x-ratelimit", b"ratelimit", b"retry-after", b"set-cookie")


@dataclass
class Entry:
    """One request: what the page shows of it, and its version, which grows with each change."""

    number: int
    version: int
    shown: dict[str, Any]


@dataclass
class _Answer:
    """What is kept of an answer."""

    status: int | None = None
    headers: list[str] = field(default_factory=list)
    head: bytes = b""
    tail: bytes = b""


class Recorder:
    """Between the server and the app: an ASGI app around another one."""

    def __init__(self, app: Any, wire: Wire) -> None:
        self._app, self._wire = app, wire
        self._entries: deque[Entry] = deque(maxlen=MOST_REQUESTS)
        self._numbers, self._versions = itertools.count(1), itertools.count(1)
        self.touched: OrderedDict[bytes, None] = OrderedDict()
        """The keys that the app named to Redis, the last one at the end."""

    def newer_than(self, version: int) -> Iterator[Entry]:
        """The requests that changed after `version`, in their order."""
        return (entry for entry in list(self._entries) if entry.version > version)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the request to the app, and note what becomes of it."""
        path = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        visitor, address = scope.get("visitor", ""), scope["client"][0] if scope.get("client") else "no address"
        who = f"{visitor} ({address})" if visitor else address
        exchange = Exchange(next(self._numbers), scope["method"], path, who=who)
        known = {"at": time.time() * 1000, "visitor": visitor, "address": address, "who": who}
        entry, answer = Entry(exchange.number, 0, known), _Answer()
        self._entries.append(entry)
        self._show(entry, exchange, answer)
        started = time.perf_counter()

        async def seen(message: Any) -> None:
            _note(answer, message)
            await send(message)

        asking = current_exchange.set(exchange)
        try:
            await self._app(scope, receive, seen)
        except Exception as error:
            exchange.error = error
            if scope.get("visitor"):  # of others, uvicorn itself prints it
                logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
            raise
        finally:
            current_exchange.reset(asking)
            exchange.status, exchange.is_answered = answer.status or 500, True
            entry.shown["ms"] = (time.perf_counter() - started) * 1000
            self._show(entry, exchange, answer)
            self._wire.trips.clear()  # the wire keeps them all
            asyncio.get_running_loop().call_later(SETTLE_SECONDS, self._settle, entry, exchange, answer)

    def _settle(self, entry: Entry, exchange: Exchange, answer: _Answer) -> None:
        if trips_of(exchange) != entry.shown["trips"]:
            self._show(entry, exchange, answer)

    def _show(self, entry: Entry, exchange: Exchange, answer: _Answer) -> None:
        named = (key for trip in exchange.trips for key in _keys_in(trip.commands))
        keys = list(dict.fromkeys(itertools.islice(named, MOST_KEYS)))
        for key in keys:
            self.touched[key] = None
            self.touched.move_to_end(key)
        while len(self.touched) > MOST_KEYS:
            self.touched.popitem(last=False)
        entry.version = next(self._versions)
        entry.shown |= {
            "number": exchange.number,
            "title": exchange.title[:HEAD],
            "status": exchange.status,
            "headers": answer.headers,
            "answer": answer.head.decode(errors="replace"),
            "end": answer.tail.decode(errors="replace"),
            "keys": list(map(id_of, keys)),
            "trips": trips_of(exchange),
            "round_trips": len(exchange.trips),
            "error": _words_of(exchange.error) if exchange.error else "",
        }


def _note(answer: _Answer, message: Any) -> None:
    if message["type"] == "http.response.start":
        answer.status = message["status"]
        answer.headers = [header_of(*pair) for pair in message["headers"] if pair[0].lower().startswith(_HEADERS)]
    elif message["type"] == "http.response.body" and (body := message.get("body")):
        room = HEAD - len(answer.head)
        answer.head += body[:room] if room > 0 else b""
        answer.tail = (answer.tail + body[max(room, 0) :][-TAIL:])[-TAIL:]


def _keys_in(commands: list[tuple[bytes, ...]]) -> Iterator[bytes]:
    for command in commands[:MOST_KEYS]:
        yield from (key for key in keys_of(command)[:MOST_KEYS] if isinstance(key, bytes))


def _words_of(error: BaseException) -> str:
    """``KeyError: 'name', in main.py line 42``: the last line of a main.py that it went through."""
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == "main.py"]
    where = f", in main.py line {lines[-1].lineno}" if lines else ""
    return f"{as_python(error, 300)}{where}"
