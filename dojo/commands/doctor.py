"""``pytest --doctor``: what is there and what is not on this machine, each with the mend. It changes nothing."""

from __future__ import annotations

import os
import platform
import socket
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from rich.console import Console
from rich.table import Table

from dojo.course.console import console, plain
from dojo.errors import one_line
from dojo.kata import root_of

OLDEST_PYTHON = (3, 11)
OLDEST_REDIS = (7, 0)
APP_PORTS = (8000, 8001, 8002)
REDIS_PORT = 6379
_OF_THE_KIT = {"anyio", "hypothesis", "pytest-benchmark", "pytest-xdist", "schemathesis", "sybil"}
_SHUFFLE_OR_REPEAT = {"flaky", "pytest-random-order", "pytest-randomly", "pytest-repeat", "pytest-rerunfailures"}


@dataclass(frozen=True)
class Finding:
    """What was looked at and seen, and how to mend it if it is not as it should be."""

    what: str
    seen: str
    mend: str = ""
    is_needed: bool = False
    """Whether the kit cannot run without the mend."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--doctor", action="store_true", help="show what is there and what is not on this machine, with the mend"
    )


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if not config.getoption("--doctor"):
        return None
    output = console()
    findings = [finding for look in looks(root_of(config)) for finding in look()]
    show(findings, output)
    return 1 if any(finding.mend and finding.is_needed for finding in findings) else 0


def looks(root: Path) -> list[Callable[[], Iterator[Finding]]]:
    """The things to look at, in the order in which a learner needs them."""
    return [
        python,
        lambda: packages(root),
        plugins,
        terminal,
        lambda: ports(APP_PORTS),
        lambda: local_redis(REDIS_PORT),
        docker,
    ]


def show(findings: list[Finding], output: Console) -> None:
    """A line for each, with the mend below it."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for finding in findings:
        mark = "ok" if not finding.mend else "mend" if finding.is_needed else "note"
        table.add_row(mark, finding.what, plain(finding.seen, output))
        if finding.mend:
            table.add_row("", "", plain(f"do: {finding.mend}", output))
    output.print(table)


def python() -> Iterator[Finding]:
    """This interpreter, and whether it is one of a virtual environment."""
    is_new_enough = sys.version_info[:2] >= OLDEST_PYTHON
    mend = "" if is_new_enough else "make the virtual environment with Python 3.11 or newer"
    yield Finding("Python", platform.python_version(), mend, is_needed=True)
    if sys.prefix == sys.base_prefix:
        mend = "python3 -m venv .venv, then activate it and install the kit there"
        yield Finding("environment", "no virtual environment", mend)


def packages(root: Path) -> Iterator[Finding]:
    """What pyproject.toml asks for, and what is installed."""
    with (root / "pyproject.toml").open("rb") as file:
        wanted = [Requirement(line) for line in tomllib.load(file)["project"]["dependencies"]]
    wrong = [f"{requirement.name} is {seen}" for requirement in wanted if (seen := _wrong_version(requirement))]
    seen = ", ".join(wrong) if wrong else f"all {len(wanted)} that the kit needs"
    yield Finding("packages", seen, "pip install -e ." if wrong else "", is_needed=True)


def _wrong_version(requirement: Requirement) -> str:
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return "missing"
    return (
        "" if requirement.specifier.contains(version, prereleases=True) else f"{version}, not {requirement.specifier}"
    )


def plugins() -> Iterator[Finding]:
    """Plugins of pytest that the kit does not bring along."""
    names = {entry.dist.name.lower() for entry in metadata.entry_points(group="pytest11") if entry.dist}
    others = sorted(names - _OF_THE_KIT)
    disturbing = [name for name in others if name in _SHUFFLE_OR_REPEAT]
    mend = f"pip uninstall {' '.join(disturbing)}, if steps run in a strange order or more than once"
    yield Finding("plugins", ", ".join(others) or "only those of the kit", mend if disturbing else "")


def terminal() -> Iterator[Finding]:
    """Whether it can show the bars."""
    encoding = sys.stdout.encoding or "unknown"
    try:
        "■·…×".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        mend = "set PYTHONUTF8=1, or live with bars of # and ."
        yield Finding("terminal", f"{encoding}, without ■", mend)
        return
    yield Finding("terminal", encoding)


def ports(numbers: tuple[int, ...]) -> Iterator[Finding]:
    """Whether the apps can be served."""
    taken = [str(number) for number in numbers if not _is_free(number)]
    if taken:
        mend = "stop the program there, if you want to serve an app by hand; the tests need no port"
        yield Finding("ports", f"taken: {', '.join(taken)}", mend)
    else:
        yield Finding("ports", f"{', '.join(map(str, numbers))} are free")


def _is_free(port: int) -> bool:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def local_redis(port: int) -> Iterator[Finding]:
    """The Redis that an app uses when it is started by hand."""
    import redis  # not above: --status has no use for it

    url = os.environ.get("REDIS_URL", "")
    try:
        with redis.Redis(port=port, socket_timeout=1, socket_connect_timeout=1) as client:
            version = str(client.info("server")["redis_version"])
    except redis.ConnectionError:
        yield Finding("Redis", f"none on localhost:{port}; an app by hand uses fakeredis, in its own process")
    except redis.RedisError as error:
        yield Finding("Redis", f"localhost:{port} says: {one_line(error)}", "set REDIS_URL to one that you may use")
    else:
        is_old = tuple(map(int, version.split(".")[:2])) < OLDEST_REDIS
        mend = "use a newer one, 8.2 if you can: docker compose up -d" if is_old else ""
        yield Finding("Redis", f"{version} on localhost:{port}", mend)
    if url:
        from dojo.settings import without_user

        yield Finding("REDIS_URL", f"{without_user(url)}: the tests run there, not on fakeredis")


def docker() -> Iterator[Finding]:
    """The engine for --real-redis, and the image in it."""
    from docker.context import ContextAPI  # not above: it takes a while, and --status has no use for it
    from docker.errors import DockerException, ImageNotFound
    from requests import RequestException

    from dojo.backends import docker_engine
    from dojo.settings import IMAGE

    without = "start Docker (docker info must work); you need it only for --real-redis"
    try:
        context = ContextAPI.get_current_context()
        name = f", context {context.Name}" if context and not os.environ.get("DOCKER_HOST") else ""
    except Exception as error:  # docker-py raises all kinds for a damaged ~/.docker/config.json
        yield Finding("Docker", f"its settings cannot be read: {one_line(error)}", "repair ~/.docker/config.json")
        return
    try:
        engine = docker_engine.connect()
    except pytest.UsageError as error:
        wrong = str(error).splitlines()[1].strip().removeprefix("wrong   ")
        yield Finding("Docker", f"{wrong}{name}", without)
        return
    yield Finding("Docker", f"engine {engine.version()['Version']}{name}")
    try:
        engine.images.get(IMAGE)
        yield Finding("image", f"{IMAGE} is here")
    except ImageNotFound:
        yield Finding("image", f"{IMAGE} is not here", f"docker pull {IMAGE}, or let the first --real-redis do it")
    except (DockerException, RequestException) as error:
        yield Finding("image", f"the engine does not say: {docker_engine.shorter(error)}", without)
