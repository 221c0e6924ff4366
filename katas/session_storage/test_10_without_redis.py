"""Without Redis the answer is 503, and the cookie stays good

`wire.down()` refuses connections, `wire.hang()` lets commands time out, `wire.mend()` brings Redis back.
"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, EVERY_ROUTE, answers_with_cuts, held_by, log_in, outages, set_by, shows

READ = "katas/session_storage/README.md#when-redis-is-away"


def test_without_redis_a_profile_is_503(client, wire):
    """503 tells the client to try again. A 500 means that nobody caught the error; a 401 asks everyone to log in."""
    log_in(client, ADA)
    client.get("/profile")
    wire.down()

    answer = client.get("/profile")

    assert answer.status == 503, expected("503 while Redis is away", got=answer)


def test_without_redis_a_login_is_503_and_sets_no_cookie(client, wire):
    """A cookie of a session that could not be stored is useless."""
    wire.down()

    answer = client.post("/login", json=ADA)

    assert answer.status == 503, expected("503 for a login while Redis is away", got=answer)
    assert "session_id" not in answer.cookies, expected("no cookie while Redis is away", got=set_by(answer))


def test_when_redis_is_back_the_user_is_still_logged_in(client, wire):
    """The browser must keep its cookie, as the session is still in Redis."""
    log_in(client, ADA)
    wire.down()
    client.get("/profile")
    wire.mend()

    profile = client.get("/profile")

    assert profile.status == 200, expected("ada, when Redis is back", got=profile)


# Edge cases


@pytest.mark.parametrize("route", EVERY_ROUTE)
def test_without_redis_every_route_is_503(client, wire, route):
    """All errors of redis-py are RedisError; Python's own ConnectionError and TimeoutError catch none of them."""
    log_in(client, ADA)
    for outage in outages(client, wire, route):
        what = f"503 while Redis {outage.fault}"
        assert outage.answer.status == 503, expected(what, got=outage.answer)
        assert outage.profile["username"] == "ada", expected("ada, when Redis is back", got=outage.profile)
    again = client.post("/login", json=ADA)
    assert again.status < 400, expected("2xx for a login, when Redis is back", got=again)


def test_an_outage_reveals_and_changes_nothing(client, wire):
    """A 503 that quotes the request shows the id, and a handler that clears cookies logs the user out."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    for route in EVERY_ROUTE:
        for outage in outages(client, wire, route):
            assert not shows(session_id, outage.answer), expected("the id in no answer", got=outage.answer)
            assert '"ada"' not in outage.answer.text, expected("no user while Redis is away", got=outage.answer)
            assert outage.cookie_stays, expected("the cookie as it was", got=held_by(client), about=outage.answer)


@pytest.mark.parametrize("route", EVERY_ROUTE)
def test_a_cut_between_two_commands_is_503_too(client, wire, route):
    """If the old session ends in a round trip of its own, a cut behind it leaves the user without any session."""
    for where, answer, profile in answers_with_cuts(client, wire, route):
        assert answer.status == 503 or answer.status < 400, expected(f"503 or 2xx, {where}", got=answer)
        if answer.status == 503:
            assert not answer.cookies, expected(f"no cookie with a 503, {where}", got=set_by(answer))
            assert profile.status == 200 or route == "logout", expected(f"ada, after a 503, {where}", got=profile)


def test_a_worker_starts_without_redis(client, new_client, wire, clock):
    """After a power cut the app may start first. A PING at start-up, or a count of failures, must not stop it."""
    cookie = log_in(client, ADA)
    wire.down()
    worker = new_client("second worker")
    answers = [worker.get("/profile", cookie=cookie) for _ in range(4)]
    wire.mend()
    clock.advance(60)
    profile = worker.get("/profile", cookie=cookie)

    for answer in answers:
        assert answer.status == 503, expected("503 while Redis is away", got=answer)
    assert profile.status == 200, expected("ada, when Redis has been back for 60 s", got=profile)
