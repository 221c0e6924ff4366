"""Who has logged in is remembered"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, HEDY

READ = "katas/session_storage/README.md#a-session-is-a-hash"


def test_login_sets_the_cookie(client):
    """The browser keeps it, and sends it with each request from now on."""
    login = client.post("/login", json=ADA)

    assert login.status < 400, expected("2xx for the right password", got=login)
    cookie = login.set_cookie("session_id")
    assert cookie.value, expected("an id in the cookie session_id", got=cookie)
    assert client.cookies.get("session_id"), expected("a cookie that the browser keeps", got=cookie)
    profile, by_hand = client.get("/profile"), client.get("/profile", cookie=cookie.pair)
    is_sent = profile.status != 401 or by_hand.status >= 400
    assert is_sent, expected(
        "a cookie that the browser sends back: it does not send this one, which would be good",
        got=cookie,
        about=profile,
    )


@pytest.mark.parametrize(
    ("user", "user_id", "theme", "language"),
    [(ADA, 1, "light", "en"), (GRACE, 2, "dark", "en"), (HEDY, 3, "light", "de")],
    ids=["ada", "grace", "hedy"],
)
def test_the_profile_is_that_of_who_has_logged_in(client, user, user_id, theme, language):
    """Redis stores bytes; what is served is text and numbers again."""
    client.post("/login", json=user)
    profile = client.get("/profile")

    assert profile["username"] == user["username"], expected(f"the profile of {user['username']}", got=profile)
    assert str(profile["user_id"]) == str(user_id), expected(f"user_id {user_id}", got=profile)
    assert profile["theme"] == theme, expected(f"the theme {theme}, as users.py has it", got=profile)
    assert profile["language"] == language, expected(f"the language {language}, as users.py has it", got=profile)


def test_who_is_logged_in_stays_so(client):
    """A profile can be looked at again and again."""
    client.post("/login", json=ADA)
    profiles = [client.get("/profile") for _ in range(3)]

    for profile in profiles:
        assert profile["username"] == "ada", expected("ada, each time", got=profile)


def test_a_session_is_a_hash_under_the_prefix(client, redis):
    """One Hash per session, so that a field can be changed by itself; `session:` says whose keys these are."""
    client.post("/login", json=ADA)
    before = set(redis.scan_iter())
    client.another_browser().post("/login", json=GRACE)
    new = set(redis.scan_iter()) - before

    hashes = [key.decode(errors="replace") for key in sorted(new) if redis.type(key) == b"hash"]
    assert hashes, expected("a new Hash for the second session", got=f"{len(new)} new keys, none of them a Hash")
    under_the_prefix = [key for key in hashes if key.startswith("session:")]
    assert under_the_prefix, expected("its key to begin with session:", got=", ".join(hashes))
