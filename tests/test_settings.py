"""The image of Redis is named once; all else that names it agrees."""

from __future__ import annotations

import re

import pytest

from dojo.backends.fake import FakeBackend
from dojo.settings import IMAGE, redis_version, without_user
from tests.support.kit_runs import ROOT


def test_the_image_tag_stands_once_in_the_code() -> None:
    """In dojo/settings.py; a new Redis is one edit there, and one in docker-compose.yml."""
    sources = [ROOT / "conftest.py", *(ROOT / "dojo").glob("*.py"), *(ROOT / "katas").rglob("*.py")]

    naming = [path.name for path in sources for _ in re.findall(r'"redis:\d', path.read_text(encoding="utf-8"))]

    assert naming == ["settings.py"]


def test_docker_compose_starts_the_same_image() -> None:
    """What is explored by hand is what the tests run on."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    assert re.findall(r"^\s*image:\s*(redis:\S+)", compose, re.MULTILINE) == [IMAGE]


def test_the_image_is_pinned_to_a_minor_version() -> None:
    """`latest` would change under a learner from one day to the next."""
    assert re.fullmatch(r"redis:\d+\.\d+-alpine", IMAGE)


def test_fakeredis_is_told_the_version_of_the_image() -> None:
    """Its own default is another one."""
    major, minor = re.findall(r"\d+", IMAGE)

    assert FakeBackend().version == redis_version() == (int(major), int(minor))
    assert f"as Redis {major}.{minor}, in process" in FakeBackend().header


@pytest.mark.parametrize(
    ("image", "version"),
    [
        ("redis:8.4-alpine", (8, 4)),
        ("redis:7.4.2", (7, 4)),
        ("redis:8", (8, 0)),
        ("mirror.example:5000/redis:8.2-bookworm", (8, 2)),
    ],
)
def test_a_version_is_read_from_the_tag_of_an_official_image(image: str, version: tuple[int, int]) -> None:
    """Whatever is added to it."""
    assert redis_version(image) == version


@pytest.mark.parametrize("image", ["redis", "redis:latest", "redis@sha256:0f3a"])
def test_fakeredis_stays_as_it_is_when_the_tag_names_no_version(image: str) -> None:
    """`--redis-image` is for the container; without one it must not matter."""
    assert FakeBackend(image).version == redis_version()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://localhost:6379/9", "redis://localhost:6379/9"),
        ("redis://ada:lovelace@localhost:6379/9", "redis://***@localhost:6379/9"),
        ("redis://:lovelace@localhost", "redis://***@localhost"),
        ("unix:///run/redis.sock?db=2&password=x&y&username=ada", "unix:///run/redis.sock?db=2&password=***"),
        ("redis://localhost/2?username=ada&password=p@ss", "redis://localhost/2?username=***"),
        ("redis://:l@ve/l@ce@localhost/9", "redis://***@localhost/9"),
        ("ada:lovelace@localhost/9", "***@localhost/9"),
        ("redis:ada://lovelace@localhost/9", "redis:ada://***@localhost/9"),
    ],
)
def test_the_rest_of_a_url_is_shown(url: str, shown: str) -> None:
    """Host, port and database tell which server was meant. A user may be an unescaped part of a password."""
    assert without_user(url) == shown
