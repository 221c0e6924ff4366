"""Ten requests got through, the limit is five

A bug in rate_limiter. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#a-second-worker"


def test_one_of_your_tests_finds_it(hunt):
    """Since we run two processes, a customer gets ten requests through in a minute. With one process it was
    five.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
