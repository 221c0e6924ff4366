"""The learner's own exception"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_exception(main, redis):
    redis.rpush("list", "a")
    main.greet("Ada")
    counted = main.count(["tea", 1, {"milk": None}])
    assert counted == 4, expected("4", got=counted)
