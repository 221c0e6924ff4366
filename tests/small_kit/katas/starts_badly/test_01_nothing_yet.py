"""Nothing yet"""

READ = "katas/README.md"


def test_one(client):
    assert client.get("/").status == 404
