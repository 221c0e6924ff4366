"""The note about a cookie that the browser drops, and why it does."""

from __future__ import annotations

import re

from dojo.app_under_test.cookies import SetCookie, set_cookies
from dojo.record import Exchange, Record


def dropped_cookie_note(record: Record, decides: Exchange) -> str:
    """The browser was sent a cookie, and does not hold it, or does not send it back."""
    mine = [exchange for exchange in record.exchanges if exchange.who == decides.who]
    for exchange in reversed(mine[: mine.index(decides) + 1]):
        for cookie in set_cookies(exchange.set_cookie).values():
            if exchange.held is None or not cookie.value.strip('"'):
                return ""  # sent by hand, or removed by the app
            is_sent = re.search(rf"(^|; ){re.escape(cookie.pair)}(;|$)", decides.cookie)
            is_missed = exchange is not decides and not is_sent and (decides.status or 0) >= 400
            if cookie.name not in exchange.held or is_missed:
                why = _reason(cookie, decides.url)
                return f"the browser does not send back the cookie {cookie.name} of {exchange.name}{why}"
            return ""
    return ""


def _reason(cookie: SetCookie, url: str) -> str:
    """``: its Path=/login does not fit /profile``"""
    domain, path = cookie.attributes.get("domain"), cookie.attributes.get("path", "/")
    if domain:
        return f": its Domain={domain} is not this app's host"
    if not url.startswith(path):
        return f": its Path={path} does not fit {url}"
    if "max-age" in cookie.attributes:
        return f": its Max-Age={cookie.attributes['max-age']} is over"
    return ": its Expires is over" if "expires" in cookie.attributes else ""
