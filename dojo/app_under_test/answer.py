"""What the app answered to a request of the test."""

from __future__ import annotations

import json
from typing import Any

import httpx

from dojo.app_under_test.cookies import SetCookie, set_cookies
from dojo.record import Exchange, RoundTrip, expected


class Answer:
    """What the app answered.

    ``answer["data"]`` is a field of its JSON, ``answer["data", "city"]`` a field of that one. That they are there is
    asserted, so a missing one fails the test in words.
    ``answer.cookies`` are those that it sets, by name.
    """

    def __init__(self, response: httpx.Response, exchange: Exchange, seconds: float) -> None:
        self._response = response
        self.exchange = exchange
        self.status: int = response.status_code
        self.headers: httpx.Headers = response.headers
        self.text: str = response.text
        self.cookies = set_cookies(response.headers.get_list("set-cookie"))
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

    def set_cookie(self, name: str) -> SetCookie:
        """The cookie of that name that it sets; that it sets one is asserted."""
        assert name in self.cookies, expected(f"an answer with Set-Cookie: {name}=…", got=self)
        return self.cookies[name]

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
