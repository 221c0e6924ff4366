"""An app that is served by hand: python katas/cache_api/main.py, or that of a solution."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from dojo.backends.container import ContainerBackend
from dojo.settings import IMAGE
from katas.session_storage.fixtures import PASSWORDS
from tests.support.docker_engine import needs_engine
from tests.support.kit_runs import ROOT, environment_with
from tests.support.usage_errors import says

PORTS = {"cache_api": 8000, "rate_limiter": 8001, "session_storage": 8002}

Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    """A port that is free, as 8000 may be taken on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(port: int, tmp_path: Path) -> Iterator[Serve]:
    """Start a main.py on `port`, as `python main.py` does, on a machine where no Redis answers on port 6379."""
    main_py = tmp_path / "main.py"
    no_local_redis = "import dojo.app\ndojo.app.LOCAL_URL = 'redis://127.0.0.1:1/0'\n"
    started: list[subprocess.Popen[str]] = []

    def start(kata: str = "cache_api", of: str = "solutions", **environment: str) -> subprocess.Popen[str]:
        source = (ROOT / of / kata / "main.py").read_text(encoding="utf-8")
        assert source.count(f"serve(app, port={PORTS[kata]})") == 1
        main_py.write_text(no_local_redis + source.replace(f"port={PORTS[kata]}", f"port={port}"), encoding="utf-8")
        variables = environment_with({"PYTHONPATH": str(ROOT), **environment})
        pipe, both = subprocess.PIPE, subprocess.STDOUT
        started.append(
            subprocess.Popen([sys.executable, str(main_py)], env=variables, stdout=pipe, stderr=both, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        with process:
            process.kill()


def greeting(process: subprocess.Popen[str]) -> list[str]:
    """The three lines that it begins with."""
    assert process.stdout
    return [process.stdout.readline().rstrip("\n") for _ in range(3)]


def served_at(port: int) -> httpx.Client:
    """A client that tries again while the app is starting."""
    transport = httpx.HTTPTransport(retries=5)
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=transport, trust_env=False)


def test_it_serves_a_miss_and_a_hit_until_ctrl_c(serve: Serve, port: int) -> None:
    """It says where it is and which Redis it uses, and it ends without a traceback."""
    process = serve()
    uses, sees, opens = greeting(process)
    with served_at(port) as http:
        health = http.get("/health").json()
        miss, hit = http.get("/users/7").json(), http.get("/users/7").json()

    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=10)[0]

    assert uses == "redis: fakeredis, inside this process. For a real one: docker compose up -d, then start again."
    assert sees == f"see    http://127.0.0.1:{port}/live   what your app sends to Redis"
    assert opens == f"open   http://127.0.0.1:{port}/docs   (Ctrl-C ends)"
    assert health == {"status": "healthy", "redis": True}
    assert (miss["cached"], hit["cached"]) == (False, True)
    assert hit["data"] == miss["data"]
    assert process.returncode == 0
    assert said == ""


def test_ctrl_c_ends_it_while_the_live_page_is_open(serve: Serve, port: int) -> None:
    """The page keeps a connection open, and a server that ends waits for its connections."""
    process = serve()
    greeting(process)
    with served_at(port) as http, http.stream("GET", "/live/events") as events:
        first = next(events.iter_lines())
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=10)[0]

    assert first == "retry: 1000"
    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize("of", ["katas", pytest.param("solutions", marks=pytest.mark.thorough)])
@pytest.mark.parametrize(
    ("kata", "url"), [("cache_api", "/users/7"), ("rate_limiter", "/api/items/7"), ("session_storage", "/")]
)
def test_each_kata_is_served_on_a_port_of_its_own(serve: Serve, port: int, kata: str, url: str, of: str) -> None:
    """The skeleton works as it is, and so does the reference."""
    assert len(set(PORTS.values())) == len(PORTS)
    greeting(serve(kata, of))
    with served_at(port) as http:
        answer, health = http.get(url), http.get("/health").json()

    assert answer.status_code == 200
    assert health == {"status": "healthy", "redis": True}


