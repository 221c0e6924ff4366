"""The life of the Redis container of ``--real-redis``, on a real Docker engine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docker.errors
import psutil
import pytest
from docker.models.containers import Container

from dojo.backends.container import KIT, ContainerBackend, remove_orphans, where
from dojo.backends.fake import FakeBackend
from dojo.settings import IMAGE, redis_version
from tests.support.docker_engine import ENGINE, engine_behind_a_proxy, image_of, needs_engine, needs_socket
from tests.support.kit_runs import ROOT, environment_with, run_kit, run_warm
from tests.support.usage_errors import says

pytestmark = needs_engine

StartKit = Callable[..., subprocess.Popen[str]]

HEADER = re.compile(r"^redis: (\d+\.\d+\.\d+) in container ([0-9a-f]{6}) on 127\.0\.0\.1:(\d+)$", re.MULTILINE)

WAITS_FOR_EVER = """
import asyncio
from fastapi import FastAPI

app = FastAPI()


@app.get("/{path:path}")
async def get(path: str):
    print("the route is entered", flush=True)
    await asyncio.Event().wait()
"""


@pytest.fixture(scope="module")
def running() -> Iterator[ContainerBackend]:
    backend = ContainerBackend(IMAGE)
    yield backend
    backend.close()


@pytest.fixture
def start_kit() -> Iterator[StartKit]:
    """Like `run_kit`, but comes back at once, with the process; it is ended with the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment_with(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with process:
            process.kill()


@pytest.fixture
def stuck_kata(start_kit: StartKit, tmp_path: Path) -> subprocess.Popen[str]:
    """A run with a container, in the middle of a test that never ends."""
    return start_kit(*_stuck(tmp_path, "cache_api"))


@pytest.fixture
def stuck_kata_elsewhere(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The same in a PID namespace of its own, with the same host name."""
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("this user may not make a PID namespace")  # it takes root, or a kernel that lets others do it
    arguments = _stuck(tmp_path, "cache_api")
    with subprocess.Popen(
        [*command, sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env=environment_with({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        (python,) = psutil.Process(process.pid).children()
        python.terminate()
        process.communicate(timeout=30)


def _stuck(folder: Path, *katas: str) -> list[str]:
    for kata in katas:
        main_py = folder / kata / "main.py"
        main_py.parent.mkdir()
        main_py.write_text(WAITS_FOR_EVER, encoding="utf-8")
    return [*(f"katas/{kata}" for kata in katas), "--real-redis", "-s", "--impl", str(folder)]


def containers_of(pid: int) -> list[str]:
    """The ids of the containers of a process."""
    assert ENGINE
    found = ENGINE.containers.list(all=True, filters={"label": f"{KIT}.pid={pid}"}, ignore_removed=True)
    return [str(container.id) for container in found]


def container_of(output: str) -> str:
    """The id in the header line."""
    found = HEADER.search(output)
    assert found, output
    return found[2]


def exists(container_id: str) -> bool:
    """Whether the engine has it, running or not."""
    assert ENGINE
    return bool(ENGINE.containers.list(all=True, filters={"id": container_id}, ignore_removed=True))


def read_until(process: subprocess.Popen[str], wanted: str) -> str:
    """What it printed so far, once it has printed `wanted`."""
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if wanted in line:
            return said
    raise AssertionError(f"ended without {wanted!r}:\n{said}")


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


def test_ctrl_c_leaves_no_container_behind(stuck_kata: subprocess.Popen[str]) -> None:
    """Also while the learner's code waits; the exit code is pytest's for an interrupt."""
    said = read_until(stuck_kata, "the route is entered")
    container_id = container_of(said)
    assert exists(container_id)

    stuck_kata.send_signal(signal.SIGINT)
    said += stuck_kata.communicate(timeout=30)[0]

    assert stuck_kata.returncode == pytest.ExitCode.INTERRUPTED, said
    assert not exists(container_id)


def test_a_killed_run_leaves_a_container_that_the_next_run_removes(stuck_kata: subprocess.Popen[str]) -> None:
    """Nothing runs after SIGKILL, so the container stays until another run looks for it."""
    container_id = container_of(read_until(stuck_kata, "the route is entered"))

    stuck_kata.kill()
    stuck_kata.wait()
    is_left = exists(container_id)
    run = run_warm("katas/cache_api", "--real-redis", "-k", "test_a_user_is_served")

    assert is_left
    assert run.exit_code == 0, run.output
    assert not exists(container_id)


def test_the_container_of_a_living_run_is_left_alone(running: ContainerBackend) -> None:
    """Two runs at the same time do not meet."""
    run = run_warm("katas/cache_api", "--real-redis", "-k", "test_a_user_is_served")

    assert run.exit_code == 0, run.output
    assert exists(running._container.id)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT], ids=lambda number: number.name)
def test_a_signal_that_ends_the_run_leaves_no_container_behind(
    stuck_kata: subprocess.Popen[str], number: signal.Signals
) -> None:
    """A closed terminal, `kill`, Ctrl-\\: the process still ends by that signal."""
    container_id = container_of(read_until(stuck_kata, "the route is entered"))
    assert exists(container_id)

    stuck_kata.send_signal(number)
    stuck_kata.communicate(timeout=30)

    assert stuck_kata.returncode == -number
    assert not exists(container_id)


def test_a_signal_to_the_first_of_several_processes_leaves_no_container_behind(
    start_kit: StartKit, tmp_path: Path
) -> None:
    """`kill` reaches only the one that prints; the others have the containers."""
    assert ENGINE
    arguments, since = _stuck(tmp_path, "cache_api", "rate_limiter"), int(time.time())
    run = start_kit(*arguments, "-n", "2")
    created = _created_for_processes_of(run.pid, since, until=since + 60)
    assert len(created) == 2

    run.terminate()
    said = run.communicate(timeout=30)[0]

    assert run.returncode == -signal.SIGTERM, said
    assert not any(exists(container_id) for container_id in created)


def test_nohup_lets_a_run_go_on(start_kit: StartKit) -> None:
    """There SIGHUP is ignored, and stays so."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = start_kit("solutions/cache_api", "--real-redis", "-v", "-k", "test_01 or test_02")
    finally:
        signal.signal(signal.SIGHUP, before)
    said = read_until(run, "PASSED")

    run.send_signal(signal.SIGHUP)
    said += run.communicate(timeout=60)[0]

    assert run.returncode == 0, said
    assert not exists(container_of(said))


@needs_socket
@pytest.mark.parametrize(
    ("number", "exit_code"),
    [(signal.SIGINT, pytest.ExitCode.INTERRUPTED), (signal.SIGTERM, -signal.SIGTERM)],
    ids=["Ctrl-C", "SIGTERM"],
)
def test_a_signal_while_the_container_is_created_leaves_none_behind(
    start_kit: StartKit, number: signal.Signals, exit_code: int
) -> None:
    """The engine has been asked for it, and has not replied with its id yet."""
    with engine_behind_a_proxy() as proxy:
        proxy.slow = b"/containers/create"
        run = start_kit("katas/cache_api", "--real-redis", DOCKER_HOST=proxy.host)
        assert proxy.asked.wait(30)

        run.send_signal(number)
        said = run.communicate(timeout=30)[0]

    assert run.returncode == exit_code, said
    assert containers_of(run.pid) == []


@needs_socket
def test_an_engine_that_hangs_at_the_end_costs_five_seconds(start_kit: StartKit) -> None:
    """The verdict is there. A line says how to remove the container, as the kit cannot."""
    assert ENGINE
    with engine_behind_a_proxy() as proxy:
        proxy.mute = b"DELETE "
        run = start_kit("solutions/cache_api", "--real-redis", "-k", "test_a_user_is_served", DOCKER_HOST=proxy.host)
        assert proxy.asked.wait(60)
        begin = time.perf_counter()
        said = run.communicate(timeout=30)[0]
        took = time.perf_counter() - begin

    found = re.search(r"Remove it with: docker (rm --force --volumes \S+)$", said, re.MULTILINE)
    assert run.returncode == 0, said
    assert 4 < took < 10
    assert "the Docker engine did not answer within 5 s, so a container may be left." in said
    assert found, said
    assert exists(container_of(said))
    subprocess.run(["docker", *found[1].split()], check=True, capture_output=True)  # noqa: S607  # the user's own docker
    assert not exists(container_of(said))


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no unshare is on this machine")
def test_a_run_in_another_pid_namespace_is_left_alone(stuck_kata_elsewhere: subprocess.Popen[str]) -> None:
    """From outside of it, its process looks dead: no such number, or that of another one."""
    container_id = container_of(read_until(stuck_kata_elsewhere, "the route is entered"))

    run = run_warm("katas/cache_api", "--real-redis", "-k", "test_a_user_is_served")

    assert run.exit_code == 0, run.output
    assert exists(container_id)


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


def test_each_process_of_xdist_has_a_container_and_none_is_left(start_kit: StartKit) -> None:
    """They empty their Redis before each test, so they cannot share one."""
    assert ENGINE
    since = int(time.time())

    run = start_kit("solutions/cache_api", "--real-redis", "-n", "2", "-k", "test_a_user_is_served or test_nocache")
    created = _created_for_processes_of(run.pid, since, until=since + 30)
    said = run.communicate(timeout=30)[0]

    assert run.returncode == 0, said
    assert f"redis: {IMAGE}, a container per process" in said
    assert len(created) == 2, said
    assert not any(exists(container_id) for container_id in created)


def _created_for_processes_of(pid: int, since: int, until: int) -> list[str]:
    """The ids of the first two containers of two processes that `pid` started."""
    assert ENGINE
    created: dict[str, str] = {}
    filters = {"label": f"{KIT}.session", "event": "create"}
    for event in ENGINE.events(since=since, until=until, filters=filters, decode=True):
        owner = event["Actor"]["Attributes"][f"{KIT}.pid"]
        if owner.isdecimal() and pid in _parents_of(int(owner)):
            created[owner] = event["Actor"]["ID"]
        if len(created) == 2:
            break
    return list(created.values())


def _parents_of(pid: int) -> list[int]:
    try:
        return [parent.pid for parent in psutil.Process(pid).parents()]
    except psutil.NoSuchProcess:
        return []


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


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
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
