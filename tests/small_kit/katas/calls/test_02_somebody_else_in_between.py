"""Somebody else in between"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_meanwhile(main, redis, wire):
    redis.set("purse:ada", 100)
    wire.before(round_trip=2, do=lambda: redis.incrby("purse:ada", 50))
    main.spend("ada", 30)
    left = redis.get("purse:ada")
    assert left == b"120", expected("120 for ada", got=left)
