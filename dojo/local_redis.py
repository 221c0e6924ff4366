"""The Redis of a main.py that runs by hand: REDIS_URL, else localhost:6379 if it answers, else fakeredis."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

import redis
from fakeredis import FakeRedis, FakeServer
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError, RedisError
from redis.retry import Retry

from dojo.errors import one_line
from dojo.settings import client_settings, redis_version, url_settings, without_user

LOCAL_URL = "redis://localhost:6379/0"


@dataclass(frozen=True)
class Choice:
    """The URL of a Redis, or None for fakeredis, with a sentence that says which it is and how to choose another."""

    url: str | None
    says: str
    problem: str = ""
    """Why it does not answer; empty if it answers."""


def choose(local_url: str) -> Choice:
    """Choose a Redis that answers. A malformed REDIS_URL ends the program with three lines."""
    if url := os.environ.get("REDIS_URL"):
        return _of_environment(url)
    if not _problem_with(local_url):
        return Choice(local_url, "localhost:6379. For another one, set REDIS_URL.")
    return Choice(None, "fakeredis, inside this process. For a real one: docker compose up -d, then start again.")


def open_redis() -> redis.Redis:
    """A client for `python main.py`; prints which Redis it uses. If that does not answer, the program ends."""
    choice = choose(LOCAL_URL)
    if choice.url and choice.problem:
        sys.exit(
            f"tried   REDIS_URL={without_user(choice.url)}\nwrong   {choice.problem}\n"
            f"do      start it, or unset REDIS_URL to use localhost:6379, or fakeredis"
        )
    print(f"redis: {choice.says}", flush=True)
    if choice.url:
        return _client(choice.url)
    # An explicit server: a bare FakeRedis would share its keys with every other one.
    return FakeRedis(server=FakeServer(version=redis_version()), version=redis_version())


def _of_environment(url: str) -> Choice:
    shown = without_user(url)
    try:
        url_settings(url)
    except ValueError as error:
        sys.exit(
            f"tried   REDIS_URL={shown}\nwrong   this is not a Redis URL: {error}\n"
            f"do      write it like redis://localhost:6379/0, or unset REDIS_URL"
        )
    if problem := _problem_with(url):
        return Choice(url, f"{shown}, from REDIS_URL, does not answer yet ({problem}).", problem)
    return Choice(url, f"{shown}, from REDIS_URL. Without it: localhost:6379 if that answers, else fakeredis.")


def _problem_with(url: str) -> str:
    try:
        with _client(url) as client:
            client.ping()
    except NoPermissionError:
        return "its user has no permissions to run PING"  # Redis's own words name the user
    except RedisError as error:
        return one_line(error)
    return ""


def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **client_settings())
