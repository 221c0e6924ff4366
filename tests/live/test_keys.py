"""The keys on the live page: what each holds, how long it lives, and what the page can do to it."""

from __future__ import annotations

import asyncio
import time

import pytest

from dojo.live.keys import MOST_KEYS
from tests.live.support import run, served


async def looked_at(fill, *keys):
    async with served() as app:
        await fill(app.redis)
        return await app.live.keys.look([key.encode() for key in keys], every=not keys)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("SET a tea", ("string", 3, ["tea"])),
        ("HSET a theme dark", ("hash", 1, ["theme", "dark"])),
        ("RPUSH a tea milk", ("list", 2, ["tea", "milk"])),
        ("SADD a tea", ("set", 1, ["tea"])),
        ("ZADD a 30 ada", ("zset", 1, ["ada", "30"])),
        ("XADD a 1-1 tea green", ("stream", 0, [])),
    ],
)
def test_each_type_is_shown(command, shown):
    """With its size and its first words; a stream by its name alone."""
    [row] = run(looked_at(lambda redis: redis.execute_command(*command.split())))["keys"]

    assert (row["key"], row["type"], row["size"], row["words"]) == ("a", *shown)
    assert row["ends"] is None


def test_a_ttl_is_told_as_the_instant_of_its_end():
    """So the page can let a bar run down without asking again."""
    [row] = run(looked_at(lambda redis: redis.set("a", "1", ex=60)))["keys"]

    assert row["ends"] == pytest.approx((time.time() + 60) * 1000, abs=10_000)
    assert row["on_fields"] is False


def test_a_bar_is_full_when_a_key_gets_its_end():
    """Also when the page is loaded later; and again when a use has lifted the TTL, or a button has shortened it."""

    async def story():
        async with served() as app:
            wholes = []
            for seconds in (60, None, 120, 5):
                if seconds:
                    await app.redis.set("a", "1", ex=seconds)
                [row] = (await app.live.keys.look([b"a"], every=False))["keys"]
                wholes.append(round(row["whole"] / 1000))
            return wholes

    assert run(story()) == [60, 60, 120, 5]


def test_a_ttl_on_the_fields_of_a_hash_is_found():
    """A session may carry its TTL there."""

    async def fill(redis):
        await redis.hset("session:1", mapping={"theme": "dark", "user_id": "1"})
        await redis.hexpire("session:1", 60, "theme", "user_id")

    [row] = run(looked_at(fill))["keys"]

    assert row["ends"] == pytest.approx((time.time() + 60) * 1000, abs=10_000)
    assert row["on_fields"] is True


def test_a_key_that_was_touched_and_is_gone_is_not_shown():
    """A GET of a missing key touches it too."""
    assert run(looked_at(lambda redis: redis.set("a", "1"), "a", "b"))["keys"][0]["key"] == "a"


def test_ten_megabytes_and_binary_keys_do_no_harm():
    """Redis itself cuts the value."""

    async def fill(redis):
        await redis.set(b"\xff\x00", b"x" * 10_000_000)
        await redis.hset("hash", "field", b"x" * 10_000_000)

    rows = run(looked_at(fill))["keys"]

    assert [row["key"] for row in rows] == ["hash", r'"\xff\x00"']
    assert [row["size"] for row in rows] == [1, 10_000_000]
    assert max(len(word) for row in rows for word in row["words"]) < 400


def test_of_a_hundred_thousand_keys_a_hundred_are_shown():
    """And their number is told."""

    async def fill(redis):
        await redis.mset({f"key:{number}": "1" for number in range(100_000)})

    keys = run(looked_at(fill))

    assert len(keys["keys"]) == MOST_KEYS
    assert keys["more"] == 100_000 - MOST_KEYS


@pytest.mark.parametrize(
    ("do", "left", "ended"), [("expire", None, "expired"), ("delete", None, "deleted"), ("expire in 5 s", 5, None)]
)
def test_the_page_can_end_a_key(do, left, ended):
    """Now, or in five seconds; and a page is told how it ended."""

    async def story():
        async with served() as app:
            await app.redis.set("a", "1", ex=60)
            [row] = (await app.live.keys.look([b"a"], every=False))["keys"]
            done = await app.live.keys.change(row["id"], do)
            ttl, after = await app.redis.ttl("a"), await app.live.keys.look([b"a"], every=False)
            [moved] = after["moved"]
            return (
                done,
                ttl,
                after["ended"].get(row["id"]),
                (moved["ends"] - moved["at"]) / 1000,
                moved["id"] == row["id"],
            )

    done, ttl, told, moved_to, is_this_key = run(story())

    assert done is True
    assert ttl == (left or -2)
    assert told == ended
    assert (round(moved_to), is_this_key) == (left or 0, True)


@pytest.mark.parametrize(("ttl_ms", "is_early"), [(60_000, True), (20, False)])
def test_a_key_that_ends_early_is_told(ttl_ms, is_early):
    """Removed with redis-cli, say: once, and not if its TTL has ended."""

    async def story():
        async with served() as app:
            await app.redis.set("a", "1", px=ttl_ms)
            await app.live.keys.look([b"a"], every=False)
            await (app.redis.delete("a") if is_early else asyncio.sleep(0.05))
            await app.live.keys.look([b"a"], every=False)
            return (await app.live.keys.look([b"a"], every=False))["moved"]

    assert len(run(story())) == is_early


@pytest.mark.parametrize(("key", "do"), [("0" * 16, "delete"), (None, "flush")])
def test_only_a_key_that_was_shown_can_be_changed(key, do):
    """A page cannot name any other."""

    async def story():
        async with served() as app:
            await app.redis.set("a", "1")
            [row] = (await app.live.keys.look([b"a"], every=False))["keys"]
            with pytest.raises(ValueError, match="no such key, or no such change"):
                await app.live.keys.change(key or row["id"], do)
            return await app.redis.get("a")

    assert run(story()) == b"1"
