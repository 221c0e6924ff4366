"""What --compare measures in session_storage."""

from katas.session_storage.checks import ADA


def test_yours_beside_the_reference(comparison):
    """Login, read, change and logout; and an outage."""
    comparison.operation("login", log_in, after=forget_cookies)
    comparison.operation("read", read, after=log_in)
    comparison.operation("change", lambda side: side.app.put("/profile/theme", json={"value": "dark"}), after=log_in)
    comparison.operation("logout", lambda side: side.app.post("/logout"), after=log_in)

    comparison.fact("keys of a session", keys_of_a_session)
    comparison.fact("while Redis is down", status_without_redis)


def forget_cookies(side):
    side.app.post("/logout")


def log_in(side):
    return side.app.post("/login", json=ADA)


def read(side):
    return side.app.get("/profile")


def keys_of_a_session(side):
    log_in(side)
    return side.redis.dbsize()


def status_without_redis(side):
    log_in(side)
    side.wire.down()
    return read(side).status
