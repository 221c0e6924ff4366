"""One round trip each"""

import pytest

from dojo.steps import expected
from katas.session_storage.checks import ADA

READ = "katas/session_storage/README.md#speed"


def test_a_read_a_login_and_a_logout_are_one_round_trip_each(client):
    """Every request of every user pays for the session."""
    for _ in range(2):  # the first time a script may have to be loaded
        login = client.post("/login", json=ADA)
        read = client.get("/profile")
        logout = client.post("/logout")

    assert login.round_trips == 1, expected("1 round trip for a login", got=f"{login.round_trips}")
    assert read["username"] == "ada", expected("ada", got=read)
    assert read.round_trips == 1, expected("1 round trip for a read", got=f"{read.round_trips}")
    assert logout.round_trips == 1, expected("1 round trip for a logout", got=f"{logout.round_trips}")


def test_what_a_session_costs(client, speed):
    """The same request with one and without, measured in turn: told at the end of the run, and not judged."""
    client.post("/login", json=ADA)
    answer = client.get("/profile")
    speed.cost(
        costly=lambda: client.get("/profile").seconds,
        without=lambda: client.get("/profile", cookie="none=1").seconds,
        round_trips=answer.round_trips,
        name="with a session",
    )

    assert answer["username"] == "ada", expected("ada", got=answer)


@pytest.mark.benchmark(group="session_storage: GET /profile")
@pytest.mark.parametrize("sender", ["a stranger", "ada"])
def test_benchmark(client, benchmark, speed, sender):
    """What a session adds to a request, in the table and the JSON of pytest-benchmark."""
    cookie = client.post("/login", json=ADA).set_cookie("session_id").pair if sender == "ada" else "none=1"

    answer = benchmark.pedantic(client.get, args=("/profile",), kwargs={"cookie": cookie}, rounds=15)
    speed.describe(benchmark, round_trips=answer.round_trips)

    assert answer.status == (200 if sender == "ada" else 401), expected("200 for ada, 401 for a stranger", got=answer)
