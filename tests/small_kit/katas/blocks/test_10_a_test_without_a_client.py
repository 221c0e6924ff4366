"""A test without a client"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_no_client(redis):
    assert redis.dbsize() == 1, expected("a key")
