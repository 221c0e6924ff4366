"""A Hash is changed field by field"""

from dojo.steps import expected
from katas.redis_basics.checks import (
    A_COMMAND,
    ACCENTED,
    MOMENTS,
    another_client,
    other_clients,
    profile,
    ttl_at,
    type_at,
)

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


def test_a_field_that_another_client_sets_meanwhile_stays(main, redis, wire):
    """If you read the whole profile and write it back, you overwrite a change that came in between."""
    for moment in MOMENTS:
        redis.hset("profile:ada", mapping={"name": "Ada", "city": "London"})
        another_client(wire, before=moment, does=lambda: redis.hset("profile:ada", "city", "Turin"))
        updated = main.update_profile("ada", {"name": "Ada Lovelace"})

        city = redis.hget("profile:ada", "city")
        assert city == b"Turin", expected("city Turin, which another client has set", got=city, about=updated)


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


def test_any_field_is_stored_unchanged(main, redis):
    """Others invent fields that you do not know. A value is a text: no strip(), no int(), no other form of Unicode."""
    fields = {
        "Größe (cm)": "007",
        "coins": "9",
        "e-mail 2": f" {ACCENTED} ",
        **{f"field {number}": "x" * 300 for number in range(12)},
    }
    main.update_profile("ada", dict(fields))

    stored = profile(redis, "ada")
    wrong = [field for field in fields if stored.get(field) != fields[field]]
    assert not wrong, expected(f"{fields[wrong[0]]!a} in {wrong[0]}", got=ascii(stored.get(wrong[0])))
    assert stored.keys() == fields.keys(), expected("these fields, and no others", got=", ".join(stored))


def test_an_update_writes_its_changes_and_nothing_else(main, redis):
    """Other programs change fields too. What your process remembers, it must neither write again nor leave out."""
    for city in ("London", "Turin"):
        main.update_profile("ada", {"city": city, "name": "Ada"})
        redis.hset("profile:ada", mapping={"city": "Paris", "name": "A. L."})
    main.update_profile("ada", {"name": "Ada"})

    fields, wanted = profile(redis, "ada"), {"city": "Paris", "name": "Ada"}
    assert fields == wanted, expected(f"{wanted} at profile:ada", got=fields)


def test_an_update_is_not_lost_on_a_busy_day(main, redis, wire):
    """A retry with a limit loses the update, or the coins, when too many others come in between."""
    other_clients(wire, before=range(1, 20), does=lambda: redis.hincrby("profile:ada", "logins", 1))
    main.update_profile("ada", {"name": "Ada"})
    other_clients(wire, before=range(1, 20), does=lambda: redis.hincrby("profile:ada", "logins", 1))
    main.add_coins("ada", 5)

    fields, wanted = profile(redis, "ada"), {"name": "Ada", "coins": "5", "logins": "38"}
    assert fields == wanted, expected(f"{wanted} at profile:ada", got=fields)


def test_coins_may_be_negative_or_0(main):
    """Numbers below 0, and 0 itself, are numbers like any other: no max(0, …), no `if not number`."""
    for number, wanted in ((3, 3), (-10, -7), (0, -7), (7, 0)):
        coins = main.add_coins("ada", number)

        assert coins == wanted, expected(f"{wanted}", got=coins)


def test_many_coins_stay_exact(main, redis):
    """A float has no room for all digits of a large number."""
    redis.hset("profile:ada", "coins", 2**53)

    coins = main.add_coins("ada", 1)

    stored = profile(redis, "ada")["coins"]
    assert stored == "9007199254740993", expected("9007199254740993 coins at profile:ada", got=stored)
    assert coins == 2**53 + 1, expected("9007199254740993", got=coins)


def test_coins_that_another_client_adds_meanwhile_stay(main, redis, wire):
    """HINCRBY adds and replies with the new number. A number that you read before it may be too old."""
    for before, moment in ((10, 2), (10, 3), (10, 4), (10, A_COMMAND), (0, 2)):
        redis.delete("profile:ada")
        redis.hset("profile:ada", mapping={"name": "Ada", "coins": before} if before else {"name": "Ada"})
        theirs = another_client(wire, before=moment, does=lambda: redis.hincrby("profile:ada", "coins", 100))
        yours = main.add_coins("ada", 5)

        fields, wanted = profile(redis, "ada"), {"name": "Ada", "coins": f"{before + 105}"}
        words = f"{wanted} at profile:ada, with the 100 of another client"
        assert fields == wanted, expected(words, got=fields, about=yours)
        right = [before + 105] if theirs == [before + 100] else [before + 5, before + 105]
        assert yours in right, expected(" or ".join(map(str, right)), got=yours)


def test_a_profile_never_expires(main, redis):
    """With a TTL, profile and coins would disappear one day. Only drafts expire."""
    main.update_profile("ada", {"name": "Ada"})
    main.add_coins("ada", 5)

    assert ttl_at(redis, "profile:ada") == "no TTL", expected("no TTL at profile:ada", got=ttl_at(redis, "profile:ada"))
