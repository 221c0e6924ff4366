"""Wrong answers that step 7 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import COMMON
from tests.variants.variant import Answers

answers = Answers(__file__)

NOTE = 'return redis.sadd(f"visitors:{page}", visitor) == 1'
UNIQUE = 'return redis.scard(f"visitors:{page}")'

answers.wrong(
    "new-is-1",
    "SADD replies 1, and the function returns it.",
    (NOTE, 'return redis.sadd(f"visitors:{page}", visitor)'),
)
answers.wrong(
    "looks-then-adds",
    "SISMEMBER, then SADD: two visits are both the first.",
    (
        NOTE,
        """
        is_new = not redis.sismember(f"visitors:{page}", visitor)
        redis.sadd(f"visitors:{page}", visitor)
        return is_new
        """,
    ),
)
answers.wrong(
    "one-set-for-all-pages",
    "The key does not hold the page.",
    (NOTE, 'return redis.sadd("visitors:home", visitor) == 1'),
)
answers.wrong(
    "visitors-in-a-list",
    "A List keeps duplicates.",
    (
        NOTE,
        """
        is_new = redis.lpos(f"visitors:{page}", visitor) is None
        redis.lpush(f"visitors:{page}", visitor)
        return is_new
        """,
    ),
)
answers.wrong(
    "visitors-are-fetched",
    "len(SMEMBERS) fetches all visitors.",
    (UNIQUE, 'return len(redis.smembers(f"visitors:{page}"))'),
)
answers.wrong(
    "nobody-is-none",
    "A page without visitors has None instead of 0.",
    (UNIQUE, 'return redis.scard(f"visitors:{page}") or None'),
)
answers.wrong(
    "common-is-stored",
    "SINTERSTORE leaves a key behind.",
    (
        COMMON,
        """
        pipe = redis.pipeline()
        pipe.sinterstore("common", [f"interests:{user}" for user in users])
        pipe.smembers("common")
        return {text(interest) for interest in pipe.execute()[1]}
        """,
    ),
)
answers.wrong(
    "common-are-bytes",
    "The interests are not decoded.",
    (COMMON, 'return redis.sinter([f"interests:{user}" for user in users])'),
)
answers.wrong(
    "common-is-a-list",
    "The result is a list.",
    (COMMON, COMMON.replace("{text(", "[text(").replace("users])}", "users])]")),
)
answers.wrong(
    "common-of-some",
    "SUNION returns interests of any user, not of all.",
    (COMMON, COMMON.replace("sinter", "sunion")),
)
answers.wrong(
    "common-of-nobody-raises",
    "SINTER without keys raises an error.",
    (
        """
        if not users:
            return set()
        """,
        "",
    ),
)
answers.wrong(
    "common-one-by-one",
    "Each user takes a round trip.",
    (
        COMMON,
        """
        sets = [redis.smembers(f"interests:{user}") for user in users]
        return {text(interest) for interest in set.intersection(*sets)}
        """,
    ),
)
answers.wrong(
    "common-looks-first",
    "The function first checks that each user has a Set.",
    above(
        COMMON,
        """
        if not all(redis.exists(f"interests:{user}") for user in users):
            return set()
        """,
    ),
)
answers.wrong(
    "common-is-found-here",
    "A pipeline fetches all Sets, and Python intersects them.",
    (
        COMMON,
        """
        pipe = redis.pipeline()
        for user in users:
            pipe.smembers(f"interests:{user}")
        return {text(interest) for interest in set.intersection(*pipe.execute())}
        """,
    ),
)
answers.wrong(
    "visitors-in-small-letters",
    "Visitors are stored in lower case: Ada and ada are one.",
    (NOTE, NOTE.replace("visitor) ==", "visitor.lower()) ==")),
)
answers.wrong(
    "visitors-are-remembered",
    "lru_cache hides new visitors.",
    above("import re", "import functools"),
    above("def unique_visitors(", "@functools.lru_cache"),
)
answers.wrong(
    "common-is-stored-as-a-user",
    "SINTERSTORE writes to a key that may belong to a user.",
    (
        COMMON,
        """
        pipe = redis.pipeline()
        pipe.sinterstore("interests:common", [f"interests:{user}" for user in users])
        pipe.smembers("interests:common")
        pipe.delete("interests:common")
        return {text(interest) for interest in pipe.execute()[1]}
        """,
    ),
)
answers.wrong(
    "names-are-not-keys",
    "SINTER gets the names of the users instead of their keys.",
    (COMMON, "return {text(interest) for interest in redis.sinter(users)}"),
    block="""
        step 7 of 11 · Sets count visitors and find common interests
          called    common_interests(redis, ["ada", "grace"])
          expected  {"music", "poésie"}
          got       …
          why       The Sets are at interests:ada and interests:grace. Return what is in both, as a set of str.
    """,
)
answers.wrong(
    "visitor-is-known-here",
    "The process remembers the visitors, also after Redis has forgotten them.",
    above("def note_visitor(", "KNOWN = set()"),
    (
        'return redis.sadd(f"visitors:{page}", visitor) == 1',
        """
        if (page, visitor) in KNOWN:
            return False
        KNOWN.add((page, visitor))
        return redis.sadd(f"visitors:{page}", visitor) == 1
        """,
    ),
)
answers.wrong(
    "visitor-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another visitor.",
    above("import re", "import unicodedata"),
    (
        'return redis.sadd(f"visitors:{page}", visitor) == 1',
        'return redis.sadd(f"visitors:{page}", unicodedata.normalize("NFC", visitor)) == 1',
    ),
)
answers.wrong(
    "page-of-visitors-in-small-letters",
    "The key holds the page in lower case: another key.",
    (
        'return redis.sadd(f"visitors:{page}", visitor) == 1',
        'return redis.sadd(f"visitors:{page.lower()}", visitor) == 1',
    ),
)
answers.wrong(
    "looks-and-adds-in-a-pipeline",
    "A pipeline without MULTI lets others in between SISMEMBER and SADD: two visits are both the first.",
    (
        'return redis.sadd(f"visitors:{page}", visitor) == 1',
        """
        pipe = redis.pipeline(transaction=False)
        pipe.sismember(f"visitors:{page}", visitor)
        pipe.sadd(f"visitors:{page}", visitor)
        return not pipe.execute()[0]
        """,
    ),
)
answers.wrong(
    "a-hundred-visitors-at-most",
    "SINTERCARD has a LIMIT of 1000: no page has more visitors.",
    (
        'return redis.scard(f"visitors:{page}")',
        'return min(redis.scard(f"visitors:{page}"), 1000)',
    ),
)
answers.wrong(
    "common-are-remembered",
    "The process answers from memory when it is asked about the same users again.",
    above("def common_interests(", "KNOWN = {}"),
    (
        COMMON,
        """
        if tuple(users) not in KNOWN:
            keys = [f"interests:{user}" for user in users]
            KNOWN[tuple(users)] = {text(interest) for interest in redis.sinter(keys)}
        return KNOWN[tuple(users)]
        """,
    ),
)
answers.wrong(
    "common-of-many-is-found-here",
    "Redis intersects two Sets; of more, Python does.",
    (
        COMMON,
        """
        keys = [f"interests:{user}" for user in users]
        if len(keys) <= 2:
            return {text(interest) for interest in redis.sinter(keys)}
        pipe = redis.pipeline()
        for key in keys:
            pipe.smembers(key)
        return {text(interest) for interest in set.intersection(*map(set, pipe.execute()))}
        """,
    ),
)
answers.wrong(
    "no-empty-interests",
    "An interest that is an empty text is left out.",
    (COMMON, COMMON.replace("for user in users])", "for user in users]) if interest")),
)
answers.wrong(
    "common-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another text than Redis has.",
    above("import re", "import unicodedata"),
    (COMMON, COMMON.replace("text(interest) for", 'unicodedata.normalize("NFC", text(interest)) for')),
)
answers.wrong(
    "common-of-ten-at-most",
    "Only the first ten users are compared.",
    (COMMON, COMMON.replace("in users]", "in users[:10]]")),
)
answers.wrong(
    "common-within-a-hundred-users",
    "More than a hundred users take more than one round trip.",
    (
        COMMON,
        """
        keys = [f"interests:{user}" for user in users]
        parts = [redis.sinter(keys[first : first + 100]) for first in range(0, len(keys), 100)]
        return {text(interest) for interest in set.intersection(*map(set, parts))}
        """,
    ),
)
answers.wrong(
    "one-is-all-visitors",
    "A page with one visitor has none.",
    (
        'return redis.scard(f"visitors:{page}")',
        'count = redis.scard(f"visitors:{page}")\nreturn count if count > 1 else 0',
    ),
)
answers.wrong(
    "nobody-is-remembered",
    "The process remembers that a page had no visitors.",
    above("def unique_visitors(", "NONE = set()"),
    (
        UNIQUE,
        """
        count = redis.scard(f"visitors:{page}")
        if not count:
            NONE.add(page)
        return 0 if page in NONE else count
        """,
    ),
)
