"""Browsers and their cookies: what an answer sets, what a browser holds, and what is sent by hand."""

from __future__ import annotations

import pytest

from dojo.app_under_test.cookies import SetCookie, set_cookies

pytestmark = pytest.mark.app("""
    @app.get("/login")
    async def login(response: Response, who: str = "ada"):
        response.set_cookie("who", who, secure=True, httponly=True, samesite="strict", max_age=60)

    @app.get("/logout")
    async def logout(response: Response):
        response.delete_cookie("who", secure=True)

    @app.get("/twice")
    async def twice(response: Response):
        response.set_cookie("who", "ada")
        response.set_cookie("tea", "green")
        response.set_cookie("who", "grace")

    @app.get("/cookies")
    async def cookies(request: Request):
        sent = [value.decode("latin-1") for name, value in request.headers.raw if name == b"cookie"]
        return {"sent": sent, "names": request.headers.keys(), "pid": id(request.app)}
""")


def test_an_answer_shows_the_cookie_that_it_sets(client):
    """Its value, and its attributes with their names in lower case; that of a flag is empty."""
    cookie = client.get("/login").set_cookie("who")

    attributes = {"httponly": "", "max-age": "60", "path": "/", "samesite": "strict", "secure": ""}
    assert cookie == SetCookie("who", "ada", attributes)
    assert cookie.pair == "who=ada"


def test_of_two_with_one_name_the_last_counts(client):
    """As in a browser."""
    answer = client.get("/twice")

    assert {name: cookie.value for name, cookie in answer.cookies.items()} == {"who": "grace", "tea": "green"}
    assert client.cookies == {"who": "grace", "tea": "green"}


def test_a_cookie_that_is_not_set_fails_in_words(client, record):
    """As a field of the JSON does."""
    answer = client.get("/cookies")

    assert answer.cookies == {}
    with pytest.raises(AssertionError, match="expected an answer with Set-Cookie: who=…, got 200 "):
        answer.set_cookie("who")
    assert record.expectation.judged is answer.exchange


@pytest.mark.parametrize(
    ("header", "cookie"),
    [
        ("a=b", SetCookie("a", "b")),
        ("a=", SetCookie("a", "")),
        ("a", SetCookie("a", "")),
        ("a=b=c; PATH=/x", SetCookie("a", "b=c", {"path": "/x"})),
        (' a = "b" ;Secure; SameSite = Lax;', SetCookie("a", '"b"', {"secure": "", "samesite": "Lax"})),
        (
            "a=b; Expires=Mon, 05 Jan 2026 09:30:00 GMT",
            SetCookie("a", "b", {"expires": "Mon, 05 Jan 2026 09:30:00 GMT"}),
        ),
    ],
)
def test_a_header_is_read_as_it_is(header, cookie):
    """However it is written."""
    assert set_cookies([header]) == {"a": cookie}


def test_a_cookie_is_shown_short():
    """An id is long, and the attributes are what a test asks for."""
    cookie = SetCookie("session_id", "k3y" * 20, {"path": "/", "httponly": ""})

    assert str(cookie) == "session_id=k3yk3yk3…; path=/; httponly"


def test_a_browser_holds_cookies_until_they_end(client, clock):
    """By being removed, or by the clock that the test moves."""
    client.get("/login")
    held = client.cookies
    clock.advance(59)
    still_held = client.cookies
    clock.advance(1)
    ended = client.cookies
    client.get("/login")
    client.get("/logout")

    assert held == still_held == {"who": "ada"}
    assert ended == {}
    assert client.cookies == {}


def test_another_browser_has_cookies_of_its_own_in_the_same_worker(client):
    """So two users can be told apart, or one on two devices."""
    other, third = client.another_browser(), client.another_browser()
    client.get("/login")
    other.get("/login?who=grace")
    answers = [browser.get("/cookies") for browser in (client, other, third)]

    assert [answer["sent"] for answer in answers] == [["who=ada"], ["who=grace"], []]
    assert len({answer["pid"] for answer in answers}) == 1


@pytest.mark.parametrize("cookie", ["who=hedy", "who=hedy; who=x", "", b"who=\xff\xfe", f"who={'x' * 8000}"], ids=repr)
def test_a_cookie_by_hand_is_sent_as_it_is(client, cookie):
    """Text or bytes, in place of those that the browser holds."""
    client.get("/login")
    sent = client.get("/cookies", cookie=cookie)["sent"]

    assert sent == [cookie if isinstance(cookie, str) else cookie.decode("latin-1")]


def test_a_request_by_hand_leaves_the_browser_alone(client):
    """It neither sends the browser's cookies nor changes them, and keeps none for the next one."""
    client.get("/login")
    answer = client.get("/login?who=grace", cookie="who=hedy")
    client.get("/logout", cookie="who=hedy")

    assert answer.cookies["who"].value == "grace"
    assert client.cookies == {"who": "ada"}
    assert client.get("/cookies", cookie="none=1")["sent"] == ["none=1"]


def test_other_headers_go_with_a_cookie_by_hand(client):
    """And a request by hand can be held, as any other."""
    pending = client.start("GET", "/cookies", cookie="who=hedy", headers={"X-Tea": "green"})
    answer = pending.finish()

    assert answer["sent"] == ["who=hedy"]
    assert "x-tea" in answer["names"]


def test_the_block_says_who_has_sent_a_request(client, second_worker, record):
    """In brackets behind it."""
    client.get("/cookies")
    client.another_browser().get("/cookies")
    second_worker.another_browser().get("/cookies")
    second_worker.get("/cookies", cookie="who=hedy")

    assert [exchange.who for exchange in record.exchanges] == [
        *("", "another browser", "second worker, another browser", "second worker, cookie by hand")
    ]
