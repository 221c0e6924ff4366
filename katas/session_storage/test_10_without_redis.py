"""Without Redis the answer is 503, and the cookie stays good

`wire.down()` refuses connections, `wire.hang()` lets commands time out, `wire.mend()` brings Redis back.
"""

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    EVERY_ROUTE,
    answers_with_a_lost_reply,
    answers_with_cuts,
    held_by,
    is_true,
    log_in,
    set_by,
    shows,
)

READ = "katas/session_storage/README.md#when-redis-is-away"
AFTER_A_LOGIN = ("login", "profile", "change", "logout")


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


def test_without_redis_every_route_is_503(client, wire):
    """All errors of redis-py are RedisError; Python's own ConnectionError and TimeoutError catch none of them."""
    log_in(client, ADA)
    for begin, what, routes in ((wire.down, "is down", [*EVERY_ROUTE] * 3), (wire.hang, "hangs", EVERY_ROUTE)):
        client.get("/profile")
        begin()
        answers = [client.request(**EVERY_ROUTE[route]) for route in routes]  # a copy may answer the second time
        wire.mend()
        profile = client.get("/profile")

        for answer in answers:
            assert answer.status == 503, expected(f"503 while Redis {what}", got=answer)
        assert profile["username"] == "ada", expected("ada, when Redis is back", got=profile)


def test_an_outage_reveals_and_changes_nothing(client, wire):
    """A 503 that quotes the request shows the id, and a handler that clears cookies logs the user out."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    client.get("/profile")
    before = client.cookies
    wire.down()
    for request in EVERY_ROUTE.values():
        answer = client.request(**request)

        assert not shows(session_id, answer), expected("the id in no answer", got=answer)
        assert '"ada"' not in answer.text, expected("no user while Redis is away", got=answer)
        assert client.cookies == before, expected("the cookie as it was", got=held_by(client), about=answer)


def test_when_redis_is_back_every_route_works(client, wire):
    """A restarted Redis has forgotten the scripts that were loaded, and a worker may have noted that Redis is away."""
    for route in ("profile", "change", "login", "logout"):
        log_in(client, ADA)
        client.request(**EVERY_ROUTE[route])
        cookie = log_in(client, ADA)
        wire.down()
        client.request(**EVERY_ROUTE[route])
        wire.forget_scripts()
        wire.mend()
        answer = client.request(**EVERY_ROUTE[route])

        assert answer.status < 400, expected(f"2xx for a {route}, when Redis is back", got=answer)
        assert is_true(route, answer, client, cookie), expected(f"a {route} that has been done", got=answer)


def test_a_cut_between_two_commands_is_503_too(client, wire):
    """If the old session ends in a round trip of its own, a cut behind it leaves the user without any session."""
    for route in EVERY_ROUTE:
        for where, answer, cookie in answers_with_cuts(client, wire, route):
            assert answer.status == 503 or answer.status < 400, expected(f"503 or 2xx: {where}", got=answer)
            if answer.status == 503:
                profile = client.get("/profile", cookie=cookie)
                assert not answer.cookies, expected(f"no cookie with a 503: {where}", got=set_by(answer))
                assert profile.status == 200 or route == "logout", expected(f"ada, after a 503: {where}", got=profile)
            else:
                assert is_true(route, answer, client, cookie), expected(f"a 503, or a {route}: {where}", got=answer)


def test_a_lost_reply_is_503_or_tried_again(client, wire):
    """Redis has done it, but its reply is lost: who tries again must not take that for somebody else's work."""
    for route in EVERY_ROUTE:
        for where, answer, cookie in answers_with_a_lost_reply(client, wire, route):
            assert answer.status == 503 or answer.status < 400, expected(f"503 or 2xx: {where}", got=answer)
            if answer.status == 503:
                assert not answer.cookies, expected(f"no cookie with a 503: {where}", got=set_by(answer))
            else:
                assert is_true(route, answer, client, cookie), expected(f"a 503, or a {route}: {where}", got=answer)


def test_a_worker_starts_without_redis(client, new_client, wire, clock):
    """After a power cut the app may start first. A PING at start-up, or a count of failures, must not stop it."""
    cookie = log_in(client, ADA)
    for number, begin in enumerate((wire.down, wire.hang)):
        begin()
        worker = new_client(("second worker", "third worker")[number])
        answers = [worker.get("/profile", cookie=cookie) for _ in range(4 - 3 * number)]
        wire.mend()
        clock.advance(60)
        later = [worker.get("/profile", cookie=cookie), *(worker.request(**EVERY_ROUTE[it]) for it in AFTER_A_LOGIN)]

        for answer in answers:
            assert answer.status == 503, expected("503 while Redis is away", got=answer)
        for answer in later:
            assert answer.status < 400, expected("2xx, when Redis has been back for 60 s", got=answer)
