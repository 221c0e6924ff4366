"""Redis is optional

`wire` breaks the connection: Redis is down, hangs, takes no writes, or is cut off after some round trips.
"""

import pytest

from dojo.steps import expected
from katas.cache_api import checks

READ = "katas/cache_api/README.md#when-redis-is-away"


def test_while_redis_is_down_the_slow_api_answers(client, slow_api, wire):
    """Every command can raise, GET as well as SET. The cache makes the app fast; the answer must not depend on it."""
    wire.down()
    for url in ("/users/7", "/posts/7"):
        slow_api.forget_calls()
        answer = client.get(url)

        assert answer.status == 200, expected("200, from the slow API", got=answer)
        assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)
        assert slow_api.calls == 1, expected("1 call to the slow API", got=slow_api)


def test_while_redis_is_down_a_write_succeeds(client, slow_api, wire):
    """The slow API has saved the user: a 500 would say that it has not."""
    client.get("/users/7")
    wire.down()
    written = client.put("/users/7", json={"city": "Houston"})

    assert written.status < 300, expected("2xx for PUT while Redis is down", got=written)
    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves} saves")


def test_an_entry_that_cannot_be_decoded_is_a_miss(client, redis):
    """json.loads raises for a damaged entry: without a try, the answer is a 500 until the entry expires."""
    client.together(["/users/1", "/posts/1"])
    for url in ("/users/7", "/posts/7"):
        entries = checks.keys_added(redis, client.get, url)
        for damage in (lambda value: value[: len(value) // 2], lambda value: b""):
            checks.replace_each_entry(redis, entries, damage)
            answer = client.get(url)

            assert answer.status == 200, expected("200, although the entry is damaged", got=answer)
            assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)
            assert answer["cached"] is False, expected("cached: false, because the slow API was asked", got=answer)


def test_when_redis_is_back_so_is_the_cache(client, wire):
    """An outage ends: the next miss must fill the cache again, without a restart. Redis has lost its scripts."""
    client.together(["/users/7", "/posts/8"])
    for number, fault in enumerate((wire.down, wire.hang), 8):
        urls = [f"/users/{number}", f"/posts/{number - 2}"]
        fault()
        client.together(urls)
        wire.forget_scripts()
        wire.mend()
        client.put("/users/7", json={"city": f"City {number}"})
        written = client.get("/users/7")
        client.together(urls)
        assert written["data", "city"] == f"City {number}", expected(f"City {number}, as written", got=written)
        checks.all_are_hits(client.together(urls), "a hit, as Redis is back")


# Edge cases


@pytest.mark.parametrize("fault", ["down", "hang", "refuse_writes"])
def test_no_fault_of_redis_changes_an_answer(client, slow_api, wire, fault):
    """redis.TimeoutError and redis.ReadOnlyError are no redis.ConnectionError. Catch RedisError, the base of all."""
    getattr(wire, fault)()
    answers = [client.get("/users/7"), client.get("/posts/7")]
    written = client.put("/users/7", json={"city": "Houston"})

    for answer in answers:
        assert answer.status == 200, expected("200, from the slow API", got=answer)
    assert slow_api.calls == 2, expected("2 calls to the slow API, for a user and a post", got=slow_api)
    assert written.status < 300, expected("2xx for PUT, as the slow API has saved the user", got=written)
    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves} saves")


@pytest.mark.parametrize("fault", ["down", "refuse_writes"])
def test_a_failure_stays_a_failure_without_redis(client, slow_api, wire, fault):
    """The way around Redis needs the same care: NotFound is 404 there, too, OriginError is 502, and ?ttl=0 is 422."""
    getattr(wire, fault)()
    refused = client.get("/posts/3?ttl=0")
    assert refused.status == 422, expected("422, as with Redis", got=refused)
    for answer in client.together(["/users/99", "/posts/99"]):
        assert answer.status == 404, expected("404, as with Redis", got=answer)

    slow_api.fails()
    for answer in client.together(["/users/7", "/posts/8"]):
        assert answer.status == 502, expected("502, as with Redis", got=answer)


def test_a_cut_between_two_commands_does_no_harm(client, slow_api, wire):
    """If SET fails, the answer is there already: the slow API must not be asked a second time."""
    for kind in ("users", "posts"):
        for cut in checks.cut_everywhere(wire):
            slow_api.forget_calls()
            answer = client.get(f"/{kind}/{cut + 2}")

            where = f"with the connection cut after round trip {cut}"
            assert answer.status == 200, expected(f"200, {where}", got=answer)
            assert answer["data", "id"] == cut + 2, expected(f"number {cut + 2}, {where}", got=answer)
            assert slow_api.calls == 1, expected(f"1 call to the slow API, {where}", got=slow_api)


