"""A hit is fast, and no request waits for another

`client.together(urls)` sends requests at the same time. `speed` compares medians, slow and fast in turn.
"""

import pytest

from dojo.steps import expected
from katas.cache_api.checks import between, seconds_alone_and_together

READ = "katas/cache_api/README.md#speed"


@pytest.mark.parametrize("url", ["/users/7", "/posts/3"])
def test_a_hit_is_one_round_trip(client, url):
    """EXISTS, TTL or PING beside the GET is a round trip of its own, and costs the same again."""
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
        fast=lambda number: client.get(f"/users/{number + 1}").seconds,
        needs=40,
        rounds=2,
    )

    assert speedup.ratio >= 40, expected("a hit at least 40 times faster than a miss", got=speedup)


def test_no_sync_client_is_used(client, wire):
    """A sync client inside `async def` blocks the event loop: every other request waits, too."""
    client.get("/users/7")
    client.get("/users/7")

    blocking = ", ".join(dict.fromkeys(wire.blocking_calls))
    assert not blocking, expected("only the asyncio client inside `async def`", got=f"a blocking call at {blocking}")


# Edge cases


@pytest.mark.parametrize(("round_trips", "held", "other"), [(1, "/users/1", "/users/2"), (2, "/users/3", "/users/4")])
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
    slow_api.takes(0.06)
    slow_api.has("users", range(1, 31))
    slow_api.has("posts", range(1, 31))
    alone, together = seconds_alone_and_together(
        lambda n: client.get(f"/users/{10 * n + 1}"),
        lambda n: client.together([f"/{kind}/{10 * n + i}" for kind in ("users", "posts") for i in range(2, 7)]),
    )

    wanted = f"10 misses at once to take about as long as one ({alone * 1000:.0f} ms)"
    assert together < 4 * alone, expected(wanted, got=f"{together * 1000:.0f} ms")


def test_no_write_waits_for_another(client, slow_api):
    """A lock around save_user lines up all writes, also those of different users."""
    slow_api.takes(0.04)
    urls, houston = [f"/users/{number}" for number in range(1, 11)], {"city": "Houston"}
    alone, together = seconds_alone_and_together(
        lambda n: client.put("/users/1", json=houston),
        lambda n: client.together(urls, method="PUT", bodies=[houston] * 10),
    )

    wanted = f"10 writes at once to take about as long as one ({alone * 1000:.0f} ms)"
    assert together < 4 * alone, expected(wanted, got=f"{together * 1000:.0f} ms")


def test_requests_at_the_same_time_are_not_mixed_up(client, slow_api):
    """What belongs to one request must not be in app.state or a global; user 3 and post 3 are two questions."""
    slow_api.takes(0.02)
    urls = [f"/{kind}/{number}" for number in range(1, 9) for kind in ("users", "posts")]
    misses = client.together(urls)
    hits = client.together(urls)

    for url, answer in zip(urls * 2, [*misses, *hits], strict=True):
        name = "name" if "users" in url else "title"
        is_its_own = answer["data", "id"] == int(url[-1]) and name in answer["data"]
        assert is_its_own, expected(f"the data of {url}", got=answer)


@pytest.mark.parametrize("url", ["/users/7", "/posts/7"])
def test_the_response_time_of_a_miss_is_measured(client, slow_api, url):
    """response_time_ms is in milliseconds, and measured for posts as for users."""
    slow_api.takes(0.1)
    miss = client.get(url)

    assert between(95, miss["response_time_ms"], 5000), expected("response_time_ms: about 100 for a miss", got=miss)


def test_the_response_time_of_a_hit_is_its_own(client, slow_api):
    """A hit is faster than the miss that filled the cache: a stored response time is that of the miss."""
    slow_api.takes(0.1)
    client.get("/users/7")
    hits = [client.get("/users/7") for _ in range(3)]

    fastest = min(hits, key=lambda hit: hit.seconds)
    assert between(0, fastest["response_time_ms"], 95), expected("response_time_ms: below 95 for a hit", got=fastest)


def test_the_response_time_of_a_hit_includes_redis(client, wire):
    """The measurement starts before the question to Redis."""
    client.get("/users/7")
    wire.latency(0.02)
    hit = client.get("/users/7")

    assert between(15, hit["response_time_ms"], 5000), expected("response_time_ms: 20, as Redis took 20 ms", got=hit)


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
