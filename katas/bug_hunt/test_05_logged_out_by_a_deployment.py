"""After the deployment everybody was logged out

A bug in session_storage. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#a-second-worker"


def test_one_of_your_tests_finds_it(hunt):
    """The new process runs the same code on the same Redis, and the sessions are still in there. But no cookie
    works.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
