"""Lets a Redis client that main.py makes itself fail at once when nothing answers there."""

from __future__ import annotations

import inspect

import redis
import redis.asyncio


def let_own_clients_fail_at_once() -> None:
    """By default redis-py tries 10 more times, which takes seconds. A test would time out before redis-py raised."""
    for client in (redis.Redis, redis.asyncio.Redis):
        retry = inspect.signature(client).parameters["retry"].default
        if hasattr(retry, "update_retries"):
            retry.update_retries(0)
