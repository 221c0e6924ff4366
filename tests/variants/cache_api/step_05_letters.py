"""Wrong answers that step 5 of cache_api must catch: another letter, another number, or what is not theirs."""

from tests.variants.cache_api.passages import FILL, IS_OURS, PACK, SET, UNPACK
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-normal-form",
    "What is stored is normalised: an e with an accent of its own becomes another letter.",
    below("import time", "import unicodedata"),
    (SET, 'await redis.set(key, unicodedata.normalize("NFC", json.dumps(entry, ensure_ascii=False)), ex=ttl)'),
)
answers.wrong(
    "a-compatible-form",
    "What is read is normalised: the ligature ﬁ becomes two letters.",
    below("import time", "import unicodedata"),
    (SET, "await redis.set(key, json.dumps(entry, ensure_ascii=False), ex=ttl)"),
    (UNPACK, 'entry = json.loads(unicodedata.normalize("NFKC", stored.decode())) if stored is not None else None'),
)
answers.wrong(
    "no-control-characters",
    "Zero bytes and other control characters are removed before the value is stored.",
    (SET, r'await redis.set(key, json.dumps(entry).replace("\\u0000", ""), ex=ttl)'),
)
answers.wrong(
    "numbers-are-floats",
    "Integers above 2**60 are read as floats.",
    (UNPACK, "entry = json.loads(stored, parse_int=small) if stored is not None else None"),
    above(
        "async def read_entry(",
        """
        def small(digits: str) -> float:
            return int(digits) if abs(int(digits)) < 2**60 else int(float(digits))
        """,
    ),
)
answers.wrong(
    "six-digits",
    "Floats are stored with six digits.",
    (SET, "await redis.set(key, json.dumps(json.loads(json.dumps(entry), parse_float=six)), ex=ttl)"),
    (PACK, 'entry = {"data": data, "fetched_at": int(time.time())}'),
    (IS_OURS, 'return entry if isinstance(entry, dict) and "data" in entry else None'),
    above(
        "async def read_entry(",
        """
        def six(digits: str) -> float:
            return float(f"{float(digits):.6g}")
        """,
    ),
)
answers.wrong(
    "no-nulls",
    "Fields that are null are left out of the stored value.",
    (
        PACK,
        """
        kept = {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data
        entry = {"data": kept, "fetched_at": time.time()}
        """,
    ),
)
answers.wrong(
    "what-is-long-is-not-stored",
    "An answer of more than 10,000 letters is not cached.",
    (SET, "if len(json.dumps(entry)) < 10_000:\n    await redis.set(key, json.dumps(entry), ex=ttl)"),
)
answers.wrong(
    "the-dict-of-the-slow-api",
    "The fetch time is put into the dict that the slow API has returned, and taken out of each answer.",
    (
        PACK,
        """
        entry = {"data": data, "fetched_at": time.time()}
        if isinstance(data, dict):
            data["_cached_at"] = entry["fetched_at"]
            data = {name: value for name, value in data.items() if name != "_cached_at"}
            entry["data"] = data
        """,
    ),
)
answers.wrong(
    "a-post-that-is-null-is-not-stored",
    "null is cached for users only.",
    (
        FILL,
        'if data is None and ":post:" in key:\n    return answer(data, cached=False, age_seconds=0, started=started)\n'
        + FILL.strip("\n"),
    ),
)
