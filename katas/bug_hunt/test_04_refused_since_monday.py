"""A script has been refused since Monday

A bug in rate_limiter. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#time"


def test_one_of_your_tests_finds_it(hunt):
    """The script asks every fifty seconds, which is far below the limit. Its first five requests passed, and
    none since. When we stop it for an hour, it works again.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
