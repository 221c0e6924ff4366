"""Sugar"""

from dojo.steps import expected

READ = "katas/README.md"


def test_sugar(client):
    assert client.get("/sugar")["data"] == 0, expected("no sugar")
