"""An answer of another shape"""

READ = "katas/blocks/README.md#blocks"


def test_shape(client):
    client.get("/shape")["data"]
