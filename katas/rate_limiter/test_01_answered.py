"""Requests are answered

`client` sends requests to your app. `wire` sees every round trip to Redis; `wire.down()` takes Redis down.
"""

import pytest

from dojo.steps import expected

READ = "katas/rate_limiter/README.md#the-api"


@pytest.mark.parametrize("url", ["/api/status", "/api/items/7"])
def test_a_request_is_answered(client, url):
    """The first request of a client must always pass."""
    answer = client.get(url)

    assert answer.status == 200, expected("200", got=answer)
    assert answer.json is not None, expected("JSON", got=answer)


def test_health_says_whether_redis_answers(client, wire):
    """Without Redis the app is degraded, but it still answers; the route is given."""
    healthy = client.get("/health")
    wire.down()
    degraded = client.get("/health")

    assert healthy.json == {"status": "healthy", "redis": True}, expected("healthy", got=healthy)
    assert degraded.json == {"status": "degraded", "redis": False}, expected("degraded, with Redis down", got=degraded)
