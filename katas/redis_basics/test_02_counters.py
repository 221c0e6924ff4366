"""A counter loses no visit

`another_client(wire, before=2, does=…)` is another program that uses the same Redis.
It acts directly before round trip 2 of your next call, so between two commands of yours. A call that makes only one
round trip is over by then.
"""

from dojo.steps import expected
from katas.redis_basics.checks import A_COMMAND, ACCENTED, MOMENTS, another_client, other_clients, ttl_at

READ = "katas/redis_basics/README.md#counters"


def test_visits_are_counted_from_1(main):
    """INCR counts a missing key as 0, and replies with the new count, an int."""
    first = main.count_visit("home")
    second = main.count_visit("home")

    assert first == 1, expected("1 for the first visit", got=first)
    assert second == 2, expected("2 for the second visit", got=second)


def test_each_page_has_its_own_count(main):
    """The key contains the page. One key for all pages would count them together."""
    main.count_visit("home")

    about = main.count_visit("about")

    assert about == 1, expected("1 for the first visit of another page", got=about)


def test_the_count_is_in_redis(main, redis):
    """A count in a variable is not shared: here another process has counted to 41 already."""
    redis.set("visits:home", 41)

    count = main.count_visit("home")

    assert count == 42, expected("42: visits:home was 41", got=count)
    assert redis.get("visits:home") == b"42", expected("42 at visits:home", got=redis.get("visits:home"))


def test_a_visit_in_between_is_not_lost(main, redis, wire):
    """If you look at the count and then write it, you overwrite a visit that came in between."""
    for moment in MOMENTS:
        redis.delete("visits:home")
        another_client(wire, before=moment, does=lambda: redis.incr("visits:home"))
        yours = main.count_visit("home")

        count, words = redis.get("visits:home"), "2 at visits:home: your visit, and one of another client"
        assert count == b"2", expected(words, got=count, about=yours)


# Edge cases


def test_each_visit_has_its_own_number(main, redis, wire):
    """INCR replies with your number, however many others count meanwhile. A GET before or after it does not."""
    for moments in ([2], [3], [4], [A_COMMAND], range(1, 20)):
        redis.delete("visits:home")
        theirs = other_clients(wire, before=moments, does=lambda: redis.incr("visits:home"))
        yours = main.count_visit("home")

        count, total = redis.get("visits:home"), len(theirs) + 1
        words = f"{total} at visits:home: your visit, and {total - 1} of other clients"
        assert count == b"%d" % total, expected(words, got=count, about=yours)
        (wanted,) = {*range(1, total + 1)} - {*theirs}
        assert yours == wanted, expected(f"{wanted}, the only number that no other client got", got=yours)


def test_the_next_visit_is_counted_by_redis_too(main, redis):
    """A count that your process remembers is out of date after the visits of other processes."""
    for number in (1, 3, 5):
        count = main.count_visit("home")
        redis.incr("visits:home")
        assert count == number, expected(f"{number}, as others count too", got=count)


def test_a_large_count_stays_exact(main, redis):
    """A float, and a number of Lua, has no room for all digits of a large number."""
    for before in (2**31 - 1, 10**15, 2**53 + 1):
        redis.set("visits:home", before)
        count = main.count_visit("home")
        stored = redis.get("visits:home")
        assert stored == b"%d" % (before + 1), expected(f"{before + 1} at visits:home", got=stored)
        assert count == before + 1, expected(f"{before + 1}", got=count)


def test_the_page_stands_in_the_key_unchanged(main, redis):
    """Other programs look for this very key: change neither capitals nor spaces nor other characters."""
    for page in ("/Über Uns?x=1", f" {ACCENTED}"):
        redis.set(f"visits:{page}", 41)
        count = main.count_visit(page)
        assert count == 42, expected(f"42: the key {f'visits:{page}'!a} was 41", got=count)


def test_a_count_never_expires(main, redis):
    """With a TTL, the count would begin at 1 again one day. Only drafts expire."""
    main.count_visit("home")

    assert ttl_at(redis, "visits:home") == "no TTL", expected("no TTL at visits:home", got=ttl_at(redis, "visits:home"))
