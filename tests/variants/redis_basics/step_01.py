"""Wrong answers that step 1 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

GET_NAME = "return None if reply is None else text(reply)"

answers.wrong(
    "name-is-bytes",
    "The name comes back as bytes.",
    (GET_NAME, "return reply"),
)
answers.wrong(
    "no-name-is-empty",
    "A missing name is the empty string.",
    (GET_NAME, 'return text(reply or b"")'),
)
answers.wrong(
    "names-in-a-dict",
    "The names live in a dict of the process.",
    ('redis.set(f"name:{user_id}", name)', "NAMES[user_id] = name.encode()"),
    ('reply = redis.get(f"name:{user_id}")', "reply = NAMES.get(user_id)"),
    above("def set_name(", "NAMES = {}"),
)
answers.wrong(
    "name-is-remembered",
    "lru_cache hides what another process has changed.",
    above("import re", "import functools"),
    above("def get_name(", "@functools.lru_cache"),
)
answers.wrong(
    "an-empty-name-is-none",
    "An empty name is falsy, and becomes None.",
    (GET_NAME, "return text(reply) if reply else None"),
)
answers.wrong(
    "name-of-the-first-time",
    "SET NX never changes a name.",
    ('redis.set(f"name:{user_id}", name)', 'redis.set(f"name:{user_id}", name, nx=True)'),
)
answers.wrong(
    "name-for-an-hour",
    "The name gets a TTL that the brief does not ask for.",
    ('redis.set(f"name:{user_id}", name)', 'redis.set(f"name:{user_id}", name, ex=3600)'),
)
SET_NAME = 'redis.set(f"name:{user_id}", name)'

answers.wrong(
    "name-is-known-here",
    "Redis has each name, but the process answers from its own dict.",
    above("def set_name(", "NAMES = {}"),
    (SET_NAME, f"{SET_NAME}\nNAMES[user_id] = name"),
    above('reply = redis.get(f"name:{user_id}")', "if user_id in NAMES:\n    return NAMES[user_id]"),
)
answers.wrong(
    "name-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another text than was given.",
    above("import re", "import unicodedata"),
    (SET_NAME, SET_NAME.replace(", name)", ', unicodedata.normalize("NFC", name))')),
)
answers.wrong(
    "name-without-blanks",
    "strip() removes spaces from the name.",
    (SET_NAME, SET_NAME.replace(", name)", ", name.strip())")),
)
answers.wrong(
    "name-of-fifty-characters",
    "The name is cut.",
    (SET_NAME, SET_NAME.replace(", name)", ", name[:50])")),
)
answers.wrong(
    "name-keeps-a-ttl",
    "KEEPTTL: a name that another program has stored for an hour still expires.",
    (SET_NAME, SET_NAME.replace(", name)", ", name, keepttl=True)")),
)
answers.wrong(
    "missing-name-is-remembered",
    "The process remembers that there was no name.",
    above("def get_name(", "MISSING = set()"),
    (
        GET_NAME,
        """
        if reply is None:
            MISSING.add(user_id)
        return None if user_id in MISSING else text(reply)
        """,
    ),
)
