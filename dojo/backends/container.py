"""A Redis container that this run starts and removes."""

from __future__ import annotations

import socket
import time
import uuid
from collections.abc import Callable
from typing import Any

import docker
import docker.errors
import psutil
import pytest
import redis
import requests
from docker.models.containers import Container
from redis.backoff import NoBackoff
from redis.retry import Retry

from dojo.backends.docker_engine import WITHOUT_DOCKER, connect, ensure_image, shorter
from dojo.backends.url import UrlBackend
from dojo.errors import one_line, usage_error
from dojo.settings import client_settings

KIT = "redis-katas"
READY_WITHIN_SECONDS = 20.0

_ANY_LOCAL_PORT: Any = {"6379/tcp": ("127.0.0.1", None)}
_COMMAND = ["redis-server", "--save", "", "--appendonly", "no", "--protected-mode", "no"]


class ContainerBackend(UrlBackend):
    """The image in a container on this machine's Docker engine, reached through a port on 127.0.0.1.

    Raises:
        pytest.UsageError: no engine, no image, or a container that does not come up.
    """

    owned = True

    def __init__(self, image: str, say: Callable[[str], None] = lambda _: None) -> None:
        engine = connect()
        remove_orphans(engine)
        ensure_image(engine, image, say)
        self._container = start(engine, image)
        try:
            port = wait_until_ready(self._container, image)
            super().__init__(f"redis://127.0.0.1:{port}/0")
        except BaseException as error:
            self.remove()
            if isinstance(error, docker.errors.DockerException | requests.RequestException):
                raise _did_not_start(image, shorter(error)) from None
            raise
        version = self.header.partition(" at ")[0]
        self.header = f"{version} in container {self._container.short_id[:6]} on 127.0.0.1:{port}"

    def empty(self) -> None:
        self._admin.flushall()
        self._admin.script_flush()

    def close(self) -> None:
        self._admin.close()
        self.remove()

    def remove(self) -> None:
        _remove(self._container)


def remove_orphans(engine: docker.DockerClient) -> None:
    """Remove containers of this kit whose run was killed (SIGKILL, SIGTERM and SIGHUP run no teardown)."""
    for container in engine.containers.list(all=True, filters={"label": f"{KIT}.session"}, ignore_removed=True):
        labels = container.labels
        if labels.get(f"{KIT}.host") == socket.gethostname() and not _is_alive(labels):
            _remove(container)


def start(engine: docker.DockerClient, image: str) -> Container:
    """Create and start the container. It answers a little later (see `wait_until_ready`)."""
    container = None
    me = psutil.Process()
    labels = {
        f"{KIT}.session": uuid.uuid4().hex,
        f"{KIT}.host": socket.gethostname(),
        f"{KIT}.pid": str(me.pid),
        f"{KIT}.started": str(me.create_time()),
    }
    try:
        # no auto_remove: it takes the logs with it. 127.0.0.1: the default publishes to every network.
        container = engine.containers.create(image, command=_COMMAND, labels=labels, ports=_ANY_LOCAL_PORT)
        container.start()
    except BaseException as error:
        if container is not None:
            _remove(container)
        if isinstance(error, docker.errors.DockerException | requests.RequestException):
            raise _did_not_start(image, shorter(error)) from None
        raise
    return container


def wait_until_ready(container: Container, image: str) -> int:
    """Wait for a PING from this process through the published port; returns the port."""
    deadline, pause = time.perf_counter() + READY_WITHIN_SECONDS, 0.01
    last_error = "no port was published"
    while time.perf_counter() < deadline:
        container.reload()
        if container.status in ("exited", "dead"):
            log = " / ".join(container.logs(tail=5).decode(errors="replace").split("\n")).strip(" /")
            code = container.attrs["State"]["ExitCode"]
            raise _did_not_start(image, f"it exited with code {code}: {log or 'no log'}")
        if port := _published_port(container):
            try:
                with redis.Redis("127.0.0.1", port, retry=Retry(NoBackoff(), 0), **client_settings()) as probe:
                    probe.ping()
                return port
            except redis.RedisError as error:
                last_error = one_line(error)
        time.sleep(pause)
        pause = min(pause * 2, 0.2)
    raise _did_not_start(image, f"no answer to PING within {READY_WITHIN_SECONDS:.0f} s: {last_error}")


def _published_port(container: Container) -> int | None:
    bindings: Any = container.attrs["NetworkSettings"]["Ports"].get("6379/tcp")
    return int(bindings[0]["HostPort"]) if bindings else None


def _did_not_start(image: str, wrong: str) -> pytest.UsageError:
    return usage_error(
        f"--real-redis: a container of {image}",
        f"it did not start: {wrong}",
        "see docker info, and docker run --rm " + image,
        WITHOUT_DOCKER,
    )


def _remove(container: Container) -> None:
    try:
        container.remove(force=True, v=True)
    except docker.errors.APIError:
        pass  # another process has removed it, or is removing it
    except requests.RequestException:
        pass  # the engine is gone, and its containers with it


def _is_alive(labels: dict[str, str]) -> bool:
    try:
        owner = psutil.Process(int(labels[f"{KIT}.pid"]))
        # Another process may have got its number; the clock of /proc may have been corrected by a second since.
        return abs(owner.create_time() - float(labels[f"{KIT}.started"])) < 2
    except psutil.AccessDenied:
        return True  # it exists and belongs to another user
    except (psutil.NoSuchProcess, KeyError, ValueError):
        return False
