"""A missing await that shows as an exception"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_no_await(client):
    client.get("/list")
    answer = client.get("/no-await")
    assert answer.status == 200, expected("200", got=answer)
