"""Tests that do not find the bug of step 6 of bug_hunt: those about an outage."""

from tests.variants.bug_hunt.passages import OUTAGE
from tests.variants.variant import Answers

answers = Answers(__file__)

LAST = 'assert client.get("/profile").status == 200'

answers.wrong(
    "finds-it-by-a-keyerror",
    "It reads the name out of an answer that has none.",
    (OUTAGE, OUTAGE.replace(LAST, 'client.get("/profile").json["username"]')),
    block="""
      …ends with KeyError: 'username': only an assert of its own counts (its wire is below)
    """,
)
answers.wrong(
    "finds-it-by-an-assertion-of-the-kit",
    "It reads a field, and asserts nothing itself.",
    (OUTAGE, OUTAGE.replace(LAST, 'client.get("/profile")["username"]')),
)
answers.wrong(
    "sends-the-cookie-by-hand",
    "The browser has lost it, but the test has not.",
    (
        OUTAGE,
        """
        cookie = log_in(client)
        wire.down()
        client.get("/profile")
        wire.mend()

        assert client.get("/profile", cookie=cookie).status == 200
        """,
    ),
)
