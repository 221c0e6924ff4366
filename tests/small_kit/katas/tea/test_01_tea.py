"""Tea is served"""

from dojo.steps import expected

READ = "katas/tea/README.md#tea"


def test_tea(client):
    assert client.get("/tea")["data"] == "green", expected("green tea")
