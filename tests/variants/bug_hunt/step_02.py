"""Tests that do not find the bug of step 2 of bug_hunt: those that ask whether null is stored."""

from tests.variants.bug_hunt.passages import NULL
from tests.variants.passage import passage, replaced
from tests.variants.variant import Answers

answers = Answers(__file__)

ASSERTS = """
assert slow_api.calls == 1
assert again["data"] is None
"""


def with_null(old: str, new: str) -> tuple[str, str]:
    """The test of null, with one passage replaced."""
    return NULL, replaced(passage(NULL), old, new)


answers.wrong(
    "asserts-nothing",
    "It only sends the requests.",
    with_null(ASSERTS, "print(again)"),
    block="""
      expected  one of your tests to fail on this bug
      got       none: 5 tests for cache_api looked, and the bug survived
    """,
)
answers.wrong(
    "asserts-what-is-true-of-the-bug-as-well",
    "The data are null, from the cache or not.",
    with_null(ASSERTS, 'assert again["data"] is None'),
)
answers.wrong(
    "finds-it-by-an-exception",
    "It raises an error of its own, and asserts nothing.",
    with_null(ASSERTS, 'if slow_api.calls > 1:\n    raise RuntimeError("asked twice")'),
    block="""
      test_null_is_an_answer_like_any_other (my_tests.py:…) ends with RuntimeError: asked twice: only an assert of …
    """,
)
answers.wrong(
    "catches-its-own-assertion",
    "An except around the assert hides the failure.",
    with_null(ASSERTS, "try:\n    assert slow_api.calls == 1\nexcept AssertionError:\n    pass"),
)
answers.wrong("does-not-look", "There is no test of null.", (NULL, ""))
