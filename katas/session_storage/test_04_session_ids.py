"""Nobody can guess or choose a session id

`with same_moment:` replays one instant: the same time and the same numbers from `random`.
Chance from the operating system (`secrets`, `os.urandom`, `uuid4`) is not replayed, only counted.
"""

from dojo.steps import expected
from katas.session_storage.checks import (
    ADA,
    GRACE,
    bits_of_chance,
    hashes_in,
    keys_in,
    log_in,
    log_in_elsewhere,
    log_in_often,
)

READ = "katas/session_storage/README.md#session-ids"


def test_an_unknown_id_is_401(client):
    """HGETALL returns an empty dict for it, and an empty dict is not None."""
    answer = client.get("/profile", cookie="session_id=unknown")

    assert answer.status == 401, expected("401 for an unknown id", got=answer)


def test_each_login_makes_a_new_id(client):
    """An id must not be known before the login: an attacker plants it in your browser, and is logged in with you."""
    old = log_in(client, ADA)

    new = log_in(client, ADA, cookie=old)

    assert new != old, expected("a new id for each login", got=f"{new}, twice")


def test_a_login_ends_the_session_before(client):
    """The browser forgets the old id, but a copy of it would still be logged in."""
    old = log_in(client, ADA)

    log_in(client, ADA, cookie=old)

    profile = client.get("/profile", cookie=old)
    assert profile.status == 401, expected("401 for the session before the login", got=profile)


def test_an_id_comes_from_the_operating_system(same_moment, client, second_worker, redis):
    """An attacker knows the user's name, the time, and how `random` and `uuid1` work."""
    with same_moment:
        first = log_in(client, ADA)
    redis.flushdb()
    with same_moment:
        second = log_in(second_worker, ADA)

    assert first != second, expected("another id at the same time, with the same numbers from random", got=first)


# Edge cases


def test_an_id_takes_16_bytes_from_the_operating_system(same_moment, client):
    """Eight bytes can be found by trying, and a time or an address in memory adds nothing secret."""
    with same_moment:
        log_in(client, ADA)

    drawn = same_moment.bytes_of_chance or same_moment.bytes_before  # before: when the app was loaded
    assert drawn >= 16, expected("an id from at least 16 bytes of the operating system's chance", got=f"{drawn} bytes")


def test_an_id_and_its_key_have_122_bits_of_chance(client, redis):
    """Eight bytes can be found by trying; uuid4 has 122 bits. With a key that is cut short, other ids fit it, too."""
    ids = log_in_often(client, ADA, 48)

    assert len(set(ids)) == 48, expected("48 ids for 48 logins", got=f"{len(set(ids))} ids")
    bits = bits_of_chance(ids)
    assert bits >= 121, expected("at least 122 bits of chance in an id", got=f"{bits:.0f}: {ids[0]}, {ids[1]}")

    # what is stored counts, too: half of the id may be a proof that the Hash holds
    keys = [key + "".join(map(repr, sorted(redis.hgetall(key).values()))) for key in hashes_in(redis)]
    sessions = [key for key in keys if key.startswith("session:")]
    if len(sessions) >= 48:  # fewer: some have ended, and another step says so
        bits = bits_of_chance(sessions)
        assert bits >= 121, expected("at least 122 bits of chance in a key", got=f"{bits:.0f}: {sessions[0]}, …")


def test_an_id_is_made_of_all_the_chance(same_moment, client, redis):
    """The digest of four bytes can be found by trying, however long the digest is."""

    def new_id():
        redis.flushdb()
        return log_in_elsewhere(client, ADA)

    matter = same_moment.bytes_that_matter(new_id, enough=16)

    assert matter >= 16, expected("an id that changes with each of at least 16 bytes", got=f"only {matter} matter")


def test_a_login_ends_the_session_of_another_user(client):
    """One browser has one session: a login ends the one before, also if it belonged to somebody else."""
    old = log_in(client, GRACE)
    new = log_in(client, ADA, cookie=old)
    of_old, of_new = client.get("/profile", cookie=old), client.get("/profile", cookie=new)

    assert of_old.status == 401, expected("401 for the session before the login", got=of_old)
    assert of_new["username"] == "ada", expected("ada, with the new id", got=of_new)


