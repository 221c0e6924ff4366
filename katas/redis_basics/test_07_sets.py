"""Sets count visitors and find what is common"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#sets"


def test_a_visitor_is_new_once(main, redis):
    """On each page; and Ada is not ada."""
    first = main.note_visitor("home", "ada")
    second = main.note_visitor("home", "ada")
    elsewhere = main.note_visitor("about", "ada")
    another = main.note_visitor("home", "Ada")

    assert first.value is True, expected("True for a new visitor", got=first)
    assert second.value is False, expected("False for one who was there before", got=second)
    assert elsewhere.value is True, expected("True on another page", got=elsewhere)
    assert another.value is True, expected("True for Ada, who is not ada", got=another)
    kind = redis.type("visitors:home")
    assert kind == b"set", expected("a Set at visitors:home", got=kind.decode())
    visitors = redis.smembers("visitors:home")
    assert visitors == {b"ada", b"Ada"}, expected("ada and Ada in visitors:home", got=visitors)
    left = redis.ttl("visitors:home")
    assert left == -1, expected("visitors that stay, without a TTL", got=f"TTL {left}")


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_of_two_visits_at_the_same_moment_one_is_the_first(main, redis, wire, round_trip):
    """The same visitor, in another window, between two commands of yours."""
    other = []
    wire.before(round_trip=round_trip, do=lambda: other.append(redis.sadd("visitors:home", "ada") == 1))
    yours = main.note_visitor("home", "ada")

    assert yours.value is not other[0], expected(f"{not other[0]}, as the other visit got {other[0]}", got=yours)


def test_unique_visitors_are_counted(main, redis):
    """Whoever comes twice counts once; a page that nobody has seen has none."""
    redis.sadd("visitors:home", "ada", "grace", "ada", "margaret")
    home = main.unique_visitors("home")
    nowhere = main.unique_visitors("nowhere")
    redis.sadd("visitors:home", "radia")
    later = main.unique_visitors("home")

    assert home == 3, expected("3", got=home)
    assert nowhere == 0, expected("0", got=nowhere)
    assert later == 4, expected("4: radia has come since", got=later)


def test_visitors_are_counted_by_redis(main, redis):
    """With a million of them, nobody wants to be sent them all."""
    redis.sadd("visitors:home", *(f"visitor {number}" for number in range(100)))
    visitors = main.unique_visitors("home")

    assert visitors == 100, expected("100", got=visitors)
    received = visitors.values_received
    assert received <= 5, expected("a number from Redis, not 100 visitors", got=f"{received} values from Redis")


def test_common_interests_are_those_of_all(main, redis):
    """Not those of some; and of nobody there are none."""
    redis.sadd("interests:ada", "looms", "poésie", "music")
    redis.sadd("interests:grace", "music", "poésie", "ships")
    redis.sadd("interests:margaret", "moon", "poésie")
    redis.sadd("interests:common", "tea", "music")  # of a user who is called like that
    cases = [
        ([], set()),
        (["ada", "nobody"], set()),
        (["margaret"], {"moon", "poésie"}),
        (["ada", "grace", "margaret"], {"poésie"}),
        (["ada", "grace"], {"music", "poésie"}),
        (["common", "ada"], {"music"}),
    ]

    for users, wanted in cases:
        common = main.common_interests(users)
        assert common == wanted, expected(f"{wanted or 'set()'}", got=common)
    theirs = redis.smembers("interests:common")
    assert theirs == {b"tea", b"music"}, expected("tea and music in interests:common, as before", got=theirs)
    keys = redis.dbsize()
    assert keys == 4, expected("no key but the 4 that were there", got=f"{keys} keys")


def test_common_interests_take_one_round_trip(main, redis):
    """Of twenty users as of two."""
    users = [f"user {number}" for number in range(20)]
    for user in users:
        redis.sadd(f"interests:{user}", "tea", user)
    main.common_interests(users)
    common = main.common_interests(users)

    assert common == {"tea"}, expected('{"tea"}', got=common)
    assert common.round_trips == 1, expected("1 round trip", got=f"{common.round_trips} round trips")


def test_common_interests_are_found_by_redis(main, redis):
    """Those that only one of them has need not be sent."""
    redis.sadd("interests:ada", "tea", *(f"loom {number}" for number in range(50)))
    redis.sadd("interests:grace", "tea", *(f"ship {number}" for number in range(50)))
    common = main.common_interests(["ada", "grace"])

    assert common == {"tea"}, expected('{"tea"}', got=common)
    received = common.values_received
    assert received <= 10, expected("what they have in common, not all 102", got=f"{received} values from Redis")
