"""Runs of the kit that a test can send a signal to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backends.kit_containers import StartKit, stuck
from tests.support.kit_runs import ROOT, environment_with


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
    return start_kit(*stuck(tmp_path, "cache_api"))
