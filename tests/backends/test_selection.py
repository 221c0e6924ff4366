"""Which Redis a run is on: the command line decides before the environment does."""

from __future__ import annotations

import pytest

from dojo.backends import selection
from tests.support.kit_runs import run_warm
from tests.support.usage_errors import NOWHERE, Command


def test_redis_url_on_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed last is what is meant."""
    monkeypatch.setenv("REDIS_URL", "redis://the-option-goes-first:1")

    with pytest.raises(pytest.UsageError, match=f"--redis-url {NOWHERE}"):
        selection.open_backend(Command(redis_url=NOWHERE))  # type: ignore[arg-type]


def test_several_processes_cannot_share_the_server_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says where the URL came from."""
    monkeypatch.setenv("REDIS_URL", NOWHERE)

    with pytest.raises(pytest.UsageError, match=r"one server \(REDIS_URL\) for several processes"):
        selection.open_backend(Command(numprocesses=2))  # type: ignore[arg-type]


def test_a_block_that_needs_a_newer_redis_is_skipped_on_fakeredis_too() -> None:
    """fakeredis 2.40 knows HSETEX as Redis 7.2 as well, which has no such command."""
    run = run_warm("theory/03-ttl-and-eviction.md", "-rs", REDIS_IMAGE="redis:7.2-alpine", COLUMNS="160")

    assert run.exit_code == 0, run.output
    assert "it needs Redis 8.0, and this is 7.2: HSETEX came with it" in run.output
