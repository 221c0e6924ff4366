"""The routes of the live page: its files, what its buttons ask for, and what is refused."""

from __future__ import annotations

import re

import pytest

from dojo.live.page import FILES, KATAS
from tests.live.support import OURS, run, served

_MAKES_HTML = re.compile(r"(?:inner|outer)HTML|insertAdjacentHTML|document\.write|eval\(")


async def answer_to(method, path, **options):
    async with served() as app, app.live.watched():
        await app.http.get("/visits/home")
        await app.live.keys.look([b"visits:home"], every=False)
        answer = await app.http.request(method, path, **options)
        return answer, await app.redis.get("visits:home")


@pytest.mark.parametrize("path", ["/live", "/live/", *(f"/live/{path.name}" for path in FILES.glob("*.[cj]s*"))])
def test_a_file_asks_no_other_host(path):
    """The machine may be offline. The policy holds the browser to it."""
    answer, _ = run(answer_to("GET", path))

    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.text.replace("http://www.w3.org/2000/svg", "").count("://") == 0


def test_no_script_makes_html_of_text():
    """A value in Redis may look like HTML."""
    scripts = [*FILES.glob("*.js"), *KATAS.glob("*/live.js")]

    assert len(scripts) > 6
    for script in scripts:
        assert _MAKES_HTML.findall(script.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("kata", ["cache_api", "rate_limiter", "session_storage"])
def test_a_kata_brings_its_own_buttons_and_picture(kata):
    """Found by the title of the app."""

    async def story():
        async with served(kata) as app:
            return (await app.http.get("/live/kata.js")).text

    assert run(story()) == (KATAS / kata / "live.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("title", ["small", "../../katas/cache_api"])
def test_an_app_without_a_live_js_has_the_rest_of_the_page(title):
    """No picture, and no buttons of its own."""

    async def story():
        async with served(title) as app:
            return (await app.http.get("/live/kata.js")).text

    assert "export default null" in run(story())


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/live/send", {"method": "GET", "path": "/visits/home"}),
        ("/live/fault", {"fault": "away"}),
        ("/live/key", {"id": "0" * 16, "do": "delete"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {**OURS, "Host": "evil.example"}])
def test_another_site_presses_nothing(path, body, headers):
    """Though the browser of the reader could reach 127.0.0.1 for it."""
    answer, visits = run(answer_to("POST", path, json=body, headers=headers))

    assert answer.status_code == 403
    assert answer.text.startswith("tried   ")
    assert visits == b"1"


def test_a_button_sends_a_request():
    """Several at once, too."""
    body = {"method": "GET", "path": "/visits/home", "times": 3, "visitor": "client A", "address": "203.0.113.7"}

    answer, visits = run(answer_to("POST", "/live/send", json=body, headers=OURS))

    assert (answer.json(), visits) == ([200, 200, 200], b"4")


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("/live/send", "{", "Expecting"),
        ("/live/send", "[]", "an object in JSON is wanted"),
        ("/live/send", '{"method": "GET"}', "'path'"),
        ("/live/send", '{"method": "GET", "path": "visits"}', "the path is not one of the app"),
        ("/live/send", '{"method": "GET", "path": "//evil.example/"}', "the path is not one of the app"),
        ("/live/send", '{"method": "GET", "path": "/live/events"}', "the path is not one of the app"),
        ("/live/send", '{"method": "GET", "path": "/visits/a", "times": 101}', "from 1 to 100 requests at once"),
        ("/live/send", '{"method": "GET", "path": "/visits/a", "times": "many"}', "invalid literal"),
        ("/live/fault", '{"fault": "fire"}', "no such fault: fire"),
        ("/live/key", '{"id": "x", "do": "delete"}', "no such key, or no such change"),
    ],
)
def test_what_a_button_cannot_ask_for_is_told(path, body, wrong):
    """In one line, which the page shows."""
    answer, _ = run(answer_to("POST", path, content=body, headers=OURS))

    assert answer.status_code == 422
    assert wrong in answer.text
    assert "\n" not in answer.text


def test_a_visitor_keeps_cookies_and_has_an_address():
    """Each is a browser of its own; there are at most twenty."""

    async def story():
        async with served() as app, app.live.watched():
            for number in range(21):
                body = {"method": "GET", "path": "/visits/home", "visitor": f"{number}", "address": "203.0.113.7"}
                answer = await app.http.post("/live/send", json=body, headers=OURS)
            return answer.text, (await app.shown())[0]

    last, first = run(story())

    assert last == "at most 20 visitors"
    assert first["who"] == "0 (203.0.113.7)"


def test_every_other_path_is_the_apps():
    """Also one that begins alike."""
    answer, _ = run(answer_to("GET", "/lively"))

    assert answer.json() == {"detail": "Not Found"}
