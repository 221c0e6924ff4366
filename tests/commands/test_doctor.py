"""``--doctor`` says what is there and what is not, each with the mend."""

from __future__ import annotations

import io
import socket
import sys
from contextlib import closing
from importlib import metadata
from types import SimpleNamespace

import pytest
from rich.console import Console

from dojo import kata
from dojo.commands import doctor
from dojo.commands.doctor import Finding
from tests.support.kit_runs import ROOT, run_warm


def one(findings, what):
    """The finding about it."""
    return next(finding for finding in findings if finding.what == what)


def test_a_machine_that_has_everything_needed_is_fine():
    """Exit code 0, also without Docker: only --real-redis needs it."""
    run = run_warm("--doctor", DOCKER_HOST="unix:///nowhere.sock")

    assert run.exit_code == 0, run.output
    assert "note  Docker    no Docker engine answers: No such file or directory" in run.output
    assert "do: start Docker" in run.output
    assert "Traceback" not in run.output


def test_a_missing_and_an_old_package_are_said(monkeypatch):
    """The kit cannot run without them."""

    def version(name):
        if name == "httpx":
            raise metadata.PackageNotFoundError(name)
        return "5.3.0" if name == "pytest-benchmark" else real(name)

    real = metadata.version
    monkeypatch.setattr(metadata, "version", version)
    found = one(doctor.packages(ROOT), "packages")

    assert found == Finding(
        "packages", "httpx is missing, pytest-benchmark is 5.3.0, not ~=5.3.1", "pip install -e .", is_needed=True
    )


def test_what_is_needed_and_missing_makes_the_exit_code_1(monkeypatch):
    """A note does not."""
    options = SimpleNamespace(getoption=lambda _: True, stash={kata.ROOT: ROOT})
    finding = Finding("Python", "3.10", "take a newer one", is_needed=True)
    monkeypatch.setattr(doctor, "looks", lambda _: [lambda: iter([finding])])
    needed = doctor.pytest_cmdline_main(options)
    finding = Finding("ports", "taken: 8000", "stop the program there")
    monkeypatch.setattr(doctor, "looks", lambda _: [lambda: iter([finding])])
    noted = doctor.pytest_cmdline_main(options)

    assert (needed, noted) == (1, 0)


def test_a_port_that_is_taken_is_named():
    """With what to do."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        taken = one(doctor.ports((port,)), "ports")
    free = one(doctor.ports((port,)), "ports")

    assert (taken.seen, bool(taken.mend)) == (f"taken: {port}", True)
    assert (free.seen, free.mend) == (f"{port} are free", "")


def test_without_a_local_redis_the_app_uses_fakeredis(monkeypatch):
    """It is no fault."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    found = list(doctor.local_redis(port))

    assert [finding.mend for finding in found] == [""]
    assert found[0].seen.startswith(f"none on localhost:{port}")


def test_the_password_of_a_url_is_not_shown(monkeypatch):
    """Nor does the URL have to work."""
    monkeypatch.setenv("REDIS_URL", "redis://:s3cret@nowhere:1/0")

    assert "s3cret" not in one(doctor.local_redis(1), "REDIS_URL").seen


@pytest.mark.parametrize(("encoding", "mends"), [("utf-8", False), ("ascii", True), ("cp1252", True)])
def test_a_terminal_that_cannot_show_the_bars_is_noted(monkeypatch, encoding, mends):
    """The bars are then made of # and dots."""
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))

    assert bool(one(doctor.terminal(), "terminal").mend) is mends


def test_the_lines_fit_into_80_columns():
    """With the mend below."""
    output = io.StringIO()
    doctor.show([Finding("Docker", "a" * 50 + " " + "b" * 50, "c" * 60)], Console(file=output, width=80))

    lines = output.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1].strip() == f"do: {'c' * 60}"
