"""The steps of session_storage, in the order to solve them. Read them; do not edit them.

`client` is a browser in front of your app, with its own cookies, and so is each `client.another_browser()`.
`second_worker` is one in front of a second process of your app. A request with `cookie="session_id=…"` is sent by hand:
with this cookie, and outside of any browser, which would drop a cookie by itself when its time is up.
`redis` looks at what you stored, `wire` sees every round trip you make to Redis, and can break it.
`clock.advance` moves time.
"""

import base64
import hashlib
import math
import re

import pytest
from redis.exceptions import ResponseError

from dojo.steps import expected, step, stretch
from katas.session_storage.fixtures import another_password

BRIEF = "katas/session_storage/README.md"
TTL = 1800  # seconds, unless SESSION_TTL_SECONDS says otherwise

ADA = {"username": "ada", "password": "analytical engine"}
GRACE = {"username": "grace", "password": "nanoseconds of wire"}
HEDY = {"username": "hedy", "password": "frequency hopping"}


# Step 1 ---------------------------------------------------------------------------------------------------------------

stranger = step(1, "A stranger has no profile", read=f"{BRIEF}#the-login")


@stranger
def test_a_stranger_has_no_profile(client):
    """Who sends no cookie is nobody."""
    answer = client.get("/profile")

    assert answer.status == 401, expected("401 without a cookie", got=answer)


@stranger
def test_health_says_whether_redis_answers(client, wire):
    """Without Redis the app is degraded, not dead."""
    healthy = client.get("/health")
    wire.down()
    degraded = client.get("/health")

    assert healthy.json == {"status": "healthy", "redis": True}, expected("healthy", got=healthy)
    assert degraded.json == {"status": "degraded", "redis": False}, expected("degraded, with Redis down", got=degraded)


# Step 2 ---------------------------------------------------------------------------------------------------------------

remembered = step(2, "Who has logged in is remembered", read=f"{BRIEF}#a-session-is-a-hash")


@remembered
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


@remembered
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


@remembered
def test_who_is_logged_in_stays_so(client):
    """A profile can be looked at again and again."""
    client.post("/login", json=ADA)
    profiles = [client.get("/profile") for _ in range(3)]

    for profile in profiles:
        assert profile["username"] == "ada", expected("ada, each time", got=profile)


@remembered
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


# Step 3 ---------------------------------------------------------------------------------------------------------------

nothing_given_away = step(3, "A login gives nothing away", read=f"{BRIEF}#secrets")


@nothing_given_away
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


@nothing_given_away
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


@nothing_given_away
def test_a_failed_login_ends_nothing_and_tells_nothing(client):
    """A slip of the fingers logs nobody out; and what is said of it must not tell which names there are."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    slip = client.post("/login", json={"username": "grace", "password": "nanoseconds of wood"}, cookie=cookie)
    unknown = client.post("/login", json={"username": "nobody", "password": "nanoseconds of wood"}, cookie=cookie)
    profile = client.get("/profile", cookie=cookie)

    assert profile.status == 200, expected("ada's session as it was, after logins that failed", got=profile)
    words = [detail_of(answer, name) for answer, name in ((slip, "grace"), (unknown, "nobody"))]
    assert words[0] == words[1], expected(f"the same words for an unknown user: {words[0]}", got=unknown)


@nothing_given_away
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


@nothing_given_away
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


@nothing_given_away
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


@nothing_given_away
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


# Step 4 ---------------------------------------------------------------------------------------------------------------

unguessable = step(4, "An id can be neither guessed nor chosen", read=f"{BRIEF}#session-ids")


@unguessable
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


@unguessable
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


@unguessable
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


@unguessable
def test_an_id_that_the_client_made_up_is_not_adopted(client):
    """Who plants an id in your browser before you log in would be logged in with you: session fixation."""
    planted = "session_id=6f1ed002-ab55-4d3c-9b1c-1ab2c3d4e5f6"
    login = client.post("/login", json=ADA, cookie=planted)
    cookie = login.set_cookie("session_id").pair
    profiles = client.get("/profile", cookie=planted), client.get("/profile", cookie=cookie)

    assert cookie != planted, expected("a new id, not the one that the client brought", got=cookie)
    assert profiles[0].status == 401, expected("401 for the id that was planted", got=profiles[0])
    assert profiles[1]["username"] == "ada", expected("ada, with the new id", got=profiles[1])


@unguessable
@pytest.mark.parametrize("before", [ADA, GRACE], ids=["one's own", "somebody else's"])
def test_the_session_that_a_login_brings_along_ends(client, before):
    """One browser has one session; the one before has no owner any more."""
    old = client.post("/login", json=before).set_cookie("session_id").pair
    new = client.post("/login", json=ADA, cookie=old).set_cookie("session_id").pair
    profiles = client.get("/profile", cookie=old), client.get("/profile", cookie=new)

    assert new != old, expected("a new id for each login", got=f"{new}, twice")
    assert profiles[0].status == 401, expected("401 for the session before the login", got=profiles[0])
    assert profiles[1]["username"] == "ada", expected("ada, with the new id", got=profiles[1])


@unguessable
def test_an_id_that_was_used_before_is_not_adopted(client):
    """It looks like one of yours, and was one."""
    used = client.post("/login", json=GRACE).set_cookie("session_id").pair
    client.post("/logout", cookie=used)
    new = client.post("/login", json=ADA, cookie=used).set_cookie("session_id").pair
    profile = client.get("/profile", cookie=used)

    assert new != used, expected("a new id for a new login", got=new)
    assert profile.status == 401, expected("401 for the id that the client brought", got=profile)


@unguessable
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


@unguessable
def test_a_part_of_an_id_is_no_id(client):
    """Nor is one with more behind it, or 8 kB of nothing."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    for value in (session_id[:-4], session_id[:8], f"{session_id[:8]}*", f"{session_id}:x", "x" * 8000):
        answer = client.get("/profile", cookie=f"session_id={value}")

        assert answer.status == 401, expected("401 for what is not the whole id, and nothing else", got=answer)


