"""pytest in a fresh process that was forked from one which has the libraries imported: half the time of a new one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from pathlib import Path

_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PROCESSES = multiprocessing.get_context(_METHOD)
_PROCESSES.set_forkserver_preload(
    [
        *("asgi_lifespan", "docker", "fakeredis", "fastapi", "httpx", "pygments", "redis.asyncio", "time_machine"),
        *("pytest", "_pytest.terminal", "pytest_benchmark.plugin", "xdist.plugin"),
        *("dojo.collection", "dojo.hints", "dojo.origin", "dojo.speed", "dojo.summary", "dojo.switch", "dojo.worker"),
    ]
)


def run_warm_pytest(arguments: list[str], output: str, environment: dict[str, str], cwd: Path, timeout: float) -> int:
    """Run ``pytest …`` in the folder `cwd`; what it prints goes to the file `output`. Returns its exit code."""
    process = _PROCESSES.Process(target=_main, args=(arguments, output, environment, str(cwd)))
    process.start()
    process.join(timeout)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode if process.exitcode is not None else -1


def _main(arguments: list[str], output: str, environment: dict[str, str], cwd: str) -> None:
    with open(output, "w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    gc.freeze()  # what was imported before the fork is not looked through again
    sys.dont_write_bytecode = False  # the tests of a kata are compiled once, not once per variant
    import pytest

    exit_code = pytest.main([*arguments, "-W", "ignore::pytest.PytestAssertRewriteWarning"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(int(exit_code))
