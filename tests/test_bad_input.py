"""Bad input: three lines in place of a traceback, exit code 4 for the command line and 1 for the learner's code."""

from __future__ import annotations

import ast
import re
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace

import pytest

from dojo.backends import selection
from dojo.backends.container import ContainerBackend
from dojo.backends.url import UrlBackend
from dojo.course import collection
from dojo.settings import IMAGE, without_password
from tests.support.bad_answers import BAD_ANSWERS, BadAnswer
from tests.support.docker_engine import image_of, needs_engine
from tests.support.kit_runs import ROOT, BackgroundRuns, Wanted, environment_with, run_warm
from tests.support.usage_errors import says

NOWHERE = "redis://127.0.0.1:1/0"
SELECTION = ("-k", "test_a_user_is_served or test_health_says", "--all-steps")


@dataclass(frozen=True)
class Mistake:
    """A command line that cannot work, and what is said of it."""

    arguments: str
    tried: str
    wrong: str
    do: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    @cached_property
    def run(self) -> Wanted:
        return Wanted(tuple(self.arguments.split()), environment=tuple(self.environment.items()))


_KATA = "katas/cache_api"
_HOW_TO_IMPL = "put the answer to judge at DIR/cache_api/main.py and run pytest katas/cache_api --impl DIR"

MISTAKES = [
    Mistake(
        f"{_KATA} --real-redis",
        "--real-redis, which starts Redis in a Docker container",
        "no Docker engine answers: No such file or directory",
        "start Docker (docker info must work) · or run without --real-redis: fakeredis needs nothing",
        {"DOCKER_HOST": "unix:///nowhere.sock", "REDIS_URL": "redis://the-option-goes-first:1"},
    ),
    Mistake(
        f"{_KATA} --real-redis -n 2",
        "--real-redis, which starts Redis in a Docker container",
        "no Docker engine answers: No such file or directory",
        environment={"DOCKER_HOST": "unix:///nowhere.sock"},
    ),
    Mistake(
        f"{_KATA} --redis-url {NOWHERE}",
        f"--redis-url {NOWHERE}",
        "Connection refused",
        "start it (docker compose up -d) or correct the URL · or leave the option out to use fakeredis",
    ),
    Mistake(
        _KATA,
        f"REDIS_URL={NOWHERE}",
        "Connection refused",
        "start it (docker compose up -d) or correct the URL · or unset REDIS_URL to use fakeredis",
        {"REDIS_URL": NOWHERE},
    ),
    Mistake(
        f"{_KATA} --redis-url=",
        "--redis-url with an empty URL",
        "there is no Redis to run on: is the variable it came from set?",
        "write it like redis://localhost:6379/0 · or leave the option out to use fakeredis",
    ),
    Mistake(
        f"{_KATA} --redis-url {NOWHERE} --real-redis",
        "--real-redis together with --redis-url",
        "the tests run on one Redis: either a container of their own or the server at the URL",
        "leave one of them out",
    ),
    Mistake(
        f"{_KATA} --redis-url {NOWHERE} -n 2",
        "one server (--redis-url) for several processes (-n)",
        "each process empties the database before each test, and they would empty each other's",
        "use --real-redis, which starts a container per process · or leave -n out",
    ),
    Mistake(
        f"{_KATA} --impl {_KATA}",
        f"--impl {_KATA}",
        "katas/cache_api is the kata itself; DIR is the folder around it",
        _HOW_TO_IMPL,
    ),
    Mistake(
        f"{_KATA} --hint=7",
        "--hint 7",
        "there are three hints per step, 1, 2 and 3",
        "pytest katas/cache_api --hint for the next one",
    ),
    Mistake(
        f"--hint {_KATA}",
        f"--hint {_KATA}",
        "--hint took katas/cache_api for its number",
        "pytest katas/cache_api --hint=2 for just that one (--hint stands after the path)",
    ),
    Mistake(
        f"{_KATA}/main.py",
        "pytest katas/cache_api/main.py",
        "main.py holds no tests, it is what they judge",
        "pytest katas/cache_api",
    ),
    Mistake(
        "solutions/cache_api/main.py::test_a_user_is_served",
        "pytest solutions/cache_api/main.py::test_a_user_is_served",
        "main.py holds no tests, it is what they judge",
        "pytest solutions/cache_api -k test_a_user_is_served",
    ),
]


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: " ".join([*case.environment, case.arguments]))
def test_a_mistaken_command_line_is_told_in_three_lines(case: Mistake, background_runs: BackgroundRuns) -> None:
    """What was tried, what is wrong, what to do; exit code 4, nothing was run."""
    run = background_runs.result(case.run)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(run.output, tried=case.tried, wrong=case.wrong, do=case.do)
    assert "Traceback" not in run.output
    assert "INTERNALERROR" not in run.output
    assert not re.search(r"\d (passed|failed|skipped)", run.output), run.output


