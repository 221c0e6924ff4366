"""A reference served by two processes of uvicorn, and browsers that each stay with one of them."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.kit_runs import ROOT, environment_with

PROCESSES = 2


@contextmanager
def served_by_two(kata: str, folder: Path, redis_url: str, *, first: str = "", **environment: str) -> Iterator[str]:
    """The URL of solutions/<kata>/main.py with a route /process, which says who answers. `first` is executed before."""
    source = f"""{first}
import os
import sys

sys.path.insert(0, {str(ROOT / "solutions" / kata)!r})
from main import app


@app.get("/process")
async def process() -> int:
    return os.getpid()
"""
    (folder / "served.py").write_text(source, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--app-dir", str(folder), "--port", str(port), "--workers", str(PROCESSES), "--log-level", "warning"]
    variables = environment_with({"PYTHONPATH": str(ROOT), "REDIS_URL": redis_url, **environment})
    with subprocess.Popen([sys.executable, "-m", "uvicorn", "served:app", *options], env=variables) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


async def browsers_of(url: str, each: int) -> list[list[httpx.AsyncClient]]:
    """So many browsers for each process. One has one connection, and so stays with its process."""
    browsers: defaultdict[int, list[httpx.AsyncClient]] = defaultdict(list)
    until = time.perf_counter() + 20
    while sum(map(len, browsers.values())) < PROCESSES * each:
        assert time.perf_counter() < until, f"only {len(browsers)} of {PROCESSES} processes came up"
        browser = httpx.AsyncClient(base_url=url, limits=httpx.Limits(max_connections=1), timeout=30, trust_env=False)
        try:
            process = (await browser.get("/process")).json()
        except httpx.ConnectError:
            await asyncio.sleep(0.1)
            continue
        if len(browsers[process]) < each:
            browsers[process].append(browser)
        else:
            await browser.aclose()
    return list(browsers.values())
