"""A read, a login and a logout are one round trip each"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA, EVERY_ROUTE, NO_SESSION, TTL, latest, log_in

READ = "katas/session_storage/README.md#speed"


def test_a_read_is_one_round_trip(client):
    """Every request of every user pays for the session: HGETALL and EXPIRE need not wait for each other."""
    log_in(client, ADA)
    client.get("/profile")  # the first read may have to load a script

    read = client.get("/profile")

    assert read["username"] == "ada", expected("ada", got=read)
    assert read.round_trips == 1, expected("1 round trip for a read", got=f"{read.round_trips} round trips")


def test_a_login_is_one_round_trip(client):
    """A new id needs no EXISTS, as nobody has it; and HSET and EXPIRE go together."""
    log_in(client, ADA)
    client.post("/logout")

    login = client.post("/login", json=ADA)

    assert login.round_trips == 1, expected("1 round trip for a login", got=f"{login.round_trips} round trips")


def test_a_logout_is_one_round_trip(client):
    """DEL needs no EXISTS before it: it says itself how many keys it has removed."""
    for _ in range(2):  # the first logout may have to load a script
        log_in(client, ADA)
        logout = client.post("/logout")

    assert logout.round_trips == 1, expected("1 round trip for a logout", got=f"{logout.round_trips} round trips")


# Edge cases


def test_a_read_is_one_round_trip_at_any_time(client, second_worker, clock):
    """A renewal that is sent only in the second half of the TTL, or after a change, goes with the read, too."""
    cookie = log_in(client, ADA)
    second_worker.get("/profile", cookie=cookie)
    for seconds in (TTL * 0.6, TTL * 0.1, TTL * 0.85):
        cookie = latest(cookie, client.put("/profile/theme", json={"value": f"{seconds}"}, cookie=cookie))
        clock.advance(seconds)
        read = second_worker.get("/profile", cookie=cookie)
        cookie = latest(cookie, read)

        what = f"1 round trip for a read, {seconds:.0f} s after the last use"
        assert read.round_trips == 1, expected(what, got=f"{read.round_trips} round trips")


def test_no_request_makes_others_wait(client, wire):
    """A sync client inside `async def` makes every other request wait while Redis works, in any route."""
    for route in ("login", "profile", "change", "logout"):
        client.request(**EVERY_ROUTE[route])

    blocking = ", ".join(dict.fromkeys(wire.blocking_calls))
    assert not blocking, expected("only the asyncio client inside `async def`", got=f"a blocking call at {blocking}")


def test_a_login_over_a_session_is_one_round_trip(client):
    """The DEL of the session before goes with the rest, not before or after it."""
    for _ in range(3):  # the first login may have to load a script
        login = client.post("/login", json=ADA)

    what = "1 round trip for a login that ends a session"
    assert login.round_trips == 1, expected(what, got=f"{login.round_trips} round trips")


def test_what_a_session_costs(client, speed):
    """This compares a request with a session and one without; the end of the run shows it, and it is not judged."""
    log_in(client, ADA)
    answer = client.get("/profile")
    speed.cost(
        costly=lambda: client.get("/profile").seconds,
        without=lambda: client.get("/profile", cookie=NO_SESSION).seconds,
        round_trips=answer.round_trips,
        name="with a session",
    )

    assert answer["username"] == "ada", expected("ada", got=answer)


@pytest.mark.benchmark(group="session_storage: GET /profile")
@pytest.mark.parametrize("sender", ["a stranger", "ada"])
def test_benchmark(client, benchmark, speed, sender):
    """The table and the JSON of pytest-benchmark show what a session adds to a request."""
    cookie = log_in(client, ADA) if sender == "ada" else NO_SESSION

    answer = benchmark.pedantic(client.get, args=("/profile",), kwargs={"cookie": cookie}, rounds=15)
    speed.describe(benchmark, round_trips=answer.round_trips)

    assert answer.status == (200 if sender == "ada" else 401), expected("200 for ada, 401 for a stranger", got=answer)
