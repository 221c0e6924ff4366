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
answers.wrong(
    "count-as-a-float-and-back",
    "INCRBYFLOAT, then int(): above 2^53 a float has no odd numbers.",
    (INCR, 'return int(redis.incrbyfloat(f"visits:{page}", 1))'),
)
answers.wrong(
    "count-in-lua-numbers",
    "A script adds 1 and writes the sum: a number of Lua has 14 digits.",
    (
        INCR,
        '''
        script = """
            local count = tonumber(redis.call('GET', KEYS[1]) or 0) + 1
            redis.call('SET', KEYS[1], count)
            return count"""
        return redis.eval(script, 1, f"visits:{page}")
        ''',
    ),
)
answers.wrong(
    "second-visit-from-memory",
    "The first visit asks Redis, and the process counts on from there.",
    above("def count_visit(", "COUNTS = {}"),
    (
        INCR,
        """
        if page in COUNTS:
            COUNTS[page] += 1
            redis.incr(f"visits:{page}")
        else:
            COUNTS[page] = redis.incr(f"visits:{page}")
        return COUNTS[page]
        """,
    ),
)
answers.wrong(
    "counts-on-and-sets",
    "From the second visit on, the process writes its own count.",
    above("def count_visit(", "COUNTS = {}"),
    (
        INCR,
        """
        if page not in COUNTS:
            COUNTS[page] = redis.incr(f"visits:{page}")
        else:
            COUNTS[page] += 1
            redis.set(f"visits:{page}", COUNTS[page])
        return COUNTS[page]
        """,
    ),
)
answers.wrong(
    "page-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another key.",
    above("import re", "import unicodedata"),
    (INCR, INCR.replace("{page}", "{unicodedata.normalize('NFC', page)}")),
)
answers.wrong(
    "get-and-incr-in-a-pipeline",
    "A pipeline without MULTI lets others in between GET and INCR: two visits have one number.",
    (
        INCR,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.get(f"visits:{page}")
        pipe.incr(f"visits:{page}")
        return int(pipe.execute()[0] or 0) + 1
        """,
    ),
)
answers.wrong(
    "incr-and-get-in-a-pipeline",
    "A pipeline without MULTI lets others in between INCR and GET: two visits have one number.",
    (
        INCR,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.incr(f"visits:{page}")
        pipe.get(f"visits:{page}")
        return int(pipe.execute()[1])
        """,
    ),
)
answers.wrong(
    "count-of-32-bits",
    "The count ends at 2^31 - 1.",
    (INCR, 'return min(redis.incr(f"visits:{page}"), 2**31 - 1)'),
)
