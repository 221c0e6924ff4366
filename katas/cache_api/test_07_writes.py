"""A write is seen, and the cache can be cleared"""

import re

from dojo.steps import expected
from katas.cache_api.checks import LOOPS_OVER_SCAN, STOPS_REDIS, TTL, between, keys_under_prefix

READ = "katas/cache_api/README.md#invalidation"


def test_a_write_is_seen_by_the_next_read(client, second_worker, slow_api):
    """In every worker: nobody is served what was true before."""
    client.get("/users/7")
    second_worker.get("/users/7")
    written = client.put("/users/7", json={"city": "Houston"})
    here, there = client.get("/users/7"), second_worker.get("/users/7")

    assert written.status < 300, expected("2xx for PUT", got=written)
    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves}")
    assert here["data", "city"] == "Houston", expected("Houston, as just written", got=here)
    assert there["data", "city"] == "Houston", expected("Houston in the second worker too", got=there)
    assert here["data", "name"] == "Margaret Hamilton", expected("the other fields as they were", got=here)


def test_a_write_in_another_worker_is_seen(client, second_worker):
    """That one has never read the user: what it knows of is not all that is in the cache."""
    client.get("/users/7")
    second_worker.put("/users/7", json={"city": "Houston"})
    answer = client.get("/users/7")

    assert answer["data", "city"] == "Houston", expected("Houston, as written in the second worker", got=answer)


def test_a_write_is_seen_however_the_number_is_written(client):
    """/users/07 is user 7 to FastAPI; a key made of the path is another one, and nobody removes that."""
    client.get("/users/07")
    client.put("/users/7", json={"city": "Houston"})
    answer = client.get("/users/07")

    if answer.status == 200:  # it may as well be refused
        assert answer["data", "city"] == "Houston", expected("Houston, or a refusal, for GET /users/07", got=answer)


def test_a_write_has_an_effect_before_it_is_answered(client):
    """Who has the 2xx and asks at once is served the new user. What PUT leaves for later comes too late for that."""
    for round_trips, number in ((1, 7), (2, 8)):
        url = f"/users/{number}"
        client.get(url)
        writing = client.start("PUT", url, json={"city": "Houston"}, hold_at=round_trips)
        if not writing.is_answered:
            writing.finish()
        answer = client.get(url)
        writing.finish()

        assert answer["data", "city"] == "Houston", expected("Houston, as the answer of PUT is out", got=answer)


def test_a_write_makes_a_user_new(client, clock):
    """Whether it is asked for again, or PUT stores what save_user returned: it is as of now, not of the old entry."""
    client.get("/users/7")
    clock.advance(100)
    client.put("/users/7", json={"city": "Houston"})
    answer = client.get("/users/7")

    assert between(0, answer["age_seconds"], 5), expected("an age of 0 s, right after PUT", got=answer)


def test_a_write_of_what_the_cache_has_is_saved_too(client, slow_api):
    """The entry may be old; whether anything changes is for the slow API to say."""
    client.get("/users/7")
    slow_api.answers("users", 7, {"id": 7, "city": "Boston"})
    client.put("/users/7", json={"city": "Paoli"})
    answer = client.get("/users/7")

    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves}")
    assert answer["data", "city"] == "Paoli", expected("Paoli, as just written", got=answer)


def test_a_write_brings_what_others_have_changed_as_well(client, slow_api):
    """The slow API has the whole user; an entry with the changes put into it is as old as it was."""
    client.get("/users/7")
    slow_api.answers("users", 7, {"id": 7, "name": "Margaret H. Hamilton", "city": "Boston"})
    client.put("/users/7", json={"city": "Houston"})
    answer = client.get("/users/7")

    assert answer["data", "city"] == "Houston", expected("Houston, as just written", got=answer)
    assert answer["data", "name"] == "Margaret H. Hamilton", expected(
        "Margaret H. Hamilton, as the slow API has had it since before the write", got=answer
    )


def test_a_read_during_the_write_does_not_bring_back_the_old_user(client, slow_api):
    """Who asks while PUT is saving may see the old user; who asks after PUT may not, whoever asked before."""
    slow_api.takes(0.5)
    writing = client.start("PUT", "/users/7", json={"city": "Houston"})
    slow_api.takes(0)
    client.get("/users/7")
    writing.finish()
    answer = client.get("/users/7")

    assert answer["data", "city"] == "Houston", expected(
        "Houston, also when somebody asked while PUT was saving", got=answer
    )


def test_a_write_leaves_the_keys_of_others_alone(client, redis):
    """Emptying the database would be seen by the next read too."""
    redis.set("session:1", "not yours")
    client.get("/users/1")
    client.put("/users/1", json={"city": "Torino"})

    assert redis.get("session:1") == b"not yours", expected("session:1, which is not ours, untouched", got="it is gone")


def test_what_a_write_leaves_behind_expires(client, redis, wire):
    """If PUT stores the new user itself, then with a TTL as well, and in the same round trip."""
    client.get("/users/1")
    before = set(redis.scan_iter())
    for round_trips, number in enumerate((2, 3, 4, 5), 1):
        wire.cut_after(round_trips)
        client.put(f"/users/{number}", json={"city": "Houston"})
        wire.mend()

    immortal = [key.decode() for key in set(redis.scan_iter()) - before if redis.ttl(key) == -1]
    assert not immortal, expected(
        "no key without a TTL after a PUT, wherever the connection is cut", got=", ".join(immortal)
    )


