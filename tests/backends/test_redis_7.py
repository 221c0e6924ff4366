"""An older Redis, such as the 7.0 of Debian 12: the references are green on it, and what it lacks is skipped."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from dojo.backends.probe import version_of
from dojo.backends.url import UrlBackend
from tests.backends.redis_server import REDIS_SERVER, RedisServer, needs_redis_server, redis_servers
from tests.support.kit_runs import run_warm

pytestmark = needs_redis_server


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_servers() as start:
        yield start()


@pytest.fixture(scope="module")
def version(server: RedisServer) -> tuple[int, int]:
    with server.client() as client:
        return version_of(client.info("server")["redis_version"])


def test_the_references_are_green(server: RedisServer, is_thorough: bool) -> None:
    """The clock must not need the TTLs of fields, which came with 7.4. Only --thorough runs the tests without it."""
    selected = () if is_thorough else ("-k", "session_storage and (test_06 or test_08) or redis_basics and test_03")

    run = run_warm("solutions", "--redis-url", server.url, *selected, timeout=300)

    assert run.exit_code == 0, run.output
    assert " failed" not in run.output


@pytest.mark.thorough
def test_a_block_of_the_theory_that_needs_a_newer_redis_is_skipped(
    server: RedisServer, version: tuple[int, int]
) -> None:
    """The reason names both versions. On a newer Redis the block runs."""
    if version >= (8, 0):
        pytest.skip(f"redis-server is {version[0]}.{version[1]}, which has HSETEX")  # there is nothing to skip

    run = run_warm("theory", "--redis-url", server.url, "-rs")

    assert run.exit_code == 0, run.output
    assert f"it needs Redis 8.0, and this is {version[0]}.{version[1]}." in run.output.replace("\n", " ")
    assert ": HSETEX came with it" in run.output


def test_time_passes_for_a_hash(server: RedisServer) -> None:
    """Its fields have no TTL before 7.4, and asking for one is an error."""
    backend = UrlBackend(server.url)
    with server.client() as client:
        client.hset("session:8f3a", mapping={"user_id": 7, "theme": "dark"})
        client.expire("session:8f3a", 60)

        backend.let_time_pass(50)

        assert 5_000 < client.pttl("session:8f3a") <= 10_000
        backend.close()
        assert client.dbsize() == 0


def test_the_header_names_the_version_that_answers(server: RedisServer) -> None:
    """Not the one of the image."""
    assert REDIS_SERVER
    said = subprocess.run([REDIS_SERVER, "--version"], capture_output=True, text=True, check=True).stdout

    assert f"v={UrlBackend(server.url).header.partition(' at ')[0]} " in said
