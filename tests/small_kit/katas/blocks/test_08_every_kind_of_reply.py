"""Every kind of reply"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_kinds(client, second_worker):
    client.get("/kinds")
    second_worker.get("/kinds")
    assert False, expected("something else", got="two\nlines", called="GET /kinds, in two workers")
