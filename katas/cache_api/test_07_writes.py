"""A write is seen, and the cache can be cleared

`client.start(…, hold_at=2)` starts a request, and holds it in front of its second round trip to Redis.
"""

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

    assert unknown.status == 404, expected("404, as this user does not exist", got=unknown)
    assert failed.status == 502, expected("502, as the slow API is down", got=failed)


def test_clear_removes_every_entry(client):
    """Users and posts are misses after it. DEL takes names of keys, not a pattern such as cache:*."""
    client.get("/users/7")
    client.get("/posts/3")
    client.post("/cache/clear")

    checks.none_is_a_hit(client.together(["/users/7", "/posts/3"]), "a miss after POST /cache/clear")


def test_clear_says_how_many_entries_it_removed(client, redis):
    """keys_deleted counts the keys that this clear has removed. DEL and UNLINK without a key are an error of Redis."""
    for urls in (["/users/1", "/users/2", "/users/3", "/posts/1", "/posts/2"], ["/users/1"], []):
        redis.flushdb()
        client.together(urls)
        cleared, removed = checks.clear_cache(client, redis)

        assert cleared["keys_deleted"] in (len(urls), removed), expected(f"{len(urls)} keys deleted", got=cleared)


# Edge cases


def test_a_failed_write_changes_nothing(client, slow_api):
    """Save first, then change the cache: a change that was not saved is not in the cache, and the entry stays."""
    client.get("/users/7")
    slow_api.fails()
    client.put("/users/7", json={"city": "Houston"})
    slow_api.recovers()
    for answer in [client.get("/users/7"), client.get("/users/7")]:
        assert answer["data", "city"] == "Paoli", expected("city: Paoli, as before the failed PUT", got=answer)
        assert answer["cached"] is True, expected("a hit, as before the failed PUT", got=answer)


def test_a_read_during_a_write_does_not_bring_back_the_old_user(client, slow_api):
    """Save first, then remove the entry: while the save goes on, a reader puts the old user into the cache."""
    slow_api.holds_saves()
    writing = client.start("PUT", "/users/7", json={"city": "Houston"})
    reading = client.start("GET", "/users/7")
    slow_api.lets_saves_go_on()
    _ = writing.finish(), reading.finish()
    answer = client.get("/users/7")

    assert answer["data", "city"] == "Houston", expected("city: Houston, despite the read during PUT", got=answer)


def test_each_write_is_seen_in_every_worker(client, second_worker):
    """Each process knows only its own reads and writes: its keys and its copies are not those of the others."""
    client.get("/users/7")
    for city, writer in (("Houston", second_worker), ("Boston", second_worker), ("Paris", client)):
        writer.put("/users/7", json={"city": city})
        for answer in (second_worker.get("/users/7"), client.get("/users/7")):
            assert answer["data", "city"] == city, expected(f"city: {city} in both workers", got=answer)


def test_every_field_of_a_write_is_saved(client, redis):
    """A model of your own drops the fields that it does not know, or those that are null."""
    changes = {"city": None, "motto": "Zoe\u0308 🚀", "coins": 2**53 + 1, "ratio": 1.0, "tags": [{"b": None}], "": ""}
    user = {"id": 7, "name": "Margaret Hamilton", **changes}
    client.get("/users/7")
    client.put("/users/7", json=changes)
    for answer in [client.get("/users/7"), client.get("/users/7"), client.get("/users/7/nocache")]:
        assert checks.is_same_json(answer["data"], user), expected(f"data: {checks.as_json(user)}", got=answer)


def test_nothing_else_in_a_write_matters(client, mentioned, values):
    """/users/07 is user 7. A PUT is a PUT and a clear is a clear, whatever address, headers, cookies and query."""
    other = client.from_ip("203.0.113.9")
    for number, options in enumerate(checks.other_requests(mentioned, values)):
        other.put("/users/07", json={"city": f"City {number}"}, **options)
        written = client.get("/users/7")
        other.post("/cache/clear", **options)
        cleared = client.get("/users/7")

        assert written["data", "city"] == f"City {number}", expected(f"city: City {number}, as written", got=written)
        assert cleared["cached"] is False, expected("a miss after POST /cache/clear", got=cleared)


def test_a_write_trusts_the_slow_api_and_not_the_entry(client, slow_api):
    """The entry may be old: only the slow API knows what others have changed, and whether PUT changes anything."""
    new = {"id": 7, "name": "Margaret H. Hamilton", "city": "Paoli"}
    client.get("/users/7")
    slow_api.answers("users", 7, {**new, "city": "Boston"})
    client.put("/users/7", json={"city": "Paoli"})
    answer = client.get("/users/7")

    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves} saves")
    assert answer["data"] == new, expected(f"data: {checks.as_json(new)}", got=answer)


