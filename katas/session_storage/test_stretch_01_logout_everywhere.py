"""A user can log out everywhere"""

from itertools import product

import pytest

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    GRACE,
    NO_SESSION,
    held_by,
    late_requests,
    log_in,
    log_in_elsewhere,
    log_in_often,
)

READ = "katas/session_storage/README.md#logout-everywhere"


def test_a_logout_everywhere_ends_the_sessions_of_this_user(client):
    """Lost your phone? One click on another device logs it out."""
    here, on_the_phone = log_in(client, ADA), log_in_elsewhere(client, ADA)

    answer = client.post("/logout-everywhere")

    assert answer.status < 300, expected("2xx for POST /logout-everywhere", got=answer)
    for cookie in (here, on_the_phone):
        profile = client.get("/profile", cookie=cookie)
        assert profile.status == 401, expected("401 for ada, everywhere", got=profile)


def test_a_logout_everywhere_clears_the_cookie_here(client):
    """The browser would keep a useless cookie."""
    log_in(client, ADA)

    client.post("/logout-everywhere")

    assert "session_id" not in client.cookies, expected("no cookie in this browser any more", got=held_by(client))


def test_other_users_stay_logged_in(client):
    """One index for all users logs everybody out, and the cookie says who logs out, not the URL."""
    of_grace = log_in_elsewhere(client, GRACE)
    log_in(client, ADA)

    client.post("/logout-everywhere?user_id=2")

    profile = client.get("/profile", cookie=of_grace)
    assert profile.status == 200, expected("grace, still logged in", got=profile)


# Edge cases


def test_a_logout_everywhere_finds_every_session(client, second_worker):
    """An index in the process, or of the last ten sessions, does not find all of them."""
    cookies = [*log_in_often(client, ADA, 30), log_in(second_worker, ADA)]
    log_in(client, ADA)
    client.post("/logout-everywhere")

    for cookie in cookies:
        profile = client.get("/profile", cookie=cookie)
        assert profile.status == 401, expected("401 for ada, everywhere", got=profile)


def test_a_link_does_not_log_out_everywhere(client):
    """An image on another site can send a GET."""
    log_in(client, ADA)
    client.get("/logout-everywhere")
    profile = client.get("/profile")

    assert profile.status == 200, expected("ada, still logged in after GET /logout-everywhere", got=profile)


def test_a_stranger_logs_nobody_out_everywhere(client):
    """A cookie can also name a user or an index, and neither is a session."""
    log_in(client, ADA)
    odd = (b"none=1", b"session_id=*", b"session_id=1", b"session_id=\xff", b"session_id=ada")
    answers = [client.post("/logout-everywhere", cookie=cookie) for cookie in odd]
    profile = client.get("/profile")

    for answer in answers:
        assert answer.status < 500, expected("2xx or 401 for a stranger", got=answer)
    assert profile.status == 200, expected("ada, still logged in", got=profile)


@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_a_session_in_use_for_long_ends_as_well(client, clock):
    """An index that expires before its sessions does not find them."""
    phone = client.another_browser()
    log_in(phone, ADA)
    for _ in range(5):
        clock.advance(40)
        used = phone.get("/profile")
    log_in(client, ADA)
    client.post("/logout-everywhere")
    profile = phone.get("/profile")

    assert used["username"] == "ada", expected("ada, on the phone that is in use", got=used)
    assert profile.status == 401, expected("401 on the phone, after a logout everywhere", got=profile)


def test_a_user_can_log_in_again_afterwards(client):
    """A mark that says `logged out` must not end the sessions to come."""
    log_in(client, ADA)
    client.post("/logout-everywhere")
    log_in(client, ADA)
    profile = client.get("/profile")

    assert profile.status == 200, expected("ada, after a new login", got=profile)


def test_a_late_read_brings_nothing_back(client, redis, clock):
    """A read that waits during a logout everywhere must not write its session back."""
    for late in late_requests(client, redis, clock, "GET", "/profile"):
        answer = client.post("/logout-everywhere", cookie=late.cookie)
        late.request.finish()
        replay = client.get("/profile", cookie=late.cookie)

        assert answer.status < 300, expected("2xx for POST /logout-everywhere", got=answer)
        assert replay.status == 401, expected(f"401 after a logout everywhere {late.where}", got=replay)


def test_a_login_during_a_logout_everywhere_is_not_forgotten(client, redis, clock):
    """An index that is read and then removed forgets a login in between, so no later logout finds its session."""
    for late in late_requests(client, redis, clock, "POST", "/logout-everywhere"):
        meanwhile = log_in_elsewhere(client, ADA)
        late.request.finish()
        last = log_in_elsewhere(client, ADA)
        client.post("/logout-everywhere", cookie=last)
        profile = client.get("/profile", cookie=meanwhile)

        what = f"401 after a second logout everywhere, for a login {late.where}"
        assert profile.status == 401, expected(what, got=profile)


def test_a_login_that_waits_during_a_logout_everywhere_is_found_later(client):
    """A session that is stored after its name in the index was removed is found by no later logout."""
    for round_trip in (1, 2, 3):
        log_in(client, ADA)
        late = client.start("POST", "/login", json=ADA, cookie=NO_SESSION, hold_at=round_trip)
        client.post("/logout-everywhere")
        cookie = late.finish().set_cookie("session_id").pair
        log_in(client, ADA)
        client.post("/logout-everywhere")
        profile = client.get("/profile", cookie=cookie)

        what = f"401 after a second logout everywhere, for a login that waited before round trip {round_trip}"
        assert profile.status == 401, expected(what, got=profile)


def test_after_a_fault_a_second_logout_everywhere_ends_all(client, wire):
    """An index that is removed before its sessions leaves them behind when the connection is cut in between."""
    for fault, round_trip in product((wire.cut_after, wire.lose_reply), range(4)):
        cookies = [log_in_elsewhere(client, ADA) for _ in range(2)] + [log_in(client, ADA)]
        fault(round_trip)
        first = client.post("/logout-everywhere")
        wire.mend()
        if first.status >= 400:
            log_in(client, ADA)
            client.post("/logout-everywhere")
        profiles = [client.get("/profile", cookie=cookie) for cookie in cookies]

        assert first.status == 503 or first.status < 300, expected("503 or 2xx for a fault on the way", got=first)
        for profile in profiles:
            assert profile.status == 401, expected("401 after a 2xx, or after a second logout everywhere", got=profile)


def test_without_redis_a_logout_everywhere_is_503(client, wire):
    """After a 2xx, the user believes that the phone is logged out."""
    log_in(client, ADA)
    for begin in (wire.down, wire.hang):
        begin()
        answer = client.post("/logout-everywhere")
        wire.mend()
        profile = client.get("/profile")

        assert answer.status == 503, expected("503 while Redis is away", got=answer)
        assert profile.status == 200, expected("ada, when Redis is back", got=profile)