@unguessable
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


@unguessable
def test_of_two_cookies_at_most_one_counts(client):
    """A browser can send two of one name, from two paths. Whichever you take: no failure, and no third user."""
    ada = client.post("/login", json=ADA).set_cookie("session_id").pair
    for cookie in (f"{ada}; session_id=x", f"session_id=x; {ada}"):
        answer = client.get("/profile", cookie=cookie)

        assert answer.status in (200, 401), expected("200 or 401 for two cookies of one name", got=answer)


@unguessable
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


# Step 5 ---------------------------------------------------------------------------------------------------------------

well_kept = step(5, "The cookie is well kept, and a logout is final", read=f"{BRIEF}#the-cookie")


@well_kept
def test_the_cookie_is_out_of_reach(client):
    """Of scripts in the page (HttpOnly), of forms on other sites (SameSite); and it belongs to the whole app (Path)."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id")

    assert "httponly" in cookie.attributes, expected("HttpOnly", got=cookie)
    assert cookie.attributes.get("samesite", "").lower() in ("lax", "strict"), expected(
        "SameSite=Lax or SameSite=Strict", got=cookie
    )
    assert cookie.attributes.get("path") == "/", expected("Path=/", got=cookie)


@well_kept
def test_logout_ends_the_session_on_the_server(client, second_worker):
    """A copy of the cookie is worth nothing afterwards, in no worker."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    logout = client.post("/logout")
    replays = client.get("/profile", cookie=cookie), second_worker.get("/profile", cookie=cookie)

    assert logout.status < 400, expected("2xx for a logout", got=logout)
    for replay in replays:
        assert replay.status == 401, expected("401 for the cookie of a session that has ended", got=replay)


@well_kept
def test_logout_clears_the_cookie_with_the_same_attributes(client):
    """A browser removes the cookie of that Path and Domain only; what replaces it is as well kept as it was."""
    kept = client.post("/login", json=ADA).set_cookie("session_id")
    logout = client.post("/logout")
    cleared = logout.set_cookie("session_id")

    assert "session_id" not in client.cookies, expected("no cookie in the browser after a logout", got=cleared)
    other = differences(kept, cleared)
    assert not other, expected(f"the same {other} as when the cookie was set", got=cleared)


@well_kept
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


@well_kept
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


@well_kept
def test_one_can_be_logged_in_on_many_devices(client):
    """A login on the twelfth ends none of the others."""
    first = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
    for _ in range(11):
        client.post("/login", json=ADA, cookie="none=1")
    profile = client.get("/profile", cookie=first)

    assert profile.status == 200, expected("ada, still logged in after 11 logins on other devices", got=profile)


@well_kept
def test_a_link_does_not_log_out(client):
    """GET is for looking: an image on another site could have it sent."""
    client.post("/login", json=ADA)
    client.get("/logout")
    profile = client.get("/profile")

    assert profile["username"] == "ada", expected("ada, still logged in after GET /logout", got=profile)


# Step 6 ---------------------------------------------------------------------------------------------------------------

expiry = step(6, "An unused session expires, a used one does not", read=f"{BRIEF}#expiry")


@expiry
def test_everything_that_a_login_stores_expires(client, redis):
    """Nobody logs out; they close the browser."""
    client.post("/login", json=ADA).set_cookie("session_id")
    client.get("/profile")

    immortal = [key.decode() for key in redis.scan_iter() if never_ends(redis, key)]
    assert not immortal, expected("a TTL on every key", got=f"{', '.join(immortal)} without one")


@expiry
def test_the_ttl_arrives_together_with_the_session(client, redis, wire):
    """A connection can be cut between any two round trips. Whatever has arrived by then must expire."""
    for round_trips in range(5):
        wire.cut_after(round_trips)
        client.post("/login", json=ADA)
        wire.mend()
        client.post("/login", json=ADA).set_cookie("session_id")
        wire.cut_after(round_trips)
        client.get("/profile")
        wire.mend()

        immortal = [key.decode() for key in redis.scan_iter() if never_ends(redis, key)]
        assert not immortal, expected(
            "no key without a TTL, wherever the connection is cut",
            got=f"{', '.join(immortal)} without one: the connection was cut after round trip {round_trips}",
        )


@expiry
def test_unused_a_session_ends(client, clock, redis):
    """After SESSION_TTL_SECONDS, on the server: what the browser does with its cookie is its own business."""
    client.another_browser().post("/login", json=ADA)  # what is kept for each user is there from now on
    before = set(redis.scan_iter())
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    session = set(redis.scan_iter()) - before
    clock.advance(TTL)
    answer = client.get("/profile", cookie=cookie)

    assert answer.status == 401, expected(f"401 after {TTL} s without a request", got=answer)
    left = left_of(session, redis)
    assert not left, expected("nothing left of it in Redis", got=", ".join(left))


@expiry
@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_the_ttl_comes_from_the_environment(client, clock):
    """SESSION_TTL_SECONDS=60 here."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    never_used = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
    clock.advance(40)
    used = client.get("/profile", cookie=cookie)
    clock.advance(60)
    unused = client.get("/profile", cookie=cookie), client.get("/profile", cookie=never_used)

    assert used["username"] == "ada", expected("ada after 40 of 60 s", got=used)
    for answer in unused:
        assert answer.status == 401, expected("401 after 60 s, with SESSION_TTL_SECONDS=60", got=answer)


@expiry
def test_each_use_renews_the_session(client, clock):
    """Sliding expiration: the time runs from the last use, not from the login."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    for _ in range(3):
        clock.advance(TTL * 0.6)
        used = client.get("/profile", cookie=cookie)

        assert used["username"] == "ada", expected(f"ada, as she was here {TTL * 0.6:.0f} s ago", got=used)
    clock.advance(TTL)
    unused = client.get("/profile", cookie=cookie)

    assert unused.status == 401, expected(f"401, {TTL} s after the last use", got=unused)


