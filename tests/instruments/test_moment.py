"""`same_moment` brings back what can be computed, and not what is secret."""

from __future__ import annotations

import os
import random
import secrets
import time
import uuid

import pytest

pytestmark = pytest.mark.app("""
    import datetime
    import hashlib
    import random
    import time
    import uuid

    OWN = random.Random()

    @app.get("/computed")
    async def computed():
        return [random.random(), random.getrandbits(128), random.choices("abc", k=20), OWN.random(),
                random.Random().random(), time.time(), time.time_ns(), str(datetime.datetime.now())]

    @app.get("/secret")
    async def secret():
        import os, secrets
        return [secrets.token_hex(), str(uuid.uuid4()), os.urandom(16).hex(), random.SystemRandom().random()]
""")


def test_what_is_computed_is_the_same_again(same_moment, client, second_worker):
    """In another process too, which has just begun."""
    with same_moment:
        first = client.get("/computed").json
    with same_moment:
        second = second_worker.get("/computed").json

    assert first == second


def test_what_is_secret_is_not(same_moment, client, second_worker):
    """None of it."""
    with same_moment:
        first = client.get("/secret").json
    with same_moment:
        second = second_worker.get("/secret").json

    assert [one == other for one, other in zip(first, second, strict=True)] == [False] * 4


def test_afterwards_all_is_as_before(same_moment):
    """Time goes on, and `random` where it was."""
    before = random.getstate()
    with same_moment:
        random.random()
        frozen = time.time_ns(), time.time_ns()

    assert random.getstate() == before
    assert frozen[0] == frozen[1]
    assert time.time_ns() > frozen[0]


def test_without_it_there_is_no_seed():
    """`random` is patched for the test that asks for it alone."""
    assert random.Random().random() != random.Random().random()


@pytest.mark.parametrize(
    ("source", "size"),
    [
        (lambda: os.urandom(16), 16),
        (lambda: secrets.token_hex(20), 20),
        (uuid.uuid4, 16),
        (lambda: random.SystemRandom().getrandbits(64), 8),
        (lambda: random.random(), 0),
    ],
    ids=["os", "secrets", "uuid4", "SystemRandom", "random"],
)
def test_it_says_how_much_chance_was_asked_for(same_moment, source, size):
    """In bytes; of what `random` computes there is none."""
    source()
    with same_moment:
        source()

    assert same_moment.bytes_of_chance == size
