"""The reference of session_storage in two processes: each user is that user, and a logout is one in both."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from dojo.backends.url import UrlBackend
from katas.session_storage.fixtures import PASSWORDS
from tests.support.served_by_two import browsers_of, served_by_two

BROWSERS = 4  # for each process
REQUESTS = 9  # of each round
CHEAP_HASHES = "from katas.session_storage.fixtures import cheap_hashes\n\ncheap = cheap_hashes()\ncheap.__enter__()\n"


@pytest.fixture
def url(backend, tmp_path: Path) -> Iterator[str]:
    """The reference, served by two processes of uvicorn on the Redis of this run."""
    assert isinstance(backend, UrlBackend)
    with served_by_two("session_storage", tmp_path, backend.url, first=CHEAP_HASHES) as url:
        yield url


@pytest.mark.real_only("fakeredis lives in one process")
def test_two_processes_share_all_sessions(url, redis, is_thorough):
    """Eight browsers log in, look, change, and log out in the other process, again and again."""
    rounds = 14 if is_thorough else 4
    visits = asyncio.run(visits_of_many(url, rounds))

    assert [wrong for visit in visits for wrong in visit.wrong] == []
    assert sum(visit.answered for visit in visits) == 2 * BROWSERS * rounds * REQUESTS
    # On a busy machine Redis may once take longer than a second: 503, and a login that is tried again.
    assert len(list(redis.scan_iter())) <= sum(visit.unavailable for visit in visits)


async def visits_of_many(url: str, rounds: int) -> list[Visit]:
    """Each browser has a second one in the other process, and shows its cookie there, too."""
    some, others = await browsers_of(url, BROWSERS)
    users = itertools.cycle(PASSWORDS)
    visits = [Visit(*pair, next(users)) for pair in (*zip(some, others, strict=True), *zip(others, some, strict=True))]
    await asyncio.gather(*(visit.make(rounds) for visit in visits))
    for browser in some + others:
        await browser.aclose()
    return visits


@dataclass
class Visit:
    """What one browser does, and what was not as it should be."""

    here: httpx.AsyncClient
    there: httpx.AsyncClient
    user: str
    cookie: str = ""
    answered: int = 0
    unavailable: int = 0
    wrong: list[str] = field(default_factory=list)

    async def make(self, rounds: int) -> None:
        for number in range(rounds):
            who = {"username": self.user, "password": PASSWORDS[self.user]}
            self.cookie = "none=1"
            login = await self.ask(self.here, "POST", "/login", self.user, who)
            self.cookie = f"session_id={login.cookies['session_id']}"
            looks = [self.ask(browser, "GET", "/profile", self.user) for browser in (self.here, self.there, self.here)]
            await asyncio.gather(*looks)
            await self.ask(self.here, "PUT", "/profile/theme", self.user, {"value": f"theme {number}"})
            seen = await self.ask(self.there, "GET", "/profile", self.user)
            if seen.json().get("theme") != f"theme {number}":
                self.wrong.append(f"{self.user} does not see theme {number}: {seen.text}")
            await self.ask(self.there, "POST", "/logout", 204)
            for browser in (self.here, self.there):
                await self.ask(browser, "GET", "/profile", 401)

    async def ask(
        self, browser: httpx.AsyncClient, method: str, path: str, wanted: str | int, json: object = None
    ) -> httpx.Response:
        """An answer whose user, or status, is as wanted, or it is noted."""
        answer = await browser.request(method, path, json=json, headers={"Cookie": self.cookie})
        while answer.status_code == 503 and self.unavailable < 20:
            self.unavailable += 1
            answer = await browser.request(method, path, json=json, headers={"Cookie": self.cookie})
        self.answered += 1
        got = answer.json()["username"] if answer.status_code == 200 else answer.status_code
        if got != wanted:
            self.wrong.append(f"{method} {path} of {self.user}: {got}, not {wanted}")
        return answer