@expiry
def test_the_browser_keeps_the_cookie_as_long(client, clock):
    """A Max-Age is not needed. If there is one, it has to slide with the session."""
    client.post("/login", json=ADA)
    for _ in range(3):
        clock.advance(TTL * 0.6)
        used = client.get("/profile")

        assert used["username"] == "ada", expected("a cookie that the browser still has, and ada", got=used)


@expiry
@pytest.mark.environment(SESSION_TTL_SECONDS=7200)
def test_the_cookie_lasts_as_long_as_the_environment_says(client, clock):
    """SESSION_TTL_SECONDS=7200 here: a Max-Age, if there is one, is no shorter."""
    client.post("/login", json=ADA)
    clock.advance(6000)
    used = client.get("/profile")

    assert used["username"] == "ada", expected("a cookie that the browser still has after 6000 of 7200 s", got=used)


@expiry
@pytest.mark.environment(SESSION_TTL_SECONDS=259_200, SESSION_MAX_SECONDS=100_000_000)
def test_who_comes_now_and_then_stays_logged_in(client, clock):
    """For a month, with the browser's own cookie: a Max-Age, however long, has to slide as the session does."""
    client.post("/login", json=ADA)
    for visit in range(1, 15):
        clock.advance(207_360)
        used = client.get("/profile")

        who = f"ada, who comes every 2.4 days with SESSION_TTL_SECONDS=259200 (3 days), at visit {visit}"
        assert "session_id" in client.cookies, expected(f"a cookie in the browser of {who}", got="none", about=used)
        assert used.status == 200, expected(who, got=used)


@expiry
def test_a_session_is_whose_cookie_it_is(client):
    """Wherever it comes from: telephones change their network, and browsers their version."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    profile = client.from_ip("198.51.100.7").get("/profile", cookie=cookie, headers={"User-Agent": "newer/2.0"})

    assert profile.status == 200, expected("ada, from another address and with another User-Agent", got=profile)


@expiry
def test_a_renewed_cookie_is_as_well_kept_as_the_first(client, clock):
    """If the answer sets it again, then with the same id and the same attributes."""
    first = client.post("/login", json=ADA).set_cookie("session_id")
    clock.advance(TTL * 0.6)
    used = client.get("/profile")

    assert used["username"] == "ada", expected("ada", got=used)
    renewed = used.cookies.get("session_id", first)
    other = differences(first, renewed)
    assert not other, expected(f"the same {other} as the first time", got=renewed)


@expiry
def test_a_login_that_fails_renews_nothing(client, clock):
    """Who does not know the password has not used the session."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(TTL * 0.6)
    client.post("/login", json={"username": "ada", "password": "analytical motor"}, cookie=cookie)
    clock.advance(TTL * 0.6)
    answer = client.get("/profile", cookie=cookie)

    assert answer.status == 401, expected(f"401, {TTL * 1.2:.0f} s after the last request that succeeded", got=answer)


# Step 7 ---------------------------------------------------------------------------------------------------------------

one_field = step(7, "One field is changed by writing one field", read=f"{BRIEF}#changing-a-field")


@one_field
def test_a_field_is_changed(client):
    """And the others stay as they are."""
    others = client.another_browser(), client.another_browser()
    others[0].post("/login", json=HEDY)
    others[1].post("/login", json=ADA)
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    before = [other.get("/profile") for other in others]
    for language in ('l\'"anglais"', "Zoë 日本 DE-at"):
        answers = [
            client.put("/profile/theme", json={"value": "dark"}),
            client.put("/profile/language", json={"value": language}),
        ]
        profile = client.get("/profile")

        for answer in answers:
            assert answer.status < 300, expected("2xx for PUT", got=answer)
            assert not shows(session_id, answer), expected("the id in the cookie, and in no answer", got=answer)
        assert profile["theme"] == "dark", expected("the theme dark", got=profile)
        assert profile["language"] == language, expected(f"the language {language}, to the letter", got=profile)
        assert profile["username"] == "ada", expected("ada, as before", got=profile)
    for earlier, other in zip(before, others, strict=True):
        after = other.get("/profile")
        assert after.json == earlier.json, expected("the other sessions as they were, hedy's and ada's", got=after)
    client.get("/profile/theme?value=blue")  # a link, or an image on another site
    profile = client.get("/profile")
    assert profile["theme"] == "dark", expected("the theme dark, after GET /profile/theme?value=blue", got=profile)


@one_field
def test_any_short_text_is_a_value(client):
    """Up to 64 characters, of any script, and it comes back to the letter: what it means is not yours to say."""
    pairs = [("solarized", "klingon"), ("", " a  b "), ("日" * 64, "a" * 64), ("7", "true"), ("a\nb", "null")]
    for theme, language in (*pairs, ("<b>&", "ﬁ"), ("%41", "🎉")):
        client.post("/login", json=ADA)
        values = {"theme": theme, "language": language}
        for field, value in values.items():
            answer = client.put(f"/profile/{field}", json={"value": value})
            assert answer.status < 300, expected(f"2xx for PUT /profile/{field} with {value!r}", got=answer)
        profile = client.get("/profile")
        for field, value in values.items():
            assert profile[field] == value, expected(f"the {field} {value!r}, to the letter", got=profile)


