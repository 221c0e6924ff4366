"""Many reads take one round trip"""

from dojo.steps import expected
from katas.redis_basics.checks import ACCENTED, profile, ttl_at

READ = "katas/redis_basics/README.md#round-trips"


def test_visits_come_in_the_order_of_the_pages(main, redis):
    """Read the keys of step 2, and count no visit. Redis replies with bytes; return int."""
    redis.mset({"visits:home": 7, "visits:about": 42})

    counts = main.visits(["about", "home"])

    assert counts == [42, 7], expected("[42, 7]", got=counts)


def test_profiles_come_in_the_order_of_the_users(main, redis):
    """The keys are those of step 5. Both the fields and the values are bytes."""
    redis.hset("profile:ada", "name", "Ada")
    redis.hset("profile:zoë", "name", "Zoë")

    profiles = main.profiles(["zoë", "ada"])

    assert profiles == [{"name": "Zoë"}, {"name": "Ada"}], expected('[{"name": "Zoë"}, {"name": "Ada"}]', got=profiles)


def test_many_counts_are_read_in_one_round_trip(main, redis):
    """Two hundred round trips mean waiting for the network two hundred times."""
    redis.mset({f"visits:page {number}": number for number in range(2000)})
    pages = [f"page {number}" for number in range(2000)]
    _, counts = main.visits(pages), main.visits(pages)  # the first call may load a script

    assert counts == list(range(2000)), expected("[0, 1, 2, …, 1999]", got=counts)
    assert counts.round_trips == 1, expected("1 round trip", got=f"{counts.round_trips} round trips")


def test_many_profiles_are_read_in_one_round_trip(main, redis):
    """No command reads several Hashes. A pipeline sends many commands at once."""
    users = [f"user {number}" for number in range(120)]
    for user in users[:3]:
        redis.hset(f"profile:{user}", "name", user)
    _, profiles = main.profiles(users), main.profiles(users)  # the first call may load a script

    wanted = [{"name": user} for user in users[:3]] + [{}] * 117
    assert profiles == wanted, expected("3 profiles, and {} 117 times", got=profiles)
    assert profiles.round_trips == 1, expected("1 round trip", got=f"{profiles.round_trips} round trips")


# Edge cases


def test_a_missing_key_has_an_answer_too(main, redis):
    """A missing key is 0 visits or {}, and MGET replies nil. A name that comes twice has two answers."""
    redis.set("visits:home", 7)
    redis.hset("profile:ada", "name", "Ada")
    counts = main.visits(["home", "nowhere", "home"])
    profiles = main.profiles(["ada", "nobody", "ada"])

    assert counts == [7, 0, 7], expected("[7, 0, 7]", got=counts)
    wanted = [{"name": "Ada"}, {}, {"name": "Ada"}]
    assert profiles == wanted, expected('[{"name": "Ada"}, {}, {"name": "Ada"}]', got=profiles)


def test_an_empty_list_has_no_answers(main):
    """There may be nothing to ask for."""
    for answers in (main.visits([]), main.profiles([])):
        assert answers == [], expected("[] for an empty list", got=answers)


def test_reading_changes_nothing(main, redis):
    """INCR counts a visit, INCRBY by 0 creates a key, and GETEX sets a TTL. Reading must do none of these."""
    redis.set("visits:home", 7)
    redis.hset("profile:ada", "name", "Ada")
    main.visits(["home", "nowhere"])
    main.profiles(["ada", "nobody"])
    stored = redis.get("visits:home"), profile(redis, "ada"), redis.dbsize()
    ttls = {ttl_at(redis, "visits:home"), ttl_at(redis, "profile:ada")}
    assert stored == (b"7", {"name": "Ada"}, 2), expected("7 visits, Ada's name, 2 keys, as before", got=f"{stored}")
    assert ttls == {"no TTL"}, expected("no TTL, as before", got=" and ".join(ttls))


def test_everything_is_read_unchanged(main, redis):
    """Others add any number of fields that you do not know. A value is a str, digits too. A float loses digits."""
    fields = {"Größe (cm)": "007", "city": f" {ACCENTED} ", "motto": "", **{f"field {n}": str(n) for n in range(600)}}
    redis.hset("profile:ada", mapping=fields)
    redis.set("visits:home", 2**53 + 1)
    profiles, counts = main.profiles(["ada"]), main.visits(["home"])
    assert counts == [2**53 + 1], expected("[9007199254740993]", got=counts)
    assert profiles == [fields], expected(f"[{fields!a}]", got=ascii(profiles.value), about=profiles)


def test_a_change_is_read_at_once(main, redis):
    """What your process remembers is out of date after the next change."""
    for _ in range(3):
        counts, profiles = main.visits(["home"]), main.profiles(["ada"])
        redis.incr("visits:home")
        redis.hincrby("profile:ada", "coins", 1)
    assert counts == [2], expected("[2]: there was another visit", got=counts)
    assert profiles == [{"coins": "2"}], expected('[{"coins": "2"}]: ada has got another coin', got=profiles)
