"""The cookie is protected, and a logout is final"""

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    GRACE,
    OTHER_NAMES,
    PLACES,
    different_attributes,
    held_by,
    left_without_a_mark,
    log_in,
    log_in_elsewhere,
    log_in_often,
    log_in_with_keys,
    pairs_of,
    with_the_id_in_a,
)

READ = "katas/session_storage/README.md#the-cookie"


def test_scripts_cannot_read_the_cookie(client):
    """Without HttpOnly, an injected script reads the id and sends it away."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id")

    assert "httponly" in cookie.attributes, expected("HttpOnly", got=cookie)


def test_forms_on_other_sites_do_not_send_the_cookie(client):
    """Without SameSite, a form on another site acts for your user."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id")

    same_site = cookie.attributes.get("samesite", "").lower()
    assert same_site in ("lax", "strict"), expected("SameSite=Lax or SameSite=Strict", got=cookie)


def test_a_logout_ends_the_session_in_redis(client):
    """Clearing the cookie is not enough: the cookie may have been copied."""
    cookie = log_in(client, ADA)

    logout = client.post("/logout")

    assert logout.status < 400, expected("2xx for a logout", got=logout)
    replay = client.get("/profile", cookie=cookie)
    assert replay.status == 401, expected("401 for the cookie of a session that has ended", got=replay)


def test_a_logout_clears_the_cookie(client):
    """The answer that you return has to carry the Set-Cookie header, with the Path of the cookie."""
    log_in(client, ADA)

    logout = client.post("/logout")

    cleared = logout.set_cookie("session_id")
    assert "session_id" not in client.cookies, expected("no cookie in the browser after a logout", got=cleared)


# Edge cases


def test_the_cookie_is_for_the_whole_app(client):
    """With another Path, the browser sends the cookie to some of your routes only."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id")

    assert cookie.attributes.get("path") == "/", expected("Path=/", got=cookie)


def test_a_logout_clears_the_cookie_with_the_same_attributes(client):
    """A cookie of another Path is another cookie, and `delete_cookie` does not know your attributes by itself."""
    kept = client.post("/login", json=ADA).set_cookie("session_id")
    cleared = client.post("/logout").set_cookie("session_id")

    different = different_attributes(kept, cleared)
    assert not different, expected(f"the same {different} as when the cookie was set", got=cleared)


def test_a_logout_leaves_no_session(client, redis):
    """Empty fields are still a session: the next change fills one of them again. A mark that it has ended is fine."""
    cookie, keys = log_in_with_keys(client, redis)
    before = pairs_of(keys, redis)

    client.post("/logout", cookie=cookie)

    left = ", ".join(left_without_a_mark(before, keys, redis))
    assert not left, expected("no field of the session in Redis after a logout", got=left)


def test_a_logout_may_be_sent_any_number_of_times(client):
    """A second click is not an error, and neither is a logout without a session."""
    cookie = log_in(client, ADA)
    answers = [client.post("/logout", cookie=cookie), client.post("/logout"), client.post("/logout")]
    answers += [client.another_browser().post("/logout")]
    answers += [client.post("/logout", cookie=b"session_id=" + odd) for odd in (b"", b"*", b"\xff\xfe", b"x" * 8000)]

    for answer in answers:
        assert answer.status < 400, expected("2xx for a logout, any number of times", got=answer)


def test_a_logout_clears_the_cookie_of_a_session_that_has_ended(client):
    """With an early return for an ended session, the browser keeps a useless cookie."""
    cookie = log_in(client, ADA)
    client.post("/logout", cookie=cookie)

    client.post("/logout")

    assert "session_id" not in client.cookies, expected("no cookie in the browser after a logout", got=held_by(client))


def test_a_user_can_be_logged_in_on_many_devices(client):
    """A login must not end the sessions of this user on other devices, not even the oldest one."""
    first = log_in_elsewhere(client, ADA)
    log_in_often(client, ADA, 30)

    profile = client.get("/profile", cookie=first)

    assert profile.status == 200, expected("ada, still logged in after 30 logins on other devices", got=profile)


def test_a_logout_ends_no_other_session(client):
    """A search by user or by pattern finds sessions on other devices, too."""
    elsewhere, grace = client.another_browser(), client.another_browser()
    log_in(client, ADA)
    log_in(elsewhere, ADA)
    log_in(grace, GRACE)
    before = client.get("/profile")
    client.post("/logout")
    client.post("/logout", cookie="session_id=*")
    of_ada, of_grace = elsewhere.get("/profile"), grace.get("/profile")

    assert before.status == 200, expected("ada, still logged in here after a login on another device", got=before)
    assert of_ada.status == 200, expected("ada, still logged in on another device", got=of_ada)
    assert of_grace.status == 200, expected("grace, still logged in", got=of_grace)


def test_a_logout_believes_only_the_cookie(client, mentioned):
    """A link with an id in its URL must not log anybody out."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    stranger = client.another_browser()
    stranger.post("/logout")
    stranger.post("/logout", headers={"Authorization": f"Bearer {session_id}"}, json={"session_id": session_id})
    for place in PLACES:
        stranger.post(**with_the_id_in_a(place, {*mentioned, *OTHER_NAMES}, session_id, url="/logout"))

    profile = client.get("/profile")

    assert profile.status == 200, expected("ada, as nobody sent the cookie session_id to /logout", got=profile)


def test_a_link_does_not_log_out(client):
    """An image on another site can send a GET."""
    log_in(client, ADA)
    client.get("/logout")

    profile = client.get("/profile")

    assert profile["username"] == "ada", expected("ada, still logged in after GET /logout", got=profile)
