"""A stranger has no profile

`client` is a browser in front of your app, with its own cookies, and so is each `client.another_browser()`.
`second_worker` is one in front of a second process of your app. A request with `cookie="session_id=…"` is sent by hand:
with this cookie, and outside of any browser, which would drop a cookie by itself when its time is up.
`redis` looks at what you stored, `wire` sees every round trip you make to Redis, and can break it.
`clock.advance` moves time.
"""

from dojo.steps import expected

READ = "katas/session_storage/README.md#the-login"


def test_a_stranger_has_no_profile(client):
    """Who sends no cookie is nobody."""
    answer = client.get("/profile")

    assert answer.status == 401, expected("401 without a cookie", got=answer)


def test_health_says_whether_redis_answers(client, wire):
    """Without Redis the app is degraded, not dead."""
    healthy = client.get("/health")
    wire.down()
    degraded = client.get("/health")

    assert healthy.json == {"status": "healthy", "redis": True}, expected("healthy", got=healthy)
    assert degraded.json == {"status": "degraded", "redis": False}, expected("degraded, with Redis down", got=degraded)
