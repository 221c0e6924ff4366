"""A login reveals no secrets

`mentioned` lists the names in your main.py that could be those of a header, a query parameter or a cookie.
"""

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    answers_to_the_id_elsewhere,
    fields_after,
    fields_named_like_a_password,
    held_by,
    keys_in,
    log_in,
    requests_with_the_id_elsewhere,
    shows,
    words_made_of,
    words_of,
    words_sent_to_redis,
)

READ = "katas/session_storage/README.md#secrets"
WRONG = {"username": "ada", "password": "analytical motor"}


def test_a_wrong_password_is_401(client):
    """403 means that the user is known and not allowed, and 200 means that all is well."""
    answer = client.post("/login", json=WRONG)

    assert answer.status == 401, expected("401 for a wrong password", got=answer)


def test_a_wrong_password_leaves_no_session_and_no_cookie(client, redis):
    """Store nothing and set nothing before `verify` has returned a user."""
    client.post("/login", json=WRONG)

    sessions = [key for key in keys_in(redis) if key.startswith("session:")]
    assert not sessions, expected("no session after a failed login", got=", ".join(sessions))
    assert "session_id" not in client.cookies, expected("no cookie after a failed login", got=held_by(client))


def test_no_password_is_stored(client, wire):
    """Anyone who reads Redis would have the password; a session needs only to know who the user is."""
    log_in(client, ADA)

    found = [word for word in words_sent_to_redis(wire) if b"analytical engine" in word]
    assert not found, expected("no password in Redis", got=found[0])


def test_a_login_shows_the_id_in_the_cookie_alone(client):
    """Bodies and headers end up in logs and in scripts; an HttpOnly cookie does not."""
    login = client.post("/login", json=ADA)

    session_id = login.set_cookie("session_id").value
    assert not shows(session_id, login), expected("the id in the cookie session_id alone", got=login)


# Edge cases


def test_an_unknown_user_is_401(client, redis):
    """`verify` returns None for an unknown user, too; 404 would tell an attacker which names exist."""
    for username, password in (("nobody", "analytical engine"), ("ada", "nanoseconds of wire")):
        answer = client.post("/login", json={"username": username, "password": password})
        profile = client.get("/profile")

        assert answer.status == 401, expected(f"401 for {username} with {password!r}", got=answer)
        assert "session_id" not in client.cookies, expected("no cookie after a failed login", got=held_by(client))
        sessions = [key for key in keys_in(redis) if key.startswith("session:")]
        assert not sessions, expected("no session after a failed login", got=", ".join(sessions))
        assert profile.status == 401, expected("401, as nobody has logged in", got=profile)


def test_without_the_whole_password_nobody_is_logged_in(client):
    """A missing or empty password must not skip the check."""
    for given in ({}, *({"password": almost} for almost in (None, "", "analytical", "ANALYTICAL ENGINE"))):
        answer = client.post("/login", json={"username": "ada", **given})

        what = given or "no password"
        assert 400 <= answer.status < 500, expected(f"401 or 422 for ada with {what}", got=answer)
        assert "session_id" not in client.cookies, expected(f"no cookie for {what}", got=held_by(client), about=answer)


def test_a_failed_login_does_not_end_the_session(client):
    """A typo must not log the user out."""
    cookie = log_in(client, ADA)

    client.post("/login", json=WRONG, cookie=cookie)

    profile = client.get("/profile", cookie=cookie)
    assert profile.status == 200, expected("ada's session as it was, after a login that failed", got=profile)


def test_an_unknown_user_gets_the_same_words(client):
    """Other words for an unknown user would tell an attacker which names exist."""
    typo = client.post("/login", json={"username": "grace", "password": "nanoseconds of wood"})
    unknown = client.post("/login", json={"username": "nobody", "password": "nanoseconds of wood"})

    words = words_of(typo, "grace")
    assert words_of(unknown, "nobody") == words, expected(f"the same words for an unknown user: {words}", got=unknown)


def test_a_wrong_password_is_not_stored(client, wire):
    """Most wrong passwords are the right one with a typo."""
    client.post("/login", json=WRONG)

    found = words_made_of("analytical motor", words_sent_to_redis(wire))
    assert not found, expected("no wrong password in Redis", got=found[0])


def test_nothing_made_of_the_password_is_stored(client, redis, wire):
    """A hash of the password, also a copy of the one in users.py, can be tried against a list of passwords."""
    log_in(client, ADA)

    found = words_made_of("analytical engine", words_sent_to_redis(wire))
    assert not found, expected("no password in Redis, hashed or not", got=found[0])
    named = fields_named_like_a_password(redis)
    assert not named, expected("no field for a password in the session", got=", ".join(named))


def test_the_cookie_is_not_made_of_the_password(client):
    """A digest of the password in the cookie can be tried against a list of passwords, too."""
    cookie = log_in(client, ADA)

    assert not words_made_of("analytical engine", [cookie.encode()]), expected("no password in the cookie", got=cookie)


def test_no_field_changes_with_the_password(client, redis, change_password):
    """Mixed with the name, encrypted or cut short: a value made of the password lets an attacker test guesses."""
    before = fields_after(client, redis, ADA)
    change_password("ada", "difference engine")
    meanwhile = fields_after(client, redis, {"username": "ada", "password": "difference engine"})
    change_password("ada", "analytical engine")
    after = fields_after(client, redis, ADA)

    follows = [field.decode() for field in before if before[field] == after.get(field) != meanwhile.get(field)]
    assert not follows, expected(
        "no field that changes with ada's password, and changes back with it", got=", ".join(follows)
    )


def test_no_later_answer_shows_the_id(client):
    """A profile, a refused login or a logout must not repeat the id in its body or in a header, such as a link."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    answers = [client.get("/profile"), client.post("/login", json=WRONG), client.post("/logout")]

    for answer in answers:
        assert not shows(session_id, answer), expected("the id in the cookie session_id alone", got=answer)


def test_only_the_cookie_is_believed(client):
    """Each further place for an id is one more from which it can be stolen."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    stranger = client.another_browser()

    for place, request in requests_with_the_id_elsewhere(session_id):
        answer = stranger.request("GET", **request)

        assert answer.status == 401, expected(f"401 for the id in {place}", got=answer)
    profile = stranger.get("/profile", cookie=f"session_id={session_id}")
    assert profile["username"] == "ada", expected("ada, with the id in the cookie", got=profile)


def test_no_other_name_in_your_code_is_believed(client, mentioned):
    """A header, a query parameter or another cookie that your main.py reads must not replace the cookie session_id."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    stranger = client.another_browser()

    for place, answer in answers_to_the_id_elsewhere(stranger, session_id, mentioned):
        assert answer.status >= 400, expected(f"401 for the id in {place}", got=answer)