def test_what_a_write_stores_is_new_and_expires(client, redis, wire, clock):
    """If PUT stores the new user, its age starts at 0, and its TTL must arrive in the same round trip, as in a fill."""
    client.get("/users/1")
    clock.advance(100)
    client.put("/users/1", json={"city": "Houston"})
    answer, hit = client.get("/users/1"), client.get("/users/1")
    assert checks.between(0, answer["age_seconds"], 5), expected("age_seconds: 0, right after PUT", got=answer)
    assert hit["cached"] is True, expected("a hit for the second request after PUT", got=hit)
    entries = checks.keys_added(redis, client.together, ["/users/4", "/users/5"])
    for cut in checks.cut_everywhere(wire, first=1):
        entries += checks.keys_added(redis, client.put, f"/users/{cut + 1}", json={"city": "Houston"})
        entries = checks.but_numbers(redis, entries)  # a version may stay longer
        bad = checks.keys_without_ttl(redis, entries) or checks.kept_longer(redis, entries, than=checks.TTL)

        assert not bad, expected(f"a TTL of at most {checks.TTL} s, cut after round trip {cut}", got=f"not on {bad}")


def test_the_old_user_is_gone_before_the_answer(client, slow_api):
    """A task that removes entries after the answer is too late: the client may ask again at once."""
    for method, url in (("PUT", "/users/7"), ("POST", "/cache/clear")):
        for round_trips, city in enumerate(("Houston", "Boston", "Paris"), 1):
            client.get("/users/7")
            slow_api.answers("users", 7, {"id": 7, "city": city})
            request = client.start(method, url, json={"city": city}, hold_at=round_trips)
            checks.finish_unless_answered(request)
            answer = client.get("/users/7")
            request.finish()

            assert answer["data", "city"] == city, expected(f"city: {city}: {method} has answered", got=answer)


def test_the_keys_of_other_apps_stay(client, new_client, redis):
    """FLUSHDB removes the keys of others, also at start-up, and so does a pattern without the colon: cache*."""
    others = ["session:7", "cache", "cached:user:7", "my:cache:user:7", "cachet", "Cache:user:7"]
    redis.mset(dict.fromkeys(others, "not yours"))
    client.get("/users/7")
    client.put("/users/7", json={"city": "Houston"})
    client.post("/cache/clear")
    new_client("a worker that starts now").get("/users/7")

    gone = ", ".join(key for key in others if redis.get(key) != b"not yours")
    assert not gone, expected("the keys of other apps untouched", got=f"gone: {gone}")


def test_clear_removes_what_is_there_now(client, second_worker, redis, clock):
    """A list of the keys that this process has stored lacks those of other workers, and holds what has expired."""
    client.together(["/users/7", "/posts/3"])
    cleared, removed = checks.clear_cache(second_worker, redis)
    assert cleared["keys_deleted"] in (2, removed), expected('{"keys_deleted": 2}', got=cleared)
    answers = client.together(["/users/7", "/posts/3"])
    checks.none_is_a_hit(answers, "a miss after POST /cache/clear in the second worker")

    clock.advance(checks.TTL)
    cleared, removed = checks.clear_cache(client, redis)
    assert cleared["keys_deleted"] in (0, removed), expected('{"keys_deleted": 0}: both have expired', got=cleared)


def test_clear_finds_every_entry_among_many_keys(client, slow_api, redis, wire):
    """SCAN returns a few keys each time, until its cursor is 0. KEYS, or all keys in one go, hold up other clients."""
    entries = checks.many_entries(client, slow_api, redis)
    redis.mset({f"another-app:{number}": "not yours" for number in range(9000)})
    wire.forget_scripts()  # a Lua script is sent again, so that its text is seen
    cleared, removed = checks.clear_cache(client, redis)
    left = ", ".join(url for url in checks.may_be_left(redis, entries) if client.get(url)["cached"])
    stops = checks.what_stops_redis(wire, keys=len(entries) + 9000)
    assert not left, expected("no hit after POST /cache/clear", got=f"a hit on {left}")
    assert not stops, expected("SCAN in small steps", got=stops)
    assert cleared["keys_deleted"] in (len(entries), removed), expected(f"{len(entries)} keys deleted", got=cleared)
    checks.none_is_a_hit(checks.clear_a_few_each_time(client, slow_api), "a miss: two entries were among 9000 others")


def test_clear_counts_what_it_removes(client, redis):
    """SCAN can name a key twice, or a key that expires before you remove it. UNLINK replies how many it removed."""
    for round_trips in (2, 3):
        answer, most = checks.clear_that_is_overtaken(client, redis, round_trips)
        assert answer["keys_deleted"] <= most, expected(f"at most {most}: the others were gone before", got=answer)
