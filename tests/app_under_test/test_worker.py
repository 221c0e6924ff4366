"""A worker is the app as a process of its own would be: nothing of it is shared but Redis, and nothing stays."""

from __future__ import annotations

import contextvars
import os
import sys
import time

import pytest

from dojo.app_under_test.client import Client
from dojo.app_under_test.event_loop import EventLoop
from dojo.app_under_test.loader import CannotLoad, load
from dojo.app_under_test.worker import Worker
from dojo.instruments.identity import become_another_process, each_worker_has_its_own, move_to_the_zone_of
from dojo.record import Record

HELPER = """
    calls = []
    def greet(name):
        calls.append(name)
        return f"hello {name}"
"""

pytestmark = pytest.mark.app(
    """
    import datetime
    import os
    import platform
    import socket
    from contextlib import asynccontextmanager

    import drinks.tea
    from helper import calls, greet

    LIMIT = os.environ.get("CACHE_TTL_SECONDS", "not set")
    seen = []

    @app.get("/seen/{name}")
    async def see(name: str, redis: Redis = Depends(get_redis)):
        seen.append(name)
        drinks.tea.cups.append(name)
        await redis.rpush("seen", name)
        return {"seen": seen, "greeting": greet(name), "calls": calls, "cups": drinks.tea.cups}

    @app.get("/hashes")
    async def hashes():
        texts = ["a", b"a", ("user", 7), (("a",), 7), frozenset({"a"})]
        numbers = [7, 7.5, True, 10**30, (1, 2), (1, (2, 3.5))]
        return {"texts": [hash(text) for text in texts], "numbers": [hash(number) for number in numbers],
                "in_dict": {"a": 1, ("b", 2): 2}[("b", 2)], "alike": hash("a") == hash("a")}

    PID = os.getpid()

    @app.get("/process")
    async def process():
        uname = os.uname().nodename if hasattr(os, "uname") else platform.node()
        offset = datetime.datetime.now() - datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        return {"pids": [PID, os.getpid()], "hosts": [socket.gethostname(), platform.node(), uname],
                "offset": round(offset.total_seconds() / 60)}

    @app.get("/process-of-a-thread")
    def process_of_a_thread():
        return os.getpid()

    @app.get("/limit")
    async def limit():
        return LIMIT

    @app.get("/swallows")
    async def swallows():
        async def stubborn():
            while True:
                try:
                    await asyncio.sleep(3600)
                except asyncio.CancelledError:
                    pass
        app.state.task = asyncio.create_task(stubborn())
    """,
    helper=HELPER,
)


@pytest.fixture(autouse=True)
def a_package_beside_main_py(_main_py):
    """drinks/tea.py"""
    (_main_py.parent / "drinks").mkdir()
    (_main_py.parent / "drinks" / "__init__.py").touch()
    (_main_py.parent / "drinks" / "tea.py").write_text("cups = []\n", encoding="utf-8")


# Two processes --------------------------------------------------------------------------------------------------------


def test_a_second_worker_shares_redis_and_nothing_else(client, second_worker, redis):
    """Neither main.py's globals nor those of the modules and packages beside it."""
    client.get("/seen/ada")
    answer = second_worker.get("/seen/grace")

    assert answer.json == {"seen": ["grace"], "greeting": "hello grace", "calls": ["grace"], "cups": ["grace"]}
    assert redis.lrange("seen", 0, -1) == [b"ada", b"grace"]


def test_both_workers_have_one_wire(client, second_worker, wire):
    """A fault of Redis is one for every process."""
    client.get("/seen/ada")
    second_worker.get("/seen/grace")

    assert wire.commands == ["RPUSH seen ada", "RPUSH seen grace"]


def test_each_worker_has_connections_of_its_own(client, second_worker, new_client):
    """As processes have."""
    pools = {id(one._worker._redis.connection_pool) for one in (client, second_worker, new_client("third"))}

    assert len(pools) == 3


def test_the_hash_of_a_text_is_another_in_each_process(client, second_worker):
    """A key made with it is not found in the second worker, as on a server."""
    here, there = client.get("/hashes").json["texts"], second_worker.get("/hashes").json["texts"]

    assert not set(here) & set(there)


def test_the_hash_of_a_number_is_the_same_in_each_process(client, second_worker):
    """Python does not salt it, nor that of a tuple of numbers; a key made with it is fine."""
    here, there = client.get("/hashes").json, second_worker.get("/hashes").json

    assert here["numbers"] == there["numbers"]
    assert here["numbers"][:4] == [hash(7), hash(7.5), hash(True), hash(10**30)]
    assert here["alike"] is True and here["in_dict"] == 2


def test_each_worker_has_a_process_id_and_a_host_of_its_own(client, second_worker):
    """A key that names one of them is another key in the second worker. They stay the same while it lives."""
    here, there = client.get("/process").json, second_worker.get("/process").json

    for one in (here, there):
        assert len(set(one["pids"])) == len(set(one["hosts"])) == 1
    assert here["pids"] != there["pids"] and here["hosts"] != there["hosts"]
    assert client.get("/process-of-a-thread").json == here["pids"][0]
    assert os.getpid() not in (here["pids"][0], there["pids"][0])


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows cannot change the time zone of a process")
def test_each_worker_has_a_time_zone_of_its_own(_main_py, backend, wire, client, second_worker):
    """Neither is UTC, so a local time that is compared with one of UTC shows, wherever the tests run."""
    offsets = [one.get("/process").json["offset"] for one in (client, second_worker, client)]

    assert offsets[0] == offsets[2] != offsets[1]
    assert 0 not in offsets


