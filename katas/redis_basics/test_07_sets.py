"""Sets count visitors and find common interests"""

import pytest

from dojo.steps import expected
from katas.redis_basics.checks import another_client, ttl_at, type_at

READ = "katas/redis_basics/README.md#sets"


def test_a_visitor_is_new_only_once(main):
    """SADD replies with the number of new members: 1 or 0. Your function returns True or False."""
    first = main.note_visitor("home", "ada")
    again = main.note_visitor("home", "ada")

    assert first.value is True, expected("True for a new visitor", got=first)
    assert again.value is False, expected("False for one who was there before", got=again)


def test_the_visitors_are_in_a_set(main, redis):
    """A Set holds each visitor once. A List would grow with each visit."""
    main.note_visitor("home", "ada")

    kind = type_at(redis, "visitors:home")
    assert kind == "Set", expected("a Set at visitors:home", got=kind)
    visitors = redis.smembers("visitors:home")
    assert visitors == {b"ada"}, expected("ada in visitors:home", got=visitors)


def test_unique_visitors_are_counted(main, redis):
    """A Set knows how many members it has."""
    redis.sadd("visitors:home", "ada", "grace", "margaret")

    visitors = main.unique_visitors("home")

    assert visitors == 3, expected("3", got=visitors)


def test_common_interests_are_shared_by_all(main, redis):
    """The Sets are at interests:ada and interests:grace. Return what is in both, as a set of str."""
    redis.sadd("interests:ada", "looms", "poésie", "music")
    redis.sadd("interests:grace", "music", "poésie", "ships")

    common = main.common_interests(["ada", "grace"])

    assert common == {"music", "poésie"}, expected('{"music", "poésie"}', got=common)


# Edge cases


def test_a_page_without_visitors_has_0(main):
    """A missing key is an empty Set, and Redis counts 0 members."""
    visitors = main.unique_visitors("nowhere")

    assert visitors == 0, expected("0", got=visitors)


def test_a_visitor_is_new_on_each_page(main):
    """The key contains the page. With one Set for all pages, ada would be known on the second page."""
    main.note_visitor("home", "ada")

    elsewhere = main.note_visitor("about", "ada")

    assert elsewhere.value is True, expected("True: another page", got=elsewhere)


def test_names_of_visitors_are_case_sensitive(main, redis):
    """Ada and ada are two visitors: do not change what you are given."""
    main.note_visitor("home", "ada")

    another = main.note_visitor("home", "Ada")

    assert another.value is True, expected("True: Ada is not ada", got=another)
    visitors = redis.smembers("visitors:home")
    assert visitors == {b"ada", b"Ada"}, expected("ada and Ada in visitors:home", got=visitors)


def test_no_users_share_nothing(main):
    """SINTER without a key is an error. For an empty list, return the empty set."""
    common = main.common_interests([])

    assert common == set(), expected("set()", got=common)


@pytest.mark.parametrize("users", [["margaret"], ["ada", "grace", "margaret"]])
def test_any_number_of_users_can_be_compared(main, redis, users):
    """Only what all of them share is common. One user shares everything with herself."""
    redis.sadd("interests:ada", "poésie", "music")
    redis.sadd("interests:grace", "music", "poésie")
    redis.sadd("interests:margaret", "poésie")

    common = main.common_interests(users)

    assert common == {"poésie"}, expected('{"poésie"}', got=common)


def test_a_user_without_interests_shares_none(main, redis):
    """A missing key is an empty Set, and so is what it has in common with others."""
    redis.sadd("interests:ada", "looms", "poésie")

    common = main.common_interests(["ada", "grace"])

    assert common == set(), expected("set()", got=common)


def test_looking_for_common_interests_changes_nothing(main, redis):
    """SINTERSTORE writes its result to a key, and that may be the key of a user."""
    redis.sadd("interests:common", "tea", "music")  # a user may have this name
    redis.sadd("interests:ada", "music", "looms")

    common = main.common_interests(["common", "ada"])

    assert common == {"music"}, expected('{"music"}', got=common)
    interests, keys = redis.smembers("interests:common"), redis.dbsize()
    assert interests == {b"tea", b"music"}, expected("tea and music in interests:common, as before", got=interests)
    assert keys == 2, expected("2 keys, as before", got=f"{keys} keys")


def test_common_interests_take_one_round_trip(main, redis):
    """With one round trip for each user, twenty users wait twenty times."""
    users = [f"user {number}" for number in range(20)]
    for user in users:
        redis.sadd(f"interests:{user}", "tea", user)
    main.common_interests(users)  # the first call may load a script

    common = main.common_interests(users)

    assert common == {"tea"}, expected('{"tea"}', got=common)
    assert common.round_trips == 1, expected("1 round trip", got=f"{common.round_trips} round trips")


def test_common_interests_are_found_by_redis(main, redis):
    """If Python intersects the Sets, Redis has to send all of them."""
    redis.sadd("interests:ada", "tea", *(f"loom {number}" for number in range(50)))
    redis.sadd("interests:grace", "tea", *(f"ship {number}" for number in range(50)))

    common = main.common_interests(["ada", "grace"])

    assert common == {"tea"}, expected('{"tea"}', got=common)
    received = common.values_received
    assert received <= 10, expected("only what they share, not all 102 interests", got=f"{received} values from Redis")


def test_visitors_are_counted_by_redis(main, redis):
    """If Python counts the visitors, Redis has to send all of them."""
    redis.sadd("visitors:home", *(f"visitor {number}" for number in range(100)))

    visitors = main.unique_visitors("home")

    assert visitors == 100, expected("100", got=visitors)
    received = visitors.values_received
    assert received <= 5, expected("a number from Redis, not 100 visitors", got=f"{received} values from Redis")


def test_a_new_visitor_counts_at_once(main, redis):
    """A number that your process remembers is out of date after the next visit."""
    redis.sadd("visitors:home", "ada", "grace", "margaret")
    main.unique_visitors("home")
    redis.sadd("visitors:home", "radia")

    visitors = main.unique_visitors("home")

    assert visitors == 4, expected("4: radia has come since", got=visitors)


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_of_two_visits_at_the_same_moment_one_is_the_first(main, redis, wire, round_trip):
    """If you look first and add afterwards, another visit of the same visitor can come in between."""
    added = another_client(wire, before=round_trip, does=lambda: redis.sadd("visitors:home", "ada"))

    yours = main.note_visitor("home", "ada")

    is_first = added == [0]
    assert yours.value is is_first, expected(f"{is_first}: SADD replied {added[0]} to the other visit", got=yours)


def test_visitors_never_expire(main, redis):
    """With a TTL, old visitors would be new again one day. Only drafts expire."""
    main.note_visitor("home", "ada")

    left = ttl_at(redis, "visitors:home")
    assert left == "no TTL", expected("no TTL at visitors:home", got=left)
