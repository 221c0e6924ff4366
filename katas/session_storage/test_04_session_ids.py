"""An id can be neither guessed nor chosen"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, GRACE, bits_of_chance

READ = "katas/session_storage/README.md#session-ids"


def test_an_id_has_122_bits_of_chance(client, redis):
    """As many as uuid4 has: who tries a million ids a second finds none, however long."""
    ids = [client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").value for _ in range(64)]

    assert len(set(ids)) == 64, expected("64 ids for 64 logins", got=f"{len(set(ids))}")
    bits = bits_of_chance(ids)
    assert bits >= 121, expected("at least 122 bits of chance in an id", got=f"{bits:.0f}: {ids[0]}, {ids[1]}")
    keys = sorted(key.decode() for key in redis.scan_iter(match="session:*", count=1000, _type="hash"))
    if len(keys) >= 64:  # fewer: some have ended, and another step says so
        kept = bits_of_chance([key + "".join(map(repr, sorted(redis.hgetall(key).values()))) for key in keys])
        assert kept >= 121, expected(
            "at least 122 bits of chance in the key as well, or other ids name the same session",
            got=f"{kept:.0f}: {keys[0]}, {keys[1]}",
        )


def test_the_same_moment_makes_another_id(users, same_moment, client, second_worker, redis):
    """An attacker knows the name, the time, and how `random` works. Only the operating system's chance is secret."""
    with same_moment:
        first = client.post("/login", json=ADA).set_cookie("session_id").value
    redis.flushdb()
    with same_moment:
        second = second_worker.post("/login", json=ADA).set_cookie("session_id").value

    assert first != second, expected(
        "another id for the same user, at the same time, with the same numbers from random", got=f"{first}, twice"
    )
    drawn = same_moment.bytes_of_chance // 2 or same_moment.bytes_before // 2  # before: when the app was loaded
    assert drawn >= 16, expected(
        "at least 16 bytes (122 bits) from the operating system's source of chance for an id", got=f"{drawn} bytes"
    )


def test_an_id_is_made_of_all_the_chance(same_moment, client, redis):
    """A digest of four bytes can be found by trying, however many were asked for."""

    def new_id():
        redis.flushdb()
        return client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").value

    matter = same_moment.bytes_that_matter(new_id, enough=16)
    assert matter >= 16, expected(
        "an id that changes with each of at least 16 bytes (122 bits) from the operating system",
        got=f"one that changes with {matter} of them",
    )


def test_an_id_that_the_client_made_up_is_not_adopted(client):
    """Who plants an id in your browser before you log in would be logged in with you: session fixation."""
    planted = "session_id=6f1ed002-ab55-4d3c-9b1c-1ab2c3d4e5f6"
    login = client.post("/login", json=ADA, cookie=planted)
    cookie = login.set_cookie("session_id").pair
    profiles = client.get("/profile", cookie=planted), client.get("/profile", cookie=cookie)

    assert cookie != planted, expected("a new id, not the one that the client brought", got=cookie)
    assert profiles[0].status == 401, expected("401 for the id that was planted", got=profiles[0])
    assert profiles[1]["username"] == "ada", expected("ada, with the new id", got=profiles[1])


@pytest.mark.parametrize("before", [ADA, GRACE], ids=["one's own", "somebody else's"])
def test_the_session_that_a_login_brings_along_ends(client, before):
    """One browser has one session; the one before has no owner any more."""
    old = client.post("/login", json=before).set_cookie("session_id").pair
    new = client.post("/login", json=ADA, cookie=old).set_cookie("session_id").pair
    profiles = client.get("/profile", cookie=old), client.get("/profile", cookie=new)

    assert new != old, expected("a new id for each login", got=f"{new}, twice")
    assert profiles[0].status == 401, expected("401 for the session before the login", got=profiles[0])
    assert profiles[1]["username"] == "ada", expected("ada, with the new id", got=profiles[1])


