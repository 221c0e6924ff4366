"""Tests that do not find the bug of step 10 of bug_hunt: those that send requests at the same moment."""

from tests.variants.bug_hunt.passages import AT_ONCE
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "sends-one-after-the-other",
    "Each request is counted before the next one comes.",
    (AT_ONCE, 'answers = [client.get("/api/status") for _ in range(12)]'),
)
answers.wrong(
    "sends-no-more-than-the-limit",
    "All five of them may pass.",
    (AT_ONCE, 'answers = client.together(["/api/status"] * 5)'),
)
