"""Wrong answers that step 9 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import VISITS
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
