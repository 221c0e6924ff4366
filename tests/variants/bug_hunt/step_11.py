"""Tests that do not find the bug of step 11 of bug_hunt: those in which one change overtakes the other."""

from tests.variants.bug_hunt.passages import CHANGES
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "holds-it-too-early",
    "Before its first round trip a request has read nothing yet.",
    (CHANGES, CHANGES.replace("(1, 2)", "(1,)")),
)
