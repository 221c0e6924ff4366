"""Tests that do not find the bug of step 3 of bug_hunt: those about two workers."""

from tests.variants.bug_hunt.passages import TWO_WORKERS
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "asks-one-worker",
    "The second worker is there, and is not asked.",
    (TWO_WORKERS, TWO_WORKERS.replace("second_worker", "client")),
)
answers.wrong(
    "tests-of-another-app",
    "It has no test of rate_limiter that looks at two workers.",
    ("def test_two_workers_count_together(", "def two_workers_count_together("),
)
