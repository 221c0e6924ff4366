"""The switch between fakeredis and a real Redis, and the few fixtures that a kata's tests may use."""

import gc
import sys

gc.disable()  # until all is imported and collected: none of that is garbage, and looking for some takes long

if sys.version_info < (3, 11):
    print(
        "tried   redis-katas on Python %d.%d\n" % sys.version_info[:2]
        + "wrong   it needs Python 3.11 or newer, as FastAPI does\n"
        + "do      make the virtual environment with a newer one, such as: python3.12 -m venv .venv",
        file=sys.stderr,
    )
    raise SystemExit(4)

try:
    from collections.abc import Iterator
    from contextlib import ExitStack
    from pathlib import Path

    import pytest
    import redis as redis_py

    from dojo import record
    from dojo.accounts import cheap_hashes
    from dojo.app_under_test.client import Client
    from dojo.app_under_test.event_loop import EventLoop
    from dojo.app_under_test.functions import Functions, functions_of
    from dojo.app_under_test.worker import Worker
    from dojo.backends import selection
    from dojo.backends.base import Backend
    from dojo.guards import leftover_threads
    from dojo.guards.blocking_calls import watch_for_blocking_calls
    from dojo.guards.unawaited_coroutines import watch_for_unawaited_coroutines
    from dojo.instruments.clock import Clock, moved_by_the_test
    from dojo.instruments.look_client import note_writes
    from dojo.instruments.mentioned_names import names_in
    from dojo.instruments.same_moment import SameMoment, that_comes_again
    from dojo.instruments.speed import Speed
    from dojo.kata import implementation_of, kata_of
    from dojo.origin import SlowApi
    from dojo.record import LOOK
    from dojo.wire.wire import Wire
except ModuleNotFoundError as error:
    print(
        f"tried   redis-katas with {sys.executable}\n"
        f"wrong   {error.name} is not installed there\n"
        "do      pip install -e . in the folder of the kit, in the virtual environment that pytest runs in",
        file=sys.stderr,
    )
    raise SystemExit(4) from None

GIVEN = {"cache_api": ["slow_api"], "session_storage": ["users"]}
"""Fixtures that stand in for what a kata is given, also in a test that does not name them."""

pytest_plugins = [
    "dojo.course.collection",
    "dojo.steps",
    "dojo.report.failure_block",
    "dojo.course.hints",
    "dojo.course.summary",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("redis-katas")
    group.addoption("--real-redis", action="store_true", help="run on Redis in a container, started and removed here")
    group.addoption("--redis-url", metavar="URL", help="run on the Redis at URL, in an empty database (or REDIS_URL)")
    group.addoption("--redis-image", metavar="IMAGE", help="the image for --real-redis (or REDIS_IMAGE)")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "environment(NAME=value): environment variables that main.py is loaded with")
    config.addinivalue_line("markers", "real_only(reason): what only a real Redis can show")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    selection.open_backend(session.config)


def pytest_report_header(config: pytest.Config) -> str:
    return f"redis: {selection.header(config)}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    selection.skip_what_needs_real_redis(config, items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    gc.freeze()  # the process ends; nobody needs to sort its memory first


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    selection.close_backend(config)
    leftover_threads.leave_if_any(config)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Backend:
    """The Redis of this run, with no keys in it."""
    chosen = selection.backend_of(request.config)
    chosen.empty()
    return chosen


@pytest.fixture
def redis(backend: Backend, request: pytest.FixtureRequest) -> Iterator[redis_py.Redis]:
    """A sync client to look at what the app stored."""
    with backend.look_client() as look:
        request.node.stash[LOOK] = look
        note_writes(look)
        yield look


@pytest.fixture
def wire() -> Wire:
    """Every command and every round trip that the app makes; and it can be cut."""
    return Wire()


@pytest.fixture
def clock(backend: Backend, wire: Wire) -> Iterator[Clock]:
    """``clock.advance(seconds)``: time passes for the app and for every TTL."""
    with moved_by_the_test(backend, wire) as clock:
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
) -> Iterator[Functions]:
    """Your main.py, of a kata without an app: its functions are called with a Redis client on the wire."""
    selection.set_environment(request.node, monkeypatch)
    with functions_of(_main_py, backend, wire, record.current()) as functions:
        yield functions


@pytest.fixture
def speed(request: pytest.FixtureRequest, backend: Backend) -> Speed:
    """Compares two ways by the ratio of their medians, and adds what pytest-benchmark does not know."""
    return Speed(request.node, backend)


@pytest.fixture
def slow_api() -> Iterator[SlowApi]:
    """The origin behind cache_api: counts its calls, answers and fails as it is told. It takes no time here."""
    with SlowApi() as slow_api:
        yield slow_api


@pytest.fixture
def users() -> Iterator[None]:
    """The users of session_storage with their passwords, in hashes that take no time to check."""
    with cheap_hashes():
        yield


@pytest.fixture
def mentioned(_main_py: Path) -> list[str]:
    """The names in your main.py that could be those of a header, a cookie or a query parameter."""
    return names_in(_main_py)


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
def _new_client(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _main_py: Path,
    backend: Backend,
    wire: Wire,
    clock: Clock,
    _loop: EventLoop,
) -> Iterator[selection.NewClient]:
    told = record.current()
    for given in GIVEN.get(kata_of(request.node), ()):
        request.getfixturevalue(given)
    selection.set_environment(request.node, monkeypatch)

    with ExitStack() as to_be_closed:
        to_be_closed.enter_context(watch_for_blocking_calls(wire))
        to_be_closed.enter_context(watch_for_unawaited_coroutines(_main_py, record))

        def new_client(name: str = "", main_py: Path = _main_py) -> Client:
            worker = Worker(main_py, _loop, backend, wire, name)
            to_be_closed.callback(worker.stop)
            client = Client(worker, _loop, wire, record)
            to_be_closed.callback(client.close)
            worker.start()
            return client

        yield new_client
        wire.mend()


@pytest.fixture
def client(_new_client: selection.NewClient) -> Client:
    """HTTP into the app. An exception of the app is a 500 here."""
    return _new_client()


@pytest.fixture
def second_worker(client: Client, _new_client: selection.NewClient) -> Client:
    """HTTP into the same app loaded afresh on the same Redis, as a second process would be."""
    return _new_client("second worker")


@pytest.fixture
def unlimited(_new_client: selection.NewClient) -> Client:
    """HTTP into the routes of rate_limiter without a limiter, to measure what the limiter costs."""
    return _new_client("without a limiter", Path(__file__).parent / "katas" / "rate_limiter" / "unlimited.py")
