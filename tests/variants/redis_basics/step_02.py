"""Wrong answers that step 2 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import INCR
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "get-and-set",
    "GET, add one, SET: concurrent visits are lost.",
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
    "The first visit only creates the counter.",
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
    "The count is read back as bytes.",
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
    "INCRBYFLOAT replies with a float.",
    (INCR, 'return redis.incrbyfloat(f"visits:{page}", 1)'),
)
answers.wrong(
    "one-counter-for-all",
    "The key does not hold the page.",
    (INCR, 'return redis.incr("visits")'),
)
answers.wrong(
    "counts-in-a-dict",
    "The counts live in a dict of the process.",
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
    "Redis counts, but the process returns its own count.",
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
    "INCR counts, but the returned count was read before it.",
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
    "INCR counts, but GET afterwards includes a later visit.",
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
    "WATCH is tried three times, then the visit is lost.",
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
    "The key holds the page in lower case: another key.",
    (INCR, INCR.replace("{page}", "{page.lower()}")),
)
answers.wrong(
    "count-for-a-day",
    "The counter gets a TTL that the brief does not ask for.",
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
answers.wrong(
    "first-visit-by-set",
    "GET finds no key, and SET stores 1: another first visit in between is lost.",
    above(
        INCR,
        """
        if redis.get(f"visits:{page}") is None:
            redis.set(f"visits:{page}", 1)
            return 1
        """,
    ),
    block="""
        step 2 of 11 · A counter loses no visit
          called    count_visit(redis, "home")
          expected  2 at visits:home: your visit, and one of another client
          got       …
          why       If you look at the count and then write it, you overwrite a visit that came in between.
    """,
)
