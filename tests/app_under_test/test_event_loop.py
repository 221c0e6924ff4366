"""The loop finishes what a request leaves behind, and gives up what never ends."""

from __future__ import annotations

import time

import pytest

from dojo.app_under_test.client import SETTLE_SECONDS
from dojo.guards.time_limit import NoAnswer

pytestmark = pytest.mark.app("""
    import threading
    import time

    from anyio import from_thread
    from fastapi import BackgroundTasks

    everybody_is_here = asyncio.Event()
    here = []

    @app.get("/meet/{number}")
    async def meet(number: int):
        here.append(number)
        if len(here) == 5:
            everybody_is_here.set()
        await everybody_is_here.wait()
        return number

    @app.get("/leave-a-task")
    async def leave_a_task(redis: Redis = Depends(get_redis)):
        async def later():
            await asyncio.sleep(0.02)
            await redis.set("later", 1)
            app.state.second = asyncio.create_task(even_later())

        async def even_later():
            await asyncio.sleep(0.02)
            await redis.set("even later", 1)

        app.state.first = asyncio.create_task(later())

    @app.get("/leave-a-loop")
    async def leave_a_loop():
        app.state.loop = asyncio.create_task(asyncio.sleep(3600))

    @app.get("/background")
    async def background(tasks: BackgroundTasks, redis: Redis = Depends(get_redis)):
        async def later():
            await redis.set("background", 1)
        tasks.add_task(later)

    @app.get("/plain")
    def plain(redis: Redis = Depends(get_redis)):
        from_thread.run(redis.set, "plain", 1)
        return [from_thread.run(redis.get, "plain").decode(), threading.current_thread() is threading.main_thread()]

    @app.get("/plain-slow")
    def plain_slow():
        time.sleep(0.1)

    @app.get("/deadlock")
    async def deadlock(redis: Redis = Depends(get_redis)):
        lock = asyncio.Lock()
        async with lock:
            await lock.acquire()  # waits for itself

    @app.get("/stubborn")
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                pass

    @app.get("/busy")
    async def busy():
        while True:
            try:
                pass  # busy
            except:
                pass

    @app.get("/dies")
    async def dies():
        raise SystemExit("the app must not end the tests")
""")


# What a request leaves behind -----------------------------------------------------------------------------------------


def test_tasks_that_a_request_leaves_behind_come_to_their_end(client, redis):
    """And those that they leave behind: the next request, and the look into Redis, find their work done."""
    answer = client.get("/leave-a-task")

    assert answer.status == 200
    assert redis.get("later") == b"1"
    assert redis.get("even later") == b"1"


def test_a_task_that_never_ends_does_not_hold_up_the_test(client):
    """It is waited for a moment, once."""
    before = time.perf_counter()
    client.get("/leave-a-loop")
    took = time.perf_counter() - before
    again = time.perf_counter()
    client.get("/state")

    assert took < SETTLE_SECONDS + 1
    assert time.perf_counter() - again < SETTLE_SECONDS


def test_background_tasks_are_done_when_the_answer_is_there(client, redis):
    """FastAPI's own."""
    answer = client.get("/background")

    assert answer.round_trips == 1
    assert redis.get("background") == b"1"


# Threads --------------------------------------------------------------------------------------------------------------


def test_a_def_route_may_use_the_asyncio_client(client, wire):
    """It runs in a thread; anyio brings it back, and its round trips are its own."""
    answer = client.get("/plain")

    assert answer.json == ["1", False]
    assert [trip.commands[0][0] for trip in answer.trips] == [b"SET", b"GET"]
    assert wire.blocking_calls == []


def test_def_routes_run_side_by_side(client):
    """Each in a thread of its own."""
    answers = client.together(["/plain-slow"] * 5)

    assert [answer.status for answer in answers] == [200] * 5
    assert max(answer.seconds for answer in answers) < 0.45


# It always comes back -------------------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch):
    """A quarter of a second instead of eight."""
    monkeypatch.setattr("dojo.guards.time_limit.ANSWER_WITHIN_SECONDS", 0.25)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("url", ["/deadlock", "/stubborn"])
def test_a_request_that_waits_for_ever_is_no_answer(client, _main_py, url):
    """It is said where it waits, also when it swallows its cancellation."""
    before = time.perf_counter()
    with pytest.raises(NoAnswer) as caught:
        client.get(url)

    lines = _main_py.read_text().splitlines()
    waits_in = [lines[line - 1].strip() for file, line in caught.value.waiting_at if file == str(_main_py)]
    assert waits_in[-1] in ("await lock.acquire()  # waits for itself", "await asyncio.sleep(3600)")
    assert time.perf_counter() - before < 3


@pytest.mark.usefixtures("impatient")
def test_a_request_that_is_busy_for_ever_is_no_answer(client):
    """An endless loop with a bare `except:` is ended all the same."""
    before = time.perf_counter()
    with pytest.raises(NoAnswer):
        client.get("/busy")

    assert time.perf_counter() - before < 6


@pytest.mark.usefixtures("impatient")
def test_requests_together_that_wait_for_ever_are_no_answer(client):
    """Three of the five that are needed."""
    with pytest.raises(NoAnswer):
        client.together(["/meet/1", "/meet/2", "/meet/3"])


def test_an_app_that_exits_does_not_exit_the_tests(client, record):
    """A SystemExit in a request is a failure of the app like any other."""
    answer = client.get("/dies")

    assert answer.status == 500
    assert isinstance(record.exchanges[-1].error, SystemExit)
