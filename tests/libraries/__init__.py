"""Libraries as answers: what the tests find in them, and what they cost. `python -m tests.libraries` measures both.

``<library>/<kata>/main.py`` solves a kata with the public API of a library, as its documentation shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Library:
    """A library, and the kata that it solves here."""

    name: str
    kata: str
    has_own_client: bool = False
    """It cannot use the client of the app, so it needs a Redis that it can reach by a URL."""

    def __str__(self) -> str:
        """``limits 5.8.0``"""
        return f"{self.name} {version(self.name)}"

    @property
    def impl(self) -> Path:
        """The folder for --impl."""
        return FOLDER / self.name

    @property
    def main_py(self) -> Path:
        return self.impl / self.kata / "main.py"


LIBRARIES = [
    Library("cashews", "cache_api"),
    Library("aiocache", "cache_api"),
    Library("limits", "rate_limiter"),
    Library("slowapi", "rate_limiter", has_own_client=True),
    Library("starsessions", "session_storage"),
]

FASTER = {"session_storage": ["lua-for-all", "one-command-each"]}
"""Right answers of tests/variants that may be faster than the reference. They are measured with the libraries."""

URL_OF_SLOWAPI = "RATELIMIT_STORAGE_URL"
"""slowapi reads this variable by itself; its main.py does not name it."""
