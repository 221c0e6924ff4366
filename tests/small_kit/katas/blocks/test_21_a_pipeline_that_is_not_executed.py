"""A pipeline that is not executed"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_no_execute(client, redis):
    client.get("/no-execute")
    assert redis.get("a"), expected("a key")
