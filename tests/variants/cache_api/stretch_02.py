"""Wrong answers that stretch step 2 of cache_api must catch."""

from tests.variants.cache_api.passages import EVAL
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-fill-does-not-look",
    "A fill stores its answer even if a write came in between.",
    (
        """
        then return 0 end
        redis
        """,
        """
        then redis.call('GET', KEYS[2]) end
        redis
        """,
    ),
)
answers.wrong(
    "a-write-leaves-the-lease",
    "PUT removes the entry but leaves a fill's right to store the old one.",
    ("redis.delete(key, lease_of(key))", "redis.delete(key)"),
)
answers.wrong(
    "a-fill-looks-then-stores",
    "The fill checks for a write and stores in a second round trip: a write fits in between.",
    (
        EVAL,
        """
        if await redis.get(lease_of(key)) == token.encode():
            if entry:
                await redis.set(key, json.dumps(entry), ex=ttl)
            await redis.delete(lease_of(key))
        """,
    ),
)
