"""Much that the test does"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_setup(client, redis):
    for number in range(10):
        redis.set(f"key:{number}", number)
    client.get("/list")
    assert False, expected("less")
