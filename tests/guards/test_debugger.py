"""A learner who debugs has time to think, and ends the run with `q`. Tested in a terminal."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from types import SimpleNamespace

import pytest

from dojo.guards import debugger
from dojo.guards.time_limit import NoAnswer, bounded
from tests.support.kit_runs import ROOT, KitRun, environment_with

try:
    import pty
except ImportError:
    pty = None
in_a_terminal = pytest.mark.skipif(pty is None, reason="Windows has no pseudo-terminal")

LONGER_THAN_THE_LIMIT = 1.5
"""Seconds: the limit of these runs is one second, and a call of a kata without an app has no other."""

ROUTE = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/users/{user_id}")
"""
ANSWERS = {
    "in a coroutine": "async def get_user(user_id: int):\n    breakpoint()\n    return {}\n",
    "in a thread": "def get_user(user_id: int):\n    breakpoint()\n    return {}\n",
    "where everything is caught": (
        "async def get_user(user_id: int):\n    try:\n        breakpoint()\n    except BaseException:\n        pass\n"
        "    return {}\n"
    ),
}


def typed_into_a_terminal(impl, *lines: str) -> KitRun:
    """A run of cache_api in a terminal, where each line is typed at a prompt of pdb, after a while."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "tests.support.short_time_limit"]
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        environment = environment_with({"PYTHONPATH": str(ROOT), "NO_COLOR": "1"})
        os.execve(sys.executable, [*command, "katas/cache_api", "--impl", str(impl)], environment)  # noqa: S606  # the kit itself
    output, to_be_typed = b"", list(lines)
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            output += os.read(terminal, 65536)
        except OSError:  # the process has ended
            break
        if to_be_typed and output.count(b"(Pdb) ") > len(lines) - len(to_be_typed):
            time.sleep(LONGER_THAN_THE_LIMIT)
            os.write(terminal, f"{to_be_typed.pop(0)}\n".encode())
    os.close(terminal)
    return KitRun(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), output.decode().replace("\r", ""))


@pytest.fixture
def impl(request, tmp_path):
    """A folder with the answer that the test names."""
    main_py = tmp_path / "cache_api" / "main.py"
    main_py.parent.mkdir()
    main_py.write_text(ROUTE + ANSWERS[request.param], encoding="utf-8")
    return tmp_path


@in_a_terminal
@pytest.mark.parametrize(
    "impl",
    [pytest.param(name, marks=[] if name == "in a coroutine" else [pytest.mark.thorough]) for name in ANSWERS],
    indirect=True,
)
def test_q_ends_the_run(impl):
    """As it does everywhere with pytest: exit code 2, and no failed step."""
    run = typed_into_a_terminal(impl, "q")

    assert run.exit_code == pytest.ExitCode.INTERRUPTED, run.output
    assert "you have left the debugger" in run.output
    assert run.output.count("(Pdb) ") == 1
    assert not re.search(r"^step \d", run.output, re.MULTILINE)


@in_a_terminal
@pytest.mark.parametrize("impl", ["in a coroutine", "in a thread"], indirect=True)
def test_no_time_limit_holds_while_the_learner_thinks(impl):
    """The test goes on after `c`, and judges what the app answers."""
    run = typed_into_a_terminal(impl, "user_id", "c")

    assert run.exit_code == pytest.ExitCode.TESTS_FAILED, run.output
    assert "\n7\n" in run.output  # what user_id is
    assert "  got       200 {}\n" in run.output
    assert "no answer" not in run.output


@pytest.mark.parametrize("attached", [True, False], ids=["attached", "not attached"])
def test_the_debugger_of_an_ide_has_no_limit_either(monkeypatch, attached):
    """VS Code and PyCharm use pydevd. It stops the whole program at a breakpoint."""
    pydevd = SimpleNamespace(get_global_debugger=lambda: "a debugger" if attached else None)
    monkeypatch.setitem(sys.modules, "pydevd", pydevd)
    monkeypatch.setattr(debugger._state, "has_held", False)
    until = time.monotonic() + 0.5

    def stop_at_a_breakpoint():
        while time.monotonic() < until:
            pass
        return "went on"

    if attached:
        with bounded(0.1):
            assert stop_at_a_breakpoint() == "went on"
    else:
        with pytest.raises(NoAnswer), bounded(0.1):
            stop_at_a_breakpoint()


@pytest.mark.parametrize(("module", "holds"), [("bdb", True), ("coverage.tracer", False)])
def test_who_traces_the_program_is_a_debugger_unless_it_measures_coverage(monkeypatch, module, holds):
    """With pytest-cov an endless loop is still ended."""
    monkeypatch.setattr(sys, "gettrace", lambda: SimpleNamespace(__module__=module))
    monkeypatch.setattr(debugger._state, "has_held", False)

    assert debugger.holds() is holds
