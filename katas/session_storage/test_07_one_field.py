"""One field is changed by writing one field"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, HEDY, TTL, differences, left_of, naming, never_ends, shows

READ = "katas/session_storage/README.md#changing-a-field"


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


def test_a_change_ends_with_its_session(client):
    """It is that field of the session: the next one begins with what users.py has."""
    client.post("/login", json=ADA)
    client.put("/profile/theme", json={"value": "dark"})
    client.post("/logout")
    client.post("/login", json=ADA)
    profile = client.get("/profile")

    assert profile["theme"] == "light", expected("the theme light in a new session, as users.py has it", got=profile)


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


@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_after_a_change_too_an_unused_session_ends(client, clock):
    """SESSION_TTL_SECONDS=60 here."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair
    clock.advance(40)
    client.put("/profile/theme", json={"value": "dark"}, cookie=cookie)
    clock.advance(60)
    unused = client.get("/profile", cookie=cookie)

    assert unused.status == 401, expected("401, 60 s after a change, with SESSION_TTL_SECONDS=60", got=unused)


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
