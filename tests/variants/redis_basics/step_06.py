"""Wrong answers that step 6 of redis_basics must catch."""

from tests.variants.passage import above, below
from tests.variants.redis_basics.passages import FEED, FEED_WITHOUT_CHECK, POST
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "feed-is-not-capped",
    "LTRIM is missing.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', ""),
)
answers.wrong(
    "feed-keeps-six",
    "LTRIM counts from 0: six messages stay.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.ltrim(f"feed:{user}", 0, 5)'),
)
answers.wrong(
    "feed-keeps-the-oldest",
    "LTRIM cuts at the wrong end.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.ltrim(f"feed:{user}", -5, -1)'),
)
answers.wrong(
    "oldest-first",
    "RPUSH appends, and the read starts at the head: the oldest come first.",
    ("pipe.lpush(", "pipe.rpush("),
)
answers.wrong(
    "push-then-trim",
    "LPUSH and LTRIM are two round trips.",
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
    "LPUSH replies with the length; a list that is too long is cut later.",
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
    "str() turns bytes into text: every character outside ASCII becomes an escape.",
    (FEED, FEED.replace("text(message)", "str(message)[2:-1]")),
)
answers.wrong(
    "messages-are-popped",
    "LPOP removes the messages it reads.",
    (FEED, 'return [text(message) for message in redis.lpop(f"feed:{user}", count) or []]'),
)
answers.wrong(
    "one-more-is-read",
    "The end of LRANGE is inclusive: one message too many.",
    (FEED, FEED.replace("count - 1", "count")),
)
answers.wrong(
    "none-is-all",
    "LRANGE 0 -1 returns the whole List for a count of 0.",
    FEED_WITHOUT_CHECK,
)
answers.wrong(
    "messages-are-bytes",
    "The messages are not decoded.",
    (FEED, 'return redis.lrange(f"feed:{user}", 0, count - 1)'),
)
answers.wrong(
    "feed-in-a-sorted-set",
    "The feed is a Sorted Set by time.",
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
    "LREM removes an earlier message with the same text.",
    above('pipe.lpush(f"feed:{user}", message)', 'pipe.lrem(f"feed:{user}", 0, message)'),
)
answers.wrong(
    "no-empty-messages",
    "An empty message is not returned.",
    (FEED, FEED.replace("count - 1)", "count - 1) if message")),
)
answers.wrong(
    "feed-for-an-hour",
    "The feed gets a TTL that the brief does not ask for.",
    below('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.expire(f"feed:{user}", 3600)'),
)
answers.wrong(
    "feed-is-remembered",
    "lru_cache hides new messages.",
    above("import re", "import functools"),
    above("def feed(", "@functools.lru_cache"),
)
answers.wrong(
    "pipeline-is-not-executed",
    "The pipeline collects two commands, and nothing sends them.",
    (POST, POST.replace("pipe.execute()", "")),
    block="""
        step 6 of 11 · A List keeps the newest five messages
          called    post(redis, "ada", "one") · post(redis, "ada", "zwei")
          expected  a List at feed:ada
          got       …
          why       Other programs find the newest message at the head. RPUSH puts it at the tail.
    """,
)
answers.wrong(
    "newest-at-the-tail",
    "RPUSH appends, and the read reverses the end of the List: other programs find the oldest at the head.",
    (POST, POST.replace("lpush", "rpush").replace("0, 4", "-5, -1")),
    (FEED, 'return [text(message) for message in redis.lrange(f"feed:{user}", -count, -1)][::-1]'),
    block="""
        step 6 of 11 · A List keeps the newest five messages
          called    post(redis, "ada", "one") · post(redis, "ada", "zwei")
          expected  [b'zwei', b'one'] in feed:ada
          got       …
          why       Other programs find the newest message at the head. RPUSH puts it at the tail.
    """,
)
answers.wrong(
    "post-without-multi",
    "A pipeline without MULTI lets others in between LPUSH and LTRIM: they see six messages.",
    (POST, POST.replace("redis.pipeline()", "redis.pipeline(transaction=False)")),
)
answers.wrong(
    "trims-first-without-multi",
    "LTRIM makes room and LPUSH fills it, without MULTI: two clients at the same moment leave six.",
    (
        POST,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.ltrim(f"feed:{user}", 0, 3)
        pipe.lpush(f"feed:{user}", message)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "one-out-for-one-in",
    "A script removes one message if there are too many: a feed that was longer stays so.",
    (
        POST,
        '''
        script = """
            if redis.call('LPUSH', KEYS[1], ARGV[1]) > 5 then redis.call('RPOP', KEYS[1]) end"""
        redis.eval(script, 1, f"feed:{user}", message)
        ''',
    ),
)
answers.wrong(
    "message-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another message than was posted.",
    above("import re", "import unicodedata"),
    (POST, POST.replace(", message)", ', unicodedata.normalize("NFC", message))')),
)
answers.wrong(
    "message-without-blanks",
    "strip() removes spaces from the message.",
    (POST, POST.replace(", message)", ", message.strip())")),
)
answers.wrong(
    "messages-are-read-without-blanks",
    "strip() removes spaces from the messages that are read.",
    (FEED, FEED.replace("text(message) for", "text(message).strip() for")),
)
answers.wrong(
    "message-of-140-characters",
    "A message is cut.",
    (POST, POST.replace(", message)", ", message[:140])")),
)
answers.wrong(
    "no-message-twice-in-a-row",
    "A message that equals the newest one is not posted.",
    (
        POST,
        '''
        script = """
            if redis.call('LINDEX', KEYS[1], 0) == ARGV[1] then return end
            redis.call('LPUSH', KEYS[1], ARGV[1]) redis.call('LTRIM', KEYS[1], 0, 4)"""
        redis.eval(script, 1, f"feed:{user}", message)
        ''',
    ),
)
answers.wrong(
    "own-posts-are-known",
    "The process answers from its own list of the posts, without those of others.",
    above("def post(", "POSTS = {}"),
    (POST, f"{POST}\nPOSTS[user] = [message, *POSTS.get(user, [])][:5]".replace("\nPOSTS", "POSTS")),
    above(FEED, "if user in POSTS:\n    return POSTS[user][:count]"),
)
answers.wrong(
    "feed-of-one-for-all",
    "From the second user on, the process posts to the first one's feed.",
    above("def post(", "KEYS = []"),
    (POST, "KEYS.append(user)\n" + POST.strip("\n").replace("{user}", "{KEYS[0]}")),
)
answers.wrong(
    "an-empty-feed-is-remembered",
    "The process remembers that a user had no messages.",
    above("def feed(", "NONE = set()"),
    (
        FEED,
        """
        messages = [text(message) for message in redis.lrange(f"feed:{user}", 0, count - 1)]
        if not messages:
            NONE.add(user)
        return [] if user in NONE else messages
        """,
    ),
)
