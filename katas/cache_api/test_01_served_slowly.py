"""A user is served, slowly

`client` sends requests into your app, `second_worker` into a second process of it, `slow_api` is the origin, `redis`
looks at what you stored, `wire` sees every round trip you make to Redis, and can break it. `clock.advance` moves time.
"""

from dojo.steps import expected
from katas.cache_api.checks import is_number

READ = "katas/cache_api/README.md#the-slow-api"


def test_a_user_is_served(client):
    """The answer carries what the slow API says, and three facts about how it came."""
    answer = client.get("/users/7")

    assert answer["data", "name"] == "Margaret Hamilton", expected("Margaret Hamilton", got=answer)
    assert answer["cached"] is False, expected("cached: false, as nobody asked before", got=answer)
    assert is_number(answer["age_seconds"]), expected("age_seconds as a number", got=answer)
    took = answer["response_time_ms"]
    assert is_number(took), expected("response_time_ms as a number", got=f"{took!r}")


def test_nocache_always_asks_the_slow_api(client, slow_api):
    """The route to compare with has nothing to do with Redis."""
    answers = [client.get("/users/7/nocache"), client.get("/users/7/nocache")]

    assert slow_api.calls == 2, expected("2 calls to the slow API", got=f"{slow_api.calls}")
    for answer in answers:
        assert answer.round_trips == 0, expected("no round trip to Redis", got=f"{answer.round_trips}")


def test_health_says_whether_redis_answers(client, wire):
    """Without Redis the app is degraded, not dead."""
    healthy = client.get("/health")
    wire.down()
    degraded = client.get("/health")

    assert healthy.json == {"status": "healthy", "redis": True}, expected("healthy", got=healthy)
    assert degraded.json == {"status": "degraded", "redis": False}, expected("degraded, with Redis down", got=degraded)
