"""Tests that do not find the bug of step 9 of bug_hunt: those that send requests at the same moment."""

from tests.variants.bug_hunt.passages import STAMPEDE
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "sends-one-after-the-other",
    "Only the first request misses.",
    (STAMPEDE, STAMPEDE.replace('client.together(["/users/7"] * 5)', 'for _ in range(5):\n    client.get("/users/7")')),
)
