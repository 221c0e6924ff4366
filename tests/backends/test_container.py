"""The life of the Redis container of ``--real-redis``, on a real Docker engine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import docker.errors
import psutil
import pytest
from docker.models.containers import Container

from dojo.backends.container import KIT, ContainerBackend, remove_orphans, where
from dojo.backends.fake import FakeBackend
from dojo.settings import IMAGE, redis_version
from tests.backends.kit_containers import container_of, exists
from tests.support.docker_engine import ENGINE, image_of, needs_engine
from tests.support.kit_runs import run_kit, run_warm
from tests.support.usage_errors import says

pytestmark = needs_engine


@pytest.fixture(scope="module")
def running() -> Iterator[ContainerBackend]:
    backend = ContainerBackend(IMAGE)
    yield backend
    backend.close()


def test_a_run_says_which_container_it_uses_and_removes_it() -> None:
    """The header names version, container and port; afterwards there is no such container."""
    run = run_kit("solutions/cache_api", "--real-redis", "-k", "test_a_user_is_served")

    assert run.exit_code == 0, run.output
    assert not exists(container_of(run.output))


def test_collecting_starts_nothing() -> None:
    """Without an engine it works too, as none is asked."""
    run = run_warm("katas", "--real-redis", "--collect-only", DOCKER_HOST="unix:///nowhere.sock")

    assert run.exit_code == 0, run.output
    assert "redis: none, this run only collects" in run.output


def test_the_container_carries_the_labels_of_its_owner(running: ContainerBackend) -> None:
    """By the machine, the process and its start, a later run knows whether the owner is still there."""
    labels = running._container.labels

    assert labels[f"{KIT}.session"] == running.container_name
    assert labels[f"{KIT}.host"] == socket.gethostname()
    assert labels[f"{KIT}.boot"] == Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    assert labels[f"{KIT}.pid_namespace"] == str(Path("/proc/self/ns/pid").readlink())
    assert labels[f"{KIT}.uid"] == str(os.getuid())
    assert labels[f"{KIT}.pid"] == str(os.getpid())
    assert float(labels[f"{KIT}.started"]) == pytest.approx(psutil.Process().create_time(), abs=2)


def test_it_is_published_on_127_0_0_1_only(running: ContainerBackend) -> None:
    """The default of Docker would be every network this machine is in."""
    running._container.reload()

    bindings = running._container.attrs["NetworkSettings"]["Ports"]

    assert [binding["HostIp"] for port in bindings.values() for binding in port or []] == ["127.0.0.1"]


def test_fakeredis_pretends_to_be_the_version_of_the_container(running: ContainerBackend) -> None:
    """Both are told by the one image tag."""
    with running.look_client() as look:
        version = look.info("server")["redis_version"]

    assert tuple(map(int, version.split(".")[:2])) == redis_version() == FakeBackend().version


def test_a_test_starts_without_keys_and_without_scripts(running: ContainerBackend) -> None:
    """In every database: the container is ours."""
    with running.look_client() as look:
        look.set("cache:user:7", "Margaret Hamilton")
        sha = look.script_load("return 1")

        running.empty()

        assert look.dbsize() == 0
        assert look.script_exists(sha) == [False]


def test_the_container_of_a_living_run_is_left_alone(running: ContainerBackend) -> None:
    """Two runs at the same time do not meet."""
    run = run_warm("katas/cache_api", "--real-redis", "-k", "test_a_user_is_served")

    assert run.exit_code == 0, run.output
    assert exists(running._container.id)


@pytest.mark.parametrize(
    ("label", "value", "is_removed"),
    [
        pytest.param(f"{KIT}.pid", "0", True, id="no such process"),
        pytest.param(f"{KIT}.started", "1.0", True, id="its number belongs to another process now"),
        pytest.param(f"{KIT}.pid", "?", True, id="an unreadable number"),
        pytest.param(f"{KIT}.host", "elsewhere", False, id="of another machine on this engine"),
        pytest.param(f"{KIT}.boot", "f00", False, id="of another machine of the same name"),
        pytest.param(f"{KIT}.pid_namespace", "pid:[1]", False, id="of another PID namespace"),
        pytest.param(f"{KIT}.uid", "65534", False, id="of another user"),
    ],
)
def test_only_containers_whose_owner_is_dead_are_removed(label: str, value: str, is_removed: bool) -> None:
    """A process is known by number and start; one of another place cannot be looked up, also if it looks dead."""
    assert ENGINE
    mine = psutil.Process()
    owner = {"session": "x", "pid": str(mine.pid if is_removed else 0), "started": str(mine.create_time()), **where()}
    labels = {f"{KIT}.{name}": text for name, text in owner.items()} | {label: value}
    container: Container = ENGINE.containers.create(IMAGE, labels=labels)

    remove_orphans(ENGINE)
    was_removed = not exists(container.id)
    if not was_removed:
        container.remove(force=True, v=True)

    assert was_removed is is_removed


def test_a_container_that_vanishes_while_it_starts_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody cleans up with `docker rm -f` at the wrong moment."""
    reload = Container.reload

    def removed_first(container: Container) -> None:
        container.remove(force=True, v=True)
        reload(container)

    monkeypatch.setattr(Container, "reload", removed_first)

    with pytest.raises(pytest.UsageError, match="it did not start: No such container"):
        ContainerBackend(IMAGE)


def test_removing_what_is_gone_already_is_no_error(running: ContainerBackend) -> None:
    """Another process removed it, which is just as good."""
    assert ENGINE
    backend = ContainerBackend(IMAGE)
    ENGINE.containers.get(backend._container.id).remove(force=True, v=True)

    backend.close()

    with pytest.raises(docker.errors.NotFound):
        ENGINE.containers.get(backend._container.id)


@pytest.mark.parametrize("image", ["nosuch/image:1", "NOT:A:NAME"])
def test_an_image_that_cannot_be_had_is_a_usage_error(image: str) -> None:
    """It names the image, and the command that says more."""
    run = run_warm("katas/cache_api", "--real-redis", REDIS_IMAGE=image)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(
        run.output,
        tried=f"--real-redis with the image {image}",
        wrong="the engine does not have it and cannot pull it: ",
        do=f"docker pull {image}, which says more · or name an image you have with --redis-image",
    )
    assert "Traceback" not in run.output


@pytest.mark.parametrize("processes", [(), pytest.param(("-n", "2"), marks=pytest.mark.thorough)])
def test_a_container_that_dies_at_start_is_a_usage_error(processes: tuple[str, ...]) -> None:
    """With its exit code and its last words; also when pytest-xdist would start one in each process."""
    dies = b"#!/bin/sh\necho 'Fatal error: no room on deck'\nexit 3\n"
    with image_of("redis-katas-test/dies:1", {"usr/local/bin/redis-server": dies}, base=IMAGE) as image:
        run = run_warm("katas/cache_api", "--real-redis", "--redis-image", image, *processes)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(
        run.output,
        tried=f"--real-redis: a container of {image}",
        wrong="it did not start: it exited with code 3: Fatal error: no room on deck",
        do=f"see docker info, and docker run --rm {image}",
    )
    assert "Traceback" not in run.output
