"""An unused session expires, a used one stays"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    TTL,
    answers_with_cuts,
    different_attributes,
    keys_without_ttl,
    latest,
    left_of,
    log_in,
    log_in_elsewhere,
    log_in_with_keys,
)

READ = "katas/session_storage/README.md#expiry"


def test_everything_that_a_login_stores_has_a_ttl(client, redis):
    """Most users never log out; the Max-Age of a cookie ends nothing in Redis."""
    log_in(client, ADA)

    immortal = keys_without_ttl(redis)

    assert not immortal, expected("a TTL on each key", got=f"{', '.join(immortal)} without one")


def test_an_unused_session_ends(client, clock):
    """The server ends it, whatever the browser does with its cookie."""
    cookie = log_in(client, ADA)

    clock.advance(TTL)

    answer = client.get("/profile", cookie=cookie)
    assert answer.status == 401, expected(f"401 after {TTL} s without a request", got=answer)


def test_each_use_renews_the_session(client, clock):
    """Sliding expiration: each read sets the TTL again, so the time runs from the last use, not from the login."""
    cookie = log_in(client, ADA)

    for _ in range(3):
        clock.advance(TTL * 0.6)
        used = client.get("/profile", cookie=cookie)
        cookie = latest(cookie, used)

        assert used.status == 200, expected(f"ada, who used her session {TTL * 0.6:.0f} s ago", got=used)


# Edge cases


def test_the_ttl_arrives_together_with_the_session(client, redis, wire):
    """Between HSET and EXPIRE in two round trips, a cut connection leaves a session that never ends."""
    for route in ("login", "profile"):
        for where, *_ in answers_with_cuts(client, wire, route):
            immortal = keys_without_ttl(redis)
            assert not immortal, expected(f"a TTL on each key, {where}", got=f"{', '.join(immortal)} without one")


def test_a_used_session_ends_after_its_last_use(client, clock):
    """A longer TTL, or none, from the first use on lets the session live too long."""
    cookie = log_in(client, ADA)
    clock.advance(TTL * 0.6)
    cookie = latest(cookie, client.get("/profile", cookie=cookie))

    clock.advance(TTL)

    unused = client.get("/profile", cookie=cookie)
    assert unused.status == 401, expected(f"401, {TTL} s after the last use", got=unused)


def test_an_expired_session_leaves_nothing(client, clock, redis):
    """With a TTL for each field, a part of the session may stay."""
    _, keys = log_in_with_keys(client, redis)

    clock.advance(TTL)

    left = left_of(keys, redis)
    assert not left, expected("nothing of the session in Redis", got=", ".join(sorted(left)))


def test_what_a_logout_leaves_has_a_ttl(client, redis):
    """A mark in place of an ended session, or of a session that never was, must expire as well."""
    log_in(client, ADA)
    client.post("/logout")
    for odd in (b"*", b"\xff\xfe", b"x" * 8000):
        client.post("/logout", cookie=b"session_id=" + odd)

    immortal = keys_without_ttl(redis)

    assert not immortal, expected("a TTL on each key after a logout", got=f"{', '.join(immortal)} without one")


@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_the_ttl_comes_from_the_environment(client, clock):
    """This test starts your app with SESSION_TTL_SECONDS=60; a constant of 1800 s is too long."""
    used, never_used = log_in(client, ADA), log_in_elsewhere(client, ADA)
    clock.advance(40)
    after_40 = client.get("/profile", cookie=used)
    clock.advance(60)
    after_100 = [client.get("/profile", cookie=cookie) for cookie in (latest(used, after_40), never_used)]

    assert after_40.status == 200, expected("ada after 40 of 60 s", got=after_40)
    for answer in after_100:
        assert answer.status == 401, expected("401 after 60 s, with SESSION_TTL_SECONDS=60", got=answer)


def test_the_cookie_slides_with_the_session(client, clock):
    """A Max-Age is not needed; if there is one, each use has to set the cookie again."""
    log_in(client, ADA)

    for _ in range(3):
        clock.advance(TTL * 0.6)
        used = client.get("/profile")

        assert used.status == 200, expected("ada, by a cookie that the browser still has", got=used)


@pytest.mark.environment(SESSION_TTL_SECONDS=7200)
def test_the_cookie_lasts_as_long_as_the_session(client, clock):
    """This test starts your app with SESSION_TTL_SECONDS=7200; a constant Max-Age of 1800 s is too short."""
    log_in(client, ADA)

    clock.advance(6000)

    used = client.get("/profile")
    assert used.status == 200, expected("ada, by a cookie that the browser still has after 6000 of 7200 s", got=used)


@pytest.mark.environment(SESSION_TTL_SECONDS=259_200, SESSION_MAX_SECONDS=100_000_000)
def test_a_session_in_use_has_no_end(client, clock):
    """A long Max-Age that does not slide, or a maximum age, logs out a user who comes every few days."""
    log_in(client, ADA)

    for visit in range(1, 15):
        clock.advance(207_360)
        used = client.get("/profile")

        who = f"ada, who comes every 2.4 days with SESSION_TTL_SECONDS=259200 (3 days), at visit {visit}"
        assert "session_id" in client.cookies, expected(f"a cookie in the browser of {who}", got="none", about=used)
        assert used.status == 200, expected(who, got=used)


def test_a_session_may_move(client):
    """A telephone changes its network, and a browser its version: neither must end the session, or keep it."""
    cookie = log_in(client, ADA)
    moved, options = client.from_ip("198.51.100.7"), {"cookie": cookie, "headers": {"User-Agent": "newer/2.0"}}

    profile = moved.get("/profile", **options)
    moved.post("/logout", **{**options, "cookie": latest(cookie, profile)})
    replay = client.get("/profile", cookie=cookie)

    assert profile.status == 200, expected("ada, from another address and with another User-Agent", got=profile)
    assert replay.status == 401, expected("401 after a logout from another address", got=replay)


def test_a_renewed_cookie_has_the_same_attributes(client, clock):
    """A cookie that is set again without HttpOnly or SameSite loses its protection."""
    first = client.post("/login", json=ADA).set_cookie("session_id")
    clock.advance(TTL * 0.6)

    used = client.get("/profile")

    assert used.status == 200, expected("ada, by a cookie that the browser still has", got=used)
    renewed = used.cookies.get("session_id", first)
    different = different_attributes(first, renewed)
    assert not different, expected(f"the same {different} as the first time", got=renewed)


def test_a_failed_login_renews_nothing(client, clock):
    """Anyone who does not know the password has not used the session."""
    cookie = log_in(client, ADA)
    clock.advance(TTL * 0.6)
    for wrong in ("analytical motor", None):
        client.post("/login", json={"username": "ada", "password": wrong}, cookie=cookie)
    client.post("/login", json={"username": "nobody", "password": "analytical engine"}, cookie=cookie)
    clock.advance(TTL * 0.6)

    answer = client.get("/profile", cookie=cookie)

    assert answer.status == 401, expected(f"401, {TTL * 1.2:.0f} s after the last request that succeeded", got=answer)
