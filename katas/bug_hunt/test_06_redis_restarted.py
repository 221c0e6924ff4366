"""Redis restarted at noon, and everybody had to log in again

A bug in session_storage. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#redis-is-away"


def test_one_of_your_tests_finds_it(hunt):
    """Redis was away for ten seconds and lost nothing. Users who clicked meanwhile were logged out; all others
    were not.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