def test_an_odd_cookie_is_401_and_creates_nothing(client, redis):
    """Anybody can write a cookie: a pattern, an empty one, bytes that are not text, 8 kB, or a part of an id."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value.encode()
    before = keys_in(redis)
    odd = [b"", b"*", b"[a-z0-9]*", b"ada", b"1", b"null", b'"\\000\\377"', b"%00", b"../x", b"\xff\xfe", b"x" * 8000]

    for value in (*odd, session_id[:-4], session_id[:8], session_id[:8] + b"*", session_id + b":x"):
        answer = client.get("/profile", cookie=b"session_id=" + value)

        assert answer.status == 401, expected(f"401 for the cookie session_id={value[:40]!r}", got=answer)
    for url in ("/", "/health", "/nothing"):
        client.get(url, cookie=b"session_id=unknown")
    new = set(keys_in(redis)) - set(before)
    assert not new, expected("nothing in Redis for cookies that no login has set", got=", ".join(new))


def test_the_name_of_another_key_is_not_an_id(client, redis):
    """With the raw cookie in the key, a client can name another key: WRONGTYPE, or a Hash that is no session."""
    log_in(client, GRACE)
    client.post("/logout")  # what it leaves there is a key of yours, too
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    keys = keys_in(redis)
    for prefix in {"session:", *(key.replace(session_id, "") for key in keys if session_id in key)}:
        redis.rpush(f"{prefix}queue", "a List")
        redis.set(f"{prefix}total", "a String")
    yours = [key.removeprefix("session:") for key in keys if session_id not in key]

    for name in yours:
        answer = client.get("/profile", cookie=f"session_id={name}")

        assert answer.status == 401, expected(f"401 for the cookie session_id={name}", got=answer)
    for name in ("queue", "total"):  # no key of this app, so 503 is right too
        answer = client.get("/profile", cookie=f"session_id={name}")

        assert answer.status in (401, 503), expected(f"401 for the cookie session_id={name}", got=answer)


def test_other_cookies_do_not_hide_the_id(client):
    """A browser can send two of one name, from two paths, and others; splitting the header by hand fails on them."""
    ada = log_in(client, ADA)

    for cookie in (f"{ada}; session_id=x", f"session_id=x; {ada}"):
        answer = client.get("/profile", cookie=cookie)

        assert answer.status in (200, 401), expected("200 or 401 for two cookies of one name", got=answer)
    for cookie in (f"old_session_id=x; {ada}", f"a=session_id=x;{ada};session_id2=x", f"flag; {ada}; theme="):
        answer = client.get("/profile", cookie=cookie)

        assert answer.status == 200, expected(f"ada, beside cookies of other names: {cookie}", got=answer)


def test_an_odd_cookie_does_not_stop_a_login(client):
    """A browser with a bad cookie needs a login most; and a pattern in it must not end other sessions."""
    other = client.another_browser()
    log_in(other, GRACE)

    for value in (b"", b"*", b"\xff\xfe", b"x" * 8000):
        login = client.post("/login", json=ADA, cookie=b"session_id=" + value)
        of_ada, of_grace = client.get("/profile", cookie=login.set_cookie("session_id").pair), other.get("/profile")

        assert login.status < 400, expected(f"2xx for a login with the cookie session_id={value[:9]!r}", got=login)
        assert of_ada["username"] == "ada", expected("ada, with the new id", got=of_ada)
        assert of_grace.status == 200, expected("grace, still logged in, in her browser", got=of_grace)


def test_a_login_does_not_keep_the_id_of_the_client(client):
    """Session fixation: an id that the client sends is not new, even if it looks like yours or was one of yours."""
    planted = "session_id=6f1ed002-ab55-4d3c-9b1c-1ab2c3d4e5f6"
    used = log_in(client, GRACE)
    client.post("/logout", cookie=used)

    for brought in (planted, used):
        new = log_in(client, ADA, cookie=brought)
        of_brought, of_new = client.get("/profile", cookie=brought), client.get("/profile", cookie=new)

        assert new != brought, expected("a new id, not the one that the client sent", got=new)
        assert of_brought.status == 401, expected("401 for the id that the client sent", got=of_brought)
        assert of_new["username"] == "ada", expected("ada, with the new id", got=of_new)
