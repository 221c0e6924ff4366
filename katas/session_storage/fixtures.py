"""Fixtures of session_storage: the users with their passwords, in hashes that take no time to check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache

import pytest
from argon2 import PasswordHasher

from katas.session_storage import users

PASSWORDS = {"ada": "analytical engine", "grace": "nanoseconds of wire", "hedy": "frequency hopping"}


@contextmanager
def cheap_hashes() -> Iterator[None]:
    """Put these in place of the hashes in users.py."""
    before, users.accounts = users.accounts, _cheap()
    try:
        yield
    finally:
        users.accounts = before


@contextmanager
def another_password(name: str, password: str) -> Iterator[None]:
    """Let this user have another password."""
    before = users.accounts
    users.accounts = replace(before, hashes={**before.hashes, name: before.hasher.hash(password)})
    try:
        yield
    finally:
        users.accounts = before


@cache
def _cheap() -> users.Accounts:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    hashes = {name: hasher.hash(password) for name, password in PASSWORDS.items()}
    return users.Accounts(hasher, hashes, hash_of_nobody=hasher.hash("nobody"))


@pytest.fixture(name="users", autouse=True)
def given_users() -> Iterator[None]:
    """The users of session_storage with their passwords, in hashes that take no time to check."""
    with cheap_hashes():
        yield


@pytest.fixture
def change_password() -> Iterator[Callable[[str, str], object]]:
    """``change_password("ada", "difference engine")``: from now on this is her password, until the test ends."""
    with ExitStack() as changes:
        yield lambda name, password: changes.enter_context(another_password(name, password))
