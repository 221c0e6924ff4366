"""Fields that expire"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_fields(client):
    client.get("/fields")
    assert False, expected("none")
