"""Without Redis nobody is let in, and nobody is thrown out"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, held_by, set_by, shows

READ = "katas/session_storage/README.md#when-redis-is-away"


@pytest.mark.parametrize("fault", ["down", "hang"])
@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "/profile", None),
        ("PUT", "/profile/theme", {"value": "dark"}),
        ("POST", "/login", ADA),
        ("POST", "/logout", None),
    ],
    ids=["profile", "change", "login", "logout"],
)
def test_without_redis_it_is_503_and_the_session_is_there_afterwards(client, wire, fault, method, url, body):
    """401 would be a lie, and 500 a confession; the browser keeps its cookie, which is good again later."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    client.get("/profile")
    before = client.cookies
    getattr(wire, fault)()
    answer = client.request(method, url, json=body)
    wire.mend()
    profile = client.get("/profile")

    assert answer.status == 503, expected("503 while Redis is away", got=answer)
    assert not shows(session_id, answer), expected("the id in the cookie, and in no answer", got=answer)
    assert '"ada"' not in answer.text, expected("no user while Redis is away", got=answer)
    assert client.cookies == before, expected("the cookie as it was", got=held_by(client) or "none")
    assert profile["username"] == "ada", expected("ada, when Redis is back", got=profile)


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_a_login_that_cannot_be_stored_sets_no_cookie(client, wire, fault):
    """There is no session that it could name."""
    getattr(wire, fault)()
    answer = client.post("/login", json=ADA)
    wire.mend()
    again = client.post("/login", json=ADA)

    assert answer.status == 503, expected("503 for a login while Redis is away", got=answer)
    assert "session_id" not in answer.cookies, expected("no cookie while Redis is away", got=set_by(answer))
    assert again.status < 400, expected("2xx, when Redis is back", got=again)


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "/profile", None),
        ("PUT", "/profile/theme", {"value": "dark"}),
        ("POST", "/login", ADA),
        ("POST", "/logout", None),
    ],
    ids=["profile", "change", "login", "logout"],
)
def test_a_cut_between_two_commands_is_503_too(client, wire, method, url, body):
    """Either it is done, or it is said that it could not be."""
    for round_trips in range(4):
        client.post("/login", json=ADA)
        wire.cut_after(round_trips)
        answer = client.request(method, url, json=body)
        wire.mend()
        profile = client.get("/profile")

        where = f"with the connection cut after {round_trips} round trips"
        assert answer.status < 400 or answer.status == 503, expected(f"503 or 2xx, {where}", got=answer)
        assert answer.status != 503 or not answer.cookies, expected(
            f"no cookie with a 503, {where}", got=set_by(answer)
        )
        assert answer.status != 503 or url == "/logout" or profile.status == 200, expected(
            f"ada, still logged in after a 503, {where}", got=profile
        )


def test_a_worker_starts_without_redis(client, request, wire, clock):
    """Whatever starts first after a power cut; and when Redis is back, so are the sessions, after many a 503."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    wire.down()
    worker = request.getfixturevalue("second_worker")
    answers = [worker.get("/profile", cookie=cookie) for _ in range(4)]
    wire.mend()
    clock.advance(60)
    profile = worker.get("/profile", cookie=cookie)

    for answer in answers:
        assert answer.status == 503, expected("503 while Redis is away", got=answer)
    assert profile.status == 200, expected("ada, when Redis has been back for 60 s", got=profile)