@one_field
def test_a_change_ends_with_its_session(client):
    """It is that field of the session: the next one begins with what users.py has."""
    client.post("/login", json=ADA)
    client.put("/profile/theme", json={"value": "dark"})
    client.post("/logout")
    client.post("/login", json=ADA)
    profile = client.get("/profile")

    assert profile["theme"] == "light", expected("the theme light in a new session, as users.py has it", got=profile)


@one_field
def test_other_fields_cannot_be_written(client):
    """Else anybody could become user 2."""
    client.post("/login", json=ADA)
    before = client.get("/profile")
    for field in ("user_id", "username", "colour", "Theme", "*"):
        answer = client.put(f"/profile/{field}", json={"value": "2"})
        after = client.get("/profile")

        assert 400 <= answer.status < 500, expected(f"4xx for PUT /profile/{field}", got=answer)
        assert after["username"] == "ada", expected("ada, as before", got=after)
        assert after.json == before.json, expected("the profile as it was", got=after)


@one_field
def test_a_value_is_a_text(client):
    """Anything else is a mistake of the client: 4xx, and nothing is written."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    before = client.get("/profile")
    odd = [{"value": value} for value in (None, 7, 1.5, True, ["dark"], {"deep": 1})]
    for body in (*odd, {}, [], "dark"):
        answer = client.put("/profile/theme", json=body)
        after = client.get("/profile")

        assert 400 <= answer.status < 500, expected(f"4xx for PUT /profile/theme with {body}", got=answer)
        assert not shows(session_id, answer), expected("the id in the cookie, and in no answer", got=answer)
        assert after["theme"] == before["theme"], expected(f"the theme {before['theme']}, as before", got=after)


@one_field
def test_who_is_not_logged_in_changes_nothing(client, redis):
    """401, and no key from it. A Hash of another name is no session."""
    client.post("/login", json=ADA).set_cookie("session_id")
    redis.rpush("session:queue", "a List")
    redis.hset("session:settings", mapping={"theme": "system"})
    before = set(redis.scan_iter())
    for value in (None, b"", b"*", b"queue", b"settings", b"\xff\xfe"):
        cookie = b"none=1" if value is None else b"session_id=" + value
        answer = client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)

        assert answer.status == 401, expected(f"401 for the cookie {cookie!r}", got=answer)
        new = [key.decode(errors="replace") for key in set(redis.scan_iter()) - before]
        assert not new, expected("nothing in Redis from who is not logged in", got=", ".join(new))


@one_field
def test_a_change_believes_only_the_cookie(client, mentioned):
    """As a read does: neither a header, nor the URL, nor the body says whose session it is."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    other = client.another_browser()
    for name, value in (("Authorization", f"Bearer {session_id}"), ("X-Session-ID", session_id)):
        other.put("/profile/theme", json={"value": "dark"}, headers={name: value})
    other.put(f"/profile/theme?session_id={session_id}", json={"value": "dark"})
    other.put("/profile/theme", json={"value": "dark", "session_id": session_id})
    for place in ("header", "query parameter", "cookie"):
        other.put(**naming(session_id, mentioned, place, "/profile/theme"), json={"value": "dark"})
    profile = client.get("/profile")

    assert profile["theme"] == "light", expected("the theme light, as nobody sent the cookie session_id", got=profile)


@one_field
def test_two_changes_at_once_both_stay(client):
    """One waits in front of its first, second, third round trip while the other comes and goes."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    for round_trips in range(1, 8):
        theme, language = ["dark", "light"][round_trips % 2], ["en", "de", "fr"][round_trips % 3]
        slow = client.start("PUT", "/profile/theme", json={"value": theme}, cookie=cookie, hold_at=round_trips)
        was_held = slow.is_held
        other = client.start("PUT", "/profile/language", json={"value": language}, cookie=cookie)
        slow.finish()
        other.finish()
        profile = client.get("/profile", cookie=cookie)

        assert profile["theme"] == theme, expected(f"the theme {theme}, as just written", got=profile)
        assert profile["language"] == language, expected(
            f"the language {language}, written while the other change stood before round trip {round_trips}",
            got=profile,
        )
        if not was_held:
            break


@one_field
@pytest.mark.parametrize("ended_by", ["logout", "expiry"])
def test_a_change_does_not_revive_a_session(client, clock, redis, wire, ended_by):
    """HSET makes a key if there is none: with one field, no user, and no TTL."""
    client.another_browser().post("/login", json=ADA)  # what is kept for each user is there from now on
    before = set(redis.scan_iter())
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    session = set(redis.scan_iter()) - before
    if ended_by == "logout":
        client.post("/logout", cookie=cookie)
    else:
        clock.advance(TTL)
    answer = client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    left = left_of(session, redis)
    for round_trips in (1, 2):
        wire.cut_after(round_trips)
        client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
        wire.mend()
        left += left_of(session, redis)
    replay = client.get("/profile", cookie=cookie)

    assert answer.status == 401, expected("401 for a change to a session that has ended", got=answer)
    assert replay.status == 401, expected("401 for a session that has ended", got=replay)
    assert not left, expected("nothing left of a session that has ended", got=", ".join(left))


@one_field
def test_a_change_is_a_use(client, clock, redis):
    """It renews the session, in Redis and in the browser, and whatever it writes expires."""
    first = client.post("/login", json=ADA).set_cookie("session_id")
    for theme in ("dark", "light", "dark"):
        clock.advance(TTL * 0.6)
        answers = [client.put("/profile/theme", json={"value": theme})]
        answers += [client.put("/profile/theme", json={"value": theme}, cookie=first.pair)]

        for answer in answers:
            assert answer.status < 300, expected(f"2xx, as the session was used {TTL * 0.6:.0f} s ago", got=answer)
            renewed = answer.cookies.get("session_id", first)
            other = differences(first, renewed)
            assert not other, expected(f"the same {other} as the first time", got=renewed)
    used = client.get("/profile", cookie=first.pair)
    assert used["username"] == "ada", expected("ada, whole, as her session was used", got=used)
    immortal = [key.decode() for key in redis.scan_iter() if never_ends(redis, key)]
    assert not immortal, expected(
        "a TTL on every key, and on every field if they have their own", got=", ".join(immortal)
    )


@one_field
@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_after_a_change_too_an_unused_session_ends(client, clock):
    """SESSION_TTL_SECONDS=60 here."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(40)
    client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    clock.advance(60)
    unused = client.get("/profile", cookie=cookie)

    assert unused.status == 401, expected("401, 60 s after a change, with SESSION_TTL_SECONDS=60", got=unused)