def test_an_id_that_was_used_before_is_not_adopted(client):
    """It looks like one of yours, and was one."""
    used = client.post("/login", json=GRACE).set_cookie("session_id").pair
    client.post("/logout", cookie=used)
    new = client.post("/login", json=ADA, cookie=used).set_cookie("session_id").pair
    profile = client.get("/profile", cookie=used)

    assert new != used, expected("a new id for a new login", got=new)
    assert profile.status == 401, expected("401 for the id that the client brought", got=profile)


def test_an_unknown_cookie_is_nobody_and_creates_nothing(client, redis):
    """401, whatever it says, also while others are logged in."""
    client.post("/login", json=ADA).set_cookie("session_id")
    before = set(redis.scan_iter())
    odd = [
        b"",
        b"*",
        b"?",
        b"[a-z0-9]*",
        b"ada",
        b"1",
        b"null",
        b'""',
        b'"\\000\\377"',
        b"%00",
        b"../x",
        b"{}",
        b"\xff\xfe",
    ]
    for value in odd:
        answer = client.get("/profile", cookie=b"session_id=" + value)

        assert answer.status == 401, expected(f"401 for the cookie session_id={value!r}", got=answer)
        new = [key.decode(errors="replace") for key in set(redis.scan_iter()) - before]
        assert not new, expected(f"nothing in Redis for the cookie session_id={value!r}", got=", ".join(new))


def test_a_part_of_an_id_is_no_id(client):
    """Nor is one with more behind it, or 8 kB of nothing."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    for value in (session_id[:-4], session_id[:8], f"{session_id[:8]}*", f"{session_id}:x", "x" * 8000):
        answer = client.get("/profile", cookie=f"session_id={value}")

        assert answer.status == 401, expected("401 for what is not the whole id, and nothing else", got=answer)


def test_the_name_of_another_key_is_no_id(client, redis):
    """The cookie is written by anybody: it can name a List of yours, or a Hash that is no session."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    keys = [key.decode(errors="replace") for key in redis.scan_iter()]
    for prefix in {"session:", *(key.replace(session_id, "") for key in keys if session_id in key)}:
        redis.rpush(f"{prefix}queue", "a List")
        redis.set(f"{prefix}total", "a String")
        redis.hset(f"{prefix}settings", mapping={"theme": "dark"})
    yours = [key.removeprefix("session:") for key in keys if session_id not in key]
    for name in ("queue", "total", "settings", *yours):
        answer = client.get("/profile", cookie=f"session_id={name}")

        assert answer.status == 401, expected(f"401 for the cookie session_id={name}", got=answer)


def test_of_two_cookies_at_most_one_counts(client):
    """A browser can send two of one name, from two paths. Whichever you take: no failure, and no third user."""
    ada = client.post("/login", json=ADA).set_cookie("session_id").pair
    for cookie in (f"{ada}; session_id=x", f"session_id=x; {ada}"):
        answer = client.get("/profile", cookie=cookie)

        assert answer.status in (200, 401), expected("200 or 401 for two cookies of one name", got=answer)


def test_a_login_does_not_mind_an_odd_cookie(client, redis):
    """It is replaced by a good one, and does no harm to others."""
    redis.rpush("session:queue", "a List")
    other = client.another_browser()
    other.post("/login", json=GRACE)
    for value in (b"", b"*", b"queue", b"\xff\xfe", b"x" * 8000):
        login = client.post("/login", json=ADA, cookie=b"session_id=" + value)
        profiles = client.get("/profile", cookie=login.set_cookie("session_id").pair), other.get("/profile")

        assert login.status < 400, expected(f"2xx for a login with the cookie session_id={value[:9]!r}", got=login)
        assert profiles[0]["username"] == "ada", expected("ada, with the new id", got=profiles[0])
        assert profiles[1].status == 200, expected("grace, still logged in, in her browser", got=profiles[1])
