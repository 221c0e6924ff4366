"""The app's answer to a request of the test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx

from dojo.app_under_test.cookies import SetCookie, set_cookies
from dojo.record import Exchange, RoundTrip, expected
from dojo.text import cut


class Answer:
    """The app's answer.

    ``answer["data"]`` is a field of its JSON, ``answer["data", "city"]`` a field of that one. A missing field fails the
    test in words.
    ``answer.cookies`` are the cookies that it sets, by name.
    """

    def __init__(self, response: httpx.Response, exchange: Exchange, seconds: float) -> None:
        self._response = response
        self.exchange = exchange
        self._read: tuple[str, ...] = ()
        self.status: int = response.status_code
        self.headers: httpx.Headers = response.headers
        self.text: str = response.text
        exchange.cookie = response.request.headers.get("cookie", "")
        exchange.set_cookie = response.headers.get_list("set-cookie")
        self.cookies = set_cookies(exchange.set_cookie)
        self.seconds = seconds

    def __getitem__(self, path: str | tuple[str, ...]) -> Any:
        names = (path,) if isinstance(path, str) else path
        value = self.json
        self._read = names
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
        """The cookie of that name that it sets. If it sets none, the test fails in words."""
        assert name in self.cookies, expected(f"an answer with Set-Cookie: {name}=…", got=self)
        return self.cookies[name]

    @property
    def trips(self) -> list[RoundTrip]:
        """The round trips to Redis that this request made."""
        return self.exchange.trips

    @property
    def round_trips(self) -> int:
        """How many round trips to Redis this request made."""
        return len(self.exchange.trips)

    def __str__(self) -> str:
        """``200 {"age_seconds": 0, "data": …``: the status, and the field first that the test read last."""
        return cut(f"{self.status} {self._body()}".strip(), 104)

    def _body(self) -> str:
        body = self.json
        if not isinstance(body, dict | list):
            return self.text
        text = json.dumps(_beginning_with(self._read, body), ensure_ascii=False)
        return text.encode("utf-8", "backslashreplace").decode()


def _beginning_with(names: Sequence[str], value: Any) -> Any:
    """The same value, with the field that `names` lead to before all others."""
    if not names or not isinstance(value, dict) or names[0] not in value:
        return value
    return {names[0]: _beginning_with(names[1:], value[names[0]]), **{k: v for k, v in value.items() if k != names[0]}}