def test_a_reply_that_gets_lost_does_no_harm(client, slow_api, wire):
    """A loop that tries everything again asks the slow API, or saves, a second time."""
    for lost in range(3):
        wire.lose_reply(after=lost)
        written = client.put("/users/1", json={"city": "Houston"})
        assert written.status < 300, expected(f"2xx for PUT, with reply {lost + 1} lost", got=written)
        assert slow_api.saves == lost + 1, expected("1 save for each PUT", got=f"{slow_api.saves} in {lost + 1} PUTs")

        for url in (f"/users/{lost + 2}", f"/posts/{lost + 2}"):
            slow_api.forget_calls()
            wire.lose_reply(after=lost)
            answer = client.get(url)
            assert answer.status == 200, expected(f"200, with reply {lost + 1} lost", got=answer)
            assert slow_api.calls == 1, expected(f"1 call to the slow API, with reply {lost + 1} lost", got=slow_api)


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_no_copy_is_served_while_redis_is_away(client, slow_api, wire, fault):
    """A copy in the process does not expire with the entry, and a PUT in another process does not remove it."""
    client.together(["/users/7", "/posts/8"])
    client.together(["/users/7", "/posts/8"])
    getattr(wire, fault)()
    slow_api.forget_calls()
    answers = [answer for _ in range(2) for answer in client.together(["/users/7", "/posts/8", "/users/9", "/posts/6"])]

    for answer in answers:
        assert answer["cached"] is False, expected("cached: false while Redis is away", got=answer)
    assert slow_api.calls == 8, expected("8 calls to the slow API", got=slow_api)


def test_the_app_starts_without_redis(wire, new_client):
    """A command in start-up code can raise as well. What it could not prepare has to be prepared later."""
    wire.down()
    started = new_client()
    for answer in started.together(["/users/7", "/posts/8"]):
        assert answer.status == 200, expected("200 from a process that was started without Redis", got=answer)

    wire.mend()
    started.together(["/users/7", "/posts/8"])
    for answer in started.together(["/users/7", "/posts/8"]):
        assert answer["cached"] is True, expected("a hit, as Redis is back", got=answer)


def test_after_many_failures_the_cache_is_back_too(client, wire, clock):
    """A circuit breaker that opens after some failures has to close again within a minute."""
    wire.down()
    for _ in range(6):
        client.together(["/users/7", "/posts/8"])
    wire.mend()
    clock.advance(60)
    client.together(["/users/7", "/posts/8"])

    for answer in client.together(["/users/7", "/posts/8"]):
        assert answer["cached"] is True, expected("a hit, a minute after Redis is back", got=answer)


def test_what_is_no_entry_is_no_500(client, redis):
    """Bytes that are no UTF-8 raise UnicodeDecodeError. JSON of another shape raises nothing, and is no entry."""
    client.together(["/users/1", "/posts/1"])
    for url in ("/users/7", "/posts/7"):
        entries = checks.but_numbers(redis, checks.keys_added(redis, client.get, url))
        for value in checks.no_entries(redis, entries):
            checks.replace_each_entry(redis, entries, lambda _, value=value: value)
            answer = client.get(url)

            assert answer.status == 200, expected(f"200, although the entry is {value!r}", got=answer)


def test_a_key_of_another_type_is_a_miss(client, redis):
    """GET of a List is an error of Redis (WRONGTYPE): a RedisError, and no ConnectionError. A plain SET replaces it."""
    client.together(["/users/1", "/posts/1"])
    for url in ("/users/7", "/posts/7"):
        entries = checks.keys_added(redis, client.get, url)
        checks.put_a_list_in_place_of(redis, entries)
        answer, again = client.get(url), client.get(url)

        assert answer.status == 200, expected("200: a key of another type is a miss", got=answer)
        assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)
        assert again["cached"] is True, expected("a hit the next time: the miss has replaced the key", got=again)
        assert not checks.keys_without_ttl(redis, entries), expected("a TTL on every key", got="no TTL")


def test_a_miss_replaces_a_damaged_entry(client, redis):
    """If SET has the option NX, a damaged entry stays, and every read is a miss until it expires."""
    client.together(["/users/1", "/posts/1"])
    for url in ("/users/7", "/posts/7"):
        checks.replace_each_entry(redis, checks.keys_added(redis, client.get, url), lambda value: b"")
        client.get(url)
        again = client.get(url)

        assert again["cached"] is True, expected("a hit the next time: the miss has replaced the entry", got=again)
