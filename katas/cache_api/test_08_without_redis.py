"""Redis is optional"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import keys_under_prefix

READ = "katas/cache_api/README.md#when-redis-is-away"


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_without_redis_the_slow_api_answers(client, slow_api, wire, fault):
    """A cache that takes the app down with it is worse than none."""
    client.get("/users/7")
    getattr(wire, fault)()
    slow_api.forget_calls()
    answers = [client.get("/users/7"), client.get("/posts/3")]

    for answer in answers:
        assert answer.status == 200, expected("200, from the slow API", got=answer)
        assert answer["cached"] is False, expected("cached: false while Redis is away", got=answer)
    assert slow_api.calls == 2, expected("1 call to the slow API per request", got=f"{slow_api.calls} for 2 requests")


def test_when_redis_is_back_so_is_the_cache(client, slow_api, wire):
    """Nothing has to be restarted."""
    wire.down()
    client.get("/users/7")
    wire.mend()
    client.get("/users/7")
    answer = client.get("/users/7")

    assert answer["cached"] is True, expected("a hit, once Redis is back", got=answer)
    assert slow_api.calls == 2, expected("2 calls: one without Redis, one to fill", got=f"{slow_api.calls}")


def test_after_many_failures_the_cache_is_back_as_well(client, wire, clock):
    """Whoever gives Redis up for a while has to try it again."""
    wire.down()
    for _ in range(12):
        client.get("/users/7")
    wire.mend()
    clock.advance(60)
    client.get("/users/7")
    answer = client.get("/users/7")

    assert answer["cached"] is True, expected("a hit, a minute after Redis is back", got=answer)


def test_the_app_starts_without_redis(wire, request, client):
    """A process that is started while Redis is away serves from the slow API like the others."""
    wire.down()
    second_worker = request.getfixturevalue("second_worker")  # started now
    answer = second_worker.get("/users/7")

    assert answer.status == 200, expected("200 from a worker that was started without Redis", got=answer)


def test_a_redis_that_takes_no_writes_is_no_500(client, slow_api, wire):
    """After a failover, or with its memory full, Redis answers with an error. That is a RedisError as well."""
    wire.refuse_writes()
    answers = [client.get("/users/7"), client.get("/posts/3")]
    written = client.put("/users/7", json={"city": "Houston"})

    for answer in answers:
        assert answer.status == 200, expected("200, from the slow API, while Redis takes no writes", got=answer)
    assert slow_api.calls == 2, expected("1 call to the slow API per request", got=f"{slow_api.calls} for 2 requests")
    assert written.status < 300, expected("2xx for PUT while Redis takes no writes", got=written)


def test_a_cut_between_two_commands_does_no_harm(client, slow_api, wire):
    """Wherever it happens, the request is answered, and the slow API is not asked a second time for it."""
    for round_trips, number in enumerate((2, 3, 4, 5)):
        for url in (f"/users/{number}", f"/posts/{number}"):
            slow_api.forget_calls()
            wire.cut_after(round_trips)
            answer = client.get(url)
            wire.mend()

            where = f"cut after {round_trips} round trips"
            assert answer.status == 200, expected(f"200, with the connection {where}", got=answer)
            assert answer["data", "id"] == number, expected(f"number {number}, with the connection {where}", got=answer)
            assert slow_api.calls == 1, expected(f"1 call, with the connection {where}", got=f"{slow_api.calls}")


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_entry_of_another_type_is_a_miss(client, slow_api, redis, kind):
    """Whether Redis is gone or refuses a command (here: WRONGTYPE), the reader gets the answer."""
    client.get(f"/{kind}/7")
    for key in keys_under_prefix(redis):
        redis.delete(key)
        redis.rpush(key, "a List where a String should be")
    calls = slow_api.calls
    answer = client.get(f"/{kind}/7")
    again = client.get(f"/{kind}/7")

    assert answer.status == 200, expected("200: an entry of another type is a miss", got=answer)
    assert answer["data", "id"] == 7, expected("number 7", got=answer)
    assert again["cached"] is True, expected("a hit the next time: the miss replaced the entry", got=again)
    assert slow_api.calls == calls + 1, expected("1 call to the slow API", got=f"{slow_api.calls - calls}")


@pytest.mark.parametrize("damage", ["cut short", "empty", "not text"])
@pytest.mark.parametrize("kind", ["users", "posts"])
def test_an_entry_that_cannot_be_decoded_is_a_miss(client, slow_api, redis, kind, damage):
    """It is replaced by that miss; nobody has to wait for it to expire."""
    client.get(f"/{kind}/1")
    before = set(redis.scan_iter())
    client.get(f"/{kind}/7")
    entries = set(redis.scan_iter()) - before
    assert entries, expected(f"an entry for /{kind}/7", got="no new key")
    for key in entries:
        value = redis.get(key)
        broken = {"cut short": value[: len(value) // 2], "empty": b"", "not text": b"\xc1\x00\xc1"}[damage]
        redis.set(key, broken, keepttl=True)
    slow_api.forget_calls()
    answer = client.get(f"/{kind}/7")
    again = client.get(f"/{kind}/7")

    assert answer.status == 200, expected(f"200, although the entry is {damage}", got=answer)
    assert answer["data", "id"] == 7, expected("number 7, from the slow API", got=answer)
    assert answer["cached"] is False, expected(f"cached: false, as the entry is {damage}", got=answer)
    assert again["cached"] is True, expected("a hit the next time: the miss replaced the entry", got=again)
    assert slow_api.calls == 1, expected("1 call to the slow API for 2 requests", got=f"{slow_api.calls}")


@pytest.mark.parametrize("fault", ["down", "hang"])
def test_a_write_goes_through_without_redis(client, slow_api, wire, fault):
    """The slow API has saved it; that the cache could not be told is no reason to call it a failure."""
    client.get("/users/7")
    getattr(wire, fault)()
    written = client.put("/users/7", json={"city": "Houston"})

    assert written.status < 300, expected("2xx for PUT while Redis is away", got=written)
    assert slow_api.saves == 1, expected("1 save by the slow API", got=f"{slow_api.saves}")
