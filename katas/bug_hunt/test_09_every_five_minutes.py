"""Every five minutes the slow API is flooded

A bug in cache_api. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#many-at-once"


def test_one_of_your_tests_finds_it(hunt):
    """The home page asks for user 7, hundreds of times a second. Whenever that entry expires, the slow API gets
    all of these requests at once.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
