"""What does not exist is remembered, but not for long"""

import pytest

from dojo.steps import expected

READ = "katas/cache_api/README.md#negative-caching"


@pytest.mark.parametrize("kind", ["users", "posts"])
def test_not_found_is_remembered_for_ten_seconds_at_most(client, slow_api, clock, kind):
    """It spares the slow API those who ask for nonsense, and lets what is new appear soon, however often they ask."""
    asked = [client.get(f"/{kind}/99"), client.get(f"/{kind}/99")]
    calls = slow_api.calls
    slow_api.answers(kind, 99, {"id": 99})
    for seconds in (5, 4):
        clock.advance(seconds)
        client.get(f"/{kind}/99")
    clock.advance(1)
    there = client.get(f"/{kind}/99")

    for answer in asked:
        assert answer.status == 404, expected("404, twice", got=answer)
    assert calls == 1, expected("1 call for 2 requests", got=f"{calls} calls")
    assert there.status == 200, expected("200, ten seconds later, as it exists by now", got=there)


def test_null_is_not_the_same_as_not_found(client, slow_api):
    """One is an answer, the other is none."""
    slow_api.answers("users", 7, None)
    client.get("/users/99")
    answers = [client.get("/users/7"), client.get("/users/7")]

    for answer in answers:
        assert answer.status == 200, expected("200 and null", got=answer)
