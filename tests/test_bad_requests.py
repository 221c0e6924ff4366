"""Requests that no well-meaning client sends: each gets a 4xx that says why, none a 500, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from katas.cache_api.fixtures import given_slow_api  # noqa: F401  # pytest finds it by its name, slow_api
from katas.session_storage.fixtures import PASSWORDS, given_users  # noqa: F401  # the same: users
from tests.support.kit_runs import ROOT

ADA = {"username": "ada", "password": PASSWORDS["ada"]}
LONG = 2**20

NO_JSON = {
    "nothing": b"",
    "no JSON": b"username=ada",
    "no UTF-8": b'{"username": "\xff", "password": "\xff"}',
    "NaN": b'{"username": NaN, "password": "x", "value": NaN, "city": NaN}',
    "Infinity": b'{"username": 1e999, "password": "x", "value": 1e999, "city": 1e999}',
    "an unpaired surrogate": b'{"username": "\\ud800", "password": "\\udfff", "value": "\\ud800", "city": "\\ud800"}',
    "an unpaired surrogate in a name": b'{"\\ud800": "x"}',
    "a number of 5000 digits": b'{"username": ' + b"1" * 5000 + b', "value": ' + b"1" * 5000 + b"}",
    "100,000 brackets": b"[" * 100_000,
}
NO_OBJECT = {"null": None, "a list": [], "a text": "ada", "a number": 7}
NO_LOGIN = NO_OBJECT | {
    "no fields": {},
    "no password": {"username": "ada"},
    "a name that is a number": ADA | {"username": 1},
    "a password that is a list": ADA | {"password": ["analytical engine"]},
    "a password that is an object": ADA | {"password": {"$ne": ""}},
    "a password that is null": ADA | {"password": None},
    "a password of 1 MB": ADA | {"password": "x" * LONG},
    "a name of 1 MB": ADA | {"username": "x" * LONG},
    "NUL behind the name": ADA | {"username": "ada\0"},
    "NUL behind the password": ADA | {"password": f"{ADA['password']}\0"},
    "an empty password": ADA | {"password": ""},
}
NO_CHANGE = NO_OBJECT | {
    "no value": {},
    "null as value": {"value": None},
    "a number as value": {"value": 7},
    "a list as value": {"value": ["dark"]},
    "a value of 1 MB": {"value": "x" * LONG},
}


def each(kata: str, bodies: dict[str, object]) -> list[object]:
    """For main.py and stretch.py, each body and each that is no JSON at all."""
    written = {name: json.dumps(body).encode() for name, body in bodies.items()} | NO_JSON
    return [
        pytest.param(reference, body, id=f"{reference.parent.name}/{reference.stem}, {name}")
        for reference in sorted((ROOT / "solutions" / kata).glob("*.py"))
        for name, body in written.items()
    ]


@pytest.fixture
def _main_py(request: pytest.FixtureRequest) -> Path:
    """The app that `client` is of."""
    return Path(request.node.callspec.params["reference"])


def is_refused(answer) -> bool:
    """A 4xx with a JSON detail."""
    return 400 <= answer.status < 500 and isinstance(answer.json, dict) and bool(answer.json["detail"])


AS_JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(("reference", "body"), each("session_storage", NO_LOGIN))
def test_a_login_that_makes_no_sense_is_refused(client, redis, reference, body):
    """Neither a session nor a cookie comes of it."""
    answer = client.post("/login", content=body, headers=AS_JSON)

    assert is_refused(answer), answer
    assert list(redis.scan_iter()) == []
    assert client.cookies == {}


@pytest.mark.parametrize(("reference", "body"), each("session_storage", NO_CHANGE))
def test_a_change_that_makes_no_sense_is_refused(client, redis, reference, body):
    """The session is what it was."""
    client.post("/login", json=ADA)
    [session] = [key for key in redis.scan_iter() if redis.type(key) == b"hash"]
    before = redis.hgetall(session)
    answer = client.put("/profile/theme", content=body, headers=AS_JSON)

    assert is_refused(answer), answer
    assert redis.hgetall(session) == before


@pytest.mark.parametrize(("reference", "body"), each("cache_api", NO_OBJECT))
def test_a_put_that_makes_no_sense_is_refused(client, slow_api, redis, reference, body):
    """Nothing is saved, and nothing cached."""
    answer = client.put("/users/7", content=body, headers=AS_JSON)

    assert is_refused(answer), answer
    assert slow_api.saves == 0
    assert list(redis.scan_iter()) == []
