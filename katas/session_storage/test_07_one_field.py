"""A change writes one field"""

from itertools import product

import pytest

from dojo.steps import expected
from katas.session_storage import checks
from katas.session_storage.checks import ADA, ANY_TEXT, HEDY, TTL, keys_in, keys_without_ttl, log_in, shows

READ = "katas/session_storage/README.md#changing-a-field"
DARK = {"value": "dark"}
FIELDS = {"theme": "dark", "language": "fr"}


def test_a_change_is_stored(client):
    """The answer to PUT is not enough: the next request reads the session from Redis."""
    log_in(client, ADA)

    answer = client.put("/profile/theme", json=DARK)

    assert answer.status < 300, expected("2xx for PUT /profile/theme", got=answer)
    profile = client.get("/profile")
    assert profile["theme"] == "dark", expected("the theme dark", got=profile)


def test_a_change_leaves_the_other_fields(client):
    """PUT /profile/language writes the language, and nothing else."""
    log_in(client, ADA)
    before = client.get("/profile").json

    client.put("/profile/language", json={"value": "fr"})

    after = client.get("/profile")
    assert after.json == {**before, "language": "fr"}, expected("the language fr, and all else as before", got=after)


def test_a_change_does_not_create_a_session(client, redis):
    """HSET creates a missing key, so a stranger would get a Hash with one field."""
    for field, cookie in product(FIELDS, ("none=1", "session_id=unknown")):
        answer = client.put(f"/profile/{field}", json={"value": FIELDS[field]}, cookie=cookie)
        assert answer.status == 401, expected(f"401 for a change with the cookie {cookie}", got=answer)
        assert not keys_in(redis), expected("nothing in Redis", got=", ".join(keys_in(redis)))


def test_two_changes_at_once_both_stay(client, redis, clock):
    """Reading the whole session, changing it and writing it back loses one of two changes."""
    for first, second in (("theme", "language"), ("language", "theme")):
        for late in checks.late_requests(
            client, redis, clock, "PUT", f"/profile/{first}", json={"value": FIELDS[first]}
        ):
            other = client.start("PUT", f"/profile/{second}", json={"value": FIELDS[second]}, cookie=late.cookie)
            late.request.finish()
            other.finish()
            profile = client.get("/profile", cookie=late.cookie)
            values = {field: profile[field] for field in FIELDS}
            assert values == FIELDS, expected(f"dark and fr, with the {second} written {late.where}", got=profile)


# Edge cases


def test_a_change_does_not_revive_a_session(client, redis, clock, wire):
    """HSET creates a Hash where a session has ended; a clean-up afterwards does not run if the connection is cut."""
    for ended_by, field in (("logout", "theme"), ("expiry", "language")):
        change = checks.change_after_the_end(ended_by, client, redis, clock, wire, field)
        assert change.answer.status == 401, expected("401 for a change to a session that has ended", got=change.answer)
        assert change.replay.status == 401, expected("401 for a session that has ended", got=change.replay)
        assert not change.revived, expected("no field that is new since the session ended", got=change.revived)


def test_a_late_change_does_not_revive_a_session(client, redis, clock):
    """EXISTS and then HSET: the session can end between the two."""
    for ended_by, field in (("logout", "language"), ("expiry", "theme")):
        for late in checks.requests_that_are_overtaken(
            ended_by, client, redis, clock, "PUT", f"/profile/{field}", json=DARK
        ):
            assert late.answer.status < 500, expected(f"401 or 2xx: {late.where}", got=late.answer)
            assert late.replay.status == 401, expected(f"401 afterwards: {late.where}", got=late.replay)
            assert not late.revived, expected(f"no new field: {late.where}", got=late.revived)


def test_a_change_is_a_use(client, redis, clock):
    """A change renews the TTL, and a Max-Age if there is one; HSET removes the TTL that a single field has."""
    first = client.post("/login", json=ADA).set_cookie("session_id")
    for field in ("theme", "language", "theme", "language"):  # the second time, the values are not new
        clock.advance(TTL * 0.6)
        answer = client.put(f"/profile/{field}", json=DARK)
        assert answer.status < 300, expected(f"2xx, as the session was used {TTL * 0.6:.0f} s ago", got=answer)
        different = checks.different_attributes(first, answer.cookies.get("session_id", first))
        assert not different, expected(f"the same {different} as the first time", got=answer.cookies["session_id"])
    used, immortal = client.get("/profile"), keys_without_ttl(redis)
    assert used["username"] == "ada", expected("ada, whole, as her session was used", got=used)
    assert not immortal, expected("a TTL on each key, or on each field", got=", ".join(immortal))


@pytest.mark.environment(SESSION_TTL_SECONDS=60)
def test_a_session_that_is_unused_after_a_change_ends(client, clock):
    """This test starts your app with SESSION_TTL_SECONDS=60; a change must not set another TTL."""
    for field in FIELDS:
        cookie = log_in(client, ADA)
        clock.advance(40)
        cookie = checks.latest(cookie, client.put(f"/profile/{field}", json=DARK, cookie=cookie))
        clock.advance(60)
        unused = client.get("/profile", cookie=cookie)
        assert unused.status == 401, expected("401, 60 s after a change, with SESSION_TTL_SECONDS=60", got=unused)


