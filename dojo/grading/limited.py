"""``python -m dojo.grading.limited BYTES …``: runs pytest with limits on memory, processor time and files."""

from __future__ import annotations

import os
import runpy
import sys

PROCESSOR_SECONDS = 100
FILE_BYTES = 64 * 1024 * 1024


def limit(memory: int) -> None:
    """Limit this process and its children. Windows has no such limits; there, only the time of the run is limited."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (lower, lower))
        except (OSError, ValueError):  # macOS refuses a limit on memory
            continue


if __name__ == "__main__":
    limit(int(sys.argv[1]))
    sys.argv = ["pytest", *sys.argv[2:]]
    sys.path.insert(0, os.getcwd())  # noqa: PTH109  # as `python -m pytest` does
    runpy.run_module("pytest", run_name="__main__", alter_sys=True)
