"""Tests that do not find the bug of step 7 of bug_hunt: those that count the calls during an outage."""

from tests.variants.bug_hunt.passages import WITHOUT_REDIS
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "finds-it-by-a-time-out",
    "It waits until the number is right.",
    (WITHOUT_REDIS, WITHOUT_REDIS.replace("assert slow_api.calls == 1", "while slow_api.calls != 1:\n    pass")),
)
answers.wrong(
    "counts-two-calls-as-well",
    "It asks for at least one call.",
    (WITHOUT_REDIS, WITHOUT_REDIS.replace("== 1", ">= 1")),
)
