"""The server at a URL: one that cannot be used is refused in three lines, and one that holds keys is not touched."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dojo.backends.container import ContainerBackend
from dojo.backends.url import UrlBackend
from dojo.settings import IMAGE, without_user
from tests.support.docker_engine import needs_engine
from tests.support.kit_runs import run_warm
from tests.support.usage_errors import says

KATA = "katas/cache_api"
SELECTION = ("-k", "test_a_user_is_served or test_health_says", "--all-steps")


# The URL --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("", "Redis URL must specify one of the following schemes"),
        ("http://localhost:6379", "Redis URL must specify one of the following schemes"),
        ("redis://localhost:six/0", "Port could not be cast to integer value"),
        ("redis://localhost:65536/0", "Port out of range 0-65535"),
        ("redis://[::1/0", "Invalid IPv6 URL"),
        ("redis://localhost:6379/cache", "the database is a number, not cache"),
        ("redis://localhost:6379/-1", "the database is a number, not -1"),
        ("redis://localhost:6379/1/2", "the database is a number, not 1/2"),
        ("redis://localhost:6379/0?db=one", "Invalid value for 'db' in connection URL."),
        ("redis://localhost:6379/0?timeuot=1", "redis-py knows no such option: 'timeuot'"),
        ("redis://:l@ve/lace@localhost:6379/0", "there is an @ behind a /, a ? or a #"),
    ],
)
def test_a_malformed_url_is_a_usage_error(url: str, wrong: str) -> None:
    """Nothing of it is ignored: redis-py would take database 0 for one that is not a number."""
    with pytest.raises(pytest.UsageError) as caught:
        UrlBackend(url)

    assert says(
        str(caught.value), tried=f"--redis-url {without_user(url)}".strip(), wrong=f"this is not a Redis URL: {wrong}"
    )


@pytest.mark.parametrize(
    "url",
    [
        "redis://:s3cret@127.0.0.1:1/0",
        "redis://ada_l:s3cret@127.0.0.1:1/0",
        "redis://s3cret@127.0.0.1:1/0",
        "redis://127.0.0.1:1/0?username=ada_l&password=s3cret",
        "redis://127.0.0.1:1/0?password=s3cret&s3cret&username=ada_l",
        "redis://127.0.0.1:1/0?password=s3cret@s3cret",
        "redis://ada_l:s3cret@[::1/0",
        "http://ada_l:s3cret@127.0.0.1:1/0",
        "ada_l:s3cret@127.0.0.1:1/0",
        "unix://ada_l:s3cret/s3cret@/nowhere.sock",
    ],
)
def test_a_user_and_a_password_are_never_shown(url: str) -> None:
    """Whatever else is wrong with the URL."""
    with pytest.raises(pytest.UsageError) as caught:
        UrlBackend(url)

    assert "s3cret" not in str(caught.value)
    assert "ada_l" not in str(caught.value)
    assert "***" in str(caught.value)


@pytest.mark.parametrize("second", ["", *"/?#@:&=%[ "])
@pytest.mark.parametrize("first", ["", *"/?#@:&=%[ "])
def test_an_unescaped_character_shows_no_part_of_a_password(first: str, second: str) -> None:
    """Behind it, a part of the password may look like a host, a port, a database or an option."""
    with pytest.raises(pytest.UsageError) as caught:
        UrlBackend(f"redis://ada_l:11s3cret{first}22s3cret{second}33s3cret@127.0.0.1:1/0")

    words = str(caught.value).partition("write it like")[0]
    assert "ada_l" not in words
    assert re.findall(r"s3cret|11|22|33", words) == [] or "Error 111" in words  # the number of `Connection refused`
    assert "s3cret" not in words


def test_a_user_in_an_error_of_the_server_is_not_shown() -> None:
    """Redis 8 names the user who may not do something."""
    denied = b"-NOPERM User ada_l has no permissions to run the 'ping' command\r\n"
    with server_that_says(denied) as url, pytest.raises(pytest.UsageError) as caught:
        UrlBackend(url)

    assert says(str(caught.value), tried="--redis-url", wrong="the user of this URL has no permissions to run PING")
    assert "ada_l" not in str(caught.value)


def test_an_at_sign_in_the_name_of_a_socket_is_allowed() -> None:
    """It follows no user."""
    with pytest.raises(pytest.UsageError) as caught:
        UrlBackend("unix:///nowhere/redis@6379.sock")

    assert "No such file or directory" in str(caught.value)


# A server that refuses ------------------------------------------------------------------------------------------------


@contextmanager
def server_that_says(reply: bytes) -> Iterator[str]:
    """The URL of a server that answers everything with `reply`."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(4096):
                self.request.sendall(reply)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"redis://127.0.0.1:{server.server_address[1]}/0"
        finally:
            server.shutdown()


DENIED = (
    b"-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the "
    b"default user. In this mode connections are only accepted from the loopback interface.\r\n"
)


