"""Chooses the backend from the command line, opens it once per process, and closes it at the end."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from dojo.backends.base import Backend
from dojo.backends.fake import FakeBackend
from dojo.backends.url import UrlBackend
from dojo.errors import usage_error
from dojo.settings import IMAGE

_BACKEND = pytest.StashKey[Backend]()
_HEADER = pytest.StashKey[str]()
LOST = pytest.StashKey[str]()
"""Why this run has lost its Redis, and so has no verdict."""


def open_backend(config: pytest.Config) -> None:
    """Choose and start the backend.

    Raises:
        pytest.UsageError: it cannot be had (exit code 4, nothing is collected).
    """
    wants_container, url = config.getoption("--real-redis"), config.getoption("--redis-url")
    if wants_container and url:
        raise usage_error(
            "--real-redis together with --redis-url",
            "the tests run on one Redis: either a container of their own or the server at the URL",
            "leave one of them out",
        )
    if url == "":
        raise usage_error(
            "--redis-url with an empty URL",
            "there is no Redis to run on: is the variable it came from set?",
            "write it like redis://localhost:6379/0",
            "leave the option out to use fakeredis",
        )
    given_as = "--redis-url " if url else "REDIS_URL="
    url = url or (None if wants_container else os.environ.get("REDIS_URL"))
    starts_processes = bool(config.getoption("numprocesses", None)) and not hasattr(config, "workerinput")
    if url and (starts_processes or hasattr(config, "workerinput")):
        raise usage_error(
            f"one server ({given_as.strip(' =')}) for several processes (-n)",
            "each process empties the database before each test, and they would empty each other's",
            "use --real-redis, which starts a container per process",
            "leave -n out",
        )
    if config.getoption("collectonly"):
        config.stash[_HEADER] = "none, this run only collects"
    elif wants_container:
        from dojo.backends.container import ContainerBackend
        from dojo.backends.ending_signals import CleanUp, end_children

        backend = ContainerBackend(image_of(config), _say(config))
        if starts_processes:
            backend.close()  # it only showed that a container starts: in their processes a failure ends in a traceback
            config.stash[_HEADER] = f"{image_of(config)}, a container per process"
            config.add_cleanup(CleanUp(end_children).forget)
        else:
            config.stash[_BACKEND] = backend
    elif url:
        config.stash[_BACKEND] = UrlBackend(url, given_as)
    else:
        config.stash[_BACKEND] = FakeBackend(image_of(config))


def close_backend(config: pytest.Config) -> None:
    """Leave nothing behind, even after Ctrl-C."""
    if backend := config.stash.get(_BACKEND, None):
        del config.stash[_BACKEND]
        backend.close()


def is_real(config: pytest.Config) -> bool:
    """Whether this run asks for a server instead of fakeredis."""
    return bool(config.getoption("--real-redis") or config.getoption("--redis-url") or os.environ.get("REDIS_URL"))


def backend_of(config: pytest.Config) -> Backend:
    """The backend of this process."""
    return config.stash[_BACKEND]


def name(config: pytest.Config) -> str:
    """``Redis at redis://localhost:6379/9``"""
    backend = config.stash.get(_BACKEND, None)
    return backend.name if backend else header(config)


def header(config: pytest.Config) -> str:
    """``8.2.3 in container 1a2b3c on 127.0.0.1:32771``"""
    backend = config.stash.get(_BACKEND, None)
    return backend.header if backend else config.stash.get(_HEADER, "none")


def skip_what_this_redis_cannot_show(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``real_only(reason)`` or ``redis_since("8.0", reason)`` are skipped, for that reason."""
    backend = config.stash.get(_BACKEND, None)
    if backend is None:
        return
    for item in items:
        since = item.get_closest_marker("redis_since")
        if since and backend.version < tuple(map(int, since.args[0].split("."))):
            # an older Redis does not have the command
            reason = f"it needs Redis {since.args[0]}, and this is {backend.version_text}: {since.args[1]}"
            item.add_marker(pytest.mark.skip(reason=reason))
        if not backend.is_real and (marker := item.get_closest_marker("real_only")):
            # fakeredis would show something else; a test checks that each reason still holds
            item.add_marker(pytest.mark.skip(reason=f"only real Redis shows it: {marker.args[0]}"))


def image_of(config: pytest.Config) -> str:
    """The image that a container of this run is made of."""
    return config.getoption("--redis-image") or os.environ.get("REDIS_IMAGE") or IMAGE


def _say(config: pytest.Config) -> Callable[[str], None]:
    terminal = config.get_terminal_writer()
    return lambda line: terminal.line(line)
