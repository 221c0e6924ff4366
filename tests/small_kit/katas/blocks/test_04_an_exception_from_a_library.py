"""An exception that comes from a library"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_decode(client):
    answer = client.get("/decode")
    assert answer.status == 200, expected("200", got=answer)
