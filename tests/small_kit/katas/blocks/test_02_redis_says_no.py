"""Redis says no"""

READ = "katas/blocks/README.md#blocks"


def test_wrong_type(client):
    client.get("/wrong-type")["data"]
