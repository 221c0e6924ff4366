"""An answer says in words what is wrong with it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.app("""
    @app.get("/boom")
    async def boom():
        raise ValueError("no tea left")

    @app.get("/who")
    async def who(request: Request):
        return {"who": request.cookies.get("who"), "scheme": request.url.scheme, "peer": request.client.host}

    @app.get("/text")
    async def text():
        return Response("no JSON at all", media_type="application/json")

    @app.get("/list")
    async def a_list():
        return [1, 2, 3]

    @app.get("/not-found")
    async def not_found(response: Response):
        response.status_code = 404
        return {"data": "there"}

    @app.get("/echo")
    async def echo(request: Request):
        return {"query": str(request.url.query), "data": None}
""")


@pytest.mark.parametrize(
    ("url", "got"),
    [
        ("/echo?a=1", ""),
        ("/list", "200 [1, 2, 3]"),
        ("/text", "200 no JSON at all"),
        ("/boom", "500 Internal Server Error"),
        ("/not-found", '404 {"data": "there"}'),
        ("/nowhere", '404 {"detail": "Not Found"}'),
        ("/who", '200 {"who": null, "scheme": "https", "peer": "127.0.0.1"}'),
    ],
)
def test_a_field_that_is_not_there_fails_in_words(client, url, got, record):
    """An assertion says what came instead; never a KeyError or a TypeError."""
    answer = client.get(url)

    if not got:
        assert answer["data"] is None
        return
    with pytest.raises(AssertionError, match="expected 200 and a JSON object with the field 'data', got"):
        answer["data"]
    assert record.expectation.got == got


def test_a_long_answer_is_shown_short(client):
    """A block must stay readable."""
    answer = client.get(f"/echo?a={'x' * 500}")

    assert len(str(answer)) == 104
    assert str(answer).endswith("x…")
