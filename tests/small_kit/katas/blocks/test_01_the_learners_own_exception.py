"""The learner's own exception"""

READ = "katas/blocks/README.md#blocks"


def test_boom(client):
    client.get("/boom")["data"]
