"""Wrong answers that step 11 of redis_basics must catch."""

from tests.variants.redis_basics.passages import PATTERN, REMOVE, SCAN
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "keys",
    "KEYS.",
    (SCAN, "keys = redis.keys(pattern)"),
)
answers.wrong(
    "keys-in-lua",
    "KEYS in a script stops everybody as well.",
    (
        SCAN,
        """
        keys = redis.eval("return redis.call('KEYS', ARGV[1])", 0, pattern)
        """,
    ),
)
answers.wrong(
    "first-page",
    "One SCAN.",
    (SCAN, "keys = redis.scan(match=pattern, count=100)[1]"),
)
answers.wrong(
    "empty-page-is-the-end",
    "Stops where SCAN has found nothing, whatever the cursor.",
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
    "FLUSHDB.",
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
    "Special characters mean something.",
    (PATTERN, 'pattern = f"{prefix}*"'),
)
answers.wrong(
    "backslash-is-not-escaped",
    "The backslash is special too.",
    (PATTERN, r'pattern = re.sub(r"([*?\[\]])", r"\\\1", prefix) + "*"'),
)
answers.wrong(
    "escaped-as-a-regular-expression",
    "fnmatch's way is not that of Redis.",
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
    "UNLINK without keys.",
    (REMOVE, "return redis.unlink(*keys)"),
)
answers.wrong(
    "counts-what-it-found",
    "Not what it removed.",
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
    "A round trip per key.",
    (REMOVE, "return sum(redis.unlink(key) for key in keys)"),
)
answers.wrong(
    "keys-are-text",
    "Not every key can be decoded.",
    (SCAN, "keys = [text(key) for key in redis.scan_iter(match=pattern, count=500)]"),
)
answers.wrong(
    "bytes-that-are-no-text-are-ignored",
    "Another key looks as if it had the prefix.",
    (SCAN, "keys = [key for key in redis.scan_iter(count=500) if key.decode(errors='ignore').startswith(prefix)]"),
)
answers.wrong(
    "only-strings",
    "TYPE string.",
    (SCAN, SCAN.replace("count=500", 'count=500, _type="string"')),
)
answers.wrong(
    "whatever-the-case",
    "Cart is not cart.",
    (SCAN, "keys = [key for key in redis.scan_iter(count=500) if key.lower().startswith(prefix.lower().encode())]"),
)
answers.wrong(
    "the-first-500",
    "What is more than one UNLINK stays.",
    (REMOVE, "return redis.unlink(*keys[:500]) if keys else 0"),
)
answers.wrong(
    "one-of-500-is-left",
    "The ends of the slices.",
    (REMOVE, REMOVE.replace("first + 500", "first + 499")),
)
answers.wrong(
    "not-the-prefix-itself",
    "What is named like the prefix stays.",
    (PATTERN, PATTERN.replace('"*"', '"?*"')),
)
answers.wrong(
    "exists-then-unlink",
    "Counts what is there, and then removes what is left of it.",
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
    "All steps in one script stop everybody as KEYS does.",
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
    "A COUNT of a million.",
    (SCAN, SCAN.replace("count=500", "count=1_000_000")),
)
answers.wrong(
    "scan-of-ten-thousand",
    "One SCAN, with a COUNT that is large enough for now.",
    (SCAN, "keys = redis.scan(match=pattern, count=10_000)[1]"),
)
