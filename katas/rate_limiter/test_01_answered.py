"""Requests are answered

`client` sends requests to your app. `wire` sees every round trip to Redis; `wire.down()` takes Redis down.
"""

from dojo.steps import expected
from katas.rate_limiter.checks import BOTH, take_away

READ = "katas/rate_limiter/README.md#the-api"


def test_a_request_is_answered(client):
    """The first request of a client must always pass."""
    for url in BOTH:
        answer = client.get(url)

        assert answer.status == 200, expected("200", got=answer)
        assert answer.json is not None, expected("JSON", got=answer)


def test_every_item_can_be_asked_for(client):
    """Each whole number is an id, also 0. `Path(ge=1)` answers 422 for an item that exists."""
    for number in (0, 2**53):
        answer = client.get(f"/api/items/{number}")

        assert answer.status == 200, expected(f"200: item {number} exists", got=answer)


def test_health_says_whether_redis_answers(client, wire):
    """Without Redis the app is degraded, but it still answers; the route is given."""
    healthy = client.get("/health")
    degraded = []
    for how in ("down", "hang"):
        take_away(wire, how)
        degraded.append(client.get("/health"))
        wire.mend()

    assert healthy.json == {"status": "healthy", "redis": True}, expected("healthy", got=healthy)
    for answer in degraded:
        assert answer.json == {"status": "degraded", "redis": False}, expected("degraded, without Redis", got=answer)
