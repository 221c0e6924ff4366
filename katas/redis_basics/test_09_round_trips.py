"""Many reads take one round trip"""

from dojo.steps import expected

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


def test_twenty_counts_are_read_in_one_round_trip(main, redis):
    """Twenty round trips mean waiting for the network twenty times."""
    redis.mset({f"visits:page {number}": number for number in range(20)})
    pages = [f"page {number}" for number in range(20)]
    main.visits(pages)  # the first call may load a script
    counts = main.visits(pages)

    assert counts == list(range(20)), expected("[0, 1, 2, …, 19]", got=counts)
    assert counts.round_trips == 1, expected("1 round trip", got=f"{counts.round_trips} round trips")


def test_twenty_profiles_are_read_in_one_round_trip(main, redis):
    """No command reads several Hashes. A pipeline sends many commands at once."""
    users = [f"user {number}" for number in range(20)]
    for user in users:
        redis.hset(f"profile:{user}", "name", user)
    main.profiles(users)  # the first call may load a script
    profiles = main.profiles(users)

    assert profiles == [{"name": user} for user in users], expected("20 profiles, in order", got=profiles)
    assert profiles.round_trips == 1, expected("1 round trip", got=f"{profiles.round_trips} round trips")


# Edge cases


def test_a_missing_key_has_an_answer_too(main, redis):
    """A missing key is 0 visits or {}, and MGET replies nil. A name that comes twice has two answers."""
    redis.set("visits:home", 7)
    redis.hset("profile:ada", "name", "Ada")
    counts = main.visits(["home", "nowhere", "home"])
    profiles = main.profiles(["ada", "nobody", "ada"])

    ada = {"name": "Ada"}
    assert counts == [7, 0, 7], expected("[7, 0, 7]", got=counts)
    assert profiles == [ada, {}, ada], expected('[{"name": "Ada"}, {}, {"name": "Ada"}]', got=profiles)


def test_an_empty_list_has_no_answers(main):
    """There may be nothing to ask for."""
    counts = main.visits([])
    profiles = main.profiles([])

    assert counts == [], expected("[] for no pages", got=counts)
    assert profiles == [], expected("[] for no users", got=profiles)


def test_reading_counts_changes_nothing(main, redis):
    """INCR counts a visit, and INCRBY by 0 creates a key. Reading must do neither."""
    redis.set("visits:home", 7)
    main.visits(["home", "nowhere"])

    assert redis.get("visits:home") == b"7", expected("7 at visits:home, as before", got=redis.get("visits:home"))
    assert redis.dbsize() == 1, expected("1 key, as before", got=f"{redis.dbsize()} keys")


def test_all_fields_of_a_profile_are_read(main, redis):
    """Others may add fields that you do not know. Each value is a str: digits too, and an empty one."""
    fields = {"Full name": "Ada", "city": "Zürich", "motto": "", "house": "12", "coins": "100"}
    redis.hset("profile:ada", mapping=fields)
    profiles = main.profiles(["ada"])

    assert profiles == [fields], expected(f"[{fields}]", got=profiles)


def test_a_change_is_read_at_once(main, redis):
    """What your process remembers is out of date after the next change."""
    for _ in range(2):
        redis.incr("visits:home")
        redis.hincrby("profile:ada", "coins", 1)
        counts, profiles = main.visits(["home"]), main.profiles(["ada"])

    assert counts == [2], expected("[2]: there was another visit", got=counts)
    assert profiles == [{"coins": "2"}], expected('[{"coins": "2"}]: ada has got another coin', got=profiles)