def test_a_write_that_failed_is_not_seen(client, slow_api):
    """The slow API is the truth; what it did not save is not so."""
    client.get("/users/7")
    slow_api.fails()
    failed = client.put("/users/7", json={"city": "Houston"})
    slow_api.recovers()
    answer = client.get("/users/7")
    unknown = client.put("/users/99", json={"city": "Houston"})

    assert failed.status == 502, expected("502 for a PUT that the slow API failed", got=failed)
    assert answer["data", "city"] == "Paoli", expected("Paoli, as before", got=answer)
    assert unknown.status == 404, expected("404 for a PUT of a user that does not exist", got=unknown)


def test_clear_removes_this_apps_entries_and_nothing_else(client, second_worker, redis, slow_api):
    """Whichever worker stored them. Neighbours live in the same database, some with names much like ours."""
    neighbours = ["session:7", "cache", "cached:user:7", "my:cache:user:7", "cachet", "Cache:user:7"]
    for key in neighbours:
        redis.set(key, "not yours")
    mine = ["/users/1", "/users/2", "/users/3", "/posts/1", "/posts/2"]
    for url in mine:
        client.get(url)
    in_redis = len(keys_under_prefix(redis))
    cleared = second_worker.post("/cache/clear")
    gone = max(0, in_redis - len(keys_under_prefix(redis)))  # 0 if a new prefix makes the old keys unreachable
    calls = slow_api.calls
    answers = [client.get(mine[0]), second_worker.get(mine[1]), *(client.get(url) for url in mine[2:])]

    gone_too = ", ".join(key for key in neighbours if redis.get(key) != b"not yours")
    assert not gone_too, expected("the keys of others untouched", got=f"gone: {gone_too}")
    hits = sum(answer["cached"] is not False for answer in answers)
    assert hits == 0, expected("5 misses after the cache was cleared", got=f"{hits} hits")
    assert slow_api.calls == calls + 5, expected("5 more calls to the slow API", got=f"{slow_api.calls - calls}")
    assert cleared["keys_deleted"] in (5, gone), expected('{"keys_deleted": 5}', got=cleared)


def test_clearing_an_empty_cache_is_fine(client):
    """DEL without a key is an error of Redis."""
    cleared = client.post("/cache/clear")

    assert cleared["keys_deleted"] == 0, expected('200 and {"keys_deleted": 0}', got=cleared)


def test_clear_does_not_count_what_has_expired(client, redis, clock):
    """A list of what was stored once says nothing about what is there."""
    client.get("/users/7")
    client.get("/posts/3")
    clock.advance(TTL)
    in_redis = len(keys_under_prefix(redis))
    cleared = client.post("/cache/clear")
    gone = max(0, in_redis - len(keys_under_prefix(redis)))

    assert cleared["keys_deleted"] in (0, gone), expected('{"keys_deleted": 0}: both have expired', got=cleared)


def test_clear_has_an_effect_before_it_is_answered(client):
    """As with a write: what is left for later comes too late."""
    for round_trips in (1, 2, 3):
        client.get("/users/7")
        clearing = client.start("POST", "/cache/clear", hold_at=round_trips)
        if not clearing.is_answered:
            clearing.finish()
        answer = client.get("/users/7")
        clearing.finish()

        assert answer["cached"] is False, expected("a miss, as the answer of POST /cache/clear is out", got=answer)


def test_clear_finds_every_entry_without_stopping_redis(client, wire, slow_api, redis):
    """SCAN goes in many small steps where KEYS holds up everybody; a step may well return nothing of yours."""
    redis.mset({f"another-app:{number}": "not yours" for number in range(5200)})
    redis.mset({f"warehouse:{number}": "not yours" for number in range(300)})
    for number in range(90_001, 90_106):
        slow_api.answers("users", number, {"id": number})
    thirds = [[f"/users/{number}" for number in range(first, first + 35)] for first in (90_001, 90_036, 90_071)]
    for urls in thirds:
        client.together(urls)
    in_redis = len(keys_under_prefix(redis))
    wire.forget_scripts()  # so that a Lua script is sent, and seen, once more
    cleared = client.post("/cache/clear")
    gone = max(0, in_redis - len(keys_under_prefix(redis)))
    answers = client.together([f"/users/{number}" for number in range(90_001, 90_106, 3)])

    called = "POST /cache/clear, with 105 users in the cache, and 5500 keys of others"
    hits = sum(answer["cached"] is not False for answer in answers)
    assert hits == 0, expected("no hit after that", got=f"{hits} of 35 are still hits", called=called)
    assert cleared["keys_deleted"] in (105, gone), expected('{"keys_deleted": 105}', got=cleared, called=called)
    sent = [b" ".join(command).decode(errors="replace") for trip in wire.trips for command in trip.commands]
    forbidden = {found[0] for command in sent if (found := STOPS_REDIS.search(command))}
    assert not forbidden, expected(
        "neither KEYS nor FLUSHDB nor FLUSHALL, not even at start-up", got=", ".join(forbidden), called=called
    )
    scripts = [command for command in sent if LOOPS_OVER_SCAN.search(command)]
    assert not scripts, expected(
        "SCAN in many small steps, with others served in between", got="a loop of SCAN in a Lua script", called=called
    )
    large = [command for command in sent if re.match(r"SCAN\b.* COUNT \d{5}", command)]
    assert not large, expected("SCAN with a COUNT of some thousands at most", got=large[0], called=called)
