"""Long values"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_long(client):
    answer = client.get("/long")
    assert answer["data"] == "", expected("nothing", got=answer)
