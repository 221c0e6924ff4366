"""A String is set and read

`main` is your main.py: `main.get_name(7)` calls `get_name(redis, 7)` with a client.
`name == "Ada"` is true for that str only, and not for bytes. In the same way `count == 1` is false for True and 1.0.
`name.value` is what your function returned. `redis` is a client of the test; it looks at what you stored.
"""

from dojo.steps import expected
from katas.redis_basics.checks import ACCENTED, characters, ttl_at

READ = "katas/redis_basics/README.md#keys-and-values"


def test_a_name_is_set_and_read(main, redis):
    """Redis holds bytes. Your function returns a str."""
    main.set_name(7, "Zoë Ünal")

    name = main.get_name(7)

    assert name == "Zoë Ünal", expected('"Zoë Ünal"', got=name)
    assert redis.get("name:7") == "Zoë Ünal".encode(), expected("the name at name:7", got=redis.get("name:7"))


def test_a_missing_name_is_none(main, redis):
    """Redis replies nil for a key that does not exist. redis-py returns None for nil."""
    name = main.get_name(8)
    redis.set("name:8", "Radia")
    later = main.get_name(8)

    assert name.value is None, expected("None", got=name)
    assert later == "Radia", expected('"Radia": the key exists now', got=later)


def test_a_new_name_replaces_the_old_one(main, redis):
    """A name can change: SET replaces it, and a name that your process remembers is out of date."""
    main.set_name(7, "Grace Murray")
    main.get_name(7)
    main.set_name(7, "Grace Hopper")
    name = main.get_name(7)
    redis.set("name:7", "Admiral Hopper")
    latest = main.get_name(7)

    assert name == "Grace Hopper", expected('"Grace Hopper", the new name', got=name)
    assert latest == "Admiral Hopper", expected('"Admiral Hopper": another program has changed it', got=latest)


# Edge cases


def test_an_empty_name_is_a_name(main):
    """`if reply` is false for an empty name too. Compare with None."""
    main.set_name(9, "")

    name = main.get_name(9)

    assert name == "", expected('"": the key exists, and its value is empty', got=name)


def test_any_name_is_stored_unchanged(main, redis):
    """The text is what you were given: no strip(), no other form of Unicode, no maximum."""
    for given in (" Ada ", ACCENTED, "名" * 200):
        main.set_name(7, given)
        name = main.get_name(7)

        stored = characters(redis, "name:7")
        assert stored == ascii(given), expected(f"{given!a} at name:7", got=stored)
        assert name == given, expected(ascii(given), got=ascii(name.value), about=name)


def test_a_name_never_expires(main, redis):
    """With a TTL, the name would disappear one day. Only drafts expire."""
    redis.set("name:7", "Zoë", ex=3600)
    main.set_name(7, "Zoë Ünal")

    assert ttl_at(redis, "name:7") == "no TTL", expected("no TTL at name:7", got=ttl_at(redis, "name:7"))
