"""A session ends at its maximum age, also in use

These tests start your app with SESSION_TTL_SECONDS=60, and with its SESSION_MAX_SECONDS.
"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, latest, left_of, log_in, log_in_with_keys

READ = "katas/session_storage/README.md#absolute-lifetime"


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_session_in_use_ends_at_its_maximum_age(client, clock):
    """A stolen cookie that is used now and then would slide without an end."""
    cookie = log_in(client, ADA)
    for _ in range(4):
        clock.advance(48)
        used = client.get("/profile", cookie=cookie)
        cookie = latest(cookie, used)

    clock.advance(8)
    after = client.get("/profile", cookie=cookie)

    assert used.status == 200, expected("ada, 192 s after her login", got=used)
    assert after.status == 401, expected("401, 200 s after her login, with SESSION_MAX_SECONDS=200", got=after)


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=30)
def test_the_shorter_of_the_two_counts(client, clock):
    """A first TTL of SESSION_TTL_SECONDS is too long if SESSION_MAX_SECONDS=30, as in this test."""
    cookie = log_in(client, ADA)

    clock.advance(30)

    after = client.get("/profile", cookie=cookie)
    assert after.status == 401, expected("401, 30 s after her login, with SESSION_MAX_SECONDS=30", got=after)


# Edge cases


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_session_that_has_ended_leaves_nothing(client, clock, redis):
    """A read must not set a TTL beyond the maximum age."""
    cookie, keys = log_in_with_keys(client, redis)
    for _ in range(4):
        clock.advance(48)
        cookie = latest(cookie, client.get("/profile", cookie=cookie))
    clock.advance(8)
    client.get("/profile", cookie=cookie)
    clock.advance(60)

    left = left_of(keys, redis)
    assert not left, expected("nothing left of it in Redis", got=", ".join(sorted(left)))


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_change_does_not_make_a_session_live_longer(client, clock):
    """A change must keep the time of the login, as a read does."""
    cookie = log_in(client, ADA)
    for _ in range(4):
        clock.advance(48)
        used = client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
        cookie = latest(cookie, used)
    clock.advance(8)
    after = client.put("/profile/theme", json={"value": "light"}, cookie=cookie)

    assert used.status < 300, expected("2xx, 192 s after the login", got=used)
    assert after.status == 401, expected("401, 200 s after the login, with SESSION_MAX_SECONDS=200", got=after)


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_new_login_has_a_lifetime_of_its_own(client, clock):
    """A lifetime that belongs to the user ends the second session too soon."""
    log_in(client, ADA)
    for _ in range(4):
        clock.advance(48)
        client.get("/profile")
    cookie = log_in(client, ADA)
    clock.advance(40)
    used = client.get("/profile", cookie=cookie)
    clock.advance(60)
    unused = client.get("/profile", cookie=latest(cookie, used))

    assert used.status == 200, expected("ada, 40 s after her second login", got=used)
    assert unused.status == 401, expected("401 after 60 s without a request", got=unused)


@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_the_maximum_age_is_the_same_in_every_worker(client, second_worker, clock):
    """`datetime.now()` is local time, and `utcnow()` is not: workers in two time zones differ by hours."""
    here, there = log_in(client, ADA), log_in(second_worker, ADA)
    for seconds, status in ((48, 200), (48, 200), (48, 200), (48, 200), (8, 401)):
        clock.advance(seconds)
        used = client.get("/profile", cookie=there), second_worker.get("/profile", cookie=here)
        there, here = latest(there, used[0]), latest(here, used[1])
        for answer in used:
            assert answer.status == status, expected(f"{status} in the other worker", got=answer)
