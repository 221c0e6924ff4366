"""The HTTP client of a test: requests into the app, in this process, on the event loop of the test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from contextlib import nullcontext
from functools import cached_property
from typing import Any

import httpx

from dojo.app_under_test.answer import Answer
from dojo.app_under_test.cookies import held_in, no_jar
from dojo.app_under_test.event_loop import EventLoop
from dojo.app_under_test.pending_request import Pending
from dojo.app_under_test.worker import Worker
from dojo.instruments.jitter import late_after_each_wait
from dojo.record import Exchange, Record, current_exchange
from dojo.wire.wire import Wire

SETTLE_SECONDS = 0.25
OVERTAKE_SECONDS = 0.3
LOCAL_PEER = ("127.0.0.1", 50_000)


class Client:
    """Sends requests into one worker of the app. An exception of the app is a 500, never an exception of the test."""

    def __init__(
        self,
        worker: Worker,
        loop: EventLoop,
        wire: Wire,
        record: Record,
        name: str = "",
        peer: tuple[str, int] | None = LOCAL_PEER,
    ) -> None:
        self._worker, self._loop, self._wire, self._record = worker, loop, wire, record
        self._name = name
        self._others: list[Client] = []
        transport = httpx.ASGITransport(
            self._remember,
            raise_app_exceptions=False,
            client=peer,  # type: ignore[arg-type]  # ASGI has None for a peer without an address, httpx's types do not
        )
        # https: a cookie marked Secure vanishes on http. trust_env: a proxy of the machine must not matter.
        self._settings: dict[str, Any] = {"transport": transport, "base_url": "https://testserver", "trust_env": False}
        self._http = httpx.AsyncClient(**self._settings)

    @cached_property
    def _by_hand(self) -> httpx.AsyncClient:
        """It keeps no cookie, and sends the one that it is given."""
        return httpx.AsyncClient(**self._settings, cookies=no_jar())

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that this browser holds."""
        return held_in(self._http.cookies.jar)

    def another_browser(self) -> Client:
        """One with cookies of its own, on the same worker."""
        return self._another("another browser")

    def get(self, url: str, **options: Any) -> Answer:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> Answer:
        return self.request("POST", url, **options)

    def put(self, url: str, **options: Any) -> Answer:
        return self.request("PUT", url, **options)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """Send one request and wait for the answer. `options` are httpx's (json=, headers=, …).

        With `cookie="session_id=…"`, text or bytes, this Cookie header is sent, and the browser's jar is left alone.
        """
        answer: Answer = self._run(_settled(self._send(self._new_exchange(method, url, options), options)))
        return answer

    def together(
        self,
        urls: Sequence[str],
        *,
        split_with: Client | None = None,
        method: str = "GET",
        bodies: Sequence[Any] = (),
        jitter: bool = False,
        **options: Any,
    ) -> list[Answer]:
        """Send them all at the same time, with `bodies` as JSON; the answers are in the order of the URLs.

        With `split_with=second_worker` that client sends every other one. `options` are httpx's (headers=, …).
        With `jitter`, each request goes on a random moment later whenever it has waited for something.
        """
        clients = (self, split_with or self)
        each = [{**options, "json": body} for body in bodies] or [dict(options) for _ in urls]
        requests = [(clients[number % 2], url, own) for number, (url, own) in enumerate(zip(urls, each, strict=True))]
        sent = [(client, client._new_exchange(method, url, own), own) for client, url, own in requests]

        async def all_of_them() -> list[Answer]:
            with late_after_each_wait() if jitter else nullcontext():
                tasks = [client._task(client._send(exchange, own)) for client, exchange, own in sent]
                return await asyncio.gather(*tasks)

        answers: list[Answer] = self._run(_settled(all_of_them()))
        return answers

    def from_ip(self, address: str | None, *, port: int | None = None) -> Client:
        """The same worker asked from another IP address, by a browser of its own: ``client.from_ip("203.0.113.9")``.

        From None the app sees no address at all, as behind a Unix socket.
        """
        peer = (address, port or 50_000) if address is not None else None
        place = f"from {address}{f' port {port}' if port else ''}" if address else "without an address"
        return self._another(place, peer)

    def start(self, method: str, url: str, *, hold_at: int | None = None, **options: Any) -> Pending:
        """Start a request and return while it is in flight.

        With `hold_at=2` it is paused before its second round trip to Redis. Without, it gets 0.3 s.
        """
        exchange = self._new_exchange(method, url, options)
        hold = self._wire.hold(exchange, hold_at) if hold_at else None

        async def begin() -> asyncio.Task[Answer]:
            task = asyncio.create_task(self._send(exchange, options))
            reached = asyncio.create_task(hold.reached.wait() if hold else asyncio.sleep(OVERTAKE_SECONDS))
            await asyncio.wait({task, reached}, return_when=asyncio.FIRST_COMPLETED)
            reached.cancel()
            return task

        task = self._run(begin())
        if hold and not hold.reached.is_set():
            self._record.the_test(f"holds nothing: {exchange.name} was finished before its round trip {hold_at}")
        return Pending(self._run, task, exchange, hold, self._record)

    def stop(self) -> None:
        """Stop this worker: its shut-down code runs."""
        self._record.the_test(f"stops the {self._worker.name or 'worker'}")
        self._worker.stop()

    def close(self) -> None:
        for other in self._others:
            other.close()
        self._loop.run(self._http.aclose())
        if "_by_hand" in vars(self):
            self._loop.run(self._by_hand.aclose())

    def _another(self, name: str, peer: tuple[str, int] | None = LOCAL_PEER) -> Client:
        self._others.append(Client(self._worker, self._loop, self._wire, self._record, name, peer))
        return self._others[-1]

    def _run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run(coroutine, self._worker.context.copy())

    def _task(self, coroutine: Coroutine[Any, Any, Answer]) -> asyncio.Task[Answer]:
        """In the context of this client's worker, whose Redis client is its own."""
        return asyncio.get_running_loop().create_task(coroutine, context=self._worker.context.copy())

    def _new_exchange(self, method: str, url: str, options: dict[str, Any]) -> Exchange:
        names = (self._worker.name, self._name, "cookie by hand" if "cookie" in options else "")
        who = ", ".join(filter(None, names))
        exchange = Exchange(next(self._record.numbers), method, url, options.get("json"), who)
        self._record.events.append(exchange)
        return exchange

    async def _send(self, exchange: Exchange, options: dict[str, Any]) -> Answer:
        current_exchange.set(exchange)
        http = self._http
        if (cookie := options.pop("cookie", None)) is not None:
            http, options["headers"] = self._by_hand, [*dict(options.get("headers", {})).items(), ("Cookie", cookie)]
        started = time.perf_counter()
        response = await http.request(exchange.method, exchange.url, **options)
        seconds = time.perf_counter() - started
        exchange.status = response.status_code
        exchange.held = self.cookies if http is self._http else None
        return Answer(response, exchange, seconds)

    async def _remember(self, scope: Any, receive: Any, send: Any) -> None:
        """Call the app; note when it has answered, and the exception that it raises."""
        exchange = current_exchange.get()

        async def seen(message: Any) -> None:
            await send(message)
            if exchange and message["type"] == "http.response.body" and not message.get("more_body"):
                exchange.is_answered = True

        try:
            await self._worker.app(scope, receive, seen)
        except (Exception, SystemExit) as error:
            if exchange:
                exchange.error = error
            if isinstance(error, SystemExit):
                raise RuntimeError("the app wants to exit") from error  # it would end the run of the tests
            raise


async def _settled(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Give background tasks (`asyncio.create_task`) the time that they would have before the next request."""
    before = asyncio.all_tasks()
    result = await coroutine
    until = time.perf_counter() + SETTLE_SECONDS
    while (left_behind := asyncio.all_tasks() - before) and time.perf_counter() < until:
        await asyncio.wait(left_behind, timeout=until - time.perf_counter(), return_when=asyncio.FIRST_COMPLETED)
    return result
