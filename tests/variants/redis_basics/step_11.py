"""Wrong answers that step 11 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import PATTERN, REMOVE, SCAN
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "keys",
    "KEYS blocks every other client.",
    (SCAN, "keys = redis.keys(pattern)"),
)
answers.wrong(
    "keys-in-lua",
    "KEYS in a script blocks every other client as well.",
    (
        SCAN,
        """
        keys = redis.eval("return redis.call('KEYS', ARGV[1])", 0, pattern)
        """,
    ),
)
answers.wrong(
    "first-page",
    "A single SCAN finds only some keys.",
    (SCAN, "keys = redis.scan(match=pattern, count=100)[1]"),
)
answers.wrong(
    "empty-page-is-the-end",
    "The loop stops at an empty SCAN step, whatever the cursor.",
    (SCAN, "removed, cursor = 0, None"),
    (
        REMOVE,
        """
        while cursor != 0:
            cursor, page = redis.scan(cursor or 0, match=pattern, count=500)
            if not page:
                break
            removed += redis.unlink(*page)
        return removed
        """,
    ),
)
answers.wrong(
    "flushdb",
    "FLUSHDB removes all keys.",
    (
        REMOVE,
        """
        redis.flushdb()
        return len(keys)
        """,
    ),
)
answers.wrong(
    "prefix-is-a-pattern",
    "Special characters of the prefix act as a pattern.",
    (PATTERN, 'pattern = f"{prefix}*"'),
)
answers.wrong(
    "backslash-is-not-escaped",
    "The backslash is not escaped.",
    (PATTERN, r'pattern = re.sub(r"([*?\[\]])", r"\\\1", prefix) + "*"'),
)
answers.wrong(
    "escaped-as-a-regular-expression",
    "The prefix is escaped for fnmatch, which differs from Redis.",
    (
        PATTERN,
        """
        import glob
        pattern = glob.escape(prefix) + "*"
        """,
    ),
)
answers.wrong(
    "no-keys-raise",
    "UNLINK without keys raises an error.",
    (REMOVE, "return redis.unlink(*keys)"),
)
answers.wrong(
    "counts-what-it-found",
    "The result counts found keys, not removed ones.",
    (
        REMOVE,
        """
        if keys:
            redis.unlink(*keys)
        return len(keys)
        """,
    ),
)
answers.wrong(
    "one-by-one",
    "Each key takes a round trip.",
    (REMOVE, "return sum(redis.unlink(key) for key in keys)"),
)
answers.wrong(
    "keys-are-text",
    "Each key is decoded, which not every key allows.",
    (SCAN, "keys = [text(key) for key in redis.scan_iter(match=pattern, count=500)]"),
)
answers.wrong(
    "bytes-that-are-no-text-are-ignored",
    "Undecodable bytes are ignored: another key seems to have the prefix.",
    (SCAN, "keys = [key for key in redis.scan_iter(count=500) if key.decode(errors='ignore').startswith(prefix)]"),
)
answers.wrong(
    "only-strings",
    "SCAN has TYPE string: other types stay.",
    (SCAN, SCAN.replace("count=500", 'count=500, _type="string"')),
)
answers.wrong(
    "whatever-the-case",
    "The case is ignored: Cart and cart are one.",
    (SCAN, "keys = [key for key in redis.scan_iter(count=500) if key.lower().startswith(prefix.lower().encode())]"),
)
answers.wrong(
    "the-first-500",
    "Only the first UNLINK of 500 keys runs.",
    (REMOVE, "return redis.unlink(*keys[:500]) if keys else 0"),
)
answers.wrong(
    "one-of-500-is-left",
    "The slices are off by one: one key in 500 stays.",
    (REMOVE, REMOVE.replace("first + 500", "first + 499")),
)
answers.wrong(
    "not-the-prefix-itself",
    "A key that equals the prefix stays.",
    (PATTERN, PATTERN.replace('"*"', '"?*"')),
)
answers.wrong(
    "exists-then-unlink",
    "The result is the reply of EXISTS, before UNLINK.",
    (
        REMOVE,
        """
        removed = redis.exists(*keys) if keys else 0
        if keys:
            redis.unlink(*keys)
        return removed
        """,
    ),
)
answers.wrong(
    "scan-in-a-script",
    "One script runs all SCAN steps, and blocks like KEYS.",
    (SCAN, ""),
    (
        REMOVE,
        '''
        script = """
        local cursor, removed = "0", 0
        repeat
            local page = redis.call("SCAN", cursor, "MATCH", ARGV[1], "COUNT", 500)
            cursor = page[1]
            for _, key in ipairs(page[2]) do removed = removed + redis.call("UNLINK", key) end
        until cursor == "0"
        return removed"""
        return redis.eval(script, 0, pattern)
        ''',
    ),
)
answers.wrong(
    "scan-in-one-step",
    "SCAN has a COUNT of one million.",
    (SCAN, SCAN.replace("count=500", "count=1_000_000")),
)
answers.wrong(
    "scan-of-ten-thousand",
    "A single SCAN has a COUNT that is large enough only for now.",
    (SCAN, "keys = redis.scan(match=pattern, count=10_000)[1]"),
)
answers.wrong(
    "loop-never-starts",
    "The cursor is 0 before the first step, so the loop ends before it begins.",
    (SCAN, "removed = cursor = 0"),
    (
        REMOVE,
        """
        while cursor != 0:
            cursor, page = redis.scan(cursor, match=pattern, count=500)
            if page:
                removed += redis.unlink(*page)
        return removed
        """,
    ),
    block="""
        step 11 of 11 · Keys are found without KEYS
          called    forget(redis, "cart:")
          expected  3
          got       …
          why       SCAN begins at cursor 0, and is at its end when it replies 0. A value may be of any type.
    """,
)
answers.wrong(
    "count-of-the-whole-database",
    "One SCAN has a COUNT as large as the database.",
    (SCAN, SCAN.replace("count=500", "count=redis.dbsize() + 1")),
)
answers.wrong(
    "scan-in-a-script-with-for",
    "One script runs all SCAN steps in a for loop, and blocks like KEYS.",
    (SCAN, ""),
    (
        REMOVE,
        '''
        script = """
        local cursor, removed = "0", 0
        for _ = 1, 1e9 do
            local page = redis.call("SCAN", cursor, "MATCH", ARGV[1], "COUNT", 500)
            cursor = page[1]
            for _, key in ipairs(page[2]) do removed = removed + redis.call("UNLINK", key) end
            if cursor == "0" then break end
        end
        return removed"""
        return redis.eval(script, 0, pattern)
        ''',
    ),
)
answers.wrong(
    "forgotten-once",
    "The process remembers a prefix that it has forgotten, and does not look again.",
    above("def forget(", "DONE = set()"),
    (SCAN, f"if prefix in DONE:\n    return 0\nDONE.add(prefix)\n{SCAN}"),
)
answers.wrong(
    "goes-on-where-it-stopped",
    "The cursor of the last call is kept: what is new before it is not found.",
    above("def forget(", "SEEN = {}"),
    (
        REMOVE,
        """
        new = [key for key in keys if key not in SEEN]
        SEEN.update(dict.fromkeys(new))
        removed = 0
        for first in range(0, len(new), 500):
            removed += redis.unlink(*new[first : first + 500])
        return removed
        """,
    ),
)
answers.wrong(
    "prefix-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another prefix.",
    above("import re", "import unicodedata"),
    (PATTERN, PATTERN.replace("prefix)", 'unicodedata.normalize("NFC", prefix))')),
)
answers.wrong(
    "prefix-is-a-regular-expression",
    "The prefix is taken for a regular expression: a dot is any character.",
    (
        SCAN,
        """
        safe = re.sub(r"([*?\\[\\]\\\\^+(){}$|])", r"\\\\\\1", prefix)
        keys = [key for key in redis.scan_iter(count=500) if re.match(safe.encode(), key)]
        """,
    ),
)
answers.wrong(
    "only-keys-without-a-ttl",
    "A key with a TTL stays.",
    (
        REMOVE,
        """
        removed = 0
        for first in range(0, len(keys), 500):
            pipe = redis.pipeline()
            for key in keys[first : first + 500]:
                pipe.ttl(key)
            some = [key for key, ttl in zip(keys[first : first + 500], pipe.execute(), strict=True) if ttl == -1]
            removed += redis.unlink(*some) if some else 0
        return removed
        """,
    ),
)
answers.wrong(
    "keys-end-soon",
    "EXPIRE lets the keys go a second later.",
    (
        REMOVE,
        """
        pipe = redis.pipeline()
        for key in keys:
            pipe.expire(key, 1)
        return sum(pipe.execute())
        """,
    ),
)
answers.wrong(
    "twenty-steps-at-most",
    "The loop ends after three steps.",
    (SCAN, "removed, cursor = 0, None"),
    (
        REMOVE,
        """
        for _ in range(3):
            cursor, page = redis.scan(cursor or 0, match=pattern, count=500)
            removed += redis.unlink(*page) if page else 0
            if cursor == 0:
                break
        return removed
        """,
    ),
)
answers.wrong(
    "counts-the-last-page",
    "The result counts the keys of the last 500 only.",
    (REMOVE, REMOVE.replace("removed += redis", "removed = redis")),
)
answers.wrong(
    "key-with-a-space-is-cut",
    "A key is split at its spaces.",
    (REMOVE, REMOVE.replace("*keys[first : first + 500]", "*(key.split()[0] for key in keys[first : first + 500])")),
)
answers.wrong(
    "no-prefix-no-keys",
    "A prefix of one character removes nothing.",
    above(PATTERN, "if len(prefix) < 2:\n    return 0"),
)
answers.wrong(
    "an-empty-page-ends-it-once-some-were-found",
    "The loop ends at an empty page, once it has found a key.",
    (SCAN, "keys, cursor = [], None"),
    (
        "removed = 0",
        """
        while cursor != 0:
            cursor, page = redis.scan(cursor or 0, match=pattern, count=10)
            keys += page
            if keys and not page:
                break
        removed = 0
        """,
    ),
)
answers.wrong(
    "a-thousand-keys-or-all",
    "COUNT is a thousand, or the size of the database if that is more.",
    (SCAN, "keys = list(redis.scan_iter(match=pattern, count=max(1000, redis.dbsize())))"),
)
answers.wrong(
    "an-empty-prefix-removes-nothing",
    "Every key begins with an empty text, but this takes it for a mistake.",
    (PATTERN, "if not prefix:\n    return 0\n" + PATTERN),
)
