"""Wrong answers that step 2 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import INCR
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "get-and-set",
    "Reads, adds and writes.",
    (
        INCR,
        """
        count = int(redis.get(f"visits:{page}") or 0) + 1
        redis.set(f"visits:{page}", count)
        return count
        """,
    ),
)
answers.wrong(
    "counts-from-0",
    "The first visit only makes the counter.",
    above(
        INCR,
        """
        if redis.set(f"visits:{page}", 0, nx=True):
            return 0
        """,
    ),
)
answers.wrong(
    "count-is-bytes",
    "Reads back what it counted.",
    (
        INCR,
        """
        redis.incr(f"visits:{page}")
        return redis.get(f"visits:{page}")
        """,
    ),
)
answers.wrong(
    "count-is-a-float",
    "INCRBYFLOAT.",
    (INCR, 'return redis.incrbyfloat(f"visits:{page}", 1)'),
)
answers.wrong(
    "one-counter-for-all",
    "The page is not in the key.",
    (INCR, 'return redis.incr("visits")'),
)
answers.wrong(
    "counts-in-a-dict",
    "The counts are in this process.",
    above("def count_visit(", "COUNTS = {}"),
    (
        INCR,
        """
        COUNTS[page] = COUNTS.get(page, 0) + 1
        return COUNTS[page]
        """,
    ),
)
answers.wrong(
    "count-is-known-already",
    "Redis counts, and so does this process, which believes itself.",
    above("def count_visit(", "COUNTS = {}"),
    (
        INCR,
        """
        redis.incr(f"visits:{page}")
        COUNTS[page] = COUNTS.get(page, 0) + 1
        return COUNTS[page]
        """,
    ),
)
answers.wrong(
    "count-of-before-plus-one",
    "INCR counts, and what is returned was read before.",
    (
        INCR,
        """
        before = int(redis.get(f"visits:{page}") or 0)
        redis.incr(f"visits:{page}")
        return before + 1
        """,
    ),
)
answers.wrong(
    "count-is-read-afterwards",
    "INCR counts, and GET has a later visit in it.",
    (
        INCR,
        """
        redis.incr(f"visits:{page}")
        return int(redis.get(f"visits:{page}"))
        """,
    ),
)
answers.wrong(
    "counts-in-three-tries",
    "WATCH, and after three tries the visit is lost.",
    (
        INCR,
        """
        with redis.pipeline() as pipe:
            for _ in range(3):
                try:
                    pipe.watch(f"visits:{page}")
                    count = int(pipe.get(f"visits:{page}") or 0) + 1
                    pipe.multi()
                    pipe.set(f"visits:{page}", count)
                    pipe.execute()
                    return count
                except WatchError:
                    continue
        return count
        """,
    ),
)
answers.wrong(
    "page-in-small-letters",
    "Another key.",
    (INCR, INCR.replace("{page}", "{page.lower()}")),
)
answers.wrong(
    "count-for-a-day",
    "A TTL that nobody asked for.",
    (
        INCR,
        """
        pipe = redis.pipeline()
        pipe.incr(f"visits:{page}")
        pipe.expire(f"visits:{page}", 86400)
        return pipe.execute()[0]
        """,
    ),
)
