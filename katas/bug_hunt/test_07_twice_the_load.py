"""While Redis was down, the slow API had twice the load

A bug in cache_api. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#redis-is-away"


def test_one_of_your_tests_finds_it(hunt):
    """Without a cache each request has to reach the slow API, once. The slow API has counted two calls for each."""
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
