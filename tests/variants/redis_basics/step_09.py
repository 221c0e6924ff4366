"""Wrong answers that step 9 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import READ_PROFILES, VISITS
from tests.variants.variant import Answers

answers = Answers(__file__)

PROFILES = "return [{text(field): text(value) for field, value in profile.items()} for profile in pipe.execute()]"

answers.wrong(
    "visits-one-by-one",
    "Each page takes a round trip.",
    (VISITS, 'return [int(redis.get(f"visits:{page}") or 0) for page in pages]'),
)
answers.wrong(
    "no-visits-is-none",
    "A page without visits has None instead of 0.",
    (VISITS, VISITS.replace("int(count or 0)", "count and int(count)")),
)
answers.wrong(
    "no-visits-raise",
    "int(None) raises a TypeError.",
    (VISITS, VISITS.replace("count or 0", "count")),
)
answers.wrong(
    "looking-is-a-visit",
    "INCR counts the look as a visit.",
    (VISITS, "return [count_visit(redis, page) for page in pages]"),
)
answers.wrong(
    "looking-makes-counters",
    "INCRBY 0 creates a key for each page that is asked for.",
    (
        VISITS,
        """
        pipe = redis.pipeline()
        for page in pages:
            pipe.incrby(f"visits:{page}", 0)
        return pipe.execute()
        """,
    ),
)
answers.wrong(
    "profiles-one-by-one",
    "Each user takes a round trip.",
    (PROFILES, PROFILES.replace("pipe.execute()", '[redis.hgetall(f"profile:{user}") for user in users]')),
)
answers.wrong(
    "profiles-are-bytes",
    "The profiles are not decoded.",
    (PROFILES, "return pipe.execute()"),
)
answers.wrong(
    "no-profile-is-none",
    "A missing profile is None instead of {}.",
    (
        PROFILES,
        PROFILES.replace("for field, value in profile.items()}", "for field, value in profile.items()} or None"),
    ),
)
answers.wrong(
    "each-profile-once",
    "A user who is asked for twice appears once.",
    (
        """
        for user in users:
            pipe.hgetall
        """,
        """
        for user in dict.fromkeys(users):
            pipe.hgetall
        """,
    ),
)
answers.wrong(
    "visits-are-remembered",
    "The process keeps the first count of each page.",
    above("def visits(", "SEEN: dict[str, int] = {}"),
    (
        VISITS,
        """
        counts = redis.mget([f"visits:{page}" for page in pages])
        return [SEEN.setdefault(page, int(count or 0)) for page, count in zip(pages, counts)]
        """,
    ),
)
answers.wrong(
    "fields-that-are-known",
    "HMGET reads only name and city.",
    ('pipe.hgetall(f"profile:{user}")', 'pipe.hmget(f"profile:{user}", "name", "city")'),
    (
        PROFILES,
        """
        names = ("name", "city")
        return [
            {name: text(value) for name, value in zip(names, values) if value is not None} for values in pipe.execute()
        ]
        """,
    ),
)
answers.wrong(
    "digits-are-numbers",
    "int() converts values that look like numbers.",
    (PROFILES, PROFILES.replace(": text(value)", ": int(value) if value.isdigit() else text(value)")),
)
answers.wrong(
    "empty-fields-are-left-out",
    "An empty value is left out.",
    (PROFILES, PROFILES.replace("items()}", "items() if value}")),
)
answers.wrong(
    "profiles-without-coins",
    "The field coins is left out.",
    (PROFILES, PROFILES.replace("items()}", 'items() if field != b"coins"}')),
)
answers.wrong(
    "field-names-are-bytes",
    "The values are decoded, but the field names are not.",
    (PROFILES, PROFILES.replace("text(field)", "field")),
    block="""
        step 9 of 11 · Many reads take one round trip
          called    profiles(redis, ["zoë", "ada"])
          expected  [{"name": "Zoë"}, {"name": "Ada"}]
          got       …
          why       The keys are those of step 5. Both the fields and the values are bytes.
    """,
)
answers.wrong(
    "pages-are-not-keys",
    "MGET gets the names of the pages instead of their keys.",
    (VISITS, "return [int(count or 0) for count in redis.mget(pages)]"),
    block="""
        step 9 of 11 · Many reads take one round trip
          called    visits(redis, ["about", "home"])
          expected  [42, 7]
          got       …
          why       Read the keys of step 2, and count no visit. Redis replies with bytes; return int.
    """,
)
answers.wrong(
    "counts-as-floats-and-back",
    "int(float()): above 2^53 a float has no odd numbers.",
    (VISITS, VISITS.replace("int(count or 0)", "int(float(count or 0))")),
)
answers.wrong(
    "a-hundred-pages-a-trip",
    "A round trip reads a hundred counts; more pages take more round trips.",
    (
        VISITS,
        """
        keys = [f"visits:{page}" for page in pages]
        parts = [redis.mget(keys[first : first + 100]) for first in range(0, len(keys), 100)]
        return [int(count or 0) for part in parts for count in part]
        """,
    ),
)
answers.wrong(
    "fifty-users-a-trip",
    "A round trip reads fifty profiles; more users take more round trips.",
    (
        READ_PROFILES,
        """
        found = []
        for first in range(0, len(users), 50):
            pipe = redis.pipeline(transaction=False)
            for user in users[first : first + 50]:
                pipe.hgetall(f"profile:{user}")
            found += pipe.execute()
        return [{text(field): text(value) for field, value in profile.items()} for profile in found]
        """,
    ),
)
answers.wrong(
    "one-step-of-hscan",
    "One step of HSCAN does not reply with all fields of a large Hash.",
    (
        READ_PROFILES,
        """
        pipe = redis.pipeline(transaction=False)
        for user in users:
            pipe.hscan(f"profile:{user}", 0, count=100)
        return [{text(field): text(value) for field, value in page.items()} for _, page in pipe.execute()]
        """,
    ),
)
answers.wrong(
    "model-drops-fields",
    "A model keeps the fields that it knows, and drops all others.",
    (
        READ_PROFILES,
        READ_PROFILES.replace(
            "in profile.items()}",
            'in profile.items() if text(field) in {"name", "city", "motto", "house", "coins", "Full name"}}',
        ),
    ),
)
answers.wrong(
    "profiles-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another value than Redis has.",
    above("import re", "import unicodedata"),
    (READ_PROFILES, READ_PROFILES.replace("text(value) for", 'unicodedata.normalize("NFC", text(value)) for')),
)
answers.wrong(
    "looking-at-profiles-notes-it",
    "Each look counts itself in the profile, after it was read.",
    (
        READ_PROFILES,
        """
        pipe = redis.pipeline()
        for user in users:
            pipe.hgetall(f"profile:{user}")
        for user in set(users):
            pipe.hincrby(f"profile:{user}", "seen", 1)
        found = pipe.execute()[: len(users)]
        return [{text(f): text(v) for f, v in profile.items() if f != b"seen"} for profile in found]
        """,
    ),
)
answers.wrong(
    "looking-gives-a-ttl",
    "GETEX reads the counts, and gives them a TTL.",
    (
        VISITS,
        """
        pipe = redis.pipeline()
        for page in pages:
            pipe.getex(f"visits:{page}", ex=86400)
        return [int(count or 0) for count in pipe.execute()]
        """,
    ),
)
answers.wrong(
    "looking-gives-profiles-a-ttl",
    "EXPIRE follows HGETALL: a profile that was read disappears one day.",
    (
        READ_PROFILES,
        """
        pipe = redis.pipeline()
        for user in users:
            pipe.hgetall(f"profile:{user}")
        for user in users:
            pipe.expire(f"profile:{user}", 86400)
        found = pipe.execute()[: len(users)]
        return [{text(field): text(value) for field, value in profile.items()} for profile in found]
        """,
    ),
)
answers.wrong(
    "profiles-are-remembered",
    "The process keeps the first profile of each user.",
    above("def profiles(", "KNOWN = {}"),
    (
        READ_PROFILES,
        """
        pipe = redis.pipeline(transaction=False)
        new = [user for user in users if user not in KNOWN]
        for user in new:
            pipe.hgetall(f"profile:{user}")
        for user, profile in zip(new, pipe.execute(), strict=True):
            KNOWN[user] = {text(field): text(value) for field, value in profile.items()}
        return [KNOWN[user] for user in users]
        """,
    ),
)
answers.wrong(
    "missing-is-remembered",
    "The process remembers that a page had no visits.",
    above("def visits(", "NONE = set()"),
    (
        VISITS,
        """
        counts = redis.mget([f"visits:{page}" for page in pages]) if pages else []
        found = [0 if page in NONE else int(count or 0) for page, count in zip(pages, counts, strict=True)]
        NONE.update(page for page, count in zip(pages, found, strict=True) if not count)
        return found
        """,
    ),
)
answers.wrong(
    "pages-in-alphabetical-order",
    "The pages are sorted, and the counts come in that order.",
    (VISITS, VISITS.replace("in pages]", "in sorted(pages)]")),
)
answers.wrong(
    "five-hundred-pages-at-a-time",
    "MGET in groups of 500 is more than one round trip.",
    (
        VISITS,
        """
        counts = []
        for first in range(0, len(pages), 500):
            counts += redis.mget([f"visits:{page}" for page in pages[first : first + 500]])
        return [int(count or 0) for count in counts]
        """,
    ),
)
