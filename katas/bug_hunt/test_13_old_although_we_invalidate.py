"""The city is old although we invalidate

A bug in cache_api. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#a-request-that-is-overtaken"


def test_one_of_your_tests_finds_it(hunt):
    """Each PUT removes the entry, after the save. Once or twice a day a user still sees the old city, until the
    entry expires.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
