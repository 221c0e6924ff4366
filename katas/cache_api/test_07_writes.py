"""A write is seen, and the cache can be cleared

`client.start(…, hold_at=2)` starts a request, and holds it in front of its second round trip to Redis.
"""

import pytest

from dojo.steps import expected
from katas.cache_api import checks

READ = "katas/cache_api/README.md#invalidation"


def test_a_write_is_seen_by_the_next_read(client, slow_api):
    """The next read serves the whole new user: neither the old entry nor the changes alone."""
    client.get("/users/7")
    written = client.put("/users/7", json={"city": "Houston"})
    answer = client.get("/users/7")

    assert written.status < 300, expected("2xx for PUT", got=written)
    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves} saves")
    assert answer["data", "city"] == "Houston", expected("city: Houston, as just written", got=answer)
    assert answer["data", "name"] == "Margaret Hamilton", expected("name: Margaret Hamilton, as before", got=answer)


def test_a_write_that_fails_is_reported(client, slow_api):
    """save_user raises as fetch_user does: a PUT answers 404 for NotFound and 502 for OriginError, too."""
    unknown = client.put("/users/99", json={"city": "Houston"})
    slow_api.fails()
    failed = client.put("/users/7", json={"city": "Houston"})

    assert unknown.status == 404, expected("404 for a PUT of a user that does not exist", got=unknown)
    assert failed.status == 502, expected("502 for a PUT while the slow API is down", got=failed)


def test_clear_removes_every_entry(client, slow_api):
    """Users and posts are misses after it. DEL takes names of keys, not a pattern such as cache:*."""
    client.get("/users/7")
    client.get("/posts/3")
    client.post("/cache/clear")
    user, post = client.get("/users/7"), client.get("/posts/3")

    assert user["cached"] is False, expected("a miss after POST /cache/clear", got=user)
    assert post["cached"] is False, expected("a miss after POST /cache/clear", got=post)
    assert slow_api.calls == 4, expected("4 calls to the slow API", got=slow_api)


def test_clear_says_how_many_entries_it_removed(client, redis):
    """keys_deleted counts keys, not commands."""
    for url in ("/users/1", "/users/2", "/users/3", "/posts/1", "/posts/2"):
        client.get(url)
    cleared, removed = checks.clear_cache(client, redis)

    assert cleared["keys_deleted"] in (5, removed), expected('{"keys_deleted": 5}', got=cleared)


# Edge cases


def test_a_failed_write_is_not_seen(client, slow_api):
    """Save first, then change the cache: a change that was not saved must not be in the cache."""
    client.get("/users/7")
    slow_api.fails()
    client.put("/users/7", json={"city": "Houston"})
    slow_api.recovers()
    answer = client.get("/users/7")

    assert answer["data", "city"] == "Paoli", expected("city: Paoli, as before the failed PUT", got=answer)


def test_a_read_during_a_write_does_not_bring_back_the_old_user(client, slow_api):
    """Save first, then remove the entry: while the save goes on, a reader puts the old user into the cache."""
    slow_api.takes(0.35)
    writing = client.start("PUT", "/users/7", json={"city": "Houston"})
    slow_api.takes(0)
    client.get("/users/7")
    writing.finish()
    answer = client.get("/users/7")

    assert answer["data", "city"] == "Houston", expected("city: Houston, despite the read during PUT", got=answer)


def test_a_write_is_seen_in_every_worker(client, second_worker):
    """Each process knows only its own reads: its list of keys and its copies are not those of the others."""
    client.get("/users/7")
    client.get("/users/7")
    second_worker.put("/users/7", json={"city": "Houston"})

    for answer in (second_worker.get("/users/7"), client.get("/users/7")):
        assert answer["data", "city"] == "Houston", expected("city: Houston in both workers", got=answer)


def test_a_write_trusts_the_slow_api_and_not_the_entry(client, slow_api):
    """The entry may be old: only the slow API knows what others have changed, and whether PUT changes anything."""
    client.get("/users/7")
    slow_api.answers("users", 7, {"id": 7, "name": "Margaret H. Hamilton", "city": "Boston"})
    client.put("/users/7", json={"city": "Paoli"})
    answer = client.get("/users/7")

    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves} saves")
    assert answer["data", "city"] == "Paoli", expected("city: Paoli, as just written", got=answer)
    assert answer["data", "name"] == "Margaret H. Hamilton", expected("name: Margaret H. Hamilton", got=answer)


