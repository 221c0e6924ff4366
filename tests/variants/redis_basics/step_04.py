"""Wrong answers that step 4 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import CLAIM
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "nickname-is-taken-over",
    "SET has no NX: a nickname can be taken over.",
    (CLAIM, 'return bool(redis.set(f"nickname:{nickname}", user))'),
)
answers.wrong(
    "claim-says-none",
    "SET NX replies nil, and the function returns None.",
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, nx=True)'),
)
answers.wrong(
    "exists-then-claim",
    "EXISTS, then SET: two users claim one nickname.",
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
    "The result is True for the owner's second claim.",
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
    "SET GET overwrites the owner before the function checks for one.",
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, get=True) is None'),
)
answers.wrong(
    "nickname-in-small-letters",
    "The key holds the nickname in lower case: another key than promised.",
    (CLAIM, CLAIM.replace("{nickname}", "{nickname.lower()}")),
)
answers.wrong(
    "nickname-without-blanks",
    "The key holds the nickname without spaces: another key.",
    (CLAIM, CLAIM.replace("{nickname}", "{nickname.strip()}")),
)
answers.wrong(
    "nickname-with-underscores",
    "The key holds the nickname with underscores: another key.",
    (CLAIM, CLAIM.replace('f"nickname:{nickname}"', '"nickname:" + nickname.replace(" ", "_")')),
)
answers.wrong(
    "nickname-for-an-hour",
    "The nickname gets a TTL that the brief does not ask for.",
    (CLAIM, CLAIM.replace("nx=True", "nx=True, ex=3600")),
)
answers.wrong(
    "compares-bytes-with-a-str",
    "GET replies with bytes, and these never equal a str.",
    (
        CLAIM,
        """
        redis.set(f"nickname:{nickname}", user, nx=True)
        return redis.get(f"nickname:{nickname}") == user
        """,
    ),
    block="""
        step 4 of 11 · A nickname is given only once
          called    claim_nickname(redis, "countess", "ada")
          expected  True: the nickname was free
          got       …
          why       SET itself replies whether it stored the name. A name that you read back is bytes, not a str.
    """,
)
answers.wrong(
    "taken-is-remembered",
    "The process remembers which nicknames are taken, also after they are free again.",
    above("def claim_nickname(", "TAKEN = set()"),
    (
        CLAIM,
        """
        if nickname in TAKEN:
            return False
        TAKEN.add(nickname)
        return bool(redis.set(f"nickname:{nickname}", user, nx=True))
        """,
    ),
)
answers.wrong(
    "one-nickname-for-each-user",
    "The process gives each user one nickname only.",
    above("def claim_nickname(", "HAS = set()"),
    (
        CLAIM,
        """
        if user in HAS or not redis.set(f"nickname:{nickname}", user, nx=True):
            return False
        HAS.add(user)
        return True
        """,
    ),
)
answers.wrong(
    "new-nickname-frees-the-old-one",
    "A second nickname removes the first one of that user.",
    above("def claim_nickname(", "HAS = {}"),
    (
        CLAIM,
        """
        if not redis.set(f"nickname:{nickname}", user, nx=True):
            return False
        if user in HAS:
            redis.delete(HAS[user])
        HAS[user] = f"nickname:{nickname}"
        return True
        """,
    ),
)
answers.wrong(
    "an-empty-owner-is-none",
    "A nickname with an empty name as its owner is taken for free.",
    (
        CLAIM,
        '''
        script = """
            local owner = redis.call('GET', KEYS[1])
            if owner and owner ~= '' then return 0 end
            redis.call('SET', KEYS[1], ARGV[1])
            return 1"""
        return redis.eval(script, 1, f"nickname:{nickname}", user) == 1
        ''',
    ),
)
answers.wrong(
    "owner-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another name of the owner.",
    above("import re", "import unicodedata"),
    (CLAIM, CLAIM.replace(", user,", ', unicodedata.normalize("NFC", user),')),
)
answers.wrong(
    "owner-in-small-letters",
    "The owner's name is stored in lower case.",
    (CLAIM, CLAIM.replace(", user,", ", user.lower(),")),
)
answers.wrong(
    "nickname-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another key.",
    above("import re", "import unicodedata"),
    (CLAIM, CLAIM.replace("{nickname}", "{unicodedata.normalize('NFC', nickname)}")),
)
answers.wrong(
    "exists-and-claim-in-a-pipeline",
    "A pipeline without MULTI lets others in between EXISTS and SET: two users get True.",
    (
        CLAIM,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.exists(f"nickname:{nickname}")
        pipe.set(f"nickname:{nickname}", user, nx=True)
        return not pipe.execute()[0]
        """,
    ),
)
