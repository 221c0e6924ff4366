"""A hit is fast, and no request waits for another

`client.together(urls)` sends requests at the same time. `speed` compares medians, slow and fast in turn.
"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import TTL, between

READ = "katas/cache_api/README.md#speed"


def test_a_hit_is_one_round_trip(client):
    """EXISTS, TTL or PING beside the GET is a round trip of its own, and costs the same again."""
    for url in ("/users/7", "/posts/3"):
        client.get(url)
        client.get(url)
        hit = client.get(url)

        assert hit.round_trips == 1, expected("1 round trip for a hit", got=hit.round_trips, about=hit)


def test_a_hit_is_at_least_40_times_faster(client, slow_api, speed):
    """A hit waits for nothing but Redis. The slow API takes 300 ms here, as in your app."""
    slow_api.has("users", range(1, 16))
    slow_api.takes(slow_api.LATENCY_SECONDS)

    speedup = speed.compare(
        slow=lambda number: client.get(f"/users/{number + 1}").seconds,
        fast=lambda number: min(client.get(f"/users/{number + 1}").seconds for _ in range(5)),
        needs=40,
        rounds=1,
    )

    assert speedup.ratio >= 40, expected("a hit at least 40 times faster than a miss", got=speedup)


def test_no_sync_client_is_used(client, wire):
    """A sync client inside `async def` blocks the event loop: every other request waits, too."""
    client.together(["/users/7", "/posts/7"])
    client.together(["/users/7", "/posts/7"])
    client.put("/users/7", json={"city": "Houston"})
    client.post("/cache/clear")

    blocking = ", ".join(dict.fromkeys(wire.blocking_calls))
    assert not blocking, expected("only the asyncio client inside `async def`", got=f"a blocking call at {blocking}")


# Edge cases


def test_a_hit_is_one_round_trip_at_any_age(client, clock):
    """A second question that only an older entry needs, for example its TTL, costs as much."""
    for url in ("/users/7", "/posts/3"):
        client.get(url)
        for _ in range(2):
            clock.advance(TTL * 0.35)
            hit = client.get(url)

            assert hit.round_trips == 1, expected("1 round trip for a hit", got=hit.round_trips, about=hit)


@pytest.mark.parametrize(("round_trips", "held", "other"), [(1, "/users/1", "/users/2"), (2, "/posts/3", "/posts/4")])
def test_no_request_waits_for_another_that_waits_for_redis(client, round_trips, held, other):
    """A lock around all requests, or around every SET, makes each of them wait for Redis in turn."""
    waiting = client.start("GET", held, hold_at=round_trips)
    second = client.start("GET", other)
    is_answered = second.is_finished
    waiting.finish()
    second.finish()

    assert is_answered, expected(f"GET {other} to be answered while GET {held} waits for Redis", got="it waited too")


def test_no_miss_waits_for_another(client, slow_api):
    """A lock around the slow API lines up all misses, also those of different users and posts."""
    slow_api.waits_for(10)
    client.together([f"/{kind}/{number}" for kind in ("users", "posts") for number in range(1, 6)])

    assert slow_api.at_once == 10, expected("10 calls to the slow API at once", got=f"{slow_api.at_once} at once")


def test_no_write_waits_for_another(client, slow_api):
    """A lock around save_user lines up all writes, also those of different users."""
    slow_api.waits_for(10)
    urls = [f"/users/{number}" for number in range(1, 11)]
    client.together(urls, method="PUT", bodies=[{"city": "Houston"}] * 10)

    assert slow_api.at_once == 10, expected("10 saves by the slow API at once", got=f"{slow_api.at_once} at once")


def test_requests_at_the_same_time_are_not_mixed_up(client, second_worker):
    """What belongs to one request must not be in app.state or a global; user 3 and post 3 are two questions."""
    urls = [f"/{kind}/{number}" for number in range(1, 6) for kind in ("users", "posts")]
    rounds = [client.together(urls, jitter=True, split_with=other) for other in (client, client, second_worker)]

    for url, answer in zip(urls * 3, [answer for answers in rounds for answer in answers], strict=True):
        name = "name" if "users" in url else "title"
        is_its_own = answer["data", "id"] == int(url[-1]) and name in answer["data"]
        assert is_its_own, expected(f"the data of {url}", got=answer)


def test_the_response_time_of_a_miss_is_measured(client, slow_api):
    """response_time_ms is in milliseconds, and measured for posts as for users."""
    slow_api.takes(0.1)
    for miss in client.together(["/users/7", "/posts/7"]):
        assert between(95, miss["response_time_ms"], 5000), expected("response_time_ms: about 100 for a miss", got=miss)


def test_the_response_time_of_a_hit_is_its_own(client, slow_api, wire):
    """A stored response time is that of the miss. The measurement starts before the question to Redis."""
    slow_api.takes(0.1)
    client.together(["/users/7", "/posts/7"])
    wire.latency(0.02)
    for url in ("/users/7", "/posts/7"):
        fastest = min((client.get(url) for _ in range(3)), key=lambda hit: hit.seconds)

        wanted = "response_time_ms: from 20, as Redis took 20 ms, to 95, as the slow API took 100 ms"
        assert between(15, fastest["response_time_ms"], 95), expected(wanted, got=fastest)


def test_the_response_time_is_that_of_this_request(client, slow_api):
    """Each request needs a start time of its own. The next request overwrites one in app.state."""
    client.get("/posts/3")
    slow_api.takes(0.1)
    miss = client.start("GET", "/users/7", hold_at=2)
    client.get("/posts/3")
    answer = miss.finish()

    assert answer["response_time_ms"] >= 95, expected("response_time_ms: 100 or more for a miss", got=answer)


@pytest.mark.benchmark(group="cache_api: GET /users/{id}, slow API of 300 ms")
@pytest.mark.parametrize("kind", ["miss", "hit"])
def test_benchmark(client, slow_api, benchmark, speed, kind):
    """This fills the table and the JSON of pytest-benchmark. The test of the 40 times judges."""
    url = "/users/7/nocache" if kind == "miss" else "/users/7"
    client.get("/users/7")
    slow_api.takes(slow_api.LATENCY_SECONDS)

    answer = benchmark.pedantic(client.get, args=(url,), rounds=1 if kind == "miss" else 15)
    speed.describe(benchmark, round_trips=answer.round_trips)

    assert answer["cached"] is (kind == "hit"), expected(f"a {kind}", got=answer)
