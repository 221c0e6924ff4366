"""Tests of codes.py, on fakeredis and on a Redis in a container.

To run them: pip install pytest redis 'fakeredis[lua]' time-machine docker, then pytest.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import docker
import pytest
import redis as redis_py
import time_machine
from codes import SECONDS, issue, redeem
from fakeredis import FakeRedis, FakeServer
from redis import Redis


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """The port of a Redis in a container, which is removed at the end."""
    try:
        engine = docker.from_env()
    except docker.errors.DockerException:
        pytest.skip("Docker does not run")  # the tests on fakeredis have run all the same
    container = engine.containers.create("redis:8.2-alpine", ports={"6379/tcp": ("127.0.0.1", None)})
    try:
        container.start()
        container.reload()
        number = int(container.ports["6379/tcp"][0]["HostPort"])
        wait_for_redis(number)
        yield number
    finally:
        container.remove(force=True, v=True)


def wait_for_redis(port: int) -> None:
    for _ in range(200):
        try:
            with Redis(port=port) as client:
                client.ping()
            return
        except redis_py.ConnectionError:
            time.sleep(0.1)  # it starts
    pytest.fail(f"no Redis on port {port} after 20 s")


@pytest.fixture(params=["fakeredis", "container"])
def redis(request: pytest.FixtureRequest) -> Iterator[Redis]:
    """An empty Redis. A server of its own for each test: bare FakeRedis() clients share one."""
    if request.param == "fakeredis":
        yield FakeRedis(server=FakeServer(version=(8, 2)))
    else:
        with Redis(port=request.getfixturevalue("port")) as client:
            client.flushall()
            yield client


def cut_after(redis: Redis, commands: int) -> None:
    """Let this number of commands through. Each later one finds the connection closed."""
    send: Callable[..., Any] = redis.execute_command
    left = iter(range(commands))

    def send_or_fail(*words: Any, **options: Any) -> Any:
        if next(left, None) is None:
            raise redis_py.ConnectionError("cut by the test")
        return send(*words, **options)

    redis.execute_command = send_or_fail  # type: ignore[method-assign]


def test_a_code_is_good_once(redis: Redis) -> None:
    code = issue(redis, "ada")

    assert [redeem(redis, "ada", code), redeem(redis, "ada", code)] == [True, False]


def test_a_wrong_code_does_not_use_up_the_right_one(redis: Redis) -> None:
    code = issue(redis, "ada")

    assert not redeem(redis, "ada", "hello!")
    assert redeem(redis, "ada", code)


@pytest.mark.parametrize("redis", ["fakeredis"], indirect=True)  # a server's clock cannot be moved
def test_a_code_expires(redis: Redis) -> None:
    with time_machine.travel("2026-01-05 09:30", tick=False) as clock:
        early, late = issue(redis, "ada"), issue(redis, "grace")
        clock.shift(SECONDS - 1)
        assert redeem(redis, "ada", early)
        clock.shift(2)
        assert not redeem(redis, "grace", late)


@pytest.mark.parametrize("commands", [0, 1, 2])
def test_a_cut_connection_leaves_no_code_that_never_expires(redis: Redis, commands: int) -> None:
    cut_after(redis, commands)
    try:
        issue(redis, "ada")
    except redis_py.ConnectionError:
        pass  # the caller may hear of it
    del redis.execute_command  # whole again

    assert all(redis.ttl(key) > 0 for key in redis.scan_iter())


@pytest.mark.parametrize("redis", ["container"], indirect=True)  # threads of one process hide the race from fakeredis
def test_of_many_at_once_one_gets_in(redis: Redis) -> None:
    for _ in range(20):
        code = issue(redis, "ada")
        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(lambda _: redeem(redis, "ada", code), range(8)))  # noqa: B023  # used at once

        assert sum(results) == 1
