"""A call that does not end"""

from dojo.guards import time_limit

READ = "katas/calls/README.md#calls"


def test_wait(main, monkeypatch):
    monkeypatch.setattr(time_limit, "ANSWER_WITHIN_SECONDS", 0.2)
    main.wait()
