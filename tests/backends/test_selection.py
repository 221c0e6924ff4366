"""Which Redis a run is on: the command line decides before the environment does."""

from __future__ import annotations

import pytest

from dojo.backends import selection
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
