"""Wrong answers that step 11 of redis_basics must catch."""

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
