"""A session ends, however much it is used"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, left_of

READ = "katas/session_storage/README.md#absolute-lifetime"


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_session_ends_however_often_it_is_used(client, clock, redis):
    """A stolen cookie must not be good for ever: SESSION_MAX_SECONDS after the login it ends."""
    client.another_browser().post("/login", json=ADA)  # what is kept for each user is there from now on
    before = set(redis.scan_iter())
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    session = set(redis.scan_iter()) - before
    for _ in range(4):
        clock.advance(48)
        used = client.get("/profile", cookie=cookie)
    clock.advance(8)
    after = client.get("/profile", cookie=cookie)

    assert used["username"] == "ada", expected("ada, 192 s after her login", got=used)
    assert after.status == 401, expected("401, 200 s after her login, with SESSION_MAX_SECONDS=200", got=after)
    clock.advance(60)
    left = left_of(session, redis)
    assert not left, expected("nothing left of it", got=", ".join(left))


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=30)
def test_the_shorter_of_the_two_counts(client, clock):
    """SESSION_MAX_SECONDS=30 here, and SESSION_TTL_SECONDS=60."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(30)
    after = client.get("/profile", cookie=cookie)

    assert after.status == 401, expected("401, 30 s after her login, with SESSION_MAX_SECONDS=30", got=after)


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_change_does_not_prolong_it_either(client, clock):
    """Nor does it end sooner by that."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    for _ in range(4):
        clock.advance(48)
        used = client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    clock.advance(8)
    after = client.put("/profile/theme", json={"value": "light"}, cookie=cookie)

    assert used.status < 300, expected("2xx, 192 s after the login", got=used)
    assert after.status == 401, expected("401, 200 s after the login, with SESSION_MAX_SECONDS=200", got=after)


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_new_login_begins_anew(client, clock):
    """Its own time, whatever became of the session before; and unused it ends by the sliding TTL still."""
    client.post("/login", json=ADA)
    for _ in range(4):
        clock.advance(48)
        client.get("/profile")
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(40)
    used = client.get("/profile", cookie=cookie)
    clock.advance(60)
    unused = client.get("/profile", cookie=cookie)

    assert used["username"] == "ada", expected("ada, 40 s after her second login", got=used)
    assert unused.status == 401, expected("401 after 60 s without a request", got=unused)
