"""Only the page itself may press its buttons: no other site that is open in the same browser."""

from __future__ import annotations

import pytest

from dojo.live.guard import refusal

OURS = {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {"host": "127.0.0.1:8000"}),
        ("GET", {"host": "localhost:8000"}),
        ("GET", OURS),
        ("GET", {"host": "127.0.0.1:8000", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}),
        ("GET", {"host": "127.0.0.1:8000", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}),
        ("POST", OURS),
        ("POST", {"host": "localhost:8000", "origin": "http://localhost:8000"}),
    ],
)
def test_the_page_itself_is_served(method, headers):
    """By both names of this machine."""
    assert refusal(method, headers, 8000) == ""


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("GET", {}),
        ("GET", {"host": "evil.example:8000"}),  # its name leads to 127.0.0.1: DNS rebinding
        ("GET", {"host": "127.0.0.1:8001"}),
        ("GET", {"host": "127.0.0.1:8000", "origin": "https://evil.example"}),
        ("GET", {"host": "127.0.0.1:8000", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}),
        ("GET", {"host": "127.0.0.1:8000", "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors"}),
        ("POST", {"host": "127.0.0.1:8000"}),
        ("POST", {"host": "127.0.0.1:8000", "origin": "null"}),
        ("POST", {"host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8001"}),
        ("POST", {"host": "127.0.0.1:8000", "origin": "http://localhost:8000"}),
        ("POST", {"host": "evil.example", "origin": "http://evil.example"}),
    ],
)
def test_anything_else_is_refused_in_three_lines(method, headers):
    """What was tried, what is wrong, and what to do."""
    tried, wrong, do = refusal(method, headers, 8000).splitlines()

    assert [tried.split()[0], wrong.split()[0]] == ["tried", "wrong"]
    assert do == "do      open http://127.0.0.1:8000/live in a browser on this machine"
