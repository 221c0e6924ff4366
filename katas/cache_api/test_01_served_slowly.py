"""A user is served, slowly

`client` sends requests to your app, and `slow_api` counts the calls to the slow API.
`wire` records every round trip between your app and Redis, and can break the connection.
"""

from dojo.steps import expected
from katas.cache_api.checks import is_number

READ = "katas/cache_api/README.md#the-slow-api"


def test_a_user_is_served(client):
    """The user is in the field `data`. A route that raises answers 500."""
    answer = client.get("/users/7")

    assert answer["data", "name"] == "Margaret Hamilton", expected("Margaret Hamilton", got=answer)


def test_an_answer_carries_three_facts(client):
    """Clients read all three: false is not 0, and a number is not null."""
    answer = client.get("/users/7")

    assert answer["cached"] is False, expected("cached: false, because nobody asked before", got=answer)
    assert is_number(answer["age_seconds"]), expected("a number as age_seconds", got=answer)
    assert is_number(answer["response_time_ms"]), expected("a number as response_time_ms", got=answer)


def test_nocache_always_asks_the_slow_api(client, slow_api):
    """You compare with this route: a cache in it would hide how slow the slow API is."""
    client.get("/users/7")
    slow_api.forget_calls()
    answers = [client.get("/users/7/nocache"), client.get("/users/7/nocache")]

    assert slow_api.calls == 2, expected("2 calls to the slow API", got=slow_api)
    for answer in answers:
        assert answer["cached"] is False, expected("cached: false", got=answer)
        assert answer.round_trips == 0, expected("0 round trips to Redis", got=answer.round_trips, about=answer)


def test_health_says_whether_redis_answers(client, wire):
    """A monitor reads this route. Without Redis the app is degraded, and still alive."""
    healthy = client.get("/health")
    wire.down()
    down = client.get("/health")
    wire.mend()
    wire.hang()
    hanging = client.get("/health")

    assert healthy.json == {"status": "healthy", "redis": True}, expected("healthy", got=healthy)
    assert down.json == {"status": "degraded", "redis": False}, expected("degraded, with Redis down", got=down)
    assert hanging.json == {"status": "degraded", "redis": False}, expected("degraded, as Redis hangs", got=hanging)
