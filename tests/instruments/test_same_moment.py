"""`same_moment` brings back what can be computed, and not what is secret."""

from __future__ import annotations

import itertools
import os
import pathlib
import random
import secrets
import ssl
import time
import uuid

import pytest

pytestmark = pytest.mark.app("""
    import datetime
    import hashlib
    import random
    import time
    import uuid

    from time import perf_counter_ns

    OWN = random.Random()
    SEEDED = random.Random(perf_counter_ns())

    @app.get("/computed")
    async def computed():
        import os, socket
        return [os.getpid(), socket.gethostname(), random.random(), random.getrandbits(128),
                random.choices("abc", k=20), OWN.random(), random.Random().random(),
                time.time(), time.time_ns(), str(datetime.datetime.now()),
                SEEDED.getrandbits(128), SEEDED.random(), SEEDED.choices("abc", k=20), SEEDED.randbytes(8).hex(),
                random.Random(uuid.uuid4().int).sample(range(99), 9),
                perf_counter_ns(), time.perf_counter(), time.monotonic_ns(), time.process_time()]

    @app.get("/secret")
    async def secret():
        import os, secrets
        return [secrets.token_hex(), str(uuid.uuid4()), os.urandom(16).hex(), random.SystemRandom().random()]
""")


def test_what_is_computed_is_the_same_again(same_moment, client, second_worker):
    """In another process too, which has just begun: even its process id is the same."""
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
    assert time.perf_counter() != time.perf_counter()


def test_without_it_there_is_no_seed():
    """`random` is patched for the test that asks for it alone."""
    assert random.Random().random() != random.Random().random()
    assert open.__module__ in ("io", "_io")


@pytest.mark.parametrize(
    ("source", "size"),
    [
        (lambda: os.urandom(16), 16),
        (lambda: secrets.token_hex(20), 20),
        (uuid.uuid4, 16),
        (lambda: random.SystemRandom().getrandbits(64), 8),
        (lambda: ssl.RAND_bytes(16), 16),
        (lambda: read_from("/dev/urandom"), 16),
        (lambda: read_from(pathlib.Path("/dev/urandom")), 16),
        (lambda: random.random(), 0),
    ],
    ids=["os", "secrets", "uuid4", "SystemRandom", "OpenSSL", "the device", "the device by its path", "random"],
)
def test_it_says_how_much_chance_was_asked_for(same_moment, source, size):
    """It counts bytes, and none for numbers that `random` computes."""
    source()
    with same_moment:
        source()

    assert same_moment.bytes_of_chance == size
    assert same_moment.bytes_before == size


@pytest.mark.skipif(not hasattr(os, "getrandom"), reason="Linux has it")
def test_getrandom_is_seen_too(same_moment):
    """What Linux calls the same source."""
    with same_moment:
        assert len(os.getrandom(16)) == 16

    assert same_moment.bytes_of_chance == 16


@pytest.mark.parametrize(
    ("make", "matter"),
    [
        (lambda: secrets.token_urlsafe(32), 16),
        (lambda: secrets.token_hex(16), 16),
        (lambda: str(uuid.uuid4()), 16),
        (lambda: f"{secrets.randbelow(10**40):040}", 16),
        (lambda: "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(40)), 16),
        (lambda: "".join(random.SystemRandom().choices("abcdefghijklmnopqrstuvwxyz", k=30)), 16),
        (lambda: (secrets.token_hex(48), secrets.token_hex(16))[1], 16),
        (lambda: secrets.token_hex(16)[:8], 4),
        (lambda: f"{uuid.uuid4().time_low}", 4),
        (lambda: f"{secrets.token_bytes(16)[0] % 2}", 1),
        (lambda: "always", 16),
        (lambda: f"{secrets.token_bytes(16)[:4].hex()}{next(NUMBERS)}", 16),
    ],
    ids=["32", "16", "uuid4", "digits", "letters", "choices", "of two", "a part", "of a uuid", "a bit", "none", "more"],
)
def test_it_says_how_many_bytes_matter(same_moment, make, matter):
    """At most as many as are enough; and as many where it cannot be told."""
    assert same_moment.bytes_that_matter(make, enough=16) == matter


def test_afterwards_chance_is_chance_again(same_moment):
    """No byte is replayed when nobody counts."""
    same_moment.bytes_that_matter(secrets.token_hex, enough=4)
    with same_moment:
        first = secrets.token_hex()
    with same_moment:
        second = secrets.token_hex()

    assert first != second


NUMBERS = itertools.count()


def read_from(device):
    """16 bytes of it."""
    opened = device.open("rb", buffering=0) if isinstance(device, pathlib.Path) else open(device, "rb")  # noqa: SIM115, PTH123  # `open` is what is judged
    with opened as file:
        return file.read(16)
