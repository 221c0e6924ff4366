"""I logged out, and I am still logged in

A bug in session_storage. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#a-request-that-is-overtaken"


def test_one_of_your_tests_finds_it(hunt):
    """It happens with two tabs: one still loads the profile while the other logs out. Afterwards the old cookie
    works.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
