"""Wrong answers that stretch step 2 of rate_limiter must catch."""

from tests.variants.rate_limiter.passages import RAISE
from tests.variants.variant import Answers

answers = Answers(__file__)

POLICY = """
"RateLimit-Policy": f'"default";q={RATE_LIMIT};w={WINDOW_SECONDS}'
"""
STATE = """
"RateLimit": f'"default";r={max(0, RATE_LIMIT - count)};t={seconds_left}'
"""

answers.wrong(
    "no-policy",
    "RateLimit is sent without RateLimit-Policy.",
    (
        """
        "RateLimit-Policy": f'"default";q={RATE_LIMIT};w={WINDOW_SECONDS}',
        """,
        "",
    ),
)
answers.wrong(
    "policy-without-a-window",
    "RateLimit-Policy has a quota but no window.",
    (";w={WINDOW_SECONDS}", ""),
)
answers.wrong(
    "policy-without-quotes",
    "The policy's name lacks its quotes.",
    (POLICY, POLICY.replace('"default"', "default")),
)
answers.wrong(
    "another-name",
    "RateLimit names a policy that RateLimit-Policy does not.",
    (STATE, STATE.replace("default", "burst")),
)
answers.wrong(
    "draft-of-2020",
    "The headers are RateLimit-Remaining and the like, as in the first drafts.",
    (STATE, '"RateLimit-Remaining": str(max(0, RATE_LIMIT - count))'),
)
answers.wrong(
    "draft-only-on-a-200",
    "A refusal has only the old headers.",
    (RAISE, RAISE.replace("{**headers,", "{**{name: value for name, value in headers.items() if name[0] == 'X'},")),
)
answers.wrong(
    "five-in-a-minute",
    "RateLimit-Policy is a constant.",
    ("q={RATE_LIMIT};w={WINDOW_SECONDS}", "q=5;w=60"),
)
answers.wrong(
    "always-a-whole-window",
    "t does not count down.",
    ("t={seconds_left}", "t={WINDOW_SECONDS}"),
)