@one_field
@pytest.mark.parametrize("ended_by", ["logout", "expiry"])
def test_a_change_that_is_overtaken_does_not_revive_a_session(client, clock, redis, ended_by):
    """The session was there when the change looked, and is gone when it writes."""
    for round_trips in range(1, 8):
        client.another_browser().post("/login", json=ADA)  # what is kept for each user is there from now on
        before = set(redis.scan_iter())
        cookie = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        session = set(redis.scan_iter()) - before
        change = client.start("PUT", "/profile/theme", json={"value": "dark"}, cookie=cookie, hold_at=round_trips)
        was_held = change.is_held
        if ended_by == "logout":
            client.post("/logout", cookie=cookie)
        else:
            clock.advance(TTL)
        answer = change.finish()
        replay = client.get("/profile", cookie=cookie)

        where = f"{ended_by} while the change stood before round trip {round_trips}"
        assert answer.status < 500, expected(f"401, or 2xx, with a {where}", got=answer)
        assert replay.status == 401, expected(f"401 after a {where}", got=replay)
        left = left_of(session, redis)
        assert not left, expected(f"nothing left of the session after a {where}", got=", ".join(left))
        if not was_held:
            break


# Step 8 ---------------------------------------------------------------------------------------------------------------

overtaken = step(8, "A request that is overtaken brings no session back", read=f"{BRIEF}#overtaken")


@overtaken
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


# Step 9 ---------------------------------------------------------------------------------------------------------------

every_worker = step(9, "All workers know the same, and nobody is mistaken for another", read=f"{BRIEF}#several-workers")


@every_worker
def test_a_second_worker_sees_logins_changes_and_logouts_at_once(client, request):
    """There is one memory, Redis: no copy in a process would hear of it, and a worker that starts empties it not."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    second_worker = request.getfixturevalue("second_worker")  # it starts now
    logged_in = [worker.get("/profile", cookie=cookie) for worker in [second_worker, client] * 8]
    second_worker.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    changed = second_worker.get("/profile", cookie=cookie), client.get("/profile", cookie=cookie)
    second_worker.post("/logout", cookie=cookie)
    logged_out = second_worker.get("/profile", cookie=cookie), client.get("/profile", cookie=cookie)

    for answer in logged_in:
        assert answer["username"] == "ada", expected("ada, in both workers", got=answer)
    for answer in changed:
        assert answer["theme"] == "dark", expected("the theme dark, in both workers", got=answer)
    for answer in logged_out:
        assert answer.status == 401, expected("401 after the logout, in both workers", got=answer)


@every_worker
def test_users_do_not_see_each_other(client):
    """Three at once, each in a browser of their own."""
    browsers = [(client, ADA, "fr"), (client.another_browser(), GRACE, "de"), (client.another_browser(), HEDY, "en")]
    for browser, user, _ in browsers:
        browser.post("/login", json=user)
    for browser, _, language in browsers:
        browser.put("/profile/language", json={"value": language})

    for browser, user, language in browsers:
        profile = browser.get("/profile")
        assert profile["username"] == user["username"], expected(f"{user['username']} in this browser", got=profile)
        assert profile["language"] == language, expected(f"the language {language}, of this session", got=profile)


@every_worker
def test_a_request_that_waits_is_not_answered_for_another(client):
    """What belongs to a request is not kept where others write: Ada's waits for Redis, Grace's comes and goes."""
    grace = client.another_browser()
    client.post("/login", json=ADA)
    for round_trips in (1, 2, 3):
        reading = client.start("GET", "/profile", hold_at=round_trips)
        grace.post("/login", json=GRACE)
        of_grace, of_ada = grace.get("/profile"), reading.finish()

        assert of_grace["username"] == "grace", expected("grace in her browser", got=of_grace)
        assert of_ada["username"] == "ada", expected("ada in hers", got=of_ada)
    for round_trips in (1, 2, 3):
        changing = client.start("PUT", "/profile/language", json={"value": "fr"}, hold_at=round_trips)
        other = grace.start("PUT", "/profile/language", json={"value": "de"})
        changing.finish()
        other.finish()
        of_grace, of_ada = grace.get("/profile"), client.get("/profile")

        assert of_grace["language"] == "de", expected("the language de for grace", got=of_grace)
        assert of_ada["language"] == "fr", expected("the language fr for ada", got=of_ada)


@every_worker
def test_logins_at_the_same_time_are_not_mixed_up(client):
    """Ada's login waits for Redis while Grace logs in."""
    for round_trips in (1, 2, 3):
        waiting = client.start("POST", "/login", json=ADA, cookie="none=1", hold_at=round_trips)
        grace = client.post("/login", json=GRACE, cookie="none=1").set_cookie("session_id").pair
        ada = waiting.finish().set_cookie("session_id").pair
        profiles = client.get("/profile", cookie=ada), client.get("/profile", cookie=grace)

        assert profiles[0]["username"] == "ada", expected("ada, with the cookie of her login", got=profiles[0])
        assert profiles[1]["username"] == "grace", expected("grace, with the cookie of hers", got=profiles[1])
    people = [ADA, GRACE, HEDY, ADA, GRACE, HEDY]
    logins = client.together(["/login"] * 6, method="POST", bodies=people, cookie="none=1")
    for user, login in zip(people, logins, strict=True):
        profile = client.get("/profile", cookie=login.set_cookie("session_id").pair)
        assert profile["username"] == user["username"], expected(
            f"{user['username']}, with the cookie of a login while six checked passwords at once", got=profile
        )


