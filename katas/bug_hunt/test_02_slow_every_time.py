"""Some posts are slow every time

A bug in cache_api. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#the-slow-api"


def test_one_of_your_tests_finds_it(hunt):
    """Most posts are fast from the second request on. A few have null as their data, and each of their requests
    waits for the slow API.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
