"""A counter loses no visit"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#counters"


def test_visits_are_counted_from_1(main):
    """A key that does not exist counts as 0; each page has its own."""
    first = main.count_visit("home")
    second = main.count_visit("home")
    elsewhere = main.count_visit("about")

    assert first == 1, expected("1", got=first)
    assert second == 2, expected("2", got=second)
    assert elsewhere == 1, expected("1, as it is another page", got=elsewhere)


def test_the_count_is_in_redis(main, redis):
    """Another process has counted up to 41 before, under this very name: capitals, blanks and all."""
    redis.set("visits:/Über Uns?x=1", 41)
    count = main.count_visit("/Über Uns?x=1")

    assert count == 42, expected("42, as visits:/Über Uns?x=1 was 41", got=count)
    stored = redis.get("visits:/Über Uns?x=1")
    assert stored == b"42", expected("42 at visits:/Über Uns?x=1", got=stored)
    left = redis.ttl("visits:/Über Uns?x=1")
    assert left == -1, expected("a count that stays, without a TTL", got=f"TTL {left}")


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_a_visit_in_between_is_not_lost(main, redis, wire, round_trip):
    """Whoever reads 7, adds one and writes 8 takes back what somebody else counted in between."""
    redis.set("visits:home", 7)
    theirs = []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.incr("visits:home")))
    yours = main.count_visit("home")

    count = redis.get("visits:home")
    assert count == b"9", expected("9: 7 before, your visit, and one by somebody else", got=count)
    wanted = 17 - theirs[0]
    assert yours == wanted, expected(f"{wanted}: the visit of somebody else was number {theirs[0]}", got=yours)


def test_no_visit_is_lost_on_a_busy_day(main, redis, wire):
    """However many come in between: each is counted, and each has a number of its own."""
    theirs = []
    for round_trip in range(1, 20):
        wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.incr("visits:home")))
    yours = main.count_visit("home")

    count = redis.get("visits:home")
    assert count == b"20", expected("20: your visit, and 19 by others", got=count)
    wanted = sum(range(1, 21)) - sum(theirs)
    assert yours == wanted, expected(f"{wanted}, the one number that none of the others got", got=yours)