# Step 10 --------------------------------------------------------------------------------------------------------------

without_redis = step(10, "Without Redis nobody is let in, and nobody is thrown out", read=f"{BRIEF}#when-redis-is-away")


@without_redis
@pytest.mark.parametrize("fault", ["down", "hang"])
@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "/profile", None),
        ("PUT", "/profile/theme", {"value": "dark"}),
        ("POST", "/login", ADA),
        ("POST", "/logout", None),
    ],
    ids=["profile", "change", "login", "logout"],
)
def test_without_redis_it_is_503_and_the_session_is_there_afterwards(client, wire, fault, method, url, body):
    """401 would be a lie, and 500 a confession; the browser keeps its cookie, which is good again later."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    client.get("/profile")
    before = client.cookies
    getattr(wire, fault)()
    answer = client.request(method, url, json=body)
    wire.mend()
    profile = client.get("/profile")

    assert answer.status == 503, expected("503 while Redis is away", got=answer)
    assert not shows(session_id, answer), expected("the id in the cookie, and in no answer", got=answer)
    assert '"ada"' not in answer.text, expected("no user while Redis is away", got=answer)
    assert client.cookies == before, expected("the cookie as it was", got=held_by(client) or "none")
    assert profile["username"] == "ada", expected("ada, when Redis is back", got=profile)


@without_redis
@pytest.mark.parametrize("fault", ["down", "hang"])
def test_a_login_that_cannot_be_stored_sets_no_cookie(client, wire, fault):
    """There is no session that it could name."""
    getattr(wire, fault)()
    answer = client.post("/login", json=ADA)
    wire.mend()
    again = client.post("/login", json=ADA)

    assert answer.status == 503, expected("503 for a login while Redis is away", got=answer)
    assert "session_id" not in answer.cookies, expected("no cookie while Redis is away", got=set_by(answer))
    assert again.status < 400, expected("2xx, when Redis is back", got=again)


@without_redis
@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("GET", "/profile", None),
        ("PUT", "/profile/theme", {"value": "dark"}),
        ("POST", "/login", ADA),
        ("POST", "/logout", None),
    ],
    ids=["profile", "change", "login", "logout"],
)
def test_a_cut_between_two_commands_is_503_too(client, wire, method, url, body):
    """Either it is done, or it is said that it could not be."""
    for round_trips in range(4):
        client.post("/login", json=ADA)
        wire.cut_after(round_trips)
        answer = client.request(method, url, json=body)
        wire.mend()
        profile = client.get("/profile")

        where = f"with the connection cut after {round_trips} round trips"
        assert answer.status < 400 or answer.status == 503, expected(f"503 or 2xx, {where}", got=answer)
        assert answer.status != 503 or not answer.cookies, expected(
            f"no cookie with a 503, {where}", got=set_by(answer)
        )
        assert answer.status != 503 or url == "/logout" or profile.status == 200, expected(
            f"ada, still logged in after a 503, {where}", got=profile
        )


@without_redis
def test_a_worker_starts_without_redis(client, request, wire, clock):
    """Whatever starts first after a power cut; and when Redis is back, so are the sessions, after many a 503."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    wire.down()
    worker = request.getfixturevalue("second_worker")
    answers = [worker.get("/profile", cookie=cookie) for _ in range(4)]
    wire.mend()
    clock.advance(60)
    profile = worker.get("/profile", cookie=cookie)

    for answer in answers:
        assert answer.status == 503, expected("503 while Redis is away", got=answer)
    assert profile.status == 200, expected("ada, when Redis has been back for 60 s", got=profile)


# Step 11 --------------------------------------------------------------------------------------------------------------

fast = step(11, "One round trip each", read=f"{BRIEF}#speed")


@fast
def test_a_read_a_login_and_a_logout_are_one_round_trip_each(client):
    """Every request of every user pays for the session."""
    for _ in range(2):  # the first time a script may have to be loaded
        login = client.post("/login", json=ADA)
        read = client.get("/profile")
        logout = client.post("/logout")

    assert login.round_trips == 1, expected("1 round trip for a login", got=f"{login.round_trips}")
    assert read["username"] == "ada", expected("ada", got=read)
    assert read.round_trips == 1, expected("1 round trip for a read", got=f"{read.round_trips}")
    assert logout.round_trips == 1, expected("1 round trip for a logout", got=f"{logout.round_trips}")


@fast
def test_what_a_session_costs(client, speed):
    """The same request with one and without, measured in turn: told at the end of the run, and not judged."""
    client.post("/login", json=ADA)
    answer = client.get("/profile")
    speed.cost(
        costly=lambda: client.get("/profile").seconds,
        without=lambda: client.get("/profile", cookie="none=1").seconds,
        round_trips=answer.round_trips,
        name="with a session",
    )

    assert answer["username"] == "ada", expected("ada", got=answer)


