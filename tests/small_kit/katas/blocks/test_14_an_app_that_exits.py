"""An app that exits"""

READ = "katas/blocks/README.md#blocks"


def test_exit(client):
    client.get("/exit")["data"]
