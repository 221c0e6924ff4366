"""One customer has been locked out since Tuesday

A bug in rate_limiter. The bug report stands below, and in the failure block as `why`.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#redis-is-away"


def test_one_of_your_tests_finds_it(hunt):
    """Each of the customer's requests gets 429, even after an hour without any. On Tuesday there was a short
    network failure.
    """
    verdict = hunt.on_the_bug()

    assert verdict, expected("one of your tests to fail on this bug", got=verdict)