def test_a_change_is_for_this_session_only(client):
    """A value that is kept outside of the session shows in other sessions, also in later ones."""
    hedy, phone = client.another_browser(), client.another_browser()
    for browser, user in ((hedy, HEDY), (phone, ADA), (client, ADA)):
        log_in(browser, user)
    before = hedy.get("/profile").json, phone.get("/profile").json
    client.put("/profile/theme", json=DARK)
    client.put("/profile/language", json={"value": "fr"})
    after = hedy.get("/profile").json, phone.get("/profile").json

    assert after == before, expected("the other sessions as they were, hedy's and ada's", got=after)
    for so_far in ("which goes on", "after a logout"):
        log_in(client, ADA)
        later = client.get("/profile")
        values = later["theme"], later["language"]
        assert values == ("light", "en"), expected(f"light and en in a login over the session, {so_far}", got=later)
        client.put("/profile/theme", json=DARK)
        client.post("/logout")


def test_the_other_fields_are_not_written(client, redis):
    """JSON of the whole session in one field: then a change of the theme writes the language, too."""
    log_in(client, ADA)
    client.put("/profile/language", json={"value": "Esperanto"})
    before = checks.stored_in_hashes(redis)
    client.put("/profile/theme", json=DARK)

    written = [what for what, value in checks.stored_in_hashes(redis).items() if before.get(what) != value]
    also = ", ".join(what for what in written if b"Esperanto" in before.get(what, b""))
    assert not also, expected("PUT /profile/theme to write only the theme", got=f"it wrote the language too: {also}")


def test_any_short_text_is_a_value(client):
    """What a value means is not yours to say: do not strip it, escape it, parse it or paste it into a script."""
    log_in(client, ADA)
    for value in ANY_TEXT:
        answers = [client.put(f"/profile/{field}", json={"value": value}) for field in ("theme", "language")]
        profile = client.get("/profile")
        for field, answer in zip(FIELDS, answers, strict=True):
            assert answer.status < 300, expected(f"2xx for PUT /profile/{field} with {value!r}", got=answer)
            assert profile[field] == value, expected(f"the {field} {value!r}, to the letter", got=profile)


def test_no_other_field_can_be_changed(client):
    """A user who can write user_id can be any user."""
    log_in(client, ADA)
    before = client.get("/profile").json
    for field in ("user_id", "username", "colour", "Theme", "*"):
        answer = client.put(f"/profile/{field}", json={"value": "2"})
        assert 400 <= answer.status < 500, expected(f"4xx for PUT /profile/{field}", got=answer)
    client.put("/profile/theme", json={"value": "light", "user_id": "2", "username": "grace", "language": "fr"})
    after = client.get("/profile")
    assert after.json == before, expected("the profile as it was", got=after)


def test_a_value_is_text(client):
    """Anything else is a mistake of the client: it must not reach Redis, and it is not your 500."""
    log_in(client, ADA)
    before = client.get("/profile").json
    for field, body in product(FIELDS, (*({"value": odd} for odd in (None, 7, True, ["dark"], {"deep": 1})), {}, [])):
        answer = client.put(f"/profile/{field}", json=body)
        assert 400 <= answer.status < 500, expected(f"4xx for PUT /profile/{field} with {body}", got=answer)
    after = client.get("/profile")
    assert after.json == before, expected("the profile as before", got=after)


def test_an_odd_cookie_changes_nothing(client, redis):
    """A cookie can be a pattern, bytes that are no text, or the name of another key of yours, such as an index."""
    cookie, before = log_in(client, ADA), keys_in(redis)
    names = [key.removeprefix("session:").encode() for key in before if cookie.partition("=")[2] not in key]
    for field, value in product(FIELDS, (b"", b"*", b"\xff\xfe", *names)):
        answer = client.put(f"/profile/{field}", json=DARK, cookie=b"session_id=" + value)
        assert answer.status == 401, expected(f"401 for a change with the cookie session_id={value!r}", got=answer)
        assert keys_in(redis) == before, expected("no new key in Redis", got=", ".join(keys_in(redis)))


def test_a_change_believes_only_the_cookie_of_a_put(client, mentioned):
    """Neither a header, nor the URL, nor the body says whose session it is; and an image can send a GET."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    before = client.get("/profile").json
    checks.change_with_the_id_elsewhere(client.another_browser(), session_id, mentioned)
    by_links = [client.get(f"/profile/{field}?value=blue") for field in FIELDS]
    profile = client.get("/profile")
    assert profile.json == before, expected("the profile as it was", got=profile, about=by_links[-1])


def test_no_answer_to_a_change_shows_the_id(client):
    """Bodies and headers end up in logs and in scripts."""
    session_id = client.post("/login", json=ADA).set_cookie("session_id").value
    for field, value in product(FIELDS, ("dark", 7)):
        answer = client.put(f"/profile/{field}", json={"value": value})
        assert not shows(session_id, answer), expected("the id in the cookie, and in no answer", got=answer)
