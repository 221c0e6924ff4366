"""Tests that do not find the bug of step 5 of bug_hunt: those about another process."""

from tests.variants.bug_hunt.passages import ANOTHER_PROCESS
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "is-content-with-any-answer",
    "401 is among the statuses that it takes.",
    (ANOTHER_PROCESS, ANOTHER_PROCESS.replace(".status == 200", ".status in (200, 401)")),
)
answers.wrong(
    "is-skipped",
    "A test that is skipped says nothing.",
    (
        "@pytest.mark.session_storage\ndef test_another_process_knows_the_session(",
        "@pytest.mark.skip\n@pytest.mark.session_storage\ndef test_another_process_knows_the_session(",
    ),
    block="""
      …test_another_process_knows_the_session (…) was skipped
    """,
)
