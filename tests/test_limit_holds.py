"""The reference of rate_limiter lets exactly the limit through: each time, and with processes of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import httpx
import pytest

from dojo.backends.url import UrlBackend
from tests.support.kit_runs import ROOT
from tests.support.served_by_two import browsers_of, served_by_two

REFERENCE = ROOT / "solutions" / "rate_limiter" / "main.py"


@pytest.fixture
def _main_py() -> Path:
    """The app that `client` and `second_worker` are of."""
    return REFERENCE


def test_of_forty_at_once_exactly_the_limit_passes_each_time(client, second_worker, wire, is_thorough):
    """A client of its own each time; two workers, and up to 3 ms per round trip, so that they overtake each other."""
    times = 200 if is_thorough else 30
    wire.latency(0, jitter=0.003)
    passed = []
    for number in range(times):
        here = client.from_ip(f"10.0.0.{number}")
        there = second_worker.from_ip(f"10.0.0.{number}")
        answers = here.together(["/api/status"] * 40, split_with=there)
        passed.append(sorted(answer.headers["X-RateLimit-Remaining"] for answer in answers if answer.status == 200))

    assert passed == [["0", "1", "2", "3", "4"]] * times


# Two processes --------------------------------------------------------------------------------------------------------

BROWSERS = 4  # for each process


@pytest.fixture
def requests(is_thorough: bool) -> int:
    """Of each browser."""
    return 250 if is_thorough else 50


@pytest.fixture
def limit(requests: int) -> int:
    """A quarter of all requests."""
    return 2 * BROWSERS * requests // 4


@pytest.fixture
def url(backend, tmp_path: Path, limit: int) -> Iterator[str]:
    """The reference, served by two processes of uvicorn on the Redis of this run."""
    assert isinstance(backend, UrlBackend)
    limits = {"RATE_LIMIT": str(limit), "WINDOW_SECONDS": "3600"}
    with served_by_two("rate_limiter", tmp_path, backend.url, **limits) as url:
        yield url


@pytest.mark.real_only("fakeredis lives in one process")
def test_two_processes_keep_one_limit(url, requests, limit):
    """Eight browsers send hundreds of requests at once from 127.0.0.1: two processes together let the limit pass."""
    answers = asyncio.run(asked_by_many(url, requests))

    # On a busy machine Redis may once take longer than a second: that request passes, uncounted and without headers.
    counted = [answer for answer in answers if "X-RateLimit-Remaining" in answer.headers]
    remaining = [int(answer.headers["X-RateLimit-Remaining"]) for answer in counted if answer.status_code == 200]
    assert len(counted) > 0.95 * len(answers)
    assert sorted(remaining) == list(range(limit))
    assert {answer.status_code for answer in counted} == {200, 429}


async def asked_by_many(url: str, requests: int) -> list[httpx.Response]:
    """The answers to four browsers of each process."""

    async def browse(browser: httpx.AsyncClient) -> list[httpx.Response]:
        try:
            return [await browser.get("/api/status") for _ in range(requests)]
        finally:
            await browser.aclose()

    browsers = chain.from_iterable(await browsers_of(url, BROWSERS))
    return list(chain.from_iterable(await asyncio.gather(*map(browse, browsers))))
