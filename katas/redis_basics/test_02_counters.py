"""A counter loses no visit

`another_client(wire, before=2, does=…)` is another program that uses the same Redis.
It acts directly before round trip 2 of your next call, so between two commands of yours. A call that makes only one
round trip is over by then.
"""

import pytest

from dojo.steps import expected
from katas.redis_basics.checks import another_client, other_clients, ttl_at

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


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_a_visit_in_between_is_not_lost(main, redis, wire, round_trip):
    """If you look at the count and then write it, you overwrite a visit that came in between."""
    another_client(wire, before=round_trip, does=lambda: redis.incr("visits:home"))

    main.count_visit("home")

    count = redis.get("visits:home")
    assert count == b"2", expected("2 at visits:home: your visit, and one of another client", got=count)


# Edge cases


def test_each_visit_has_its_own_number(main, redis, wire):
    """INCR replies with your number. A GET before or after it may reply with a number that is not yours."""
    for round_trip in (2, 3, 4):
        redis.set("visits:home", 7)
        theirs = another_client(wire, before=round_trip, does=lambda: redis.incr("visits:home"))
        yours = main.count_visit("home")

        count, wanted = redis.get("visits:home"), 9 if theirs == [8] else 8
        assert count == b"9", expected(
            "9 at visits:home: 7, your visit, and one of another client", got=count, about=yours
        )
        assert yours == wanted, expected(f"{wanted}: the visit of another client was number {theirs[0]}", got=yours)


def test_no_visit_is_lost_on_a_busy_day(main, redis, wire):
    """A retry with a limit loses the visit when too many others come in between."""
    theirs = other_clients(wire, before=range(1, 20), does=lambda: redis.incr("visits:home"))
    yours = main.count_visit("home")

    count = redis.get("visits:home")
    assert count == b"20", expected("20 at visits:home: your visit, and 19 of other clients", got=count)
    (wanted,) = set(range(1, 21)) - set(theirs)
    assert yours == wanted, expected(f"{wanted}, the only number that no other client got", got=yours)


def test_the_page_stands_in_the_key_unchanged(main, redis):
    """Other programs look for this very key: change neither capitals nor spaces nor other characters."""
    redis.set("visits:/Über Uns?x=1", 41)

    count = main.count_visit("/Über Uns?x=1")

    assert count == 42, expected("42: visits:/Über Uns?x=1 was 41", got=count)
    stored = redis.get("visits:/Über Uns?x=1")
    assert stored == b"42", expected("42 at visits:/Über Uns?x=1", got=stored)


def test_a_count_never_expires(main, redis):
    """With a TTL, the count would begin at 1 again one day. Only drafts expire."""
    main.count_visit("home")

    assert ttl_at(redis, "visits:home") == "no TTL", expected("no TTL at visits:home", got=ttl_at(redis, "visits:home"))
