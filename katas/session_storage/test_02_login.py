"""A login is remembered"""

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, HEDY, hashes_in, keys_in

READ = "katas/session_storage/README.md#a-session-is-a-hash"


def test_a_login_sets_a_cookie(client):
    """Without a cookie, the next request comes from a stranger again."""
    login = client.post("/login", json=ADA)

    assert login.status < 400, expected("2xx for the right password", got=login)
    assert login.set_cookie("session_id").value, expected("an id in the cookie session_id", got=login)


def test_the_browser_sends_the_cookie_back(client):
    """A browser drops a cookie with Max-Age=0, and does not send one of another Domain or Path."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id")

    by_browser = client.get("/profile")
    by_hand = client.get("/profile", cookie=cookie.pair)

    assert client.cookies.get("session_id"), expected("a cookie that the browser keeps", got=cookie)
    is_sent = by_browser.status != 401 or by_hand.status >= 400
    assert is_sent, expected("a cookie that the browser sends to /profile", got=cookie, about=by_browser)


def test_the_next_request_knows_the_user(client):
    """The browser sends only the id, so /profile has to read the session from Redis, as text and numbers."""
    client.post("/login", json=ADA)

    profile = client.get("/profile")

    assert profile.status == 200, expected("the profile of ada", got=profile)
    assert profile["username"] == "ada", expected("the profile of ada", got=profile)


def test_a_session_is_a_hash(client, redis):
    """A dict is per process, a signed cookie cannot be ended, and a String of JSON has to be rewritten as a whole."""
    client.post("/login", json=ADA)

    hashes = hashes_in(redis)

    assert hashes, expected("a Hash in Redis", got=", ".join(keys_in(redis)) or "no keys")


# Edge cases


def test_the_key_of_a_session_has_a_prefix(client, redis):
    """Without `session:`, nobody can tell your keys from those of another app."""
    client.post("/login", json=ADA)

    hashes = hashes_in(redis)

    assert any(key.startswith("session:") for key in hashes), expected(
        "a key session:…", got=", ".join(hashes) or "no Hash"
    )


def test_each_session_has_a_hash_of_its_own(client, redis):
    """In one Hash for all sessions, a field is a whole session, and cannot be changed in part."""
    client.post("/login", json=ADA)
    before = hashes_in(redis)

    client.another_browser().post("/login", json=GRACE)

    new = set(hashes_in(redis)) - set(before)
    assert new, expected("a new Hash for the second session", got=", ".join(before) or "no Hash")
    assert any(key.startswith("session:") for key in new), expected("a key session:…", got=", ".join(new))


def test_each_user_has_a_profile_of_their_own(client):
    """A constant in the session gives everybody the same id, theme or language."""
    for user, user_id, theme, language in ((ADA, 1, "light", "en"), (GRACE, 2, "dark", "en"), (HEDY, 3, "light", "de")):
        name = user["username"]
        client.post("/login", json=user)
        profile = client.get("/profile")
        assert profile["username"] == name, expected(f"the profile of {name}", got=profile)
        assert profile["user_id"] == user_id, expected(f"user_id {user_id}, a number", got=profile)
        assert profile["theme"] == theme, expected(f"the theme {theme}, as users.py has it", got=profile)
        assert profile["language"] == language, expected(f"the language {language}, as users.py has it", got=profile)


def test_no_request_waits_for_the_redis_of_another(client, wire):
    """A sync client inside `async def` blocks the event loop: while it waits, all other requests wait, too."""
    client.post("/login", json=ADA)
    client.get("/profile")
    blocking = ", ".join(dict.fromkeys(wire.blocking_calls))
    assert not blocking, expected("only the asyncio client inside `async def`", got=f"a blocking call at {blocking}")


def test_a_user_stays_logged_in(client):
    """A read must not end the session."""
    client.post("/login", json=ADA)

    for _ in range(3):
        profile = client.get("/profile")
        assert profile["username"] == "ada", expected("ada, each time", got=profile)
