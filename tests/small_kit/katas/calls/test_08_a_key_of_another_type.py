"""The test looks at a key of another type"""

READ = "katas/calls/README.md#calls"


def test_look(main, redis):
    main.spend("ada", 1)
    redis.lrange("purse:ada", 0, -1)
