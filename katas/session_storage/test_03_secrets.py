"""A login gives nothing away"""

import re

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, detail_of, fields_after, gives_away, held_by, naming, shows
from katas.session_storage.fixtures import another_password

READ = "katas/session_storage/README.md#secrets"


@pytest.mark.parametrize(
    ("username", "password"),
    [("ada", "analytical motor"), ("ada", "nanoseconds of wire"), ("nobody", "analytical engine")],
    ids=["wrong", "of another user", "unknown user"],
)
def test_a_wrong_password_is_refused_and_leaves_nothing(client, redis, username, password):
    """401, no session and no cookie."""
    answer = client.post("/login", json={"username": username, "password": password})
    profile = client.get("/profile")

    assert answer.status == 401, expected("401 for a wrong password", got=answer)
    assert "session_id" not in client.cookies, expected("no cookie after a failed login", got=held_by(client))
    sessions = list(redis.scan_iter(match="session:*"))
    assert not sessions, expected("no session after a failed login", got=f"{sessions[0].decode()}")
    assert profile.status == 401, expected("401, as nobody has logged in", got=profile)


def test_without_the_whole_password_nobody_is_let_in(client):
    """None at all, an empty one, a part of it, or nearly it."""
    for given in (
        {},
        {"password": None},
        *({"password": almost} for almost in ("", "analytical", "ANALYTICAL ENGINE")),
    ):
        answer = client.post("/login", json={"username": "ada", **given})

        assert 400 <= answer.status < 500, expected(f"401 or 422 for ada with {given or 'no password'}", got=answer)
        assert "session_id" not in client.cookies, expected(
            f"no cookie in the browser for {given or 'no password'}", got=held_by(client), about=answer
        )


def test_a_failed_login_ends_nothing_and_tells_nothing(client):
    """A slip of the fingers logs nobody out; and what is said of it must not tell which names there are."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    slip = client.post("/login", json={"username": "grace", "password": "nanoseconds of wood"}, cookie=cookie)
    unknown = client.post("/login", json={"username": "nobody", "password": "nanoseconds of wood"}, cookie=cookie)
    profile = client.get("/profile", cookie=cookie)

    assert profile.status == 200, expected("ada's session as it was, after logins that failed", got=profile)
    words = [detail_of(answer, name) for answer, name in ((slip, "grace"), (unknown, "nobody"))]
    assert words[0] == words[1], expected(f"the same words for an unknown user: {words[0]}", got=unknown)


def test_no_password_reaches_redis(client, redis, wire):
    """Neither as it is nor hashed: what is not kept cannot be stolen."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id")
    client.post("/login", json={"username": "ada", "password": "analytical motor"})
    sent = [word for trip in wire.trips for command in trip.commands for word in command]
    hashes = [redis.hgetall(key) for key in redis.scan_iter() if redis.type(key) == b"hash"]

    for password in ("analytical engine", "analytical motor"):
        found = [word for word in [*sent, cookie.value.encode()] if gives_away(password, word)]
        assert not found, expected("no password in Redis or in a cookie, hashed or not", got=f"{found[0][:60]!r}")
    named = [
        field.decode()
        for fields in hashes
        for field, value in fields.items()
        if re.search(rb"passw|pwd|pw_|_pw|salt", field, re.IGNORECASE) and not re.fullmatch(rb"[\d.]+", value)
    ]
    assert not named, expected("no field for a password in the session", got=", ".join(named))


def test_nothing_in_a_session_follows_the_password(client, redis):
    """Mixed with the name, encrypted or shortened: what is made of the password lets it be tried out."""
    other = {"username": "ada", "password": "difference engine"}
    before = fields_after(client, redis, ADA)
    with another_password("ada", "difference engine"):
        meanwhile = fields_after(client, redis, other)
    after = fields_after(client, redis, ADA)

    follows = [field.decode() for field in before if before[field] == after.get(field) != meanwhile.get(field)]
    assert not follows, expected(
        "no field that changes with ada's password, and changes back with it", got=", ".join(follows)
    )


def test_the_id_is_in_the_cookie_alone(client):
    """A body ends up in logs and in scripts, and so do URLs; a cookie that is HttpOnly does not."""
    login = client.post("/login", json=ADA)
    session_id = login.set_cookie("session_id").value
    refused = client.post("/login", json={"username": "ada", "password": "analytical motor"})
    answers = [login, client.get("/profile"), refused, client.post("/logout")]

    for answer in answers:
        assert not shows(session_id, answer), expected(
            "the id in the cookie, and nowhere else in an answer", got=answer
        )


def test_only_the_cookie_is_believed(client, mentioned):
    """Not the same id in a header, in the URL, in the body, or under another name."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    headers = [("Authorization", f"Bearer {session_id}"), ("Authorization", session_id)]
    headers += [(name, session_id) for name in ("X-Session-Id", "X-Session", "session_id", "X-Auth-Token")]
    names = ("session", "sid", "sessionid", "id", "token")
    other = client.another_browser()
    answers = [other.get("/profile", headers={name: value}) for name, value in headers]
    answers += [other.get(f"/profile?{name}={session_id}") for name in ("session_id", *names)]
    answers += [other.request("GET", "/profile", json={"session_id": session_id})]
    answers += [other.get("/profile", cookie=f"{name}={session_id}") for name in (*names, "SESSION_ID")]
    by_cookie = other.get("/profile", cookie=f"session_id={session_id}")

    for answer in answers:
        assert answer.status == 401, expected("401: the id is not in the cookie session_id", got=answer)
    assert by_cookie["username"] == "ada", expected("ada, with the id in the cookie", got=by_cookie)
    for place in ("header", "query parameter", "cookie"):
        if other.get(**naming(session_id, mentioned, place)).status < 400:
            for name in mentioned:  # which of them it is
                answer = other.get(**naming(session_id, [name], place))
                assert answer.status >= 400, expected(f"401 for the id in the {place} {name}", got=answer)
