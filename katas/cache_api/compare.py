"""What --compare measures in cache_api."""

HOUSTON = {"city": "Houston"}


def test_yours_beside_the_reference(comparison, slow_api):
    """Hit, miss, PUT and clear; the speed-up, fifty requests at once, and an outage."""
    comparison.operation("hit", get_user, after=get_user)
    comparison.operation("miss", get_user)
    comparison.operation("PUT", lambda side: side.app.put("/users/7", json=HOUSTON), after=get_user)
    comparison.operation("clear", lambda side: side.app.post("/cache/clear"), after=get_user)

    hits = iter(comparison.seconds_of("hit"))
    comparison.fact("speed-up", lambda _: f"{slow_api.LATENCY_SECONDS / next(hits):.0f}×")
    comparison.fact("fetches for 50 at once", lambda side: fetches_for_fifty(side, slow_api))
    comparison.fact("while Redis is down", lambda side: status_without_redis(side))


def get_user(side):
    return side.app.get("/users/7")


def fetches_for_fifty(side, slow_api):
    slow_api.takes(0.02)
    slow_api.forget_calls()
    side.app.together(["/users/7"] * 50)
    slow_api.takes(0)
    return slow_api.calls


def status_without_redis(side):
    side.wire.down()
    return side.app.get("/users/7").status
