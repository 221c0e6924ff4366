"""Many requests and many keys"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_many(client):
    for number in range(20):
        client.get(f"/touch/{number}")
    assert False, expected("fewer", got="20")
