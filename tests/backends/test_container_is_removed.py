"""However a run ends, its container does not stay, as long as the engine answers; SIGKILL is for the next run."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from dojo.settings import IMAGE
from tests.backends.kit_containers import (
    StartKit,
    container_of,
    containers_of,
    created_for_processes_of,
    exists,
    read_until,
    stuck,
)
from tests.support.docker_engine import ENGINE, engine_behind_a_proxy, needs_engine, needs_socket
from tests.support.kit_runs import ROOT, environment_with, run_warm

pytestmark = needs_engine


@pytest.fixture
def stuck_kata_elsewhere(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The same in a PID namespace of its own, with the same host name."""
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("this user may not make a PID namespace")  # it takes root, or a kernel that lets others do it
    arguments = stuck(tmp_path, "cache_api")
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


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGTERM, id="SIGTERM"),
        pytest.param(signal.SIGHUP, id="SIGHUP", marks=pytest.mark.thorough),
        pytest.param(signal.SIGQUIT, id="SIGQUIT", marks=pytest.mark.thorough),
    ],
)
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


@pytest.mark.thorough
def test_a_signal_to_the_first_of_several_processes_leaves_no_container_behind(
    start_kit: StartKit, tmp_path: Path
) -> None:
    """`kill` reaches only the one that prints; the others have the containers."""
    assert ENGINE
    arguments, since = stuck(tmp_path, "cache_api", "rate_limiter"), int(time.time())
    run = start_kit(*arguments, "-n", "2")
    created = created_for_processes_of(run.pid, since, until=since + 60)
    assert len(created) == 2

    run.terminate()
    said = run.communicate(timeout=30)[0]

    assert run.returncode == -signal.SIGTERM, said
    assert not any(exists(container_id) for container_id in created)


@pytest.mark.thorough
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
    [
        pytest.param(signal.SIGINT, pytest.ExitCode.INTERRUPTED, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, -signal.SIGTERM, id="SIGTERM", marks=pytest.mark.thorough),
    ],
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
@pytest.mark.thorough
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
@pytest.mark.thorough
def test_a_run_in_another_pid_namespace_is_left_alone(stuck_kata_elsewhere: subprocess.Popen[str]) -> None:
    """From outside of it, its process looks dead: no such number, or that of another one."""
    container_id = container_of(read_until(stuck_kata_elsewhere, "the route is entered"))

    run = run_warm("katas/cache_api", "--real-redis", "-k", "test_a_user_is_served")

    assert run.exit_code == 0, run.output
    assert exists(container_id)


@pytest.mark.thorough
def test_each_process_of_xdist_has_a_container_and_none_is_left(start_kit: StartKit) -> None:
    """They empty their Redis before each test, so they cannot share one."""
    assert ENGINE
    since = int(time.time())

    run = start_kit("solutions/cache_api", "--real-redis", "-n", "2", "-k", "test_a_user_is_served or test_nocache")
    created = created_for_processes_of(run.pid, since, until=since + 30)
    said = run.communicate(timeout=30)[0]

    assert run.returncode == 0, said
    assert f"redis: {IMAGE}, a container per process" in said
    assert len(created) == 2, said
    assert not any(exists(container_id) for container_id in created)
