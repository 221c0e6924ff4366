"""Many round trips in many requests"""

from dojo.steps import expected

READ = "katas/blocks/README.md#blocks"


def test_loops(client, clock):
    client.get("/touch/1")
    for _ in range(3):
        client.get("/loop")
    clock.advance(5)
    client.get("/touch/2")
    assert False, expected("less")
