"""Wrong answers that step 1 of rate_limiter must catch."""

from tests.variants.rate_limiter.passages import REMAINING
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "no-health",
    "The health route was removed.",
    ("app.include_router(health)", ""),
)
answers.wrong(
    "headers-are-numbers",
    "A header is a number, and Starlette accepts only text: every answer is a 500.",
    (REMAINING, REMAINING.replace("str(max(0, RATE_LIMIT - count))", "max(0, RATE_LIMIT - count)")),
)
