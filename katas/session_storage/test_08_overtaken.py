"""A request that is overtaken brings no session back"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, TTL, left_of

READ = "katas/session_storage/README.md#overtaken"


@pytest.mark.parametrize("ended_by", ["logout", "expiry", "login"])
def test_a_read_that_is_overtaken_brings_nothing_back(client, clock, redis, ended_by):
    """It stands before its first, second, third round trip when the session ends, and then goes on."""
    for round_trips in range(1, 8):
        client.another_browser().post("/login", json=ADA)  # what is kept for each user is there from now on
        before = set(redis.scan_iter())
        cookie = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        session = set(redis.scan_iter()) - before
        clock.advance(TTL * 0.6)  # a read that renews only in the second half of the TTL has reason to do so
        reading = client.start("GET", "/profile", cookie=cookie, hold_at=round_trips)
        was_held = reading.is_held
        ended = f"{ended_by} while a read stood before round trip {round_trips}"
        if ended_by == "logout":
            client.post("/logout", cookie=cookie)
        elif ended_by == "login":
            client.post("/login", json=GRACE, cookie=cookie)
        else:
            clock.advance(TTL)
        answer = reading.finish()
        replay = client.get("/profile", cookie=cookie)
        left = left_of(session, redis)

        assert answer.status in (200, 401), expected(f"200 or 401, with a {ended}", got=answer)
        assert answer.status == 401 or answer["username"] == "ada", expected("ada, or nobody", got=answer)
        assert replay.status == 401, expected(f"401 after a {ended}", got=replay)
        assert not left, expected(f"nothing left of the session after a {ended}", got=", ".join(left))
        if not was_held:
            break
