"""Binary data"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_binary(client):
    client.get("/binary")
    assert False, expected("text", got="bytes")
