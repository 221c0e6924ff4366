"""The HTTP client of a test: requests into the app, in this process, on the event loop of the test."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine, Sequence
from typing import Any

import httpx

from dojo.story import Exchange, RoundTrip, Story, current_exchange, expected
from dojo.wire import Hold, Wire
from dojo.worker import EventLoop, Worker

SETTLE_SECONDS = 0.25
OVERTAKE_SECONDS = 0.5


class Answer:
    """What the app answered.

    ``answer["data"]`` is a field of its JSON, ``answer["data", "city"]`` a field of that one. That they are there is
    asserted, so a missing one fails the test in words.
    """

    def __init__(self, response: httpx.Response, exchange: Exchange, seconds: float) -> None:
        self._response = response
        self.exchange = exchange
        self.status: int = response.status_code
        self.headers: httpx.Headers = response.headers
        self.text: str = response.text
        self.seconds = seconds

    def __getitem__(self, path: str | tuple[str, ...]) -> Any:
        names = (path,) if isinstance(path, str) else path
        value = self.json
        for name in names:
            has_it = self.status < 400 and isinstance(value, dict) and name in value
            assert has_it, expected(f"200 and a JSON object with the field {'.'.join(names)!r}", got=self)
            value = value[name]
        return value

    @property
    def json(self) -> Any:
        """The decoded body, or None if it is not JSON."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    @property
    def trips(self) -> list[RoundTrip]:
        """The round trips to Redis that this request made."""
        return self.exchange.trips

    @property
    def round_trips(self) -> int:
        """How many they are."""
        return len(self.exchange.trips)

    def __str__(self) -> str:
        body = self.text if len(self.text) <= 100 else f"{self.text[:99]}…"
        return f"{self.status} {body}".strip()


class Pending:
    """A request that was started and is not finished yet."""

    def __init__(self, client: Client, task: asyncio.Task[Answer], hold: Hold | None) -> None:
        self._client, self._task, self._hold = client, task, hold

    @property
    def is_held(self) -> bool:
        """Whether it waits in front of the round trip it was to be held at (it may make fewer than that)."""
        return self._hold is not None and self._hold.reached.is_set() and not self._task.done()

    @property
    def is_finished(self) -> bool:
        """Whether the app has answered already."""
        return self._task.done()

    def finish(self) -> Answer:
        """Let it go on, to its end."""
        if self._hold:
            self._hold.released.set()
        return self._client._finish(self._task)


class Client:
    """Sends requests into one worker of the app. An exception of the app is a 500, never an exception of the test."""

    def __init__(self, worker: Worker, loop: EventLoop, wire: Wire, story: Story) -> None:
        self._worker, self._loop, self._wire, self._story = worker, loop, wire, story
        transport = httpx.ASGITransport(self._remember_errors, raise_app_exceptions=False)
        # https: a cookie marked Secure vanishes on http. trust_env: a proxy of the machine is none of our business.
        self._http = httpx.AsyncClient(transport=transport, base_url="https://testserver", trust_env=False)

    def get(self, url: str, **options: Any) -> Answer:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> Answer:
        return self.request("POST", url, **options)

    def put(self, url: str, **options: Any) -> Answer:
        return self.request("PUT", url, **options)

    def request(self, method: str, url: str, **options: Any) -> Answer:
        """Send one request and wait for the answer. `options` are httpx's (json=, headers=, …)."""
        answer: Answer = self._run(_settled(self._send(self._new_exchange(method, url, options), options)))
        return answer

    def together(self, urls: Sequence[str]) -> list[Answer]:
        """GET all of them at the same time; the answers are in the order of the URLs."""
        requests = [self._send(self._new_exchange("GET", url, {}), {}) for url in urls]

        async def all_of_them() -> list[Answer]:
            return await asyncio.gather(*requests)

        answers: list[Answer] = self._run(_settled(all_of_them()))
        return answers

    def start(self, method: str, url: str, *, hold_at: int | None = None, **options: Any) -> Pending:
        """Start a request and come back while it is under way.

        With `hold_at=2` it is stopped in front of its second round trip to Redis. Without, it gets half a second.
        """
        exchange = self._new_exchange(method, url, options)
        hold = self._wire.hold(exchange, hold_at) if hold_at else None

        async def begin() -> asyncio.Task[Answer]:
            task = asyncio.create_task(self._send(exchange, options))
            reached = asyncio.create_task(hold.reached.wait() if hold else asyncio.sleep(OVERTAKE_SECONDS))
            await asyncio.wait({task, reached}, return_when=asyncio.FIRST_COMPLETED)
            reached.cancel()
            return task

        return Pending(self, self._run(begin()), hold)

    def close(self) -> None:
        self._loop.run(self._http.aclose())

    def _run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run(coroutine, self._worker.context.copy())

    def _finish(self, task: asyncio.Task[Answer]) -> Answer:
        async def to_its_end() -> Answer:
            return await task

        return self._run(to_its_end())  # type: ignore[no-any-return]

    def _new_exchange(self, method: str, url: str, options: dict[str, Any]) -> Exchange:
        exchange = Exchange(len(self._story.exchanges) + 1, method, url, options.get("json"), self._worker.name)
        self._story.events.append(exchange)
        return exchange

    async def _send(self, exchange: Exchange, options: dict[str, Any]) -> Answer:
        current_exchange.set(exchange)
        started = time.perf_counter()
        response = await self._http.request(exchange.method, exchange.url, **options)
        exchange.status = response.status_code
        return Answer(response, exchange, time.perf_counter() - started)

    async def _remember_errors(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._worker.app(scope, receive, send)
        except (Exception, SystemExit) as error:
            if exchange := current_exchange.get():
                exchange.error = error
            if isinstance(error, SystemExit):
                raise RuntimeError("the app wants to exit") from error  # it would end the run of the tests
            raise


async def _settled(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Give tasks that a request left behind (`asyncio.create_task`) the time they would have before the next one."""
    before = asyncio.all_tasks()
    result = await coroutine
    until = time.perf_counter() + SETTLE_SECONDS
    while (left_behind := asyncio.all_tasks() - before) and time.perf_counter() < until:
        await asyncio.wait(left_behind, timeout=until - time.perf_counter(), return_when=asyncio.FIRST_COMPLETED)
    return result
