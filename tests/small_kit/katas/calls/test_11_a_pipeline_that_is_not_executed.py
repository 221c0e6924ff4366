"""A pipeline that is not executed"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_pipeline(main, redis):
    main.forget()
    assert redis.get("a"), expected("a key")
