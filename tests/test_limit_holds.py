"""The reference of rate_limiter lets exactly the limit through: 200 times, and with processes of their own."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from dojo import switch
from dojo.backends import UrlBackend
from tests.conftest import environment_with
from tests.variants.variant import ROOT

REFERENCE = ROOT / "solutions" / "rate_limiter" / "main.py"
LIMIT = 5


@pytest.fixture
def _main_py() -> Path:
    """The app that `client` and `second_worker` are of."""
    return REFERENCE


def test_of_forty_at_once_exactly_the_limit_passes_200_times(client, second_worker, wire):
    """A client of its own each time; two workers, and up to 3 ms per round trip, so that they overtake each other."""
    wire.latency(0, jitter=0.003)
    passed = []
    for number in range(200):
        here = client.from_ip(f"10.0.0.{number}")
        there = second_worker.from_ip(f"10.0.0.{number}")
        answers = here.together(["/api/status"] * 40, split_with=there)
        passed.append(sorted(answer.headers["X-RateLimit-Remaining"] for answer in answers if answer.status == 200))

    assert passed == [["0", "1", "2", "3", "4"]] * 200


# Two processes --------------------------------------------------------------------------------------------------------

PROCESSES = 2
BROWSERS = 8
REQUESTS = 2000
LARGE_LIMIT = 500

SERVED = f"""
import os
import sys

sys.path.insert(0, {str(REFERENCE.parent)!r})
from main import app


@app.get("/process")
async def process() -> int:
    return os.getpid()
"""


@pytest.fixture
def url(request: pytest.FixtureRequest, backend, tmp_path: Path) -> Iterator[str]:
    """The reference, served by two processes of uvicorn on the Redis of this run."""
    assert isinstance(backend, UrlBackend)
    (tmp_path / "served.py").write_text(SERVED, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--app-dir", str(tmp_path), "--port", str(port), "--workers", str(PROCESSES), "--log-level", "warning"]
    environment = {
        "PYTHONPATH": str(ROOT),
        "REDIS_URL": backend.url_of_database(switch.backend_of(request.config).database),
        "RATE_LIMIT": str(LARGE_LIMIT),
    }
    command = [sys.executable, "-m", "uvicorn", "served:app", *options]
    with subprocess.Popen(command, env=environment_with(environment)) as server:
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.mark.real_only("fakeredis lives in one process")
def test_two_processes_keep_one_limit(url):
    """2000 requests by eight browsers at once, all from 127.0.0.1: exactly 500 pass, whoever answers."""
    statuses, processes = asyncio.run(asked_by_many(url))

    assert len(processes) == PROCESSES, "one process did all the work: nothing was shown"
    assert statuses == {200: LARGE_LIMIT, 429: REQUESTS - LARGE_LIMIT}


async def asked_by_many(url: str) -> tuple[Counter[int], set[int]]:
    """The statuses, and the processes that answered. A browser stays with one process, as its connection does."""
    statuses: Counter[int] = Counter()
    processes: set[int] = set()
    limits = httpx.Limits(max_connections=1)
    transport = [httpx.AsyncHTTPTransport(retries=8, limits=limits) for _ in range(BROWSERS)]
    browsers = [httpx.AsyncClient(base_url=url, transport=one, timeout=30, trust_env=False) for one in transport]

    async def browse(browser: httpx.AsyncClient) -> None:
        for _ in range(REQUESTS // BROWSERS):
            statuses[(await browser.get("/api/status")).status_code] += 1

    for browser in browsers:
        processes.add((await browser.get("/process")).json())
    await asyncio.gather(*map(browse, browsers))
    for browser in browsers:
        await browser.aclose()
    return statuses, processes