def test_no_proxy_is_believed(serve: Serve, port: int) -> None:
    """uvicorn believes X-Forwarded-For from 127.0.0.1 unless it is told not to: each one would be a new client."""
    greeting(serve("rate_limiter"))
    with served_at(port) as http:
        forwarded = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(6)]
        statuses = [http.get("/api/status", headers=headers).status_code for headers in forwarded]

    assert statuses == [200] * 5 + [429]


def test_a_browser_stays_logged_in_without_https(serve: Serve, port: int) -> None:
    """An app served by hand has no https, so a cookie marked Secure would not come back. The page shows the TTL."""
    greeting(serve("session_storage", SESSION_TTL_SECONDS="77"))
    with served_at(port) as http:
        page = http.get("/").text
        http.post("/login", json={"username": "ada", "password": PASSWORDS["ada"]})
        profile = http.get("/profile").json()

    assert "const TTL = 77," in page
    assert profile == {"user_id": 1, "username": "ada", "theme": "light", "language": "en"}


def test_it_listens_on_127_0_0_1_only(serve: Serve, port: int) -> None:
    """Another address of this machine is not served, so the port can be taken there by somebody else."""
    greeting(serve())
    with served_at(port) as http:
        http.get("/health")

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=1)


@needs_engine
def test_it_uses_the_redis_at_redis_url(serve: Serve, port: int) -> None:
    """It says so, and how to get the others."""
    backend = ContainerBackend(IMAGE)
    try:
        url = backend.url_of_database(0)
        uses, *_ = greeting(serve(REDIS_URL=url))
        with served_at(port) as http, backend.look_client() as look:
            http.get("/users/7")
            keys = look.keys()
    finally:
        backend.close()

    assert uses == f"redis: {url}, from REDIS_URL. Without it: localhost:6379 if that answers, else fakeredis."
    assert [key.partition(b":")[0] for key in keys] == [b"cache"]


def test_it_is_served_also_while_the_redis_at_redis_url_is_away(serve: Serve, port: int) -> None:
    """Redis may come later; the password is not shown."""
    process = serve(REDIS_URL="redis://ada:s3cret@127.0.0.1:1/0")
    uses, *_ = greeting(process)
    with served_at(port) as http:
        health = http.get("/health").json()

    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=10)[0]

    assert uses.startswith("redis: redis://***@127.0.0.1:1/0, from REDIS_URL, does not answer yet (")
    assert health == {"status": "degraded", "redis": False}
    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("localhost:6379", "Redis URL must specify one of the following schemes (redis://, rediss://, unix://)"),
        pytest.param("redis://localhost:6379/cache", "the database is a number, not cache", marks=pytest.mark.thorough),
        pytest.param(
            "redis://localhost:6379/0?timeuot=1", "redis-py knows no such option: 'timeuot'", marks=pytest.mark.thorough
        ),
    ],
)
def test_a_malformed_redis_url_is_told_in_three_lines(serve: Serve, url: str, wrong: str) -> None:
    """Exit code 1, no traceback."""
    process = serve(REDIS_URL=url)

    said = process.communicate(timeout=10)[0]

    assert process.returncode == 1
    assert len(said.splitlines()) == 3
    assert says(
        said,
        tried=f"REDIS_URL={url}",
        wrong=f"this is not a Redis URL: {wrong}",
        do="write it like redis://localhost:6379/0, or unset REDIS_URL",
    )


def test_a_port_that_is_taken_is_told_in_three_lines(serve: Serve, port: int) -> None:
    """Exit code 1, no traceback."""
    with socket.create_server(("127.0.0.1", port)):
        process = serve()
        said = process.communicate(timeout=10)[0]

    assert process.returncode == 1
    assert len(said.splitlines()) == 3
    assert says(
        said,
        tried=f"to serve on 127.0.0.1:{port}",
        wrong=f"port {port} is taken by another program",
        do="stop that program (is this app running in another terminal?), then start again",
    )
