"""bug_hunt, solved: a test for each bug. NOTES.md says what makes them fair."""

from typing import Any

import pytest

ADA = {"username": "ada", "password": "analytical engine"}
HOUSTON = {"city": "Houston"}
TTL = 300
LIMIT, WINDOW = 5, 60


def log_in(client: Any) -> str:
    """Log in as ada. Returns the cookie, for a request of another worker or browser."""
    return str(client.post("/login", json=ADA).set_cookie("session_id").pair)


def statuses(client: Any, number: int) -> list[int]:
    """The statuses of so many requests to the limited API, one after the other."""
    return [client.get("/api/status").status for _ in range(number)]


# cache_api ------------------------------------------------------------------------------------------------------------


@pytest.mark.cache_api
def test_a_second_request_does_not_ask_the_slow_api(client: Any, slow_api: Any) -> None:
    client.get("/users/7")
    client.get("/users/7")

    assert slow_api.calls == 1


@pytest.mark.cache_api
def test_null_is_an_answer_like_any_other(client: Any, slow_api: Any) -> None:
    slow_api.answers("posts", 3, None)

    client.get("/posts/3")
    again = client.get("/posts/3")

    assert slow_api.calls == 1
    assert again["data"] is None


@pytest.mark.cache_api
def test_without_redis_the_slow_api_is_asked_once(client: Any, slow_api: Any, wire: Any) -> None:
    wire.down()

    answer = client.get("/users/7")

    assert answer.status == 200
    assert slow_api.calls == 1


@pytest.mark.cache_api
def test_requests_at_once_ask_the_slow_api_once(client: Any, slow_api: Any, clock: Any) -> None:
    client.get("/users/7")
    clock.advance(TTL)
    slow_api.forget_calls()
    slow_api.takes(0.2)

    client.together(["/users/7"] * 5)

    assert slow_api.calls == 1


@pytest.mark.cache_api
def test_a_reader_that_a_write_overtakes_does_not_put_the_old_user_back(client: Any) -> None:
    for round_trip in (1, 2, 3, 4):
        url = f"/users/{round_trip}"  # a new one each time: nothing of it is in the cache yet
        reader = client.start("GET", url, hold_at=round_trip)
        client.put(url, json=HOUSTON)
        reader.finish()

        assert client.get(url)["data", "city"] == "Houston"


# rate_limiter ---------------------------------------------------------------------------------------------------------


@pytest.mark.rate_limiter
def test_two_workers_count_together(client: Any, second_worker: Any) -> None:
    statuses(client, LIMIT)

    assert second_worker.get("/api/status").status == 429


@pytest.mark.rate_limiter
def test_a_client_that_goes_on_asking_gets_a_new_window(client: Any, clock: Any) -> None:
    for _ in range(LIMIT + 2):
        assert client.get("/api/status").status == 200
        clock.advance(50)


@pytest.mark.rate_limiter
def test_a_cut_connection_locks_no_client_out(client: Any, wire: Any, clock: Any) -> None:
    wire.cut_after(1)
    client.get("/api/status")
    wire.mend()
    statuses(client, LIMIT)
    clock.advance(2 * WINDOW)

    assert client.get("/api/status").status == 200


@pytest.mark.rate_limiter
def test_of_many_at_once_only_the_limit_passes(client: Any) -> None:
    answers = client.together(["/api/status"] * 12)

    assert sum(answer.status == 200 for answer in answers) == LIMIT


# session_storage ------------------------------------------------------------------------------------------------------


@pytest.mark.session_storage
def test_another_process_knows_the_session(client: Any, second_worker: Any) -> None:
    cookie = log_in(client)

    assert second_worker.get("/profile", cookie=cookie).status == 200


@pytest.mark.session_storage
def test_after_an_outage_users_are_still_logged_in(client: Any, wire: Any) -> None:
    log_in(client)
    wire.down()
    client.get("/profile")
    wire.mend()

    assert client.get("/profile").status == 200


@pytest.mark.session_storage
def test_two_changes_at_once_both_stay(client: Any) -> None:
    for round_trip in (1, 2):
        log_in(client)
        theme = client.start("PUT", "/profile/theme", json={"value": "dark"}, hold_at=round_trip)
        client.put("/profile/language", json={"value": "fr"})
        theme.finish()
        profile = client.get("/profile")

        assert (profile["theme"], profile["language"]) == ("dark", "fr")


@pytest.mark.session_storage
def test_a_late_read_does_not_undo_a_logout(client: Any) -> None:
    for round_trip in (1, 2):
        cookie = log_in(client)
        reader = client.start("GET", "/profile", hold_at=round_trip)
        client.post("/logout")
        reader.finish()

        assert client.get("/profile", cookie=cookie).status == 401
