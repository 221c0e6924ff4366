"""A late request does not bring a session back

`requests_that_are_overtaken` sends the same read in several new sessions.
The read waits before its first, second, third … round trip. Meanwhile its session ends, and then it goes on.
"""

from dojo.steps import expected
from katas.session_storage.checks import log_in_with_keys, requests_that_are_overtaken

READ = "katas/session_storage/README.md#overtaken"
PROFILE = ("GET", "/profile")


def test_a_read_does_not_undo_a_logout(client, redis, clock):
    """A read that writes the session back logs the user in again."""
    for late in requests_that_are_overtaken("logout", client, redis, clock, *PROFILE):
        assert late.replay.status == 401, expected(f"401 afterwards: {late.where}", got=late.replay)
        assert not late.revived, expected(f"no new field: {late.where}", got=late.revived)


def test_a_read_does_not_revive_an_expired_session(client, redis, clock):
    """HSET of a `last_seen`, or HINCRBY of a count of visits, creates the key again."""
    for late in requests_that_are_overtaken("expiry", client, redis, clock, *PROFILE):
        assert late.replay.status == 401, expected(f"401 afterwards: {late.where}", got=late.replay)
        assert not late.revived, expected(f"no new field: {late.where}", got=late.revived)


# Edge cases


def test_a_late_read_is_of_the_whole_session_or_401(client, redis, clock):
    """A read in several round trips can find half of a session, which is a 500."""
    for late in requests_that_are_overtaken("login", client, redis, clock, *PROFILE):
        assert late.answer.status in (200, 401), expected(f"200 or 401: {late.where}", got=late.answer)
        is_ada = late.answer.status == 401 or late.answer["username"] == "ada"
        assert is_ada, expected(f"ada, or 401: {late.where}", got=late.answer)
        assert late.replay.status == 401, expected(f"401 afterwards: {late.where}", got=late.replay)
        assert not late.revived, expected(f"no new field: {late.where}", got=late.revived)


def test_a_refused_request_does_not_revive_a_session(client, redis, clock):
    """A count of wrong passwords, or of wrong values, in the session creates it again."""
    typo = {"username": "ada", "password": "analytical motor"}
    for method, url, body in (("POST", "/login", typo), ("PUT", "/profile/theme", {"value": 7})):
        for late in requests_that_are_overtaken("logout", client, redis, clock, method, url, json=body):
            assert late.replay.status == 401, expected(f"401 afterwards: {late.where}", got=late.replay)
            assert not late.revived, expected(f"no new field: {late.where}", got=late.revived)


def test_commands_of_one_pipeline_find_a_whole_session_or_none(client, redis, wire):
    """Without MULTI, Redis lets a logout in between two commands of a pipeline: half of a session is a 500."""
    change = {"json": {"value": "dark"}}
    for method, url, body in (("PUT", "/profile/theme", change), ("PUT", "/profile/language", change), (*PROFILE, {})):
        cookie, keys = log_in_with_keys(client, redis)
        wire.between_commands(lambda keys=keys: redis.delete(*keys))
        late = client.request(method, url, cookie=cookie, **body)
        wire.mend()
        replay = client.get("/profile", cookie=cookie)

        for answer in (late, replay):
            assert answer.status < 500, expected("2xx or 401, with a logout between two commands", got=answer)
