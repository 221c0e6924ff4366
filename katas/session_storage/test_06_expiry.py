"""An unused session expires, a used one does not"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, TTL, differences, left_of, never_ends

READ = "katas/session_storage/README.md#expiry"


def test_everything_that_a_login_stores_expires(client, redis):
    """Nobody logs out; they close the browser."""
    client.post("/login", json=ADA).set_cookie("session_id")
    client.get("/profile")

    immortal = [key.decode() for key in redis.scan_iter() if never_ends(redis, key)]
    assert not immortal, expected("a TTL on every key", got=f"{', '.join(immortal)} without one")


def test_the_ttl_arrives_together_with_the_session(client, redis, wire):
    """A connection can be cut between any two round trips. Whatever has arrived by then must expire."""
    for round_trips in range(5):
        wire.cut_after(round_trips)
        client.post("/login", json=ADA)
        wire.mend()
        client.post("/login", json=ADA).set_cookie("session_id")
        wire.cut_after(round_trips)
        client.get("/profile")
        wire.mend()

        immortal = [key.decode() for key in redis.scan_iter() if never_ends(redis, key)]
        assert not immortal, expected(
            "no key without a TTL, wherever the connection is cut",
            got=f"{', '.join(immortal)} without one: the connection was cut after round trip {round_trips}",
        )


def test_unused_a_session_ends(client, clock, redis):
    """After SESSION_TTL_SECONDS, on the server: what the browser does with its cookie is its own business."""
    client.another_browser().post("/login", json=ADA)  # what is kept for each user is there from now on
    before = set(redis.scan_iter())
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    session = set(redis.scan_iter()) - before
    clock.advance(TTL)
    answer = client.get("/profile", cookie=cookie)

    assert answer.status == 401, expected(f"401 after {TTL} s without a request", got=answer)
    left = left_of(session, redis)
    assert not left, expected("nothing left of it in Redis", got=", ".join(left))


@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_the_ttl_comes_from_the_environment(client, clock):
    """SESSION_TTL_SECONDS=60 here."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    never_used = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
    clock.advance(40)
    used = client.get("/profile", cookie=cookie)
    clock.advance(60)
    unused = client.get("/profile", cookie=cookie), client.get("/profile", cookie=never_used)

    assert used["username"] == "ada", expected("ada after 40 of 60 s", got=used)
    for answer in unused:
        assert answer.status == 401, expected("401 after 60 s, with SESSION_TTL_SECONDS=60", got=answer)


def test_each_use_renews_the_session(client, clock):
    """Sliding expiration: the time runs from the last use, not from the login."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    for _ in range(3):
        clock.advance(TTL * 0.6)
        used = client.get("/profile", cookie=cookie)

        assert used["username"] == "ada", expected(f"ada, as she was here {TTL * 0.6:.0f} s ago", got=used)
    clock.advance(TTL)
    unused = client.get("/profile", cookie=cookie)

    assert unused.status == 401, expected(f"401, {TTL} s after the last use", got=unused)


def test_the_browser_keeps_the_cookie_as_long(client, clock):
    """A Max-Age is not needed. If there is one, it has to slide with the session."""
    client.post("/login", json=ADA)
    for _ in range(3):
        clock.advance(TTL * 0.6)
        used = client.get("/profile")

        assert used["username"] == "ada", expected("a cookie that the browser still has, and ada", got=used)


@pytest.mark.environment(SESSION_TTL_SECONDS=7200)
def test_the_cookie_lasts_as_long_as_the_environment_says(client, clock):
    """SESSION_TTL_SECONDS=7200 here: a Max-Age, if there is one, is no shorter."""
    client.post("/login", json=ADA)
    clock.advance(6000)
    used = client.get("/profile")

    assert used["username"] == "ada", expected("a cookie that the browser still has after 6000 of 7200 s", got=used)


@pytest.mark.environment(SESSION_TTL_SECONDS=259_200, SESSION_MAX_SECONDS=100_000_000)
def test_who_comes_now_and_then_stays_logged_in(client, clock):
    """For a month, with the browser's own cookie: a Max-Age, however long, has to slide as the session does."""
    client.post("/login", json=ADA)
    for visit in range(1, 15):
        clock.advance(207_360)
        used = client.get("/profile")

        who = f"ada, who comes every 2.4 days with SESSION_TTL_SECONDS=259200 (3 days), at visit {visit}"
        assert "session_id" in client.cookies, expected(f"a cookie in the browser of {who}", got="none", about=used)
        assert used.status == 200, expected(who, got=used)


def test_a_session_is_whose_cookie_it_is(client):
    """Wherever it comes from: telephones change their network, and browsers their version."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    profile = client.from_ip("198.51.100.7").get("/profile", cookie=cookie, headers={"User-Agent": "newer/2.0"})

    assert profile.status == 200, expected("ada, from another address and with another User-Agent", got=profile)


def test_a_renewed_cookie_is_as_well_kept_as_the_first(client, clock):
    """If the answer sets it again, then with the same id and the same attributes."""
    first = client.post("/login", json=ADA).set_cookie("session_id")
    clock.advance(TTL * 0.6)
    used = client.get("/profile")

    assert used["username"] == "ada", expected("ada", got=used)
    renewed = used.cookies.get("session_id", first)
    other = differences(first, renewed)
    assert not other, expected(f"the same {other} as the first time", got=renewed)


def test_a_login_that_fails_renews_nothing(client, clock):
    """Who does not know the password has not used the session."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(TTL * 0.6)
    client.post("/login", json={"username": "ada", "password": "analytical motor"}, cookie=cookie)
    clock.advance(TTL * 0.6)
    answer = client.get("/profile", cookie=cookie)

    assert answer.status == 401, expected(f"401, {TTL * 1.2:.0f} s after the last request that succeeded", got=answer)
