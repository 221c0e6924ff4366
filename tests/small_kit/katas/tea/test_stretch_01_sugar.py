"""Sugar on top"""

from dojo.steps import expected

READ = "katas/tea/README.md#sugar"


def test_sugar(client):
    got = client.get("/sugar")["data"]
    assert got == 1, expected("1 lump of sugar", got=got)
