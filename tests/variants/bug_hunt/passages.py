"""Passages of the reference of bug_hunt that are replaced more than once, and the test of each bug."""

from tests.variants.passage import Swap, passage

_FIRST = """
@pytest.mark.cache_api
def test_a_second_request_does_not_ask_the_slow_api(
"""
IMPORTS = "from typing import Any"

NULL = """
@pytest.mark.cache_api
def test_null_is_an_answer_like_any_other(client: Any, slow_api: Any) -> None:
    slow_api.answers("posts", 3, None)

    client.get("/posts/3")
    again = client.get("/posts/3")

    assert slow_api.calls == 1
    assert again["data"] is None
"""
TWO_WORKERS = 'assert second_worker.get("/api/status")'
WITHOUT_REDIS = """
wire.down()

answer = client.get("/users/7")

assert answer.status == 200
assert slow_api.calls == 1
"""
GOES_ON = """
for _ in range(LIMIT + 2):
    assert client.get("/api/status").status == 200
    clock.advance(50)
"""
CUT = """
wire.cut_after(1)
client.get("/api/status")
wire.mend()
statuses(client, LIMIT)
clock.advance(2 * WINDOW)

assert client.get("/api/status").status == 200
"""
AT_ONCE = 'answers = client.together(["/api/status"] * 12)'
STAMPEDE = """
client.together(["/users/7"] * 5)

assert slow_api.calls == 1
"""
ANOTHER_PROCESS = """
cookie = log_in(client)

assert second_worker.get("/profile", cookie=cookie).status == 200
"""
OUTAGE = """
log_in(client)
wire.down()
client.get("/profile")
wire.mend()

assert client.get("/profile").status == 200
"""
CHANGES = """
for round_trip in (1, 2):
    log_in(client)
    theme = client.start("PUT", "/profile/theme", json={"value": "dark"}, hold_at=round_trip)
"""
LATE_READ = """
cookie = log_in(client)
reader = client.start("GET", "/profile", hold_at=round_trip)
client.post("/logout")
reader.finish()

assert client.get("/profile", cookie=cookie).status == 401
"""
OVERTAKEN = """
reader.finish()

assert client.get(url)["data", "city"] == "Houston"
"""


def another_test(code: str) -> Swap:
    """The file has one more test, above all others."""
    return _FIRST, f"{passage(code)}\n\n\n{passage(_FIRST)}"
