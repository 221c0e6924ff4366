"""What happens behind the live page: what is recorded, what breaks, what it costs, and what a page is told."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from dojo.live import live as live_module
from dojo.live.live import MOST_PAGES
from dojo.live.recorder import MOST_REQUESTS
from tests.live.support import run, served


def test_nothing_is_recorded_while_nobody_watches():
    """The app keeps its own connections, so it is as fast as without the page."""

    async def story():
        async with served() as app:
            plain = app.redis.connection_pool
            await app.http.get("/visits/home")
            unwatched = app.redis.connection_pool is plain, await app.shown()
            async with app.live.watched():
                watched = app.redis.connection_pool is plain
            return unwatched, watched

    assert run(story()) == ((True, []), False)


def test_a_request_is_recorded_with_what_it_sent():
    """Its status, its time, its answer, and the wire."""

    async def story():
        async with served() as app, app.live.watched():
            await app.http.get("/visits/home?from=mail")
            return await app.shown()

    [request] = run(story())

    assert request["title"] == "GET /visits/home?from=mail"
    assert (request["status"], request["answer"], request["round_trips"]) == (200, '{"visits":1}', 1)
    assert request["trips"][0]["commands"] == [{"sent": "INCRBY visits:home 1", "reply": "(integer) 1"}]
    assert 0 < request["ms"] < 5_000


def test_the_last_200_requests_stay():
    """And no more, however long it runs."""

    async def story():
        async with served() as app, app.live.watched():
            for _ in range(MOST_REQUESTS + 5):
                await app.http.get("/visits/home")
            return [request["number"] for request in await app.shown()], app.live.tap.wire.trips

    numbers, trips = run(story())

    assert numbers == list(range(6, 206))
    assert trips == []  # the wire keeps each one until it is told not to


def test_an_exception_of_the_app_is_told(caplog):
    """On the page, and for a button of the page in the terminal too, where uvicorn would print it."""

    async def story():
        async with served() as app, app.live.watched():
            statuses = await app.live.visitors.send("page", "127.0.0.1", "GET", "/fails", None, 1)
            return statuses, await app.shown()

    statuses, [request] = run(story())

    assert statuses == [500]
    assert (request["status"], request["error"]) == (500, "KeyError: 'name'")
    assert "Exception in ASGI application" in caplog.text


def test_what_is_sent_after_the_answer_is_shown_too(monkeypatch):
    """A background task goes on after it."""
    monkeypatch.setattr("dojo.live.recorder.SETTLE_SECONDS", 0.05)

    async def story():
        async with served() as app, app.live.watched():
            await app.http.get("/later")
            await asyncio.sleep(0.2)
            return await app.shown()

    [request] = run(story())

    assert [trip["commands"][0]["sent"] for trip in request["trips"]] == ["SET later 1"]


@pytest.mark.parametrize(("fault", "status"), [("away", 500), ("slow", 200), ("cut", 200)])
def test_a_fault_hits_the_app_and_not_the_page(fault, status):
    """The page still sees the keys."""

    async def story():
        async with served() as app, app.live.watched():
            await app.http.get("/visits/home")
            app.live.tap.break_redis(fault)
            answer = await app.http.get("/visits/home")
            keys = await app.live.keys.look([b"visits:home"], every=False)
            [_, request] = await app.shown()
            return answer.status_code, request["ms"], app.live.fault(), len(keys["keys"])

    answer, ms, state, keys = run(story())

    assert answer == status
    assert state == {"fault": fault, "is_cut": fault == "cut"}
    assert keys == 1
    assert (ms >= 200) == (fault == "slow")


def test_the_cut_comes_after_one_more_round_trip_and_a_repair_ends_it():
    """The exception names who has done it."""

    async def story():
        async with served() as app, app.live.watched():
            app.live.tap.break_redis("cut")
            before = app.live.fault()["is_cut"]
            await app.http.get("/visits/home")
            statuses = [(await app.http.get("/visits/home")).status_code]
            words = (await app.shown())[-1]["error"]
            app.live.tap.break_redis("")
            statuses.append((await app.http.get("/visits/home")).status_code)
            return before, statuses, words, app.live.fault()

    before, statuses, words, after = run(story())

    assert (before, statuses) == (False, [500, 200])
    assert words == "ConnectionError: Connection cut (the live page took Redis away)"
    assert after == {"fault": "", "is_cut": False}


def test_a_fault_ends_a_little_after_the_last_page_is_closed(monkeypatch):
    """Nobody would see why the app fails. A reload closes the page too, and must not repair Redis."""
    monkeypatch.setattr(live_module, "LINGER_SECONDS", 0.1)

    async def story():
        async with served() as app:
            async with app.live.watched(), app.live.watched():
                app.live.tap.break_redis("away")
            async with app.live.watched():  # the same page again
                await asyncio.sleep(0.2)
                reloaded = app.live.tap.fault
            await asyncio.sleep(0.2)
            return reloaded, app.live.tap.fault, (await app.http.get("/visits/home")).status_code

    assert run(story()) == ("away", "", 200)


def test_a_page_is_told_everything_and_then_what_changes():
    """First the requests that are kept: so a reload loses nothing, and a second page shows the same."""

    async def story():
        async with served() as app, app.live.watched():
            await app.http.get("/visits/home")
            return await app.events(4), await app.events(2)

    first, second = run(story())
    names = [name for name, _ in first]
    told = dict(first)

    assert names == ["hello", "requests", "fault", "keys"]
    assert told["hello"]["kata"] == "small"
    assert told["hello"]["is_private"] is True
    assert [row["key"] for row in told["keys"]["keys"]] == ["visits:home"]
    assert second[0][1]["run"] == told["hello"]["run"]
    assert second[1] == first[1]


def test_the_fifth_page_ends_the_oldest_one():
    """A browser has six connections to a server. Without this rule a button of the sixth page would do nothing."""

    async def story():
        async with served() as app, AsyncExitStack() as stack:
            oldest = asyncio.create_task(app.events(99))
            await asyncio.sleep(0.2)
            for _ in range(MOST_PAGES):
                may_go_on = await stack.enter_async_context(app.live.watched())
            return [name for name, _ in await oldest], may_go_on()

    names, newest = run(story())

    assert names[-1] == "elsewhere"
    assert newest is True


def test_an_open_page_does_not_keep_the_server_from_ending():
    """Ctrl-C would wait for the page to be closed."""

    async def story():
        async with served() as app:
            is_over = False
            app.live.ends = lambda: is_over
            page = asyncio.create_task(app.events(99))
            await asyncio.sleep(0.2)
            is_over = True
            return [name for name, _ in await page]

    assert run(story()) == ["hello", "fault", "keys"]


def test_only_keys_that_the_app_touched_are_shown_unless_all_are_wanted():
    """The server may hold keys of other apps."""

    async def story():
        async with served() as app, app.live.watched():
            await app.live.tap.look.set("somebody:elses", "1")
            await app.http.get("/visits/home")
            touched, every = await app.events(4), await app.events(4, every_key=True)
            return [[row["key"] for row in dict(told)["keys"]["keys"]] for told in (touched, every)]

    assert run(story()) == [["visits:home"], ["somebody:elses", "visits:home"]]


def test_a_redis_that_does_not_answer_is_told():
    """In place of the keys."""

    async def story():
        async with served() as app:
            app.live.tap.look.connection_pool.connection_kwargs["server"].connected = False
            return dict(await app.events(3))["keys"]

    assert run(story())["problem"].startswith("Redis does not answer: ")
