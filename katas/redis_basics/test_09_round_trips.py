"""Many reads take one round trip"""

import pytest

from dojo.steps import expected

READ = "katas/redis_basics/README.md#round-trips"


def test_visits_come_in_the_order_of_the_pages(main, redis):
    """0 for a page that nobody has visited; and looking is no visit."""
    redis.mset({"visits:home": 7, "visits:about": 42})
    counts = main.visits(["about", "nowhere", "home", "about"])
    no_counts = main.visits([])
    redis.set("visits:about", 43)
    later = main.visits(["about", "home"])

    assert counts == [42, 0, 7, 42], expected("[42, 0, 7, 42]", got=counts)
    assert no_counts == [], expected("[] for no pages", got=no_counts)
    assert later == [43, 7], expected("[43, 7]: about was visited once more", got=later)
    assert redis.dbsize() == 2, expected("no key but the two that were there", got=f"{redis.dbsize()} keys")
    home = redis.get("visits:home")
    assert home == b"7", expected("7 at visits:home, as before", got=home)


def test_profiles_come_in_the_order_of_the_users(main, redis):
    """{} for a user without one; whoever is asked for twice comes twice."""
    redis.hset("profile:ada", mapping={"name": "Ada", "city": "Zürich"})
    redis.hset("profile:grace", mapping={"name": "Grace"})
    profiles = main.profiles(["grace", "nobody", "ada", "grace"])
    no_profiles = main.profiles([])
    redis.hset("profile:ada", "city", "Turin")
    later = main.profiles(["ada"])

    wanted = [{"name": "Grace"}, {}, {"name": "Ada", "city": "Zürich"}, {"name": "Grace"}]
    assert profiles == wanted, expected(f"{wanted}", got=profiles)
    assert no_profiles == [], expected("[] for no users", got=no_profiles)
    wanted = [{"name": "Ada", "city": "Turin"}]
    assert later == wanted, expected(f"{wanted}: ada has moved since", got=later)


def test_profiles_have_whatever_fields_there_are(main, redis):
    """Whoever adds one need not tell you. Each value is a str: digits too, and an empty one."""
    redis.hset("profile:ada", mapping={"Full name": "Ada", "motto": "", "house": "12", "coins": 100})
    profiles = main.profiles(["ada"])

    wanted = [{"Full name": "Ada", "motto": "", "house": "12", "coins": "100"}]
    assert profiles == wanted, expected(f"{wanted}", got=profiles)


@pytest.mark.parametrize("function", ["visits", "profiles"])
def test_twenty_are_read_in_one_round_trip(main, redis, function):
    """Twenty round trips are twenty times the way there and back."""
    names = [f"number {number}" for number in range(20)]
    for number, name in enumerate(names):
        redis.set(f"visits:{name}", number)
        redis.hset(f"profile:{name}", mapping={"name": name})
    read = main.visits if function == "visits" else main.profiles
    read(names)
    twenty = read(names)

    wanted = list(range(20)) if function == "visits" else [{"name": name} for name in names]
    assert twenty == wanted, expected(f"{wanted[:2]} and so on", got=twenty)
    assert twenty.round_trips == 1, expected("1 round trip", got=f"{twenty.round_trips} round trips")
