"""The Docker engine of this machine, and the images and containers in it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

import docker
import docker.errors
import requests
from docker.constants import DEFAULT_TIMEOUT_SECONDS
from docker.context import ContextAPI

from dojo.errors import one_line, usage_error

WITHOUT_DOCKER = "run without --real-redis: fakeredis needs nothing"

ANSWERS_WITHIN_SECONDS = 10
REMOVED_WITHIN_SECONDS = 5
_REASON = re.compile(r"(?:Error\(\d+, '|\[Errno -?\d+\] )([^'\")]+)")


def connect() -> docker.DockerClient:
    """The Docker engine that the `docker` command would use."""
    try:
        engine = _new_client(ANSWERS_WITHIN_SECONDS)
        engine.ping()
    except (docker.errors.DockerException, requests.RequestException, ValueError) as error:  # ValueError: DOCKER_HOST
        raise usage_error(
            "--real-redis, which starts Redis in a Docker container",
            f"no Docker engine answers: {shorter(error)}",
            "start Docker (docker info must work)",
            WITHOUT_DOCKER,
        ) from None
    engine.api.timeout = DEFAULT_TIMEOUT_SECONDS  # pulling may be silent for longer than an answer takes
    return engine


def _new_client(timeout: int) -> docker.DockerClient:
    """A client that waits `timeout` seconds for each answer; its engine need not be there."""
    host = None if os.environ.get("DOCKER_HOST") else _host_of_context()
    return docker.DockerClient(base_url=host, timeout=timeout) if host else docker.from_env(timeout=timeout)


def _host_of_context() -> str | None:
    """Docker Desktop, Colima and Podman choose their socket by a context, which docker.from_env() does not read."""
    context = ContextAPI.get_current_context()
    return context.Host if context else None


def ensure_image(engine: docker.DockerClient, image: str, say: Callable[[str], None]) -> None:
    """Pull the image if the engine does not have it, saying how far it is."""
    try:
        try:
            engine.images.get(image)
        except docker.errors.ImageNotFound:
            say(f"redis: pulling {image} …")
            _pull(engine, image, say)
    except (docker.errors.DockerException, requests.RequestException) as error:
        raise usage_error(
            f"--real-redis with the image {image}",
            f"the engine does not have it and cannot pull it: {shorter(error)}",
            f"docker pull {image}, which says more",
            "name an image you have with --redis-image",
            WITHOUT_DOCKER,
        ) from None


def _pull(engine: docker.DockerClient, image: str, say: Callable[[str], None]) -> None:
    done: set[str] = set()
    for event in engine.api.pull(image, stream=True, decode=True):
        if "error" in event:
            raise docker.errors.APIError(event["error"])
        if event.get("status") in ("Pull complete", "Already exists") and event.get("id") not in done:
            done.add(event["id"])
            say(f"redis: pulling {image} … {len(done)} layers here")


def remove(container: str, engine: docker.DockerClient | None = None) -> None:
    """Remove the container of that name or id, if there is one. Without `engine`, it takes a client of its own.

    Never raises: the process may be about to end. If the engine does not answer, a line says how to do it by hand.
    """
    try:
        engine = engine or _new_client(REMOVED_WITHIN_SECONDS)
        before, engine.api.timeout = engine.api.timeout, REMOVED_WITHIN_SECONDS
        try:
            engine.api.remove_container(container, force=True, v=True)
        finally:
            engine.api.timeout = before
    except docker.errors.APIError:
        pass  # it was not created, or another process has removed it, or is removing it
    except (docker.errors.DockerException, requests.RequestException) as error:
        if "timed out" in str(error).lower():
            print(
                f"redis: the Docker engine did not answer within {REMOVED_WITHIN_SECONDS} s, so a container may be "
                f"left. Remove it with: docker rm --force --volumes {container}",
                file=sys.stderr,
                flush=True,
            )
        # else the engine is gone, and its containers with it


def shorter(error: BaseException) -> str:
    """docker-py wraps an error in an error in an error; the innermost is the one that says why."""
    said = getattr(error, "explanation", None) or one_line(error)
    found = _REASON.search(said)
    return found[1] if found else str(said)
