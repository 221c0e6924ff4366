"""Sends the requests of the page's buttons, as clients from several addresses and browsers with cookies of their own.

The reader's browser could not: it has one address and one cookie jar, and sends at most six requests at once.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

MOST_VISITORS = 20
MOST_AT_ONCE = 100
ANSWER_WITHIN_SECONDS = 30


class Visitors:
    """Each visitor has a name, an address and a cookie jar. They call the app in this process, as a server would."""

    def __init__(self, app: Any, port: int) -> None:
        self._app, self._base_url = app, f"http://127.0.0.1:{port}"
        self._clients: dict[tuple[str, str], httpx.AsyncClient] = {}

    async def send(self, visitor: str, address: str, method: str, path: str, body: Any, times: int) -> list[int]:
        """Send a request, or several at once; their statuses. An exception of the app is a 500.

        Raises:
            ValueError: it cannot be sent: too many visitors, too many at once, or a path that is not the app's.
        """
        if not path.startswith("/") or path.startswith("//") or f"{path}/".startswith(("/live/", "/live?")):
            raise ValueError("the path is not one of the app")
        if not 1 <= times <= MOST_AT_ONCE:
            raise ValueError(f"from 1 to {MOST_AT_ONCE} requests at once")
        client = self._client(visitor, address)
        requests = [self._send(client, method, path, body) for _ in range(times)]
        return list(await asyncio.gather(*requests))

    async def _send(self, client: httpx.AsyncClient, method: str, path: str, body: Any) -> int:
        options = {} if body is None else {"json": body}
        try:
            request = client.request(method, path, **options)
            return (await asyncio.wait_for(request, ANSWER_WITHIN_SECONDS)).status_code
        except httpx.InvalidURL as error:
            raise ValueError(f"not a path: {error}") from error

    def _client(self, visitor: str, address: str) -> httpx.AsyncClient:
        if (visitor, address) not in self._clients and len(self._clients) == MOST_VISITORS:
            raise ValueError(f"at most {MOST_VISITORS} visitors")
        if (visitor, address) not in self._clients:

            async def visited(scope: Any, receive: Any, send: Any) -> None:
                await self._app({**scope, "visitor": visitor}, receive, send)

            transport = httpx.ASGITransport(visited, raise_app_exceptions=False, client=(address, 50_000))
            self._clients[visitor, address] = httpx.AsyncClient(
                transport=transport, base_url=self._base_url, trust_env=False
            )
        return self._clients[visitor, address]
