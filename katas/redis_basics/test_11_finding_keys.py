"""Keys are found without KEYS"""

import itertools

from dojo.steps import expected
from katas.redis_basics.checks import (
    ACCENTED,
    MOMENTS,
    all_keys,
    another_client,
    counts_of_scans,
    scripts_that_scan_in_a_loop,
)

READ = "katas/redis_basics/README.md#finding-keys"


def test_keys_with_the_prefix_are_removed(main, redis):
    """SCAN begins at cursor 0, and is at its end when it replies 0. A value may be of any type."""
    redis.mset({"cart:ada": "tea", "cart:grace": "milk", "order:ada": "tea"})
    redis.hset("cart:radia", "tea", 2)

    forgotten = main.forget("cart:")

    left = all_keys(redis)
    assert forgotten == 3, expected("3", got=forgotten)
    assert left == ["order:ada"], expected("only order:ada to stay", got=left)


def test_keys_is_not_used(main, redis, wire):
    """KEYS stops every other client while it looks at all keys. FLUSHDB removes the keys of others too."""
    redis.mset({f"cart:{number}": "tea" for number in range(30)})

    forgotten = main.forget("cart:")

    used = {"KEYS", "FLUSHDB", "FLUSHALL"} & wire.names
    assert forgotten == 30, expected("30", got=forgotten)
    assert not used, expected("neither KEYS nor FLUSHDB nor FLUSHALL", got=" and ".join(used))


def test_many_keys_take_few_round_trips(main, redis):
    """One command can remove many keys. A round trip for each of them takes much longer."""
    redis.mset({f"cart:{number}": "tea" for number in range(300)})

    forgotten = main.forget("cart:")

    trips = forgotten.round_trips
    assert forgotten == 300, expected("300", got=forgotten)
    assert trips < 300, expected("fewer round trips than keys, which are 300", got=f"{trips} round trips")


# Edge cases


def test_no_keys_are_0(main):
    """There may be nothing to remove, and UNLINK or DEL without a key is an error."""
    forgotten = main.forget("cart:")

    assert forgotten == 0, expected("0", got=forgotten)


def test_only_the_beginning_of_a_key_counts(main, redis):
    """The prefix itself begins with the prefix. Cart:1 does not. Every key begins with an empty prefix."""
    others = ["cart", "Cart:1", "order:cart:1"]
    redis.mset(dict.fromkeys(["cart:", "cart:1", *others], "tea"))

    forgotten = main.forget("cart:")

    left = all_keys(redis)
    assert forgotten == 2, expected("2: cart: and cart:1", got=forgotten)
    assert left == sorted(others), expected(f"{sorted(others)} to stay", got=left)
    everything = main.forget("")
    assert everything == 3, expected("3: all keys begin with an empty text", got=everything)


def test_an_empty_page_is_not_the_end(main, redis):
    """SCAN has reached the end when its cursor is 0. Among many keys of others, most pages are empty."""
    redis.mset({f"book:{number}": "" for number in range(2100)})
    for prefix in ("cart:", "order:", "wish:"):
        redis.mset({f"{prefix}{user}": "tea" for user in ("ada", "grace", "hedy", "radia")})

        forgotten = main.forget(prefix)

        assert forgotten == 4, expected("4", got=forgotten)


def test_a_page_that_others_have_emptied_is_not_the_end(main, redis, wire):
    """Keys can go away between two pages. An empty page between two full ones is not the end either."""
    redis.mset({f"cart:{number}": "tea" for number in range(1000, 4000)})
    another_client(wire, before=2, does=lambda: redis.delete(*(f"cart:{number}" for number in range(1300, 3700))))

    forgotten, left = main.forget("cart:"), all_keys(redis)

    assert left == [], expected("no key that begins with cart:", got=f"{len(left)} keys", about=forgotten)