@pytest.mark.parametrize("case", BAD_ANSWERS, ids=lambda case: case.name)
def test_an_answer_that_is_broken_is_a_failed_test(case: BadAnswer, background_runs: BackgroundRuns) -> None:
    """The block names the learner's line; what does not end is given up, and the run goes on to its end."""
    run = background_runs.result(case.run)

    assert run.exit_code == pytest.ExitCode.TESTS_FAILED, run.output
    assert run.output.count(f"  got       {case.got}") == (1 if case.others_pass else 2), run.output
    assert case.place in run.output, run.output
    assert case.raised in run.output, run.output
    assert "Traceback" not in run.output, run.output
    assert ("1 failed, 1 passed" if case.others_pass else "2 failed") in run.output, run.output


class Command:
    """A double of pytest.Config: the options of a command line that was given in ROOT."""

    def __init__(self, **options: object) -> None:
        self._options = {name.replace("_", "-"): value for name, value in options.items()}
        self.stash = pytest.Stash()
        self.invocation_params = SimpleNamespace(dir=ROOT)

    def getoption(self, name: str, default: object = None) -> object:
        return self._options.get(name.removeprefix("--"), default)


def test_redis_url_on_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed last is what is meant."""
    monkeypatch.setenv("REDIS_URL", "redis://the-option-goes-first:1")

    with pytest.raises(pytest.UsageError, match=f"--redis-url {NOWHERE}"):
        selection.open_backend(Command(redis_url=NOWHERE))  # type: ignore[arg-type]


def test_several_processes_cannot_share_the_server_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says where the URL came from."""
    monkeypatch.setenv("REDIS_URL", NOWHERE)

    with pytest.raises(pytest.UsageError, match=r"one server \(REDIS_URL\) for several processes"):
        selection.open_backend(Command(numprocesses=2))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("impl", "wrong"),
    [
        ("nowhere", "there is no folder nowhere"),
        ("dojo", "there is no cache_api/main.py in dojo"),
        ("katas/cache_api", "katas/cache_api is the kata itself; DIR is the folder around it"),
        ("katas/cache_api/main.py", "katas/cache_api/main.py is a file; DIR is the folder around the folder it is in"),
    ],
)
def test_an_impl_without_an_answer_is_a_usage_error(impl: str, wrong: str) -> None:
    """It says what DIR has to look like."""
    with pytest.raises(pytest.UsageError) as caught:
        collection.check_impl(Command(impl=impl), "cache_api")  # type: ignore[arg-type]

    assert says(str(caught.value), tried=f"--impl {impl}, for the tests of cache_api", wrong=wrong, do=_HOW_TO_IMPL)


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
    ],
)
def test_a_malformed_url_is_a_usage_error(url: str, wrong: str) -> None:
    """Nothing of it is ignored: redis-py would take database 0 for one that is not a number."""
    with pytest.raises(pytest.UsageError) as caught:
        UrlBackend(url)

    assert says(str(caught.value), tried=f"--redis-url {url}".strip(), wrong=f"this is not a Redis URL: {wrong}")


