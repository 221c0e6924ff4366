"""A logout everywhere"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, held_by

READ = "katas/session_storage/README.md#logout-everywhere"


def test_logout_everywhere_ends_all_sessions_of_this_user(client, second_worker):
    """Lost your phone? One click on another device, and it is logged out."""
    phone, grace = client.another_browser(), client.another_browser()
    of_phone = phone.post("/login", json=ADA).set_cookie("session_id").pair
    for browser in (client, second_worker):
        browser.post("/login", json=ADA)
    grace.post("/login", json=GRACE)
    phone.get("/logout-everywhere")  # a link, or an image on another site
    here = client.get("/profile")
    many = [client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair for _ in range(12)]
    answer = phone.post("/logout-everywhere?user_id=2")
    of_ada = [browser.get("/profile") for browser in (client, phone, second_worker)]
    of_ada += [client.get("/profile", cookie=cookie) for cookie in (of_phone, *many)]
    of_grace = grace.get("/profile")

    assert here["username"] == "ada", expected("ada, still logged in after GET /logout-everywhere", got=here)
    assert answer.status < 300, expected("2xx for POST /logout-everywhere", got=answer)
    assert "session_id" not in phone.cookies, expected("no cookie in this browser any more", got=held_by(phone))
    for profile in of_ada:
        assert profile.status == 401, expected("401 for ada, everywhere", got=profile)
    assert of_grace["username"] == "grace", expected("grace, still logged in", got=of_grace)


def test_whoever_has_no_session_logs_nobody_out(client):
    """The cookie says whose sessions are to end; one that is not good says nothing."""
    client.post("/login", json=ADA)
    answers = [client.another_browser().post("/logout-everywhere")]
    answers += [
        client.post("/logout-everywhere", cookie=b"session_id=" + value) for value in (b"*", b"1", b"\xff", b"ada")
    ]
    profile = client.get("/profile")

    for answer in answers:
        assert answer.status < 500, expected("2xx or 401 for who is not logged in", got=answer)
    assert profile["username"] == "ada", expected("ada, still logged in", got=profile)


@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_a_session_that_has_been_used_for_long_ends_as_well(client, clock):
    """What knows of the sessions must live as long as they do."""
    phone = client.another_browser()
    phone.post("/login", json=ADA)
    for _ in range(5):
        clock.advance(40)
        used = phone.get("/profile")
    client.post("/login", json=ADA)
    client.post("/logout-everywhere")
    profile = phone.get("/profile")

    assert used["username"] == "ada", expected("ada, on the phone that is in use", got=used)
    assert profile.status == 401, expected("401 on the phone, after a logout everywhere", got=profile)


def test_one_can_log_in_again_after_it(client):
    """It ends the sessions that there are, not those to come."""
    client.post("/login", json=ADA)
    client.post("/logout-everywhere")
    client.post("/login", json=ADA)
    profile = client.get("/profile")

    assert profile["username"] == "ada", expected("ada, after a new login", got=profile)


def test_a_read_that_a_logout_everywhere_overtakes_brings_nothing_back(client, redis):
    """As with a single logout."""
    for round_trips in range(1, 8):
        cookie = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        reading = client.start("GET", "/profile", cookie=cookie, hold_at=round_trips)
        was_held = reading.is_held
        answer = client.post("/logout-everywhere", cookie=cookie)
        reading.finish()
        replay = client.get("/profile", cookie=cookie)

        assert answer.status < 300, expected("2xx for POST /logout-everywhere", got=answer)
        assert replay.status == 401, expected("401 after a logout everywhere", got=replay)
        if not was_held:
            break


def test_a_login_during_a_logout_everywhere_is_not_forgotten(client):
    """It may go on, but then the next logout everywhere has to end it."""
    for round_trips in range(1, 8):
        cookie = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        ending = client.start("POST", "/logout-everywhere", cookie=cookie, hold_at=round_trips)
        was_held = ending.is_held
        meanwhile = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        ending.finish()
        last = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        client.post("/logout-everywhere", cookie=last)
        profile = client.get("/profile", cookie=meanwhile)

        assert profile.status == 401, expected(
            f"401 after a logout everywhere, for a login while the one before stood before round trip {round_trips}",
            got=profile,
        )
        if not was_held:
            break


def test_without_redis_a_logout_everywhere_is_503(client, wire):
    """Who is told 2xx believes that the phone is logged out."""
    client.post("/login", json=ADA)
    wire.down()
    answer = client.post("/logout-everywhere")
    wire.mend()
    profile = client.get("/profile")

    assert answer.status == 503, expected("503 while Redis is away", got=answer)
    assert profile["username"] == "ada", expected("ada, when Redis is back", got=profile)
