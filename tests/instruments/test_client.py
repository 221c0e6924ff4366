"""`client` sends HTTP into the app as a browser would, and no exception or deadlock of the app ends the run."""

from __future__ import annotations

import time

import pytest

from dojo.app_under_test.client import SETTLE_SECONDS
from dojo.guards.time_limit import NoAnswer

pytestmark = pytest.mark.app("""
    import threading
    import time
    from contextlib import asynccontextmanager

    from anyio import from_thread
    from fastapi import BackgroundTasks

    EVENTS = []

    @asynccontextmanager
    async def lifespan(app):
        redis = await get_redis()
        await redis.set("started", 1)
        EVENTS.append("started")
        yield {"tea": "green"}
        EVENTS.append("stopped")

    app = FastAPI(lifespan=lifespan)
    everybody_is_here = asyncio.Event()
    here = []

    @app.get("/state")
    async def state(request: Request):
        return {"events": EVENTS, "tea": request.state.tea}

    @app.get("/drink")
    async def drink(request: Request):
        request.state.tea = "none"

    @app.get("/boom")
    async def boom():
        raise ValueError("no tea left")

    @app.get("/dies")
    async def dies():
        raise SystemExit("the app must not end the tests")

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

    @app.get("/login")
    async def login(response: Response):
        response.set_cookie("who", "ada", secure=True, httponly=True, samesite="strict", max_age=60)

    @app.get("/who")
    async def who(request: Request):
        return {"who": request.cookies.get("who"), "scheme": request.url.scheme, "peer": request.client.host}

    @app.get("/peer")
    async def peer(request: Request, redis: Redis = Depends(get_redis)):
        return {"peer": request.client, "tea": request.headers.get("tea"), "count": await redis.incr("count"),
                "worker": __name__, "redis": id(redis)}

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

    @app.get("/text")
    async def text():
        return Response("no JSON at all", media_type="application/json")

    @app.get("/list")
    async def a_list():
        return [1, 2, 3]

    @app.get("/not-found")
    async def not_found(response: Response):
        response.status_code = 404
        return {"data": "there"}

    @app.get("/echo")
    async def echo(request: Request):
        return {"query": str(request.url.query), "data": None}
""")


# The app runs as it would ---------------------------------------------------------------------------------------------


def test_the_lifespan_runs_and_requests_see_its_state(client, redis):
    """Once, before the first request, with Redis at hand."""
    client.get("/state")
    answer = client.get("/state")

    assert answer.json == {"events": ["started"], "tea": "green"}
    assert redis.get("started") == b"1"


def test_an_exception_of_the_app_is_a_500_and_is_remembered(client, record):
    """A test reads the answer; the failure block has the exception."""
    answer = client.get("/boom")
    error = record.exchanges[-1].error

    assert answer.status == 500
    assert isinstance(error, ValueError) and str(error) == "no tea left"


def test_a_request_has_a_state_of_its_own(client):
    """What it puts into request.state is gone with it, as with a server."""
    client.get("/drink")

    assert client.get("/state")["tea"] == "green"


def test_after_an_exception_the_app_answers_on(client, record):
    """A failed request is one request."""
    client.get("/boom")
    answer = client.get("/state")

    assert answer.status == 200
    assert record.exchanges[-1].error is None


def test_requests_together_are_under_way_at_the_same_time(client):
    """Each waits for all the others; the answers come in the order of the URLs."""
    answers = client.together([f"/meet/{number}" for number in (3, 1, 4, 2, 5)])

    assert [answer.json for answer in answers] == [3, 1, 4, 2, 5]


def test_a_started_request_can_be_finished_later(client):
    """It waits for four others, which come meanwhile."""
    pending = client.start("GET", "/meet/0")
    before = pending.is_finished
    others = client.together([f"/meet/{number}" for number in range(1, 5)])

    assert before is False
    assert [answer.json for answer in others] == [1, 2, 3, 4]
    assert pending.finish().json == 0


def test_an_answer_is_out_before_its_background_task(client, redis):
    """A request that is held in front of Redis may have been answered, or not."""
    background, route = (client.start("GET", url, hold_at=1) for url in ("/background", "/peer"))
    answered = background.is_answered, route.is_answered
    written = redis.get("background")
    background.finish()
    route.finish()

    assert answered == (True, False)
    assert written is None
    assert background.is_answered and route.is_answered


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


