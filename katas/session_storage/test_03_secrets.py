"""A login reveals no secrets

`mentioned` lists the names in your main.py that could be those of a header, a query parameter or a cookie.
`values` lists the texts in it that could be the value of one.
"""

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    OTHER_NAMES,
    answers_to_the_id_elsewhere,
    held_by,
    kept_of_a_password,
    keys_in,
    log_in,
    shows,
    with_a_value_everywhere,
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
    almost = (None, "", "analytical", "ANALYTICAL ENGINE", " analytical engine ", "analytical engines")
    for given in ({}, *({"password": password} for password in almost)):
        answer = client.post("/login", json={"username": "ada", **given})

        what = given or "no password"
        assert 400 <= answer.status < 500, expected(f"401 or 422 for ada with {what}", got=answer)
        assert "session_id" not in client.cookies, expected(f"no cookie for {what}", got=held_by(client), about=answer)


def test_a_password_may_be_any_text(client, change_password):
    """A limit to ASCII or to 64 characters locks out those who chose a good password."""
    password = "Zoë, 日本, 🎉 und so weiter " * 5
    change_password("ada", password)

    for typed, is_right in ((password, True), (password[:-1], False)):
        answer = client.post("/login", json={"username": "ada", "password": typed})

        what = "2xx for the right password, of 125 characters" if is_right else "401 without its last character"
        assert (answer.status < 400) == is_right, expected(what, got=answer)


def test_a_failed_login_does_not_end_the_session(client):
    """A typo must not log the user out, and who is logged in must give the password, too."""
    cookie = log_in(client, ADA)
    for wrong in (WRONG, {"username": "grace", "password": "analytical engine"}, WRONG):
        answer = client.post("/login", json=wrong, cookie=cookie)
        profile = client.get("/profile", cookie=cookie)

        assert answer.status == 401, expected("401 for a wrong password, also with a session", got=answer)
        assert profile["username"] == "ada", expected("ada's session as it was, after a login that failed", got=profile)


def test_an_unknown_user_gets_the_same_words(client):
    """Other words for an unknown user would tell an attacker which names exist."""
    typo = client.post("/login", json={"username": "grace", "password": "nanoseconds of wood"})
    unknown = client.post("/login", json={"username": "nobody", "password": "nanoseconds of wood"})

    words = words_of(typo, "grace")
    assert words_of(unknown, "nobody") == words, expected(f"the same words for an unknown user: {words}", got=unknown)
    for user in ("grace", "nobody"):  # also the sixth time
        for again in [client.post("/login", json={"username": user, "password": "wood"}) for _ in range(5)]:
            assert words_of(again, user) == words, expected(f"the same words each time: {words}", got=again)


def test_nothing_made_of_a_password_is_kept(same_moment, new_client, redis, wire, change_password):
    """A digest of a password, salted or not, or its length, lets a thief test guesses; it identifies nobody."""
    found = kept_of_a_password(same_moment, new_client, redis, wire, change_password)

    assert not found, expected("nothing in Redis, cookie or process that follows the password alone", got=found[0])


def test_no_later_answer_shows_the_id(client):
    """A profile, a refused login or a logout must not repeat the id in its body or in a header, such as a link."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    answers = [client.get("/profile"), client.post("/login", json=WRONG), client.post("/logout")]

    for answer in answers:
        assert not shows(session_id, answer), expected("the id in the cookie session_id alone", got=answer)


def test_only_the_cookie_is_believed(client, mentioned):
    """Each further place for an id, also one that only your main.py names, is one more to steal it from."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    stranger = client.another_browser()

    for place, answer in answers_to_the_id_elsewhere(stranger, session_id, {*mentioned, *OTHER_NAMES}):
        assert answer.status >= 400, expected(f"401 for the id in {place}", got=answer)
    profile = stranger.get("/profile", cookie=f"session_id={session_id}")
    assert profile["username"] == "ada", expected("ada, with the id in the cookie", got=profile)


def test_no_text_in_your_code_opens_the_door(client, mentioned, values):
    """A second password, an id for tests, or a header that is believed lets in everyone who reads the code."""
    if client.get("/profile", cookie="session_id=unknown").status == 200:
        return  # any text does, and step 4 says so
    for value in values:
        answer = client.get("/profile", **with_a_value_everywhere(mentioned, value))
        login = client.post("/login", json={"username": "ada", "password": value}, cookie=f"session_id={value}")

        assert answer.status >= 400, expected(f"401 for a stranger who sends {value!r} everywhere", got=answer)
        assert login.status >= 400, expected(f"401 for ada with the password {value!r}", got=login)