@fast
@pytest.mark.benchmark(group="session_storage: GET /profile")
@pytest.mark.parametrize("sender", ["a stranger", "ada"])
def test_benchmark(client, benchmark, speed, sender):
    """What a session adds to a request, in the table and the JSON of pytest-benchmark."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair if sender == "ada" else "none=1"

    answer = benchmark.pedantic(client.get, args=("/profile",), kwargs={"cookie": cookie}, rounds=15)
    speed.describe(benchmark, round_trips=answer.round_trips)

    assert answer.status == (200 if sender == "ada" else 401), expected("200 for ada, 401 for a stranger", got=answer)


# Stretch --------------------------------------------------------------------------------------------------------------

everywhere = stretch(1, "A logout everywhere", read=f"{BRIEF}#logout-everywhere")


@everywhere
def test_logout_everywhere_ends_all_sessions_of_this_user(client, second_worker):
    """Lost your phone? One click on another device, and it is logged out."""
    phone, grace = client.another_browser(), client.another_browser()
    of_phone = phone.post("/login", json=ADA).set_cookie("session_id").pair
    for browser in (client, second_worker):
        browser.post("/login", json=ADA)
    grace.post("/login", json=GRACE)
    phone.get("/logout-everywhere")  # a link, or an image on another site
    here = client.get("/profile")
    many = [client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair for _ in range(12)]
    answer = phone.post("/logout-everywhere?user_id=2")
    of_ada = [browser.get("/profile") for browser in (client, phone, second_worker)]
    of_ada += [client.get("/profile", cookie=cookie) for cookie in (of_phone, *many)]
    of_grace = grace.get("/profile")

    assert here["username"] == "ada", expected("ada, still logged in after GET /logout-everywhere", got=here)
    assert answer.status < 300, expected("2xx for POST /logout-everywhere", got=answer)
    assert "session_id" not in phone.cookies, expected("no cookie in this browser any more", got=held_by(phone))
    for profile in of_ada:
        assert profile.status == 401, expected("401 for ada, everywhere", got=profile)
    assert of_grace["username"] == "grace", expected("grace, still logged in", got=of_grace)


@everywhere
def test_whoever_has_no_session_logs_nobody_out(client):
    """The cookie says whose sessions are to end; one that is not good says nothing."""
    client.post("/login", json=ADA)
    answers = [client.another_browser().post("/logout-everywhere")]
    answers += [
        client.post("/logout-everywhere", cookie=b"session_id=" + value) for value in (b"*", b"1", b"\xff", b"ada")
    ]
    profile = client.get("/profile")

    for answer in answers:
        assert answer.status < 500, expected("2xx or 401 for who is not logged in", got=answer)
    assert profile["username"] == "ada", expected("ada, still logged in", got=profile)


@everywhere
@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_a_session_that_has_been_used_for_long_ends_as_well(client, clock):
    """What knows of the sessions must live as long as they do."""
    phone = client.another_browser()
    phone.post("/login", json=ADA)
    for _ in range(5):
        clock.advance(40)
        used = phone.get("/profile")
    client.post("/login", json=ADA)
    client.post("/logout-everywhere")
    profile = phone.get("/profile")

    assert used["username"] == "ada", expected("ada, on the phone that is in use", got=used)
    assert profile.status == 401, expected("401 on the phone, after a logout everywhere", got=profile)


@everywhere
def test_one_can_log_in_again_after_it(client):
    """It ends the sessions that there are, not those to come."""
    client.post("/login", json=ADA)
    client.post("/logout-everywhere")
    client.post("/login", json=ADA)
    profile = client.get("/profile")

    assert profile["username"] == "ada", expected("ada, after a new login", got=profile)


@everywhere
def test_a_read_that_a_logout_everywhere_overtakes_brings_nothing_back(client, redis):
    """As with a single logout."""
    for round_trips in range(1, 8):
        cookie = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        reading = client.start("GET", "/profile", cookie=cookie, hold_at=round_trips)
        was_held = reading.is_held
        answer = client.post("/logout-everywhere", cookie=cookie)
        reading.finish()
        replay = client.get("/profile", cookie=cookie)

        assert answer.status < 300, expected("2xx for POST /logout-everywhere", got=answer)
        assert replay.status == 401, expected("401 after a logout everywhere", got=replay)
        if not was_held:
            break


@everywhere
def test_a_login_during_a_logout_everywhere_is_not_forgotten(client):
    """It may go on, but then the next logout everywhere has to end it."""
    for round_trips in range(1, 8):
        cookie = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        ending = client.start("POST", "/logout-everywhere", cookie=cookie, hold_at=round_trips)
        was_held = ending.is_held
        meanwhile = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        ending.finish()
        last = client.post("/login", json=ADA, cookie="none=1").set_cookie("session_id").pair
        client.post("/logout-everywhere", cookie=last)
        profile = client.get("/profile", cookie=meanwhile)

        assert profile.status == 401, expected(
            f"401 after a logout everywhere, for a login while the one before stood before round trip {round_trips}",
            got=profile,
        )
        if not was_held:
            break


@everywhere
def test_without_redis_a_logout_everywhere_is_503(client, wire):
    """Who is told 2xx believes that the phone is logged out."""
    client.post("/login", json=ADA)
    wire.down()
    answer = client.post("/logout-everywhere")
    wire.mend()
    profile = client.get("/profile")

    assert answer.status == 503, expected("503 while Redis is away", got=answer)
    assert profile["username"] == "ada", expected("ada, when Redis is back", got=profile)


absolute = stretch(2, "A session ends, however much it is used", read=f"{BRIEF}#absolute-lifetime")


@absolute
@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_session_ends_however_often_it_is_used(client, clock, redis):
    """A stolen cookie must not be good for ever: SESSION_MAX_SECONDS after the login it ends."""
    client.another_browser().post("/login", json=ADA)  # what is kept for each user is there from now on
    before = set(redis.scan_iter())
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    session = set(redis.scan_iter()) - before
    for _ in range(4):
        clock.advance(48)
        used = client.get("/profile", cookie=cookie)
    clock.advance(8)
    after = client.get("/profile", cookie=cookie)

    assert used["username"] == "ada", expected("ada, 192 s after her login", got=used)
    assert after.status == 401, expected("401, 200 s after her login, with SESSION_MAX_SECONDS=200", got=after)
    clock.advance(60)
    left = left_of(session, redis)
    assert not left, expected("nothing left of it", got=", ".join(left))


@absolute
@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=30)
def test_the_shorter_of_the_two_counts(client, clock):
    """SESSION_MAX_SECONDS=30 here, and SESSION_TTL_SECONDS=60."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(30)
    after = client.get("/profile", cookie=cookie)

    assert after.status == 401, expected("401, 30 s after her login, with SESSION_MAX_SECONDS=30", got=after)


