"""Tests that do not find the bug of step 13 of bug_hunt: those in which a write overtakes a reader."""

from tests.variants.bug_hunt.passages import OVERTAKEN
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "looks-before-the-reader-is-finished",
    "The old user comes back later.",
    (
        OVERTAKEN,
        """
        city = client.get(f"/users/{round_trip}")["data", "city"] if round_trip == 1 else "Houston"
        reader.finish()

        assert city == "Houston"
        """,
    ),
)
answers.wrong(
    "does-not-reach-the-fill",
    "The fill is the fourth round trip of this bug.",
    ("for round_trip in (1, 2, 3, 4):", "for round_trip in (1, 2):"),
)
