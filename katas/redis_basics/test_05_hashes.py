"""A Hash is changed field by field"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#hashes"


def test_fields_are_set_and_the_others_stay(main, redis):
    """One key per user, one field per fact. An empty value is a value."""
    redis.hset("profile:ada", mapping={"name": "Ada", "city": "London", "likes": "looms"})
    main.update_profile("ada", {"city": "Zürich", "likes": "", "Motto": ""})
    main.update_profile("grace", {"name": "Grace"})

    kind = redis.type("profile:ada")
    assert kind == b"hash", expected("a Hash at profile:ada", got=kind.decode())
    profile, wanted = redis.hgetall("profile:ada"), {b"name": b"Ada", b"city": "Zürich".encode()}
    wanted |= {b"likes": b"", b"Motto": b""}
    assert profile == wanted, expected(f"{wanted}", got=profile)
    assert redis.hlen("profile:grace") == 1, expected("1 field at profile:grace", got=redis.hlen("profile:grace"))
    left = redis.ttl("profile:ada")
    assert left == -1, expected("a profile that stays, without a TTL", got=f"TTL {left}")


def test_a_field_that_somebody_else_sets_meanwhile_stays(main, redis, wire):
    """Whoever reads the whole profile and writes the whole profile takes it back."""
    for round_trip in (2, 3, 4):
        redis.hset("profile:ada", mapping={"name": "Ada", "city": "London"})
        wire.before(round_trip=round_trip, do=lambda: redis.hset("profile:ada", "city", "Turin"))
        main.update_profile("ada", {"name": "Ada Lovelace"})

        city = redis.hget("profile:ada", "city")
        assert city == b"Turin", expected("Turin, which somebody else set meanwhile", got=city)


def test_no_changes_are_fine(main, redis):
    """HSET wants a field."""
    redis.hset("profile:ada", mapping={"name": "Ada"})
    returned = main.update_profile("ada", {})

    profile = redis.hgetall("profile:ada")
    assert returned.value is None, expected("None", got=returned)
    assert profile == {b"name": b"Ada"}, expected("the profile as it was", got=profile)


def test_coins_are_added_up_in_the_hash(main, redis):
    """A field that does not exist counts as 0, and 0 is not the lowest."""
    redis.hset("profile:ada", mapping={"name": "Ada"})
    first = main.add_coins("ada", 5)
    second = main.add_coins("ada", -2)
    third = main.add_coins("ada", -10)
    none = main.add_coins("ada", 0)

    assert first == 5, expected("5", got=first)
    assert second == 3, expected("3", got=second)
    assert third == -7, expected("-7: ten less than 3", got=third)
    assert none == -7, expected("-7, as before: 0 coins more", got=none)
    profile = redis.hgetall("profile:ada")
    assert profile == {b"name": b"Ada", b"coins": b"-7"}, expected("-7 coins beside the name", got=profile)
    left = redis.ttl("profile:ada")
    assert left == -1, expected("coins that stay, without a TTL", got=f"TTL {left}")


@pytest.mark.parametrize("round_trip", [2, 3, 4])
def test_coins_that_come_meanwhile_stay(main, redis, wire, round_trip):
    """A field can be a counter too."""
    redis.hset("profile:ada", "coins", 10)
    theirs = []
    wire.before(round_trip=round_trip, do=lambda: theirs.append(redis.hincrby("profile:ada", "coins", 100)))
    yours = main.add_coins("ada", 5)

    coins = redis.hget("profile:ada", "coins")
    assert coins == b"115", expected("115: 10 before, 5 of yours, 100 by somebody else", got=coins)
    if theirs == [110]:
        assert yours == 115, expected("115: there were 110 when you added yours", got=yours)
    else:
        assert yours in [15, 115], expected("15, or 115 with what came later", got=yours)