# What a browser does --------------------------------------------------------------------------------------------------


def test_a_secure_cookie_comes_back(client):
    """The app is reached by https."""
    client.get("/login")
    answer = client.get("/who")

    assert answer.json == {"who": "ada", "scheme": "https", "peer": "127.0.0.1"}


def test_a_cookie_ends_with_its_max_age(client, clock):
    """The browser lives in the time that the test moves."""
    client.get("/login")
    clock.advance(59)
    after_59 = client.get("/who")["who"]
    clock.advance(1)

    assert after_59 == "ada"
    assert client.get("/who")["who"] is None


def test_another_worker_is_another_browser(client, second_worker):
    """The cookie jar is that of one client."""
    client.get("/login")

    assert second_worker.get("/who")["who"] is None


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::9", "127.0.0.1"])
def test_a_client_from_another_address(client, address):
    """The app sees the address of the connection, and the port that was asked for."""
    other = client.from_ip(address, port=40_001)

    assert other.get("/peer")["peer"] == [address, 40_001]
    assert client.from_ip(address).get("/peer")["peer"][0] == address
    assert client.get("/peer")["peer"] == ["127.0.0.1", 50_000]


def test_a_client_without_an_address(client):
    """ASGI's scope has None there, as it does behind a Unix socket."""
    assert client.from_ip(None).get("/peer")["peer"] is None


def test_a_client_from_another_address_is_another_browser_in_the_same_worker(client):
    """It has cookies of its own, and the same process and Redis."""
    client.get("/login")
    other = client.from_ip("203.0.113.9")

    assert other.get("/who")["who"] is None
    assert other.get("/peer")["worker"] == client.get("/peer")["worker"]


def test_who_sent_a_request_stands_in_the_story(client, second_worker, record):
    """For the line `called` of the failure block."""
    client.get("/peer")
    client.from_ip("203.0.113.9").get("/peer")
    client.from_ip("203.0.113.9", port=40_001).get("/peer")
    second_worker.from_ip(None).get("/peer")
    client.from_ip(None).get("/peer", cookie="tea=green")

    who = [exchange.who for exchange in record.exchanges]
    assert who == [
        *("", "from 203.0.113.9", "from 203.0.113.9 port 40001"),
        *("second worker, without an address", "without an address, cookie by hand"),
    ]


def test_requests_together_can_be_split_with_a_second_worker(client, second_worker):
    """In turn, at the same time, each with the Redis client of its own process; headers go with all of them."""
    answers = client.together(["/peer"] * 10, split_with=second_worker, headers={"tea": "green"})

    here, there = {answer["worker"] for answer in answers[::2]}, {answer["worker"] for answer in answers[1::2]}
    assert (len(here), len(there), len(here | there)) == (1, 1, 2)
    assert len({answer["redis"] for answer in answers}) == 2
    assert sorted(answer["count"] for answer in answers) == list(range(1, 11))
    assert {answer["tea"] for answer in answers} == {"green"}


@pytest.mark.environment(CACHE_TTL_SECONDS=20)
def test_a_proxy_of_the_machine_is_none_of_our_business(monkeypatch, client):
    """Requests go into the app."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    assert client.get("/who").status == 200


# Answers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "got"),
    [
        ("/echo?a=1", ""),
        ("/list", "200 [1, 2, 3]"),
        ("/text", "200 no JSON at all"),
        ("/boom", "500 Internal Server Error"),
        ("/not-found", '404 {"data": "there"}'),
        ("/nowhere", '404 {"detail": "Not Found"}'),
        ("/who", '200 {"who": null, "scheme": "https", "peer": "127.0.0.1"}'),
    ],
)
def test_a_field_that_is_not_there_fails_in_words(client, url, got, record):
    """An assertion says what came instead; never a KeyError or a TypeError."""
    answer = client.get(url)

    if not got:
        assert answer["data"] is None
        return
    with pytest.raises(AssertionError, match="expected 200 and a JSON object with the field 'data', got"):
        answer["data"]
    assert record.expectation.got == got


def test_a_long_answer_is_shown_short(client):
    """A block must stay readable."""
    answer = client.get(f"/echo?a={'x' * 500}")

    assert len(str(answer)) == 104
    assert str(answer).endswith("x…")


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
