"""The cookie is well kept, and a logout is final"""

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, differences, held_by, naming, never_ends

READ = "katas/session_storage/README.md#the-cookie"


def test_the_cookie_is_out_of_reach(client):
    """Of scripts in the page (HttpOnly), of forms on other sites (SameSite); and it belongs to the whole app (Path)."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id")

    assert "httponly" in cookie.attributes, expected("HttpOnly", got=cookie)
    assert cookie.attributes.get("samesite", "").lower() in ("lax", "strict"), expected(
        "SameSite=Lax or SameSite=Strict", got=cookie
    )
    assert cookie.attributes.get("path") == "/", expected("Path=/", got=cookie)


def test_logout_ends_the_session_on_the_server(client, second_worker):
    """A copy of the cookie is worth nothing afterwards, in no worker."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    logout = client.post("/logout")
    replays = client.get("/profile", cookie=cookie), second_worker.get("/profile", cookie=cookie)

    assert logout.status < 400, expected("2xx for a logout", got=logout)
    for replay in replays:
        assert replay.status == 401, expected("401 for the cookie of a session that has ended", got=replay)


def test_logout_clears_the_cookie_with_the_same_attributes(client):
    """A browser removes the cookie of that Path and Domain only; what replaces it is as well kept as it was."""
    kept = client.post("/login", json=ADA).set_cookie("session_id")
    logout = client.post("/logout")
    cleared = logout.set_cookie("session_id")

    assert "session_id" not in client.cookies, expected("no cookie in the browser after a logout", got=cleared)
    other = differences(kept, cleared)
    assert not other, expected(f"the same {other} as when the cookie was set", got=cleared)


def test_logging_out_twice_is_fine(client, redis):
    """So is logging out without ever having logged in, or with a cookie that nobody knows (any more)."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    before = set(redis.scan_iter())
    answers = [client.post("/logout", cookie=cookie), client.post("/logout"), client.post("/logout")]
    answers += [client.another_browser().post("/logout")]
    answers += [
        client.post("/logout", cookie=b"session_id=" + value) for value in (b"", b"*", b"\xff\xfe", b"x" * 8000)
    ]

    for answer in answers:
        assert answer.status < 400, expected("2xx for a logout, any number of times", got=answer)
    assert "session_id" not in client.cookies, expected(
        "no cookie in the browser after a logout, also if its session had ended", got=held_by(client)
    )
    immortal = [key.decode(errors="replace") for key in set(redis.scan_iter()) - before if never_ends(redis, key)]
    assert not immortal, expected("no key without a TTL from a logout", got=", ".join(immortal))


def test_only_this_session_ends(client, mentioned):
    """Not one's own on another device, and not that of others, whatever else of a request names them."""
    elsewhere, grace, stranger = client.another_browser(), client.another_browser(), client.another_browser()
    client.post("/login", json=ADA)
    session_id = elsewhere.post("/login", json=ADA).set_cookie("session_id").value
    grace.post("/login", json=GRACE)
    both = client.get("/profile")
    client.post("/logout")
    stranger.post("/logout")
    stranger.post(f"/logout?session_id={session_id}", headers={"Authorization": f"Bearer {session_id}"})
    for place in ("header", "query parameter", "cookie"):
        stranger.post(**naming(session_id, mentioned, place, "/logout"))
    client.post("/logout", cookie="session_id=*")
    profiles = elsewhere.get("/profile"), grace.get("/profile")

    assert both.status == 200, expected("ada, still logged in here after a login on another device", got=both)
    assert profiles[0].status == 200, expected("ada, still logged in on another device", got=profiles[0])
    assert profiles[1].status == 200, expected("grace, still logged in", got=profiles[1])


def test_one_can_be_logged_in_on_many_devices(client):
    """A login on the twelfth ends none of the others."""
    first = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
    for _ in range(11):
        client.post("/login", json=ADA, cookie="none=1")
    profile = client.get("/profile", cookie=first)

    assert profile.status == 200, expected("ada, still logged in after 11 logins on other devices", got=profile)


def test_a_link_does_not_log_out(client):
    """GET is for looking: an image on another site could have it sent."""
    client.post("/login", json=ADA)
    client.get("/logout")
    profile = client.get("/profile")

    assert profile["username"] == "ada", expected("ada, still logged in after GET /logout", got=profile)