def test_a_written_user_is_new(client, clock):
    """If PUT stores the new user, its age starts at 0, not at the age of the entry before."""
    client.get("/users/7")
    clock.advance(100)
    client.put("/users/7", json={"city": "Houston"})
    answer = client.get("/users/7")

    assert checks.between(0, answer["age_seconds"], 5), expected("age_seconds: 0, right after PUT", got=answer)


def test_what_a_write_stores_expires(client, redis, wire):
    """If PUT stores the new user, its TTL must arrive in the same round trip, as in a fill."""
    client.get("/users/1")
    for cut in checks.cut_everywhere(wire, first=1):
        new = checks.keys_added(redis, client.put, f"/users/{cut + 1}", json={"city": "Houston"})
        without = checks.keys_without_ttl(redis, new)

        assert not without, expected(f"a TTL on every key, cut after round trip {cut}", got=f"no TTL on {without}")


@pytest.mark.parametrize("round_trips", [1, 2, 3])
@pytest.mark.parametrize("write", [("PUT", "/users/7"), ("POST", "/cache/clear")], ids=["PUT", "clear"])
def test_the_old_user_is_gone_before_the_answer(client, slow_api, write, round_trips):
    """A task that removes entries after the answer is too late: the client may ask again at once."""
    client.get("/users/7")
    slow_api.answers("users", 7, {"id": 7, "city": "Houston"})
    request = client.start(*write, json={"city": "Houston"}, hold_at=round_trips)
    checks.finish_unless_answered(request)
    answer = client.get("/users/7")
    request.finish()

    assert answer["data", "city"] == "Houston", expected(f"city: Houston: {write[0]} has answered", got=answer)


def test_the_keys_of_other_apps_stay(client, new_client, redis):
    """FLUSHDB removes the keys of others, also at start-up, and so does a pattern without the colon: cache*."""
    others = ["session:7", "cache", "cached:user:7", "my:cache:user:7", "cachet", "Cache:user:7"]
    redis.mset(dict.fromkeys(others, "not yours"))
    client.get("/users/7")
    client.put("/users/7", json={"city": "Houston"})
    client.post("/cache/clear")
    new_client("a worker that starts now").get("/users/7")

    gone = [key for key in others if redis.get(key) != b"not yours"]
    assert not gone, expected("the keys of other apps untouched", got=f"gone: {', '.join(gone)}")


def test_clear_removes_what_another_worker_stored(client, second_worker):
    """A list of the keys that this process has stored is not complete."""
    client.get("/users/7")
    second_worker.post("/cache/clear")
    answer = client.get("/users/7")

    assert answer["cached"] is False, expected("a miss after POST /cache/clear in the second worker", got=answer)


def test_clear_of_an_empty_cache_is_fine(client):
    """DEL and UNLINK without a key are an error of Redis."""
    cleared = client.post("/cache/clear")

    assert cleared["keys_deleted"] == 0, expected('200 and {"keys_deleted": 0}', got=cleared)


def test_clear_does_not_count_what_has_expired(client, redis, clock):
    """A list of all keys that were ever stored does not say what is there now."""
    client.together(["/users/7", "/posts/3"])
    clock.advance(checks.TTL)
    cleared, removed = checks.clear_cache(client, redis)

    assert cleared["keys_deleted"] in (0, removed), expected('{"keys_deleted": 0}: both have expired', got=cleared)


def test_clear_finds_every_entry_among_many_keys(client, slow_api, redis):
    """SCAN returns a few keys each time, often none of yours, until its cursor is 0. keys_deleted counts them all."""
    redis.mset({f"another-app:{number}": "not yours" for number in range(3000)})
    slow_api.has("users", range(90_001, 90_106))
    urls = [f"/users/{number}" for number in range(90_001, 90_106)]
    for third in (urls[0::3], urls[1::3], urls[2::3]):
        client.together(third)
    cleared, removed = checks.clear_cache(client, redis)
    hits = sum(answer["cached"] for answer in client.together(urls[::3]))

    assert hits == 0, expected("35 misses after POST /cache/clear, with 3000 keys of others", got=f"{hits} hits")
    assert cleared["keys_deleted"] in (105, removed), expected('{"keys_deleted": 105}', got=cleared)


def test_clear_never_stops_redis(client, wire):
    """KEYS, and a SCAN over the whole database in one go, hold up every other client."""
    client.get("/users/7")
    wire.forget_scripts()  # a Lua script is sent again, so that its text is seen
    client.post("/cache/clear")

    stops = checks.what_stops_redis(wire)
    assert not stops, expected("SCAN in many small steps", got=stops)
