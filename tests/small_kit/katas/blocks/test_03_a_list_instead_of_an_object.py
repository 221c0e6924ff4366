"""A list instead of an object"""

READ = "katas/blocks/README.md#blocks"


def test_list(client):
    client.get("/list")["data"]
