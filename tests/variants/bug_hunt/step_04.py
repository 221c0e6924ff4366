"""Tests that do not find the bug of step 4 of bug_hunt: those that let time pass."""

from tests.variants.bug_hunt.passages import GOES_ON
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "stops-too-early",
    "Five requests never meet a limit of five.",
    (GOES_ON, GOES_ON.replace("LIMIT + 2", "LIMIT")),
)
answers.wrong(
    "waits-too-long",
    "After two windows without a request, any key is gone.",
    (GOES_ON, GOES_ON.replace("50", "2 * WINDOW")),
)
