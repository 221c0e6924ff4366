"""An app served as by hand, in a process of its own, on a port that is free."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.kit_runs import ROOT, environment_with


@contextmanager
def served(kata: str, folder: Path, of: str = "solutions", port: int = 0, **environment: str) -> Iterator[str]:
    """The URL of <of>/<kata>/main.py with a fakeredis of its own, as `python main.py` serves it."""
    port = port or free_port()
    source = (ROOT / of / kata / "main.py").read_text(encoding="utf-8")
    no_local_redis = "import dojo.app\ndojo.app.LOCAL_URL = 'redis://127.0.0.1:1/0'\n"
    (folder / "main.py").write_text(no_local_redis + re.sub(r"port=\d+", f"port={port}", source), encoding="utf-8")
    command = [sys.executable, str(folder / "main.py")]
    variables = environment_with({"PYTHONPATH": str(ROOT), **environment})
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            [server.stdout.readline() for _ in range(3)]  # it has said where it is; it listens a moment later
            _wait_until_it_listens(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_listens(port: int) -> None:
    until = time.perf_counter() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            assert time.perf_counter() < until, f"nothing listens on port {port}"
            time.sleep(0.01)
        else:
            return
