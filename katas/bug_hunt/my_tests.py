"""bug_hunt: your tests.  Brief: README.md.  Run: pytest katas/bug_hunt

Each test is an ordinary pytest test. A mark above it names the app that it is about:
cache_api, rate_limiter or session_storage.
"""

import pytest


@pytest.mark.cache_api
def test_a_second_request_does_not_ask_the_slow_api(client, slow_api):
    client.get("/users/7")
    client.get("/users/7")

    assert slow_api.calls == 1


# TODO one test for each bug report. pytest katas/bug_hunt shows the first bug that none of your tests finds.
