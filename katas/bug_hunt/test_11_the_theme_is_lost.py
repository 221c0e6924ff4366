"""I changed theme and language, and only one was saved

A bug in session_storage. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#a-request-that-is-overtaken"


def test_one_of_your_tests_finds_it(hunt):
    """The settings page sends both changes at the same moment. Both are answered with success, and now and then
    one of them is gone.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