@pytest.mark.parametrize(
    "url",
    [
        "redis://:s3cret@127.0.0.1:1/0",
        "redis://ada:s3cret@127.0.0.1:1/0",
        "redis://s3cret@127.0.0.1:1/0",
        "redis://127.0.0.1:1/0?username=ada&password=s3cret",
        "redis://ada:s3cret/s3cret@127.0.0.1:1/0",
        "redis://ada:s3cret#s3cret@127.0.0.1:1/0",
        "redis://ada:s3cret?s3cret@127.0.0.1:1/0",
        "redis://ada:s3cret@s3cret@127.0.0.1:1/0",
        "redis://ada:s3cret@[::1/0",
        "http://ada:s3cret@127.0.0.1:1/0",
    ],
)
def test_a_password_is_never_shown(url: str) -> None:
    """Whatever else is wrong with the URL."""
    with pytest.raises(pytest.UsageError) as caught:
        UrlBackend(url)

    assert "s3cret" not in str(caught.value)
    assert "***" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://localhost:6379/9", "redis://localhost:6379/9"),
        ("redis://ada:lovelace@localhost:6379/9", "redis://ada:***@localhost:6379/9"),
        ("redis://:lovelace@localhost", "redis://:***@localhost"),
        (
            "unix:///run/redis.sock?db=2&password=x&username=ada",
            "unix:///run/redis.sock?db=2&password=***&username=ada",
        ),
    ],
)
def test_the_rest_of_a_url_is_shown(url: str, shown: str) -> None:
    """Host, port, database and user tell which server was meant."""
    assert without_password(url) == shown


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
        run = run_warm(_KATA, "--redis-url", url)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(run.output, tried=f"--redis-url {url}", wrong="the server answers DENIED")
    assert "Traceback" not in run.output


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

        refused = run_warm(_KATA, "--redis-url", used)
        run = run_warm(_KATA, *SELECTION, REDIS_URL=free)
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
        tried=f"--redis-url {without_password(url)}",
        wrong=wrong,
        do="put the user and the password in the URL: redis://user:password@host:6379/0",
    )
    assert "s3cret" not in str(caught.value)
    assert "correct" not in welcome.header


@needs_engine
@pytest.mark.parametrize("image", ["nosuch/image:1", "NOT:A:NAME"])
def test_an_image_that_cannot_be_had_is_a_usage_error(image: str) -> None:
    """It names the image, and the command that says more."""
    run = run_warm(_KATA, "--real-redis", REDIS_IMAGE=image)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(
        run.output,
        tried=f"--real-redis with the image {image}",
        wrong="the engine does not have it and cannot pull it: ",
        do=f"docker pull {image}, which says more · or name an image you have with --redis-image",
    )
    assert "Traceback" not in run.output


@needs_engine
@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_a_container_that_dies_at_start_is_a_usage_error(processes: tuple[str, ...]) -> None:
    """With its exit code and its last words; also when pytest-xdist would start one in each process."""
    dies = b"#!/bin/sh\necho 'Fatal error: no room on deck'\nexit 3\n"
    with image_of("redis-katas-test/dies:1", {"usr/local/bin/redis-server": dies}, base=IMAGE) as image:
        run = run_warm(_KATA, "--real-redis", "--redis-image", image, *processes)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(
        run.output,
        tried=f"--real-redis: a container of {image}",
        wrong="it did not start: it exited with code 3: Fatal error: no room on deck",
        do=f"see docker info, and docker run --rm {image}",
    )
    assert "Traceback" not in run.output


def test_python_3_8_can_read_the_check_of_its_version() -> None:
    """A syntax error would say nothing of it."""
    ast.parse((ROOT / "conftest.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_python_that_is_too_old_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is imported that such a Python does not have."""
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    conftest = compile((ROOT / "conftest.py").read_text(encoding="utf-8"), "conftest.py", "exec")

    with pytest.raises(SystemExit) as caught:
        exec(conftest, {"__name__": "conftest"})

    assert caught.value.code == pytest.ExitCode.USAGE_ERROR
    assert says(
        capsys.readouterr().err,
        tried="redis-katas on Python 3.8",
        wrong="it needs Python 3.11 or newer, as FastAPI does",
        do="make the virtual environment with a newer one, such as: python3.12 -m venv .venv",
    )


def test_a_kit_that_is_not_installed_is_told_so() -> None:
    """`pytest` without `pip install -e .`, or with a virtual environment that was forgotten."""
    without = "import sys, pytest; sys.modules.update(fakeredis=None); sys.exit(pytest.main(['katas']))"

    run = subprocess.run(
        [sys.executable, "-c", without], cwd=ROOT, env=environment_with({}), capture_output=True, text=True, check=False
    )

    assert run.returncode == pytest.ExitCode.USAGE_ERROR, run.stdout + run.stderr
    assert says(
        run.stderr,
        tried=f"redis-katas with {sys.executable}",
        wrong="fakeredis is not installed there",
        do="pip install -e . in the folder of the kit, in the virtual environment that pytest runs in",
    )
    assert "Traceback" not in run.stdout + run.stderr
