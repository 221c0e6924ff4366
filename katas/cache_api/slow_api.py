"""The slow API that you put Redis in front of. Given: do not edit.

It stands for a service elsewhere on the network. Each call takes 300 ms, even if you ask the same again.

    user = await fetch_user(7)              # {"id": 7, "name": "Margaret Hamilton", …}
    post = await fetch_post(3)
    user = await save_user(7, {"name": …})  # returns the user as saved

It raises NotFound for an id that it does not have, and OriginError when it fails.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

LATENCY_SECONDS = 0.3


class NotFound(Exception):
    """There is no such user or post."""


class OriginError(Exception):
    """The slow API has failed. The next call may succeed."""


def _users() -> dict[int, Any]:
    people = [
        ("Ada Lovelace", "London"),
        ("Grace Hopper", "New York"),
        ("Alan Turing", "Manchester"),
        ("Hedy Lamarr", "Wien"),
        ("Edsger Dijkstra", "Nuenen"),
        ("Barbara Liskov", "Cambridge"),
        ("Margaret Hamilton", "Paoli"),
        ("Radia Perlman", "Portsmouth"),
        ("Salvatore Sanfilippo", "Campobello di Licata"),
        ("Karen Spärck Jones", "Huddersfield"),
    ]
    return {number: {"id": number, "name": name, "city": city} for number, (name, city) in enumerate(people, 1)}


def _posts() -> dict[int, Any]:
    titles = [
        "Notes on the Analytical Engine",
        "A moth in relay 70",
        "On computable numbers",
        "Hopping frequencies",
        "Go to, considered harmful",
        "Programming with abstract data types",
        "The 1202 alarm",
        "I think that I shall never see",
        "A remote dictionary server",
        "Why some words weigh more",
    ]
    return {number: {"id": number, "user_id": number, "title": title} for number, title in enumerate(titles, 1)}


@dataclass
class Origin:
    """The service behind the functions below. The tests count its calls, and change what it answers."""

    data: dict[str, dict[int, Any]] = field(default_factory=lambda: {"users": _users(), "posts": _posts()})
    latency_seconds: float = LATENCY_SECONDS
    failure: Exception | None = None
    fetches: list[tuple[str, int]] = field(default_factory=list)
    saves: list[tuple[str, int]] = field(default_factory=list)

    async def fetch(self, kind: str, number: int) -> Any:
        self.fetches.append((kind, number))
        answer, failure = self.data[kind].get(number, NotFound(f"no {kind} {number}")), self.failure
        await asyncio.sleep(self.latency_seconds)
        if failure or isinstance(answer, NotFound):
            raise failure or answer
        return answer

    async def save(self, kind: str, number: int, changes: dict[str, Any]) -> Any:
        self.saves.append((kind, number))
        await asyncio.sleep(self.latency_seconds)
        if self.failure:
            raise self.failure
        if number not in self.data[kind]:
            raise NotFound(f"no {kind} {number}")
        self.data[kind][number] = {**self.data[kind][number], **changes, "id": number}
        return self.data[kind][number]


origin = Origin()


async def fetch_user(user_id: int) -> Any:
    """Ask for a user. This takes 300 ms."""
    return await origin.fetch("users", user_id)


async def fetch_post(post_id: int) -> Any:
    """Ask for a post. This takes 300 ms."""
    return await origin.fetch("posts", post_id)


async def save_user(user_id: int, changes: dict[str, Any]) -> Any:
    """Change fields of a user, and return the whole user as it is now. This takes 300 ms."""
    return await origin.save("users", user_id, changes)
