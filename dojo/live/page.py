"""The routes below /live: the page and its files, the events, and what its buttons do."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from dojo.errors import one_line
from dojo.live.guard import HEADERS, refusal
from dojo.live.live import Live
from dojo.live.stream import events

FILES = Path(__file__).parent / "static"
KATAS = Path(__file__).parents[2] / "katas"
MOST_BYTES = 100_000
"""Of what a button sends."""

Action = Callable[[dict[str, Any]], Awaitable[Any]]


def with_page(live: Live) -> Any:
    """The ASGI app to serve: the page at /live, and the app at every other path."""
    page = _page(live)

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and f"{scope['path']}/".startswith("/live/"):
            await _guarded(page, live.port, scope, receive, send)
        elif scope["type"] == "http":
            await live.asked(scope, receive, send)
        else:
            await live.app(scope, receive, send)

    return served


def _page(live: Live) -> Starlette:
    async def stream(request: Request) -> Response:
        every_key = request.query_params.get("keys") == "all"
        return StreamingResponse(events(live, every_key=every_key), media_type="text/event-stream")

    async def send(asked: dict[str, Any]) -> Any:
        visitor, address = str(asked.get("visitor") or "this page"), str(asked.get("address") or "127.0.0.1")
        method, path = str(asked["method"]), str(asked["path"])
        return await live.visitors.send(
            visitor[:40], address[:40], method, path, asked.get("body"), int(asked.get("times") or 1)
        )

    async def fault(asked: dict[str, Any]) -> Any:
        live.tap.break_redis(str(asked["fault"]))
        return live.fault()

    async def key(asked: dict[str, Any]) -> Any:
        return await live.keys.change(str(asked["id"]), str(asked["do"]))

    return Starlette(
        routes=[
            Route("/live", _file(FILES / "live.html")),
            Route("/live/", _file(FILES / "live.html")),
            Route("/live/events", stream),
            Route("/live/send", _action(send), methods=["POST"]),
            Route("/live/fault", _action(fault), methods=["POST"]),
            Route("/live/key", _action(key), methods=["POST"]),
            Route("/live/kata.js", _file(_of_the_kata(live.kata))),
            *(Route(f"/live/{path.name}", _file(path)) for path in FILES.iterdir() if path.name != "live.html"),
        ]
    )


def _of_the_kata(name: str) -> Path:
    """Its live.js: buttons and a picture. A kata without one has the rest of the page."""
    path = KATAS / name / "live.js"
    return path if re.fullmatch(r"\w+", name) and path.is_file() else FILES / "no_kata.js"


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    types = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}

    async def send(_request: Request) -> Response:
        return FileResponse(path, media_type=types[path.suffix])

    return send


def _action(do: Action) -> Callable[[Request], Awaitable[Response]]:
    """A route that does what a button asks for in JSON. It answers a mistake in it with 422 and a sentence."""

    async def act(request: Request) -> Response:
        try:
            body = await request.body()
            if len(body) > MOST_BYTES or not isinstance(asked := json.loads(body), dict):
                raise ValueError("an object in JSON is wanted, of 100 kB at most")
            return JSONResponse(await do(asked))
        except (KeyError, TypeError, ValueError) as error:
            return PlainTextResponse(one_line(error), 422)
        except RedisError as error:
            return PlainTextResponse(f"Redis does not answer: {one_line(error)}", 503)

    return act


async def _guarded(page: Starlette, port: int, scope: Any, receive: Any, send: Any) -> None:
    request = Request(scope, receive)
    if why := refusal(request.method, request.headers, port):
        await PlainTextResponse(why, 403, HEADERS)(scope, receive, send)
        return

    async def with_headers(message: Any) -> None:
        if message["type"] == "http.response.start":
            more = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    await page(scope, receive, with_headers)
