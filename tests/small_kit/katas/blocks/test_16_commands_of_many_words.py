"""Commands of many words, and many in one round trip"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_words(client, redis):
    redis.mset({f"cart:{number}": "tea" for number in range(300)})
    client.get("/empty/300")
    assert False, expected("less")
