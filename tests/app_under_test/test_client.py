"""`client` sends HTTP into the app as a browser would, and no exception of the app ends the run."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.app("""
    from contextlib import asynccontextmanager

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

    @app.get("/meet/{number}")
    async def meet(number: int):
        here.append(number)
        if len(here) == 5:
            everybody_is_here.set()
        await everybody_is_here.wait()
        return number

    @app.get("/mixed-up/{number}")
    async def mixed_up(number: int, redis: Redis = Depends(get_redis)):
        app.state.number = number
        await redis.get("count")
        return app.state.number

    @app.get("/of-its-own/{number}")
    async def of_its_own(number: int, redis: Redis = Depends(get_redis)):
        try:
            async with asyncio.timeout(5):
                await redis.get("count")
                await asyncio.wait_for(redis.get("count"), 5)
        except* ValueError:
            pass
        return number

    @app.get("/gives-up")
    async def gives_up():
        try:
            await asyncio.wait_for(asyncio.sleep(60), 0.001)
        except TimeoutError:
            return "gave up"

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


# Jitter ---------------------------------------------------------------------------------------------------------------


def test_with_jitter_requests_overtake_each_other_at_each_await(client, second_worker):
    """A variable of the module that one of them has set is that of another one after the next await."""
    answers = client.together([f"/mixed-up/{number}" for number in range(40)], jitter=True)
    later = client.get("/mixed-up/7")

    assert sum(answer.json != number for number, answer in enumerate(answers)) >= 20
    assert later.json == 7


def test_jitter_changes_nothing_for_a_request_that_keeps_to_itself(client, second_worker):
    """Neither does it for one that is cancelled while it waits."""
    urls = [f"/of-its-own/{number}" for number in range(20)]
    answers = client.together(urls, split_with=second_worker, jitter=True)
    gave_up = client.together(["/gives-up"] * 3, jitter=True)
    failed = client.together(["/boom"] * 2, jitter=True)

    assert [answer.json for answer in answers] == list(range(20))
    assert [answer.json for answer in gave_up] == ["gave up"] * 3
    assert [answer.status for answer in failed] == [500] * 2
