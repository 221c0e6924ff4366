"""Tests that do not find the bug of step 8 of bug_hunt: those that cut the connection."""

from tests.variants.bug_hunt.passages import CUT
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "leaves-redis-away",
    "Without Redis every request passes.",
    (CUT, CUT.replace("wire.mend()\n", "")),
)
answers.wrong(
    "does-not-use-up-the-budget",
    "A counter that never expires refuses nothing before the sixth request.",
    (CUT, CUT.replace("statuses(client, LIMIT)\n", "")),
)
