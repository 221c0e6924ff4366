"""Many requests that do not ask Redis"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_nothing(client):
    client.together(["/list"] * 5)
    assert False, expected("Redis to be asked")
