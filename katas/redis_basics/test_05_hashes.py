"""A Hash is changed field by field"""

import pytest

from dojo.steps import expected
from katas.redis_basics.checks import another_client, profile, ttl_at, type_at

READ = "katas/redis_basics/README.md#hashes"


def test_a_profile_is_a_hash(main, redis):
    """Each user has a Hash, and each fact has a field. JSON in a String is always written as a whole."""
    main.update_profile("ada", {"name": "Ada", "city": "Zürich"})

    assert type_at(redis, "profile:ada") == "Hash", expected("a Hash at profile:ada", got=type_at(redis, "profile:ada"))
    fields, wanted = profile(redis, "ada"), {"name": "Ada", "city": "Zürich"}
    assert fields == wanted, expected(f"{wanted} at profile:ada", got=fields)


def test_the_other_fields_stay(main, redis):
    """An update changes the fields that it names, and no others."""
    redis.hset("profile:ada", mapping={"name": "Ada", "city": "London"})

    main.update_profile("ada", {"city": "Turin"})

    fields, wanted = profile(redis, "ada"), {"name": "Ada", "city": "Turin"}
    assert fields == wanted, expected(f"{wanted} at profile:ada", got=fields)


def test_coins_are_added_up_in_the_hash(main, redis):
    """HINCRBY counts a missing field as 0, and replies with the new number, an int."""
    first = main.add_coins("ada", 5)
    second = main.add_coins("ada", 3)

    assert first == 5, expected("5", got=first)
    assert second == 8, expected("8", got=second)
    assert profile(redis, "ada") == {"coins": "8"}, expected("8 coins at profile:ada", got=profile(redis, "ada"))


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_a_field_that_another_client_sets_meanwhile_stays(main, redis, wire, round_trip):
    """If you read the whole profile and write it back, you overwrite a change that came in between."""
    redis.hset("profile:ada", mapping={"name": "Ada", "city": "London"})
    another_client(wire, before=round_trip, does=lambda: redis.hset("profile:ada", "city", "Turin"))

    main.update_profile("ada", {"name": "Ada Lovelace"})

    city = redis.hget("profile:ada", "city")
    assert city == b"Turin", expected("city Turin, which another client has set", got=city)


# Edge cases


def test_no_changes_are_fine(main, redis):
    """HSET without a field is an error."""
    redis.hset("profile:ada", "name", "Ada")
    returned = main.update_profile("ada", {})

    assert returned.value is None, expected("None", got=returned)
    assert profile(redis, "ada") == {"name": "Ada"}, expected("the profile as before", got=profile(redis, "ada"))


def test_an_empty_value_is_a_value(main, redis):
    """A user may empty a field. `if value` would skip it."""
    redis.hset("profile:ada", "likes", "looms")
    main.update_profile("ada", {"likes": "", "Motto": ""})

    assert profile(redis, "ada") == {"likes": "", "Motto": ""}, expected("two empty fields", got=profile(redis, "ada"))


def test_coins_may_be_negative_or_0(main):
    """Numbers below 0, and 0 itself, are numbers like any other: no max(0, …), no `if not number`."""
    main.add_coins("ada", 3)
    fewer = main.add_coins("ada", -10)
    same = main.add_coins("ada", 0)

    assert fewer == -7, expected("-7: ten less than 3", got=fewer)
    assert same == -7, expected("-7, as before", got=same)


@pytest.mark.parametrize(("before", "round_trip"), [(10, 2), (10, 3), (10, 4), (0, 2)])
def test_coins_that_another_client_adds_meanwhile_stay(main, redis, wire, before, round_trip):
    """HINCRBY adds and replies with the new number. A number that you read before it may be too old."""
    redis.hset("profile:ada", mapping={"name": "Ada", "coins": before} if before else {"name": "Ada"})
    theirs = another_client(wire, before=round_trip, does=lambda: redis.hincrby("profile:ada", "coins", 100))
    yours = main.add_coins("ada", 5)

    fields, wanted = profile(redis, "ada"), {"name": "Ada", "coins": f"{before + 105}"}
    assert fields == wanted, expected(f"{wanted} at profile:ada, with the 100 of another client", got=fields)
    right = [before + 105] if theirs == [before + 100] else [before + 5, before + 105]
    assert yours in right, expected(" or ".join(map(str, right)), got=yours)


def test_a_profile_never_expires(main, redis):
    """With a TTL, profile and coins would disappear one day. Only drafts expire."""
    main.update_profile("ada", {"name": "Ada"})
    main.add_coins("ada", 5)

    assert ttl_at(redis, "profile:ada") == "no TTL", expected("no TTL at profile:ada", got=ttl_at(redis, "profile:ada"))
