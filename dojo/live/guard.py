"""Refuses requests to the page that come from elsewhere: another site in the same browser must not press anything.

Host: a name of another site that leads to 127.0.0.1 (DNS rebinding) is not ours. Origin: browsers send it with each
request that changes something. Both have to name this server.
"""

from __future__ import annotations

from collections.abc import Mapping

NAMES = ("127.0.0.1", "localhost")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""For each answer of the page: nothing from another host, no inline script, and no frame on another site."""


def refusal(method: str, headers: Mapping[str, str], port: int) -> str:
    """Why this request is refused, in three lines; an empty string if it is ours."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if host not in {f"{name}:{port}" for name in NAMES}:
        return _lines(f"the host {host or '(none)'}", "this page is for this machine alone", port)
    if origin is None and method == "GET" and not _is_embedded_elsewhere(headers):
        return ""  # a browser tells no origin when it opens a page
    if origin != f"http://{host}":
        return _lines(f"a {method} from {origin or 'no origin'}", "only this page itself may ask for that", port)
    return ""


def _is_embedded_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether another site loads it as an image or a script. A link to the page is welcome."""
    is_other = headers.get("sec-fetch-site") in ("cross-site", "same-site")  # another port of this machine: same-site
    return is_other and headers.get("sec-fetch-mode") != "navigate"


def _lines(tried: str, wrong: str, port: int) -> str:
    return f"tried   {tried}\nwrong   {wrong}\ndo      open http://127.0.0.1:{port}/live in a browser on this machine\n"
