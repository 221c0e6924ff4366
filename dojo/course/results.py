"""The results of earlier runs, in pytest's cache: how many steps of a main.py were green, and for which content."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from dojo.kata import root_of

REDISES = ("fakeredis", "real Redis")
_KEY = "redis-katas/results"


@dataclass(frozen=True)
class Result:
    """The last run of a main.py on one kind of Redis."""

    green: int
    """How many steps, counted from step 1, were green."""
    of: int
    content: str
    """The digest of main.py."""
    was_green_at: float | None = None
    """The time of the last run in which every step was green, in seconds since 1970."""
    stretch: int = 0
    """How many stretch steps, counted from the first, were green."""


def remember(config: pytest.Config, main_py: str, redis: str, green: int, of: int, stretch: int | None = None) -> None:
    """Store the result of a run on this kind of Redis. Without `stretch`, the stretch steps did not run."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    if cache is None:
        return
    before = of_main_py(config, main_py).get(redis)
    result = Result(green, of, digest(root_of(config) / main_py))
    if green == of:
        result = replace(result, was_green_at=time.time())
    elif before:
        result = replace(result, was_green_at=before.was_green_at)
    if stretch is not None:
        result = replace(result, stretch=stretch)
    elif before and before.content == result.content:
        result = replace(result, stretch=before.stretch)
    cache.set(f"{_KEY}/{main_py}/{redis}", asdict(result))


def of_main_py(config: pytest.Config, main_py: str) -> dict[str, Result]:
    """The stored results, by kind of Redis. One that cannot be read counts as none."""
    results: dict[str, Result] = {}
    for redis in REDISES:
        path = _folder(config) / f"{_KEY}/{main_py}/{redis}"
        try:
            results[redis] = Result(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
    return results


def forget(config: pytest.Config, main_py: str) -> None:
    """Forget the results, the hints that were used, what was green before, and which bugs were found."""
    for what in ("results", "hints", "green", "found"):
        folder = _folder(config) / "redis-katas" / what / main_py
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()


def note_comparison(config: pytest.Config, main_py: str) -> None:
    """Remember that this content of main.py was compared with the reference."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    if cache:
        cache.set(f"{_KEY}/{main_py}/compared", digest(root_of(config) / main_py))


def is_compared(config: pytest.Config, main_py: str) -> bool:
    """Whether this content of main.py was compared with the reference."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    compared = cache.get(f"{_KEY}/{main_py}/compared", "") if cache else ""
    return bool(compared == digest(root_of(config) / main_py))


def digest(main_py: Path) -> str:
    """What tells two contents of a main.py apart."""
    try:
        return hashlib.sha256(main_py.read_bytes()).hexdigest()
    except OSError:
        return ""


def _folder(config: pytest.Config) -> Path:
    """Where pytest keeps values, each a JSON file. Not `config.cache`: a command runs before that is made."""
    try:
        return config.rootpath / str(config.getini("cache_dir")) / "v"
    except ValueError:  # -p no:cacheprovider
        return config.rootpath / "no cache"
