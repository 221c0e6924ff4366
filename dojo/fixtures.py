"""The fixtures that the tests of every kata may use. The one that chooses the Redis, `backend`, is in conftest.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest
import redis as redis_py

from dojo.app_under_test.client import Client
from dojo.app_under_test.environment import set_environment
from dojo.app_under_test.event_loop import EventLoop
from dojo.app_under_test.functions import Functions, functions_of
from dojo.app_under_test.worker import Worker
from dojo.backends.base import Backend
from dojo.guards.blocking_calls import watch_for_blocking_calls
from dojo.guards.unawaited_coroutines import watch_for_unawaited_coroutines
from dojo.instruments.clock import Clock, moved_by_the_test
from dojo.instruments.identity import each_worker_has_its_own
from dojo.instruments.mentioned_names import names_in, values_in
from dojo.instruments.noted_writes import note_writes
from dojo.instruments.same_moment import SameMoment, that_comes_again
from dojo.instruments.speed import Speed
from dojo.kata import implementation_of
from dojo.record import LOOK, Record, record_of
from dojo.wire.wire import Wire

NewClient: TypeAlias = Callable[..., Client]


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """What happens in this test, for the failure block."""
    return record_of(request.node)


@pytest.fixture
def redis(backend: Backend, request: pytest.FixtureRequest, record: Record) -> Iterator[redis_py.Redis]:
    """A sync client to look at what the app stored."""
    with backend.look_client() as look:
        request.node.stash[LOOK] = look
        note_writes(look, record)
        yield look


@pytest.fixture
def wire(record: Record) -> Wire:
    """Every command and every round trip that the app makes; a test can cut it."""
    return Wire(record)


@pytest.fixture
def clock(backend: Backend, wire: Wire, record: Record) -> Iterator[Clock]:
    """``clock.advance(seconds)``: time passes for the app and for every TTL."""
    with moved_by_the_test(backend, wire, record) as clock:
        yield clock


@pytest.fixture
def main(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    _main_py: Path,
    redis: redis_py.Redis,
    backend: Backend,
    wire: Wire,
    clock: Clock,
    record: Record,
) -> Iterator[Functions]:
    """Your main.py, of a kata without an app: its functions are called with a Redis client on the wire."""
    set_environment(request.node, _main_py, monkeypatch)
    with functions_of(_main_py, backend, wire, record) as functions:
        yield functions


@pytest.fixture
def speed(request: pytest.FixtureRequest, backend: Backend) -> Speed:
    """Compares two ways by the ratio of their medians, and adds what pytest-benchmark does not know."""
    return Speed(request.node, backend)


@pytest.fixture
def mentioned(_main_py: Path) -> list[str]:
    """The names in your main.py that could be those of a header, a cookie or a query parameter."""
    return names_in(_main_py)


@pytest.fixture
def values(_main_py: Path) -> list[str]:
    """The texts in your main.py that could be the value of a header, a cookie or a query parameter."""
    return values_in(_main_py)


@pytest.fixture
def same_moment() -> Iterator[SameMoment]:
    """``with same_moment:`` again and again the same time, and the same numbers from `random`."""
    with that_comes_again() as same_moment:
        yield same_moment


@pytest.fixture
def _loop(redis: redis_py.Redis) -> Iterator[EventLoop]:
    loop = EventLoop()
    yield loop
    loop.close()


@pytest.fixture
def _main_py(request: pytest.FixtureRequest) -> Path:
    return implementation_of(request.node)


@pytest.fixture
def new_client(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _main_py: Path,
    backend: Backend,
    wire: Wire,
    clock: Clock,
    record: Record,
    _loop: EventLoop,
) -> Iterator[NewClient]:
    """``new_client("second worker")``: loads the app again and starts it; ``new_client(main_py=…)``, another one."""
    set_environment(request.node, _main_py, monkeypatch)

    with ExitStack() as to_be_closed:
        to_be_closed.enter_context(each_worker_has_its_own())
        to_be_closed.enter_context(watch_for_blocking_calls(wire.blocking_calls))
        to_be_closed.enter_context(watch_for_unawaited_coroutines(_main_py, record))

        def start(name: str = "", main_py: Path = _main_py) -> Client:
            worker = Worker(main_py, _loop, backend, wire, name)
            to_be_closed.callback(worker.stop)
            client = Client(worker, _loop, wire, record)
            to_be_closed.callback(client.close)
            worker.start()
            return client

        yield start
        wire.mend()


@pytest.fixture
def client(new_client: NewClient) -> Client:
    """HTTP into the app. An exception of the app is a 500 here."""
    return new_client()


@pytest.fixture
def second_worker(client: Client, new_client: NewClient) -> Client:
    """HTTP into the same app loaded again on the same Redis, as a second process would be."""
    return new_client("second worker")
