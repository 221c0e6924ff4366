"""Wrong answers that step 2 of cache_api must catch: the third request is not like the second."""

from tests.variants.cache_api.passages import GET
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-hit-takes-the-entry-away",
    "GETDEL reads an entry once: every third request is a miss.",
    (GET, "stored = await redis.getdel(key)"),
)
