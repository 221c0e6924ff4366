"""The users of session_storage: their passwords are really hashed, and nothing that is typed does harm."""

from __future__ import annotations

import asyncio
import statistics
import time

import argon2
import pytest

from katas.session_storage import users
from katas.session_storage.fixtures import PASSWORDS, another_password, cheap_hashes
from tests.support.kit_runs import ROOT

OWASP_MINIMUM = {"memory_cost": 19 * 1024, "time_cost": 2}
"""Of Argon2id, in KiB and rounds; https://cheatsheetseries.owasp.org, Password Storage."""


@pytest.mark.parametrize("name", PASSWORDS)
def test_a_password_is_that_of_one_user(name):
    """Of this one, with the hash that stands in users.py."""
    user = asyncio.run(users.verify(name, PASSWORDS[name]))
    others = [asyncio.run(users.verify(other, PASSWORDS[name])) for other in PASSWORDS if other != name]

    assert user is not None and user.username == name
    assert others == [None, None]


@pytest.mark.parametrize("password_hash", [*users.accounts.hashes.values(), users.accounts.hash_of_nobody])
def test_a_hash_is_slow_to_try_out(password_hash):
    """Argon2id, with at least what OWASP asks for, and with the parameters that the hasher has now."""
    parameters = argon2.extract_parameters(password_hash)

    assert parameters.type is argon2.Type.ID
    assert parameters.memory_cost >= OWASP_MINIMUM["memory_cost"]
    assert parameters.time_cost >= OWASP_MINIMUM["time_cost"]
    assert not users.accounts.hasher.check_needs_rehash(password_hash)


def test_no_password_stands_in_the_code():
    """The brief tells them, so that one can log in; the code does not."""
    code = (ROOT / "katas" / "session_storage" / "users.py").read_text(encoding="utf-8")
    brief = (ROOT / "katas" / "session_storage" / "README.md").read_text(encoding="utf-8")
    beside_the_example = code.replace('await verify("ada", "analytical engine")', "")

    for name, password in PASSWORDS.items():
        assert password not in beside_the_example
        assert f"| {name} | {password} |" in brief


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("nobody", "analytical engine"),
        ("ada", ""),
        ("", ""),
        ("ada", "x" * 2**20),
        ("x" * 2**20, "x"),
        ("ada\0", "analytical engine"),
        ("ada", "analytical engine\0"),
        ("ada", "analytical engine\0, and more"),
        ("ada", "\ud800"),
        ("\udfff", "x"),
        ("ADA", "analytical engine"),
        ("ada", users.accounts.hashes["ada"]),
    ],
    ids=lambda value: repr(value)[:24],
)
@pytest.mark.parametrize("hashes", ["real", "cheap"])
def test_anything_else_is_nobody(name, password, hashes):
    """No exception, and no time that grows with what is sent."""
    if hashes == "cheap":
        with cheap_hashes():
            assert asyncio.run(users.verify(name, password)) is None
    else:
        assert asyncio.run(users.verify(name, password)) is None


def test_the_time_does_not_tell_which_names_there_are():
    """An unknown name costs a hash as well."""
    seconds: dict[str, list[float]] = {"ada": [], "nobody": []}
    for _ in range(5):
        for name, taken in seconds.items():
            before = time.perf_counter()
            users.accounts.verify(name, "analytical motor")
            taken.append(time.perf_counter() - before)
    known, unknown = (statistics.median(taken) for taken in seconds.values())

    assert 1 / 3 < known / unknown < 3
    assert unknown > 0.005


def test_others_go_on_while_a_password_is_checked():
    """It is checked in a thread."""

    async def both() -> list[str]:
        done: list[str] = []

        async def check() -> None:
            await users.verify("ada", "analytical engine")
            done.append("check")

        async def other() -> None:
            await asyncio.sleep(0)
            done.append("other")

        await asyncio.gather(check(), other())
        return done

    assert asyncio.run(both()) == ["other", "check"]


def test_the_tests_have_the_same_users_with_cheap_hashes():
    """And give the real ones back."""
    real = users.accounts
    with cheap_hashes():
        cheap = users.accounts
        before = time.perf_counter()
        found = [asyncio.run(users.verify(name, password)) for name, password in PASSWORDS.items()]
        took = time.perf_counter() - before

    assert users.accounts is real is not cheap
    assert [user and user.username for user in found] == ["ada", "grace", "hedy"]
    assert cheap.users is real.users
    assert cheap.hashes.keys() == real.hashes.keys() == real.users.keys()
    assert took < 0.5


def test_a_user_can_have_another_password_for_a_while():
    """And the others keep theirs."""
    with cheap_hashes():
        with another_password("ada", "difference engine"):
            changed = [users.accounts.verify("ada", word) for word in ("difference engine", PASSWORDS["ada"])]
            grace = users.accounts.verify("grace", PASSWORDS["grace"])
        again = users.accounts.verify("ada", PASSWORDS["ada"])

    assert [user and user.username for user in (*changed, grace, again)] == ["ada", None, "grace", "ada"]