@absolute
@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_change_does_not_prolong_it_either(client, clock):
    """Nor does it end sooner by that."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    for _ in range(4):
        clock.advance(48)
        used = client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    clock.advance(8)
    after = client.put("/profile/theme", json={"value": "light"}, cookie=cookie)

    assert used.status < 300, expected("2xx, 192 s after the login", got=used)
    assert after.status == 401, expected("401, 200 s after the login, with SESSION_MAX_SECONDS=200", got=after)


@absolute
@pytest.mark.environment(SESSION_TTL_SECONDS=60, SESSION_MAX_SECONDS=200)
def test_a_new_login_begins_anew(client, clock):
    """Its own time, whatever became of the session before; and unused it ends by the sliding TTL still."""
    client.post("/login", json=ADA)
    for _ in range(4):
        clock.advance(48)
        client.get("/profile")
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(40)
    used = client.get("/profile", cookie=cookie)
    clock.advance(60)
    unused = client.get("/profile", cookie=cookie)

    assert used["username"] == "ada", expected("ada, 40 s after her second login", got=used)
    assert unused.status == 401, expected("401 after 60 s without a request", got=unused)


# Words used above -----------------------------------------------------------------------------------------------------


def held_by(browser):
    """Its cookies, cut short: ``session_id=k3y3y3y3…``"""
    return "; ".join(f"{name}={value[:8]}…" for name, value in browser.cookies.items())


def set_by(answer):
    """The cookies that it sets or removes."""
    return ", ".join(map(str, answer.cookies.values()))


def detail_of(answer, name):
    """What a refusal says, without the name that was sent."""
    said = answer.json["detail"] if isinstance(answer.json, dict) and "detail" in answer.json else ""
    return f"{said}".replace(name, "…")


def fields_after(client, redis, login):
    """The fields that a login stores."""
    redis.flushdb()
    client.post("/login", json=login, cookie="none=1")
    hashes = [redis.hgetall(key) for key in redis.scan_iter(match="session:*", _type="hash")]
    return {field: value for fields in hashes for field, value in fields.items()}


def naming(session_id, names, place, url="/profile"):
    """A request with the id under these names, which are headers, query parameters or cookies."""
    names = [name for name in names if (place, name) != ("cookie", "session_id")]
    if place == "header":
        return {"url": url, "headers": dict.fromkeys(names, session_id)}
    pairs = [f"{name}={session_id}" for name in names]
    return {"url": url, "cookie": "; ".join(pairs)} if place == "cookie" else {"url": f"{url}?{'&'.join(pairs)}"}


def left_of(session, redis):
    """Those of its Hashes that hold something (fields may have expired one by one), and what has no TTL."""
    there = [key for key in session if redis.exists(key)]
    return [key.decode() for key in there if (redis.type(key) == b"hash" and redis.hlen(key)) or redis.ttl(key) == -1]


def shows(session_id, answer):
    """Whether the id stands in the body, in a header or in another cookie: as it is, a long part of it, or encoded."""
    headers = [value for name, value in answer.headers.multi_items() if name != "set-cookie"]
    headers += [cookie.value for name, cookie in answer.cookies.items() if name != "session_id"]
    parts = [session_id, *(part for part in re.split(r"[.:|~]", session_id) if len(part) >= 16)]
    parts += [base64.b64encode(session_id.encode()).decode().rstrip("="), session_id.encode().hex(), session_id[::-1]]
    return any(part.replace("-", "") in f"{headers} {answer.text}".replace("-", "") for part in parts)


def differences(cookie, other):
    """The attributes that are not the same: ``httponly, samesite``."""
    names = ("path", "domain", "httponly", "samesite", "secure")
    value_of = [{name: one.attributes.get(name, "none").lower() for name in names} for one in (cookie, other)]
    return ", ".join(name for name in names if value_of[0][name] != value_of[1][name])


def never_ends(redis, key):
    """No TTL on the key, nor, if it is a Hash, on each of its fields."""
    if redis.ttl(key) != -1 or redis.type(key) != b"hash":
        return redis.ttl(key) == -1
    try:
        return -1 in redis.httl(key, *redis.hkeys(key))
    except ResponseError:
        return True  # before Redis 7.4 fields have no TTL


def bits_of_chance(ids):
    """At most so many, judged by what differs from id to id: 4 for each place where all hexadecimal digits occur."""
    longest = max(map(len, ids))
    seen = [set(column) for column in zip(*(one.rjust(longest, "0") for one in ids), strict=True)]
    alphabet = len(set().union(*(characters for characters in seen if len(characters) > 1)))
    return sum(math.log2(alphabet if len(some) > alphabet / 3 else len(some)) for some in seen)


def gives_away(password, word):
    """Whether the password is in these bytes: as it is, in base64 or in hex, or hashed."""
    plain = password.encode()
    digests = [hashlib.new(name, plain).digest() for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")]
    digests += [hashlib.sha3_256(plain).digest(), hashlib.blake2b(plain).digest(), hashlib.blake2s(plain).digest()]
    forms = [
        form for one in (plain, *digests) for form in (one, one.hex().encode(), base64.b64encode(one).rstrip(b"="))
    ]
    forms += [plain[::-1], *(base64.b64encode(b"x" * before + plain)[4:-4] for before in (1, 2))]
    return any(form in word for form in forms) or bool(re.search(rb"\$(argon2|2[abxy]|scrypt|pbkdf2|[156])", word))
