"""Wrong answers that step 4 of redis_basics must catch."""

from tests.variants.redis_basics.passages import CLAIM
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "nickname-is-taken-over",
    "SET without NX.",
    (CLAIM, 'return bool(redis.set(f"nickname:{nickname}", user))'),
)
answers.wrong(
    "claim-says-none",
    "SET NX replies nil.",
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, nx=True)'),
)
answers.wrong(
    "exists-then-claim",
    "Looks first.",
    (
        CLAIM,
        """
        if redis.exists(f"nickname:{nickname}"):
            return False
        return redis.set(f"nickname:{nickname}", user)
        """,
    ),
)
answers.wrong(
    "its-owner-gets-it-again",
    "True for whoever has it.",
    (
        CLAIM,
        """
        redis.set(f"nickname:{nickname}", user, nx=True)
        return redis.get(f"nickname:{nickname}") == user.encode()
        """,
    ),
)
answers.wrong(
    "claim-set-and-look",
    "Writes, and looks whose it was before.",
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, get=True) is None'),
)
answers.wrong(
    "nickname-in-small-letters",
    "Another key than the one that was promised.",
    (CLAIM, CLAIM.replace("{nickname}", "{nickname.lower()}")),
)
answers.wrong(
    "nickname-without-blanks",
    "Another key.",
    (CLAIM, CLAIM.replace("{nickname}", "{nickname.strip()}")),
)
answers.wrong(
    "nickname-with-underscores",
    "Another key.",
    (CLAIM, CLAIM.replace('f"nickname:{nickname}"', '"nickname:" + nickname.replace(" ", "_")')),
)
answers.wrong(
    "nickname-for-an-hour",
    "A TTL that nobody asked for.",
    (CLAIM, CLAIM.replace("nx=True", "nx=True, ex=3600")),
)
