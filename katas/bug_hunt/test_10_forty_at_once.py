"""Forty requests at once, and all of them passed

A bug in rate_limiter. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#many-at-once"


def test_one_of_your_tests_finds_it(hunt):
    """Request after request, the limit holds. A load test that sends them at the same moment is not limited at
    all.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
