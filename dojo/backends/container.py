"""A Redis container that this run starts and removes."""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Callable
from pathlib import Path
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

from dojo.backends.docker_engine import (
    REMOVED_WITHIN_SECONDS,
    WITHOUT_DOCKER,
    connect,
    ensure_image,
    remove,
    shorter,
)
from dojo.backends.ending_signals import CleanUp, held_back
from dojo.backends.url import UrlBackend
from dojo.errors import one_line, usage_error
from dojo.settings import TIMEOUT_SECONDS, client_settings

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
        self._engine = connect()
        remove_orphans(self._engine)
        ensure_image(self._engine, image, say)
        self.container_name = f"{KIT}-{uuid.uuid4().hex[:12]}"
        self._at_signals = CleanUp(self._remove_at_once)
        try:
            with held_back():  # until the engine has replied, there is nothing to remove
                self._container = start(self._engine, image, self.container_name)
            port = wait_until_ready(self._container, image)
            self._started_at = self._container.attrs["State"]["StartedAt"]
            super().__init__(f"redis://127.0.0.1:{port}/0", tried=_tried(image), without=WITHOUT_DOCKER)
        except BaseException as error:
            self.remove()
            if isinstance(error, docker.errors.DockerException | requests.RequestException):
                raise _did_not_start(image, shorter(error)) from None
            raise
        self.name = f"Redis in container {self._container.short_id[:6]}"
        self.header = f"{self.version_text} in container {self._container.short_id[:6]} on 127.0.0.1:{port}"

    def empty(self) -> None:
        self.check_identity()
        self._admin.flushall()
        self._admin.script_flush()

    def why_lost(self, wait: float = 2 * TIMEOUT_SECONDS) -> str:
        """The engine knows more than a connection that broke."""
        self._engine.api.timeout = REMOVED_WITHIN_SECONDS
        try:
            self._container.reload()
        except docker.errors.NotFound:
            return "its container was removed during the run"
        except (docker.errors.DockerException, requests.RequestException):
            return super().why_lost(wait)
        state = self._container.attrs["State"]
        if self._container.status != "running":
            code = f" with code {state['ExitCode']}" if self._container.status == "exited" else ""
            return f"its container is {self._container.status}{code}"
        if state["StartedAt"] != self._started_at:
            return "its container was restarted during the run"
        return super().why_lost(wait)

    def close(self) -> None:
        self._admin.close()
        self.remove()

    def remove(self) -> None:
        """Remove the container. If the engine does not answer, a line says how to do it by hand."""
        with held_back():
            remove(self.container_name, self._engine)
            self._at_signals.forget()

    def _remove_at_once(self) -> None:
        """For a signal. It may have come inside of the other client, which is not made for being entered twice."""
        remove(self.container_name)


def remove_orphans(engine: docker.DockerClient) -> None:
    """Remove containers of this kit whose run was killed: nothing runs after SIGKILL.

    Only those of this boot, user and PID namespace: the process of another one cannot be looked up from here.
    """
    for container in engine.containers.list(all=True, filters={"label": f"{KIT}.session"}, ignore_removed=True):
        labels = container.labels
        here = all(labels.get(f"{KIT}.{name}") == value for name, value in where().items())
        if here and not _is_alive(labels):
            remove(str(container.id), engine)


def where() -> dict[str, str]:
    """Where this process can be looked up by its number."""
    boot_id, namespace = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    return {
        "host": socket.gethostname(),
        "boot": boot_id.read_text(encoding="ascii").strip() if boot_id.exists() else str(round(psutil.boot_time())),
        "pid_namespace": str(namespace.readlink()) if namespace.is_symlink() else "",
        "uid": str(os.getuid()) if hasattr(os, "getuid") else "",
    }


def start(engine: docker.DockerClient, image: str, name: str) -> Container:
    """Create and start the container. It answers a little later (see `wait_until_ready`)."""
    me = psutil.Process()
    owner = {"session": name, "pid": str(me.pid), "started": str(me.create_time()), **where()}
    labels = {f"{KIT}.{what}": value for what, value in owner.items()}
    # no auto_remove: it takes the logs with it. 127.0.0.1: the default publishes to every network.
    container = engine.containers.create(image, command=_COMMAND, labels=labels, name=name, ports=_ANY_LOCAL_PORT)
    container.start()
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


def _tried(image: str) -> str:
    return f"--real-redis: a container of {image}"


def _did_not_start(image: str, wrong: str) -> pytest.UsageError:
    return usage_error(
        _tried(image),
        f"it did not start: {wrong}",
        "see docker info, and docker run --rm " + image,
        WITHOUT_DOCKER,
    )


def _is_alive(labels: dict[str, str]) -> bool:
    try:
        owner = psutil.Process(int(labels[f"{KIT}.pid"]))
        # Another process may have got its number; the clock of /proc may have been corrected by a second since.
        return abs(owner.create_time() - float(labels[f"{KIT}.started"])) < 2
    except psutil.AccessDenied:
        return True  # it exists and belongs to another user
    except (psutil.NoSuchProcess, KeyError, ValueError):
        return False
