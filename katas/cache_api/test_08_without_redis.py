"""Redis is optional

`wire` breaks the connection: Redis is down, hangs, takes no writes, or is cut off after some round trips.
"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import cut_everywhere, keys_added, put_a_list_in_place_of, replace_each_entry

READ = "katas/cache_api/README.md#when-redis-is-away"


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_while_redis_is_down_the_slow_api_answers(client, slow_api, wire, url):
    """Every command can raise, GET as well as SET. The cache makes the app fast; the answer must not depend on it."""
    wire.down()
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


@pytest.mark.parametrize("kind", ["users", "posts"])
@pytest.mark.parametrize("damage", ["cut short", "empty"])
def test_an_entry_that_cannot_be_decoded_is_a_miss(client, redis, kind, damage):
    """json.loads raises for a damaged entry: without a try, the answer is a 500 until the entry expires."""
    client.get(f"/{kind}/1")
    entries = keys_added(redis, client.get, f"/{kind}/7")
    replace_each_entry(redis, entries, lambda value: value[: len(value) // 2] if damage == "cut short" else b"")
    answer = client.get(f"/{kind}/7")

    assert entries, expected(f"an entry for /{kind}/7", got="no new key")
    assert answer.status == 200, expected(f"200, although the entry is {damage}", got=answer)
    assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)
    assert answer["cached"] is False, expected("cached: false, because the slow API was asked", got=answer)


def test_when_redis_is_back_so_is_the_cache(client, wire):
    """An outage ends: the next miss must fill the cache again, without a restart."""
    wire.down()
    client.get("/users/7")
    wire.mend()
    client.get("/users/7")
    answer = client.get("/users/7")

    assert answer["cached"] is True, expected("a hit, as Redis is back", got=answer)


# Edge cases


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_while_redis_hangs_the_slow_api_answers(client, slow_api, wire, url):
    """redis.TimeoutError is no redis.ConnectionError. Catch RedisError, the base of both."""
    wire.hang()
    answer = client.get(url)

    assert answer.status == 200, expected("200, from the slow API", got=answer)
    assert slow_api.calls == 1, expected("1 call to the slow API", got=slow_api)


def test_while_redis_hangs_a_write_succeeds(client, wire):
    """The slow API has saved the user, and redis.TimeoutError does not change that."""
    client.get("/users/7")
    wire.hang()
    written = client.put("/users/7", json={"city": "Houston"})

    assert written.status < 300, expected("2xx for PUT while Redis hangs", got=written)


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_a_redis_that_takes_no_writes_is_no_500(client, wire, url):
    """A replica, or a Redis whose memory is full, answers SET with an error: that is a RedisError, too."""
    wire.refuse_writes()
    answer = client.get(url)

    assert answer.status == 200, expected("200, from the slow API, while Redis takes no writes", got=answer)


def test_a_write_needs_no_redis_that_takes_writes(client, wire):
    """A replica answers DEL with an error: that is a RedisError, too."""
    wire.refuse_writes()
    written = client.put("/users/7", json={"city": "Houston"})

    assert written.status < 300, expected("2xx for PUT while Redis takes no writes", got=written)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_a_cut_between_two_commands_does_no_harm(client, slow_api, wire, kind):
    """If SET fails, the answer is there already: the slow API must not be asked a second time."""
    for cut in cut_everywhere(wire):
        slow_api.forget_calls()
        answer = client.get(f"/{kind}/{cut + 2}")

        where = f"with the connection cut after round trip {cut}"
        assert answer.status == 200, expected(f"200, {where}", got=answer)
        assert answer["data", "id"] == cut + 2, expected(f"number {cut + 2}, {where}", got=answer)
        assert slow_api.calls == 1, expected(f"1 call to the slow API, {where}", got=slow_api)


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_no_copy_is_served_while_redis_is_away(client, slow_api, wire, fault):
    """A copy in the process does not expire with the entry, and a PUT in another process does not remove it."""
    client.get("/users/7")
    getattr(wire, fault)()
    answer = client.get("/users/7")

    assert answer["cached"] is False, expected("cached: false while Redis is away", got=answer)
    assert slow_api.calls == 2, expected("2 calls to the slow API", got=slow_api)


def test_the_app_starts_without_redis(wire, new_client):
    """A command in the app's start-up code can raise as well: then the app does not start at all."""
    wire.down()
    answer = new_client().get("/users/7")

    assert answer.status == 200, expected("200 from a process that was started without Redis", got=answer)


def test_after_many_failures_the_cache_is_back_too(client, wire, clock):
    """A circuit breaker that opens after some failures has to close again within a minute."""
    wire.down()
    for _ in range(12):
        client.get("/users/7")
    wire.mend()
    clock.advance(60)
    client.get("/users/7")
    answer = client.get("/users/7")

    assert answer["cached"] is True, expected("a hit, a minute after Redis is back", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_entry_that_is_not_text_is_a_miss(client, redis, kind):
    """Bytes that are no UTF-8 raise UnicodeDecodeError: a ValueError, and no JSONDecodeError."""
    client.get(f"/{kind}/1")
    entries = keys_added(redis, client.get, f"/{kind}/7")
    replace_each_entry(redis, entries, lambda value: b"\xc1\x00\xc1")
    answer = client.get(f"/{kind}/7")

    assert answer.status == 200, expected("200, although the entry is not text", got=answer)
    assert answer["cached"] is False, expected("cached: false, because the slow API was asked", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_a_miss_replaces_a_damaged_entry(client, slow_api, redis, kind):
    """If SET has the option NX, a damaged entry stays, and every read is a miss until it expires."""
    client.get(f"/{kind}/1")
    entries = keys_added(redis, client.get, f"/{kind}/7")
    replace_each_entry(redis, entries, lambda value: b"")
    slow_api.forget_calls()
    client.get(f"/{kind}/7")
    again = client.get(f"/{kind}/7")

    assert again["cached"] is True, expected("a hit the next time: the miss has replaced the entry", got=again)
    assert slow_api.calls == 1, expected("1 call to the slow API for 2 requests", got=slow_api)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_a_key_of_another_type_is_a_miss(client, redis, kind):
    """GET of a List is an error of Redis (WRONGTYPE): a RedisError, and no ConnectionError."""
    client.get(f"/{kind}/1")
    put_a_list_in_place_of(redis, keys_added(redis, client.get, f"/{kind}/7"))
    answer = client.get(f"/{kind}/7")

    assert answer.status == 200, expected("200: a key of another type is a miss", got=answer)
    assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_a_miss_replaces_a_key_of_another_type(client, slow_api, redis, kind):
    """A plain SET replaces a key of any type. It has to run after a GET that failed, too."""
    client.get(f"/{kind}/1")
    put_a_list_in_place_of(redis, keys_added(redis, client.get, f"/{kind}/7"))
    slow_api.forget_calls()
    client.get(f"/{kind}/7")
    again = client.get(f"/{kind}/7")

    assert again["cached"] is True, expected("a hit the next time: the miss has replaced the key", got=again)
    assert slow_api.calls == 1, expected("1 call to the slow API for 2 requests", got=slow_api)
