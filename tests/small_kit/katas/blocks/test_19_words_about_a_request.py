"""Words about a request"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_about(client):
    answers = [client.get(f"/touch/{number}") for number in range(12)]
    assert False, expected("a header on request 6", got="none", about=answers[5])