def test_the_tests_get_their_own_process_and_zone_back():
    """After the test."""
    before = os.getpid(), os.environ.get("TZ"), time.localtime().tm_gmtoff
    with each_worker_has_its_own():
        context = contextvars.copy_context()
        context.run(become_another_process)
        move_to_the_zone_of(context)
        inside = context.run(os.getpid)

    assert inside != before[0]
    assert before == (os.getpid(), os.environ.get("TZ"), time.localtime().tm_gmtoff)


@pytest.mark.environment(CACHE_TTL_SECONDS=20)
def test_the_environment_of_the_marker_is_there_when_main_py_is_loaded(client, second_worker):
    """In both workers, as text."""
    assert [client.get("/limit").json, second_worker.get("/limit").json] == ["20", "20"]


@pytest.fixture
def a_learners_shell(monkeypatch):
    """A variable that a learner exported."""
    monkeypatch.setenv("CACHE_TTL_SECONDS", "5")


@pytest.mark.usefixtures("a_learners_shell")
def test_the_environment_of_the_learner_does_not_decide(new_client):
    """What a test sees is the same in every shell."""
    assert new_client().get("/limit").json == "not set"


# Nothing stays --------------------------------------------------------------------------------------------------------


def test_nothing_of_a_worker_stays_behind(_main_py, backend, wire):
    """Neither in sys.modules nor in sys.path: the next one finds things as this one did."""
    modules, path = set(sys.modules), list(sys.path)
    loop = EventLoop()
    worker = Worker(_main_py, loop, backend, wire)
    worker.start()
    worker.stop()
    loop.close()

    ours = {name for name in set(sys.modules) - modules if "helper" in name or "drinks" in name or "small" in name}
    assert ours == set()
    assert sys.path == path


def test_a_main_py_that_cannot_be_loaded_leaves_nothing_behind(_main_py):
    """Not even the modules that it had imported by then."""
    _main_py.write_text("import helper\nimport drinks.tea\n1 / 0\n", encoding="utf-8")
    modules, path = set(sys.modules), list(sys.path)
    with pytest.raises(CannotLoad) as caught:
        load(_main_py)

    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert set(sys.modules) == modules
    assert sys.path == path


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("app = None", "main.py has no `app`: the tests need a FastAPI application of that name"),
        ("def (", "main.py cannot be loaded"),
        ("import not_there", "main.py cannot be loaded"),
        ("import sys; sys.exit(3)", "main.py cannot be loaded"),
        (None, "there is no such file; git checkout brings back the one of a fresh clone"),
    ],
    ids=["no app", "syntax", "import", "exit", "no file"],
)
def test_what_cannot_be_loaded_is_said_in_words(_main_py, new_client, source, says):
    """As a failure of the answer, not as an error of the kit."""
    _main_py.write_text(source, encoding="utf-8") if source else _main_py.unlink()

    with pytest.raises(CannotLoad) as caught:
        new_client()
    assert str(caught.value) == says


@pytest.mark.app("""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def lifespan(app):
        raise ValueError("no tea in the house")
        yield

    app = FastAPI(lifespan=lifespan)
""")
def test_start_up_code_that_fails_is_said_in_words(new_client):
    """With its exception as the cause."""
    with pytest.raises(CannotLoad, match="the app's start-up code failed") as caught:
        new_client()

    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.app("""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def lifespan(app):
        yield
        await (await get_redis()).set("stopped", 1)

    app = FastAPI(lifespan=lifespan)
""")
def test_shut_down_code_runs_with_redis_still_there(_main_py, backend, wire, redis):
    """Then the worker's connections are closed."""
    loop = EventLoop()
    worker = Worker(_main_py, loop, backend, wire)
    worker.start()
    before = redis.exists("stopped")
    worker.stop()
    loop.close()

    assert before == 0
    assert redis.get("stopped") == b"1"


@pytest.mark.app("""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def lifespan(app):
        yield
        await (await get_redis()).incr("stopped")

    app = FastAPI(lifespan=lifespan)
""")
def test_a_test_can_stop_a_worker_while_others_go_on(client, second_worker, redis):
    """Its shut-down code runs once, at once."""
    second_worker.stop()
    second_worker.stop()

    assert redis.get("stopped") == b"1"
    assert client.get("/seen/ada").status == 404


def test_a_task_that_swallows_its_cancellation_does_not_hang_the_run(_main_py, backend, wire):
    """It is left lying after two seconds."""
    loop = EventLoop()
    worker = Worker(_main_py, loop, backend, wire)
    worker.start()
    client = Client(worker, loop, wire, Record())
    client.get("/swallows")
    worker.module.app.state.task._log_destroy_pending = False  # that asyncio complains at exit is not judged here
    before = time.perf_counter()
    client.close()
    worker.stop()
    loop.close()

    assert time.perf_counter() - before < 5
    assert loop.loop.is_closed()
