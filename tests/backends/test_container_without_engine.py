"""What goes wrong with Docker, and how it is said; with doubles in place of the engine, so it runs anywhere."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any

import docker.errors
import pytest

from dojo.backends import container, docker_engine
from tests.support.usage_errors import says

TRIED_ENGINE = "--real-redis, which starts Redis in a Docker container"
WITHOUT = "run without --real-redis: fakeredis needs nothing"


class Engine:
    """A double of docker.DockerClient: the images it has, and what a pull says."""

    def __init__(self, *pull: dict[str, str], has_image: bool = False) -> None:
        self.asked_for: list[str] = []
        self.images = SimpleNamespace(get=self._get)
        self.api = SimpleNamespace(pull=self._pull)
        self._pull_says, self._has_image = pull, has_image

    def _get(self, image: str) -> None:
        if not self._has_image:
            raise docker.errors.ImageNotFound(f"no such image: {image}")

    def _pull(self, image: str, **_: Any) -> Any:
        self.asked_for.append(image)
        return iter(self._pull_says)


class Started:
    """A double of a container that was started."""

    def __init__(self, status: str = "running", exit_code: int = 0, log: str = "", port: int | None = None) -> None:
        self.status = status
        bindings = [{"HostIp": "127.0.0.1", "HostPort": str(port)}] if port else None
        self.attrs = {"State": {"ExitCode": exit_code}, "NetworkSettings": {"Ports": {"6379/tcp": bindings}}}
        self._log = log

    def reload(self) -> None:
        """It stays as it is."""

    def logs(self, tail: int) -> bytes:
        return "\n".join(self._log.splitlines()[-tail:]).encode() + b"\n"


def test_an_image_that_is_here_is_not_pulled() -> None:
    """Nor is anything said about it."""
    engine, said = Engine(has_image=True), []

    docker_engine.ensure_image(engine, "redis:8.2-alpine", said.append)  # type: ignore[arg-type]

    assert engine.asked_for == []
    assert said == []


def test_pulling_shows_progress() -> None:
    """A line when it begins and one for each layer, however often the engine tells of it."""
    done = {"status": "Pull complete"}
    engine = Engine(
        {"status": "Pulling from library/redis", "id": "8.2-alpine"},
        {"status": "Already exists", "id": "2d35ebdb57d9"},
        {"status": "Downloading", "id": "79d4f0c0b4a8"},
        {**done, "id": "79d4f0c0b4a8"},
        {**done, "id": "79d4f0c0b4a8"},
    )
    said: list[str] = []

    docker_engine.ensure_image(engine, "redis:8.2-alpine", said.append)  # type: ignore[arg-type]

    assert said == [
        "redis: pulling redis:8.2-alpine …",
        "redis: pulling redis:8.2-alpine … 1 layers here",
        "redis: pulling redis:8.2-alpine … 2 layers here",
    ]


def test_an_image_that_cannot_be_pulled_is_a_usage_error() -> None:
    """The engine reports it in the middle of the stream."""
    engine = Engine({"status": "Pulling"}, {"error": "manifest for nosuch/image:1 not found"})

    with pytest.raises(pytest.UsageError) as caught:
        docker_engine.ensure_image(engine, "nosuch/image:1", lambda line: None)  # type: ignore[arg-type]

    assert says(
        str(caught.value),
        tried="--real-redis with the image nosuch/image:1",
        wrong="the engine does not have it and cannot pull it: manifest for nosuch/image:1 not found",
        do=f"docker pull nosuch/image:1, which says more · or name an image you have with --redis-image · or {WITHOUT}",
    )


def test_a_container_that_exits_says_its_code_and_last_words() -> None:
    """At once, not at the end of the 20 s."""
    log = "one\ntwo\nBad directive or wrong number of arguments\n'maxmemori 1gb'\nFATAL\nCONFIG FILE ERROR\nsee above"
    exited = Started("exited", exit_code=1, log=log)

    with pytest.raises(pytest.UsageError) as caught:
        container.wait_until_ready(exited, "redis:8.2-alpine")  # type: ignore[arg-type]

    assert says(
        str(caught.value),
        tried="--real-redis: a container of redis:8.2-alpine",
        wrong="it did not start: it exited with code 1: Bad directive or wrong number of arguments / "
        "'maxmemori 1gb' / FATAL / CONFIG FILE ERROR / see above",
        do=f"see docker info, and docker run --rm redis:8.2-alpine · or {WITHOUT}",
    )


def test_a_container_that_exits_silently_says_so() -> None:
    """An empty log is not an empty message."""
    with pytest.raises(pytest.UsageError, match="it exited with code 137: no log"):
        container.wait_until_ready(Started("exited", exit_code=137), "redis:8.2-alpine")  # type: ignore[arg-type]


def test_a_container_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how long it waited, and what the last PING got."""
    monkeypatch.setattr(container, "READY_WITHIN_SECONDS", 0.05)
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))
        port = bound_but_deaf.getsockname()[1]

        with pytest.raises(pytest.UsageError) as caught:
            container.wait_until_ready(Started(port=port), "redis:8.2-alpine")  # type: ignore[arg-type]

    assert "no answer to PING within 0 s: Error 111 connecting to 127.0.0.1" in str(caught.value)


def test_a_container_without_a_port_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that publishes nothing is not waited for without end."""
    monkeypatch.setattr(container, "READY_WITHIN_SECONDS", 0.05)

    with pytest.raises(pytest.UsageError, match="no port was published"):
        container.wait_until_ready(Started(), "redis:8.2-alpine")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "wrong"),
    [
        ("unix:///nowhere.sock", "No such file or directory"),
        ("tcp://127.0.0.1:1", "Connection refused"),
        ("tcp://127.0.0.1:abc", "Port could not be cast to integer value as 'abc'"),
        ("nonsense", "Invalid bind address format: port is required: nonsense"),
    ],
)
def test_an_engine_that_does_not_answer_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, host: str, wrong: str
) -> None:
    """The reason in a few words, not in three exceptions."""
    monkeypatch.setenv("DOCKER_HOST", host)

    with pytest.raises(pytest.UsageError) as caught:
        docker_engine.connect()

    assert says(
        str(caught.value),
        tried=TRIED_ENGINE,
        wrong=f"no Docker engine answers: {wrong}",
        do=f"start Docker (docker info must work) · or {WITHOUT}",
    )


def test_an_engine_that_accepts_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """docker-py would wait for a minute, twice."""
    monkeypatch.setattr(docker_engine, "ANSWERS_WITHIN_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{mute.getsockname()[1]}")

        with pytest.raises(pytest.UsageError, match=r"no Docker engine answers: .*[Tt]imed out"):
            docker_engine.connect()
