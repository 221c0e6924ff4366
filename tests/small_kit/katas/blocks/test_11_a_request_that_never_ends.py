"""A request that never ends"""

from dojo.guards import time_limit

READ = "katas/blocks/README.md#blocks"


def test_wait(client, monkeypatch):
    monkeypatch.setattr(time_limit, "ANSWER_WITHIN_SECONDS", 0.2)
    client.get("/wait")
