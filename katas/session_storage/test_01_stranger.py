"""A stranger has no profile

These tests use a few instruments:

- `client` is a browser in front of your app. It keeps cookies. `client.another_browser()` has cookies of its own.
- `client.get(…, cookie="session_id=…")` sends this cookie by hand. A browser would drop it when its Max-Age is over.
- `second_worker` is a browser in front of a second process of your app.
- `redis` looks at what you stored. `wire` sees each round trip to Redis, and can break it.
- `clock.advance` moves time.
"""

from dojo.steps import expected

READ = "katas/session_storage/README.md#the-login"


def test_a_stranger_has_no_profile(client):
    """A request without a cookie has no session."""
    answer = client.get("/profile")

    assert answer.status == 401, expected("401 without a cookie", got=answer)


def test_health_is_healthy_while_redis_answers(client):
    """The route /health is given; an edit must not remove it."""
    answer = client.get("/health")

    assert answer.json == {"status": "healthy", "redis": True}, expected("healthy", got=answer)


def test_health_is_degraded_without_redis(client, wire):
    """Without Redis the app is degraded, not dead; Python's own ConnectionError does not catch a time-out."""
    for fault in (wire.down, wire.hang):
        fault()
        answer = client.get("/health")
        wire.mend()

        assert answer.json == {"status": "degraded", "redis": False}, expected("degraded, without Redis", got=answer)
