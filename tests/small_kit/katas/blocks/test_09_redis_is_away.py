"""Redis is away"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_away(client, wire):
    client.get("/touch/1")
    wire.down()
    answer = client.get("/touch/1")
    assert answer.status == 200, expected("200", got=answer)