@pytest.mark.parametrize(
    ("reply", "wrong", "do"),
    [
        pytest.param(
            DENIED,
            "the server answers DENIED: it runs in protected mode and takes no connection from elsewhere",
            "give that server a password and put it in the URL: redis://:password@host:6379/0",
            id="DENIED",
        ),
        pytest.param(
            b"-NOAUTH HELLO must be called with the client already authenticated\r\n",
            "the server asks for a password",
            "put the user and the password in the URL: redis://user:password@host:6379/0",
            id="NOAUTH",
        ),
        pytest.param(
            b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "Protocol Error", "correct the URL", id="HTTP"
        ),
        pytest.param(b"", "Timeout", "correct the URL", id="silence"),
    ],
)
def test_a_server_that_refuses_is_told_in_three_lines(reply: bytes, wrong: str, do: str) -> None:
    """A refusal has a way out of its own."""
    with server_that_says(reply) as url, pytest.raises(pytest.UsageError) as caught:
        UrlBackend(url)

    assert says(str(caught.value), tried=f"--redis-url {url}", wrong=wrong, do=do)


def test_a_server_in_protected_mode_ends_the_run_with_exit_code_4() -> None:
    """Not one traceback for each test."""
    with server_that_says(DENIED) as url:
        run = run_warm(KATA, "--redis-url", url)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(run.output, tried=f"--redis-url {url}", wrong="the server answers DENIED")
    assert "Traceback" not in run.output


# A database that is not ours ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[ContainerBackend]:
    """A Redis of our own in the part of one that is not ours."""
    backend = ContainerBackend(IMAGE)
    yield backend
    backend.close()


@needs_engine
def test_a_database_with_keys_is_refused_and_not_touched(server: ContainerBackend) -> None:
    """It says how many there are; the database beside it can be used, and is empty again afterwards."""
    server.empty()
    used, free = server.url_of_database(3), server.url_of_database(4)
    with server.look_client() as look:
        look.execute_command("SELECT", 3)
        look.mset({"order:1": "tea", "order:2": "rum"})

        refused = run_warm(KATA, "--redis-url", used)
        run = run_warm(KATA, *SELECTION, REDIS_URL=free)
        kept = look.mget("order:1", "order:2")
        look.flushdb()
        databases_in_use = look.info("keyspace")

    assert refused.exit_code == pytest.ExitCode.USAGE_ERROR, refused.output
    assert says(
        refused.output,
        tried=f"--redis-url {used}",
        wrong="this database holds 2 keys; the tests need an empty one, and nothing was touched",
        do="name another database, such as /9 at the end of the URL · or pytest --real-redis",
    )
    assert kept == [b"tea", b"rum"]
    assert run.exit_code == 0, run.output
    assert re.search(rf"^redis: 8\.2\.\d+ at {free}$", run.output, re.MULTILINE), run.output
    assert databases_in_use == {}


@needs_engine
def test_one_key_is_enough_to_refuse(server: ContainerBackend) -> None:
    """And it is one key, not 1 keys."""
    server.empty()
    with server.look_client() as look:
        look.set("order:1", "tea")

        with pytest.raises(pytest.UsageError, match="this database holds 1 key;"):
            UrlBackend(server.url_of_database(0))

        assert look.get("order:1") == b"tea"


@needs_engine
def test_a_database_that_the_server_does_not_have_is_a_usage_error(server: ContainerBackend) -> None:
    """Redis has 16, unless it is told otherwise."""
    url = server.url_of_database(99)

    with pytest.raises(pytest.UsageError) as caught:
        UrlBackend(url)

    assert says(str(caught.value), tried=f"--redis-url {url}", wrong="DB index is out of range", do="correct the URL")


@needs_engine
@pytest.mark.parametrize(
    ("user", "wrong"),
    [
        pytest.param("", "the server asks for a password", id="no password"),
        pytest.param(":s3cret-but-wrong@", "invalid username-password pair", id="a wrong password"),
        pytest.param("grace:hopper@", "no permissions", id="a user who may do nothing"),
    ],
)
def test_a_server_with_a_password_wants_the_right_one(server: ContainerBackend, user: str, wrong: str) -> None:
    """And it can be used with that."""
    server.empty()
    with server.look_client() as look:
        look.acl_setuser("grace", enabled=True, passwords="+hopper")
        look.config_set("requirepass", "correct")
        try:
            url = server.url_of_database(0).replace("redis://", f"redis://{user}")
            with pytest.raises(pytest.UsageError) as caught:
                UrlBackend(url)
            welcome = UrlBackend(server.url_of_database(0).replace("redis://", "redis://:correct@"))
        finally:
            look.config_set("requirepass", "")
            look.acl_deluser("grace")

    assert says(
        str(caught.value),
        tried=f"--redis-url {without_user(url)}",
        wrong=wrong,
        do="put the user and the password in the URL: redis://user:password@host:6379/0",
    )
    assert "s3cret" not in str(caught.value)
    assert "correct" not in welcome.header
