"""pytest in a fresh process that was forked from one which has the libraries imported: half the time of a new one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PROCESSES = multiprocessing.get_context(_METHOD)
_PROCESSES.set_forkserver_preload(
    [
        *("asgi_lifespan", "docker", "fakeredis", "fastapi", "httpx", "pygments", "redis.asyncio", "time_machine"),
        *("pytest", "_pytest.terminal", "pytest_benchmark.plugin", "xdist.plugin"),
        *(
            "dojo.course.collection",
            "dojo.course.hints",
            "dojo.instruments.speed",
            "dojo.course.summary",
            "dojo.backends.selection",
            "dojo.app_under_test.worker",
        ),
    ]
)


def run_warm_pytest(arguments: list[str], output: str, environment: dict[str, str], cwd: Path, timeout: float) -> int:
    """Run ``pytest …`` in the folder `cwd`; what it prints goes to the file `output`. Returns its exit code."""
    ended, end = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_main, args=(arguments, output, environment, str(cwd), end))
    process.start()
    end.close()
    try:
        # Not process.exitcode: when another thread starts a process at this moment, it may be 255 for no reason.
        exit_code: int = ended.recv() if ended.poll(timeout) else -1
    except EOFError:
        exit_code = -1
    process.kill()
    process.join()
    return exit_code


def _main(arguments: list[str], output: str, environment: dict[str, str], cwd: str, end: Connection) -> None:
    with Path(output).open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    gc.freeze()  # what was imported before the fork is not looked through again
    sys.dont_write_bytecode = False  # the tests of a kata are compiled once, not once per variant
    leave_now = os._exit

    def leave(exit_code: int) -> None:
        end.send(int(exit_code))
        leave_now(int(exit_code))

    os._exit = leave  # type: ignore[assignment]  # so ends a run in which something of the learner's still runs
    import pytest

    exit_code = pytest.main([*arguments, "-W", "ignore::pytest.PytestAssertRewriteWarning"])
    sys.stdout.flush()
    sys.stderr.flush()
    leave(exit_code)
