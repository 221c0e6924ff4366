"""Keys are found without KEYS"""

import re

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#finding-keys"


def test_all_keys_with_the_prefix_go_and_no_others(main, redis):
    """More than a thousand, among a few hundred of others. What is named like the prefix begins with it too."""
    redis.mset({f"cart:{number}": "tea" for number in range(1202)} | {"cart:": "tea"})
    redis.mset({f"order:cart:{number}": "tea" for number in range(300)} | {"cart": "", "Cart:1": ""})
    redis.hset("cart:hash", "tea", 1)
    forgotten = main.forget("cart:")
    none_left = main.forget("cart:")

    assert forgotten == 1204, expected("1204", got=forgotten)
    assert none_left == 0, expected("0 the second time", got=none_left)
    left = redis.dbsize()
    assert left == 302, expected("the 302 keys of others, and no more", got=f"{left} keys")


def test_an_empty_page_is_not_the_end(main, redis):
    """Among 2100 keys of others most steps of a SCAN find nothing of yours."""
    redis.mset({f"book:{number}": "" for number in range(2100)})
    for prefix in ("cart:", "order:"):
        redis.mset({f"{prefix}{user}": "tea" for user in ("ada", "grace", "radia")})
        forgotten = main.forget(prefix)

        assert forgotten == 3, expected("3: the cursor 0 is the end, and an empty page is not", got=forgotten)


@pytest.mark.parametrize("prefix", ["cart*:", "cart?:", "cart[12]:", "cart[^1:", "cart\\:", "cart\\*:", "Zoë:"])
def test_a_prefix_is_no_pattern(main, redis, prefix):
    """To SCAN * and ? and [ mean something."""
    others = ["cart1:tea", "cart2:tea", "cart:tea", "cart*x:tea", "cart-cart:tea", "tea"]
    redis.mset({f"{prefix}tea": 1, f"{prefix}*": 1} | dict.fromkeys(others, 1))
    forgotten = main.forget(prefix)

    assert forgotten == 2, expected("2", got=forgotten)
    left = sorted(key.decode() for key in redis.scan_iter(count=1000))
    assert left == sorted(others), expected(f"{sorted(others)} to stay", got=left)


def test_a_key_may_be_any_bytes(main, redis):
    """Not every key is text."""
    redis.mset({b"cart:\xff\xfe": 1, b"cart:\n": 1, b"\xff\xfe": 1, b"\xffcart:": 1})
    forgotten = main.forget("cart:")

    assert forgotten == 2, expected("2", got=forgotten)
    left = sorted(redis.scan_iter())
    assert left == [b"\xffcart:", b"\xff\xfe"], expected(r"b'\xff\xfe' and b'\xffcart:' to stay", got=left)


@pytest.mark.parametrize("round_trip", [2, 3, 4])
@pytest.mark.parametrize("others_remove", [3, 2])
def test_what_somebody_else_removed_is_not_counted(main, redis, wire, others_remove, round_trip):
    """Between finding a key and removing it there is time enough for others."""
    redis.mset({"cart:ada": "tea", "cart:grace": "milk", "cart:radia": "sugar"})
    keys, theirs = ["cart:ada", "cart:grace", "cart:radia"][:others_remove], []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.delete(*keys)))
    forgotten = main.forget("cart:")

    wanted = 3 - sum(theirs)
    assert forgotten == wanted, expected(f"{wanted}: the other {sum(theirs)} were removed by others", got=forgotten)


def test_many_keys_take_few_round_trips(main, redis):
    """One for each key is too many."""
    redis.mset({f"cart:{number}": "tea" for number in range(300)})
    forgotten = main.forget("cart:")

    trips = forgotten.round_trips
    assert forgotten == 300, expected("300", got=forgotten)
    assert trips < 300, expected("fewer round trips than the 300 keys", got=f"{trips} round trips")


def test_nobody_is_stopped_by_keys(main, redis, wire):
    """KEYS goes through everything in one go; FLUSHDB does not even look."""
    redis.mset({f"cart:{number}": "tea" for number in range(30)})
    forgotten = main.forget("cart:")

    named = {"KEYS", "FLUSHDB", "FLUSHALL"} & wire.names
    assert forgotten == 30, expected("30", got=forgotten)
    assert not named, expected("neither KEYS nor FLUSHDB nor FLUSHALL", got=" and ".join(named))


def test_nobody_is_stopped_by_a_scan_in_one_go(main, redis, wire):
    """Others get in between two steps: not if a script takes them all, and not if one step looks at everything."""
    redis.mset({f"cart:{number}": "tea" for number in range(30)})
    main.forget("cart:")

    scans = [b" ".join(command).upper() for trip in wire.trips for command in trip.commands]
    scans = [command for command in scans if re.search(rb"\bSCAN\b", command)]
    in_a_loop = [command for command in scans if re.search(rb"\b(REPEAT|WHILE)\b.*\bSCAN\b", command, re.DOTALL)]
    assert not in_a_loop, expected("each step of a SCAN by itself", got="a script with all steps in a loop")
    counts = [int(count) for command in scans for count in re.findall(rb"\bCOUNT\W+(\d+)", command)]
    assert max(counts, default=10) < 10_000, expected("a COUNT of some thousands at most", got=f"COUNT {max(counts)}")
