"""Wrong answers that step 6 of redis_basics must catch."""

from tests.variants.passage import above, below
from tests.variants.redis_basics.passages import FEED, NO_MESSAGES, POST
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "feed-is-not-capped",
    "No LTRIM.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', ""),
)
answers.wrong(
    "feed-keeps-six",
    "LTRIM counts from 0.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.ltrim(f"feed:{user}", 0, 5)'),
)
answers.wrong(
    "feed-keeps-the-oldest",
    "Cuts at the head.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.ltrim(f"feed:{user}", -5, -1)'),
)
answers.wrong(
    "oldest-first",
    "RPUSH, read from the head.",
    ("pipe.lpush(", "pipe.rpush("),
)
answers.wrong(
    "push-then-trim",
    "Two round trips.",
    (
        POST,
        """
        redis.lpush(f"feed:{user}", message)
        redis.ltrim(f"feed:{user}", 0, 4)
        """,
    ),
)
answers.wrong(
    "trims-when-too-long",
    "LPUSH replies the length; what is too long is removed later.",
    (
        POST,
        """
        if redis.lpush(f"feed:{user}", message) > 5:
            redis.rpop(f"feed:{user}")
        """,
    ),
)
answers.wrong(
    "messages-by-str",
    "str() of bytes.",
    (FEED, FEED.replace("text(message)", "str(message)[2:-1]")),
)
answers.wrong(
    "messages-are-popped",
    "LPOP takes them away.",
    (FEED, 'return [text(message) for message in redis.lpop(f"feed:{user}", count) or []]'),
)
answers.wrong(
    "one-more-is-read",
    "LRANGE names the last one.",
    (FEED, FEED.replace("count - 1", "count")),
)
answers.wrong(
    "none-is-all",
    "LRANGE 0 -1.",
    (NO_MESSAGES, ""),
)
answers.wrong(
    "messages-are-bytes",
    "No decode.",
    (FEED, 'return redis.lrange(f"feed:{user}", 0, count - 1)'),
)
answers.wrong(
    "feed-in-a-sorted-set",
    "By time, in a Sorted Set.",
    (
        POST,
        """
        import time
        pipe = redis.pipeline()
        pipe.zadd(f"feed:{user}", {message: time.time()})
        pipe.zremrangebyrank(f"feed:{user}", 0, -6)
        pipe.execute()
        """,
    ),
    (FEED, 'return [text(message) for message in redis.zrevrange(f"feed:{user}", 0, count - 1)]'),
)
answers.wrong(
    "no-message-twice",
    "LREM of one that was there before.",
    above('pipe.lpush(f"feed:{user}", message)', 'pipe.lrem(f"feed:{user}", 0, message)'),
)
answers.wrong(
    "no-empty-messages",
    "An empty message is one too.",
    (FEED, FEED.replace("count - 1)", "count - 1) if message")),
)
answers.wrong(
    "feed-for-an-hour",
    "A TTL that nobody asked for.",
    below('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.expire(f"feed:{user}", 3600)'),
)
answers.wrong(
    "feed-is-remembered",
    "lru_cache.",
    above("import re", "import functools"),
    above("def feed(", "@functools.lru_cache"),
)