def test_more_than_a_thousand_keys_are_all_removed(main, redis):
    """If you remove the keys some hundreds at a time, every one of them has to be in a group."""
    redis.mset({f"cart:{number}": "tea" for number in range(1204)})
    redis.mset({f"order:cart:{number}": "tea" for number in range(300)})

    forgotten = main.forget("cart:")

    left = redis.dbsize()
    assert forgotten == 1204, expected("1204", got=forgotten)
    assert left == 300, expected("the 300 keys of others to stay", got=f"{left} keys")


def test_a_prefix_is_not_a_pattern(main, redis):
    """In a pattern of SCAN, * ? [ ] and \\ are special. A backslash in front makes it plain."""
    others = ["cart1:tea", "cart2:tea", "cart:tea", "cart*x:tea", "cart-cart:tea", "tea", "Zo\u00eb:tea"]
    redis.mset(dict.fromkeys(others, 1))
    for prefix in ("cart*:", "cart?:", "cart[12]:", "cart[^1:", "cart\\:", "cart\\*:", "cart.", f"{ACCENTED}:", "名"):
        redis.mset({f"{prefix} tea": 1, f"{prefix}*": 1})
        forgotten = main.forget(prefix)

        left = all_keys(redis)
        assert forgotten == 2, expected(f"2 that begin with {prefix!a}", got=forgotten)
        assert left == sorted(others), expected(f"{sorted(others)!a} to stay", got=ascii(left))


def test_new_keys_are_found_by_the_next_call(main, redis):
    """What your process remembers of a prefix is out of date as soon as there are new keys. Some keys expire."""
    for ttl in (None, 60):
        redis.set("cart:ada", "tea", ex=ttl)
        redis.set("c", "milk", ex=ttl)
        forgotten = main.forget("cart:")
        short = main.forget("c")

        left = all_keys(redis)
        assert forgotten == 1, expected("1", got=forgotten)
        assert short == 1, expected("1", got=short)
        assert left == [], expected("no keys", got=left)


def test_a_key_may_be_any_bytes(main, redis):
    """Not every key is text: decode() can fail."""
    redis.mset({b"cart:\xff\xfe": 1, b"cart:\n": 1, b"\xff\xfe": 1, b"\xffcart:": 1})

    forgotten = main.forget("cart:")

    left = all_keys(redis)
    assert forgotten == 2, expected("2", got=forgotten)
    assert left == [r"\xff\xfe", r"\xffcart:"], expected(r"\xff\xfe and \xffcart: to stay", got=left)


def test_keys_that_another_client_removed_are_not_counted(main, redis, wire):
    """A key that SCAN has found may be gone by now. The reply to UNLINK says how many you removed."""
    carts = ["cart:ada", "cart:grace", "cart:radia"]
    for moment, removed in itertools.product(MOMENTS, (carts, carts[:2])):
        redis.mset(dict.fromkeys(carts, "tea"))
        theirs = another_client(wire, before=moment, does=lambda keys=removed: redis.delete(*keys))
        forgotten = main.forget("cart:")

        wanted = 3 - theirs[0]
        assert forgotten == wanted, expected(f"{wanted}: another client removed {theirs[0]} of the 3", got=forgotten)


def test_a_scan_lets_others_in_between(main, redis, wire):
    """A script with all steps of a SCAN, or one step with a huge COUNT, stops every other client as KEYS does."""
    for keys in (30, 900, 2117):
        redis.mset({f"cart:{number}": "tea" for number in range(keys)})
        main.forget("cart:")

    scripts, counts = scripts_that_scan_in_a_loop(wire), counts_of_scans(wire)
    assert not scripts, expected("each step of a SCAN in a round trip of its own", got="a script that loops over SCAN")
    assert max(counts) < 10_000, expected("a COUNT of some thousands at most", got=f"COUNT {max(counts)}")
    grows = min(counts) >= 30 and max(counts) >= 2117 and min(counts) < 2117
    assert not grows, expected("a COUNT that does not grow with the database", got=f"COUNT {counts}")
