"""Sets count visitors and find common interests"""

from dojo.steps import expected
from katas.redis_basics.checks import ACCENTED, MOMENTS, another_client, ttl_at, type_at

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


def test_names_of_visitors_are_stored_unchanged(main, redis):
    """Each page has a Set of its own. Ada and ada are two visitors, and so are two forms of Zoë."""
    names = ["ada", "Ada", " ada", "Zo\u00eb", ACCENTED, ""]
    for page in ("home", "/Über Uns"):
        for name in names:
            noted = main.note_visitor(page, name)
            assert noted.value is True, expected(f"True: {name!a} was not there before", got=noted)
        visitors = {visitor.decode() for visitor in redis.smembers(f"visitors:{page}")}
        assert visitors == set(names), expected(f"{names!a} in visitors:{page}", got=ascii(visitors))


def test_only_redis_knows_who_was_there(main, redis):
    """Other programs note and remove visitors too. What your process remembers is out of date then."""
    main.note_visitor("home", "ada")
    redis.srem("visitors:home", "ada")
    removed = main.note_visitor("home", "ada")
    redis.sadd("visitors:home", "grace")
    added = main.note_visitor("home", "grace")

    assert removed.value is True, expected("True: another program had removed ada", got=removed)
    assert added.value is False, expected("False: another program had noted grace", got=added)


def test_no_users_share_nothing(main):
    """SINTER without a key is an error. For an empty list, return the empty set."""
    common = main.common_interests([])

    assert common == set(), expected("set()", got=common)


def test_any_number_of_users_can_be_compared(main, redis):
    """Only what all of them share is common. One user shares everything with herself. Any text may be an interest."""
    wanted = {"poésie", "", f" {ACCENTED} "}
    for number, user in enumerate(["ada", "grace", "margaret"]):
        redis.sadd(f"interests:{user}", *wanted, *range(2 - number))
    for users in (["margaret"], ["margaret", "margaret"], ["ada", "grace", "margaret"]):
        common = main.common_interests(users)

        assert common == wanted, expected(ascii(wanted), got=ascii(common.value), about=common)


def test_new_interests_count_at_once(main, redis):
    """What your process remembers of the same users is out of date after the next change."""
    redis.sadd("interests:ada", "looms", "music")
    for interest in ("looms", "music"):
        main.common_interests(["ada", "grace"])
        redis.sadd("interests:grace", interest)
    common = main.common_interests(["ada", "grace"])

    assert common == {"looms", "music"}, expected('{"looms", "music"}', got=common)


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
    """With one round trip for each user, 150 users wait 150 times. Only the last one here differs from the others."""
    users = [f"user {number}" for number in range(150)]
    for user in users:
        redis.sadd(f"interests:{user}", "tea", *(["milk"] if user != users[-1] else []))
    main.common_interests(users)  # the first call may load a script

    common = main.common_interests(users)

    received = common.values_received
    assert common == {"tea"}, expected('{"tea"}', got=common)
    assert common.round_trips == 1, expected("1 round trip", got=f"{common.round_trips} round trips")
    assert received <= 10, expected("only what they share, not the interests of each", got=f"{received} values")


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
    redis.sadd("visitors:home", *(f"visitor {number}" for number in range(1203)))

    visitors = main.unique_visitors("home")

    assert visitors == 1203, expected("1203", got=visitors)
    received = visitors.values_received
    assert received <= 5, expected("a number from Redis, not 1203 visitors", got=f"{received} values from Redis")


def test_a_new_visitor_counts_at_once(main, redis):
    """A number that your process remembers is out of date after the next visit."""
    main.unique_visitors("home")  # nobody has come yet
    for number, visitor in enumerate(["ada", "grace"], 1):
        redis.sadd("visitors:home", visitor)
        visitors = main.unique_visitors("home")

        assert visitors == number, expected(f"{number}: {visitor} has come", got=visitors)


def test_of_two_visits_at_the_same_moment_one_is_the_first(main, redis, wire):
    """If you look first and add afterwards, another visit of the same visitor can come in between."""
    for moment in MOMENTS:
        redis.delete("visitors:home")
        added = another_client(wire, before=moment, does=lambda: redis.sadd("visitors:home", "ada"))
        yours = main.note_visitor("home", "ada")

        is_first = added == [0]
        assert yours.value is is_first, expected(f"{is_first}: SADD replied {added[0]} to the other visit", got=yours)


def test_visitors_never_expire(main, redis):
    """With a TTL, old visitors would be new again one day. Only drafts expire."""
    main.note_visitor("home", "ada")

    left = ttl_at(redis, "visitors:home")
    assert left == "no TTL", expected("no TTL at visitors:home", got=left)
