"""What the kit relies on in fakeredis, and where it takes care because fakeredis is not Redis (design §8)."""

from __future__ import annotations

import asyncio
import importlib.metadata

import fakeredis
import pytest
import redis as redis_py
from redis.exceptions import LockError

from dojo.backends.fake import FakeBackend
from dojo.record import Record
from dojo.settings import IMAGE, redis_version
from dojo.wire.wire import Wire


@pytest.fixture
def fake() -> FakeBackend:
    """fakeredis, whatever this run is on."""
    return FakeBackend()


@pytest.fixture
def look(fake):
    """A client to it."""
    with fake.look_client() as look:
        yield look


def test_lua_is_there(redis):
    """Without fakeredis[lua] there is no EVAL."""
    assert redis.eval("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}", 1, "a", "b") == [b"a", b"b", 1]


def test_the_locks_of_redis_py_work(redis):
    """They are released by a script."""
    lock = redis.lock("lock", timeout=10)
    taken = lock.acquire(blocking=False)
    lock.release()

    assert taken
    assert redis.exists("lock") == 0
    with pytest.raises(LockError):
        lock.release()


def test_each_test_has_a_server_of_its_own(fake):
    """What came before is gone, and clients made before and after do not meet."""
    before = fake.look_client()
    before.set("a", 1)
    fake.empty()
    after = fake.look_client()

    assert after.dbsize() == 0
    assert before.get("a") == b"1"


def test_clients_of_one_address_share_a_server_unless_given_one():
    """The reason for an explicit FakeServer; once this fails, the explicit one is no longer needed."""
    one, other = (fakeredis.FakeRedis.from_url("redis://redis-katas.invalid") for _ in ("one", "other"))
    one.set("a", 1)
    shared = other.get("a")
    one.delete("a")

    assert shared == b"1"


def test_the_app_and_the_test_see_the_same_keys(fake, look):
    """The asyncio client of the app and the sync client of the test."""

    async def in_the_app() -> None:
        app = fake.app_client(Wire(Record()))
        await app.set("a", 1)
        await app.aclose()

    asyncio.run(in_the_app())

    assert look.get("a") == b"1"


def test_fakeredis_is_told_the_version_of_the_image(fake, look):
    """Else it takes one of its own, and commands come or go."""
    assert fake.version == redis_version(IMAGE) == (8, 2)
    assert fake.header == f"fakeredis {importlib.metadata.version('fakeredis')} as Redis 8.2, in process"
    assert fake._server.version == (8, 2)


@pytest.mark.parametrize("image", ["redis:7.2-alpine", "redis:7.2.4", "mirror:5000/redis:7.2"])
def test_another_image_is_another_version(image):
    """--redis-image decides on fakeredis too."""
    assert FakeBackend(image).version == (7, 2)


def test_an_image_without_a_version_is_taken_for_the_pinned_one():
    """redis:latest."""
    assert FakeBackend("redis:latest").version == redis_version(IMAGE)


def test_the_commands_that_the_katas_need_are_there(redis):
    """On both: fields of a Hash that expire, SET with all that came with it, UNLINK, SCAN."""
    redis.set("s", 1, ex=10, nx=True)
    redis.hsetex("h", "f", "v", ex=10)

    assert redis.set("s", 2, get=True, keepttl=True) == b"1"
    assert redis.hgetex("h", "f", ex=20) == [b"v"]
    assert 10_000 < redis.hpttl("h", "f")[0] <= 20_000
    assert sorted(redis.scan_iter(match="*")) == [b"h", b"s"]
    assert redis.unlink("h", "s") == 2


def test_sintercard_takes_a_key_that_does_not_exist_for_one_of_another_type():
    """NOTES.md of redis_basics warns of it; once this fails, it need not."""
    with pytest.raises(redis_py.ResponseError, match="WRONGTYPE"):
        fakeredis.FakeRedis(version=(8, 2)).sintercard(1, ["nowhere"])


def test_errors_come_as_those_of_redis_py(redis):
    """A learner's `except RedisError` means the same on both."""
    redis.rpush("list", 1)

    with pytest.raises(redis_py.ResponseError, match="WRONGTYPE"):
        redis.get("list")
    redis.set("text", "x")
    with pytest.raises(redis_py.ResponseError, match="not an integer"):
        redis.incr("text")


def test_the_asyncio_fake_shows_races(fake, look):
    """Two that read before either writes lose an update, as on Redis."""

    async def race() -> None:
        app = fake.app_client(Wire(Record()))

        async def add() -> None:
            before = int(await app.get("a") or 0)
            await asyncio.sleep(0)
            await app.set("a", before + 1)

        await asyncio.gather(*(add() for _ in range(10)))
        await app.aclose()

    asyncio.run(race())

    assert 1 <= int(look.get("a")) < 10


def test_fakeredis_reads_pythons_clock(fake, look):
    """So a TTL passes when the test moves it, and nothing else is needed."""
    import time_machine

    with time_machine.travel(1_000_000_000, tick=False) as traveller:
        look.set("a", 1, ex=100)
        traveller.shift(99)
        after_99 = look.ttl("a")
        traveller.shift(2)

        assert after_99 == 1
        assert look.get("a") is None


@pytest.mark.parametrize(
    "command", ["INFO", "CONFIG GET maxmemory", "OBJECT ENCODING a", "MEMORY USAGE a", "SLOWLOG GET"]
)
def test_what_fakeredis_does_not_have_is_refused_and_not_made_up(look, command):
    """A lesson on one of these is for real Redis; once this fails, it need not be any more."""
    look.set("a", 1)

    with pytest.raises(redis_py.ResponseError, match="unknown command"):
        look.execute_command(*command.split())


def test_a_hash_of_which_every_field_has_expired_is_still_listed(look, clock):
    """Redis removes it; so who lists keys asks EXISTS as well (katas/rate_limiter). Once this fails, no longer."""
    look.hset("h", "f", "v")
    look.hexpire("h", 10, "f")
    clock.advance(10)

    assert look.exists("h") == 0
    assert list(look.scan_iter()) == [b"h"]
