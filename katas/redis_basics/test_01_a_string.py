"""A String is set and read

`main` is your main.py: `main.count_visit("home")` calls `count_visit(redis, "home")` with a client of its own.
`count == 1` holds if that call returned the int 1, and not for what resembles it: True, 1.0 or b"1".
`redis` looks at what you stored, `wire` sees every round trip you make to Redis. `clock.advance` moves time.
`wire.before(round_trip=2, do=…)` is somebody else, who does something in front of the second round trip of the next
call: between two commands of yours, where there are two. If the call makes fewer round trips, it is done after it.
"""

from dojo.steps import expected

READ = "katas/redis_basics/README.md#keys-and-values"


def test_a_name_is_set_and_read(main, redis):
    """What went in as a str comes out as a str; in between, Redis holds bytes."""
    main.set_name(7, "Zoë Ünal")
    name = main.get_name(7)

    assert name == "Zoë Ünal", expected('"Zoë Ünal"', got=name)
    assert redis.get("name:7") == "Zoë Ünal".encode(), expected("the name at name:7", got=redis.get("name:7"))
    assert redis.ttl("name:7") == -1, expected("a name that stays, without a TTL", got=f"TTL {redis.ttl('name:7')}")


def test_a_name_is_read_anew_each_time(main, redis):
    """It may have been changed since, here or by another process: what you remember of it is old."""
    main.set_name(7, "Grace Murray")
    main.get_name(7)
    main.set_name(7, "Grace Hopper")
    name = main.get_name(7)

    assert name == "Grace Hopper", expected('"Grace Hopper", which it is by now', got=name)


def test_a_name_that_is_not_there_is_none(main):
    """Redis replies nil, which redis-py returns as None. An empty name is something else."""
    name = main.get_name(8)
    main.set_name(9, "")
    empty = main.get_name(9)

    assert name.value is None, expected("None", got=name)
    assert empty == "", expected('"", as there is a name, an empty one', got=empty)
