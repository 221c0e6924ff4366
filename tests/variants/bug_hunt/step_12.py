"""Tests that do not find the bug of step 12 of bug_hunt: those in which a logout overtakes a read."""

from tests.variants.bug_hunt.passages import LATE_READ
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "asks-without-a-cookie",
    "The logout has taken it out of the browser: 401 proves nothing.",
    (LATE_READ, LATE_READ.replace(", cookie=cookie", "")),
)
answers.wrong(
    "looks-before-the-read-is-finished",
    "The session comes back later.",
    (
        LATE_READ,
        """
        cookie = log_in(client)
        reader = client.start("GET", "/profile", hold_at=round_trip)
        client.post("/logout")
        status = client.get("/profile", cookie=cookie).status
        reader.finish()

        assert status == 401
        """,
    ),
)
