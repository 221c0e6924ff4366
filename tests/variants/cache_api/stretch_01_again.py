"""Wrong answers that stretch step 1 of cache_api must catch: the second stampede, and a late holder."""

from tests.variants.cache_api.passages import EVAL, LEASE
from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "only-the-first-stampede",
    "A key that a process has filled once needs no lease any more.",
    (
        LEASE,
        """
        leased = await redis.set(lease_of(key), token, nx=key not in seen, ex=LEASE_SECONDS)
        seen.add(key)
        """,
    ),
    above("async def end_lease(", "seen: set[str] = set()\n\n"),
)
answers.wrong(
    "a-lease-is-released-without-its-token",
    "The lease is removed at the end, even if another request holds it by now.",
    (
        "if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end",
        "local mine = redis.call('GET', KEYS[2]) == ARGV[1]",
    ),
    ("if ARGV[2] ~= '' then", "if mine and ARGV[2] ~= '' then"),
)
answers.wrong(
    "a-late-holder-ends-every-lease",
    "SET, then DEL of the lease without its token: a late holder removes the lease of the next one.",
    (
        EVAL,
        """
        if entry:
            await redis.set(key, json.dumps(entry), ex=ttl)
        await redis.delete(lease_of(key))
        """,
    ),
)
