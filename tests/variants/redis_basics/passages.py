"""Passages of the reference solution of redis_basics that are replaced more than once."""

INCR = 'return redis.incr(f"visits:{page}")'
SAVE = 'redis.set(f"draft:{author}", draft, ex=seconds)'
EDIT = 'return bool(redis.set(f"draft:{author}", draft, xx=True, keepttl=True))'
LEFT = "return None if left == -1 else max(left, 0)"
CLAIM = 'return bool(redis.set(f"nickname:{nickname}", user, nx=True))'
UPDATE = """
if changes:
    redis.hset(f"profile:{user}", mapping=changes)
"""
COINS = 'return redis.hincrby(f"profile:{user}", "coins", number)'
POST = """
pipe = redis.pipeline()
pipe.lpush(f"feed:{user}", message)
pipe.ltrim(f"feed:{user}", 0, 4)
pipe.execute()
"""
FEED_WITHOUT_CHECK = (
    """
    if count == 0:
        return []
    return [text(message)
    """,
    "return [text(message)",
)
FEED = 'return [text(message) for message in redis.lrange(f"feed:{user}", 0, count - 1)]'
COMMON = 'return {text(interest) for interest in redis.sinter([f"interests:{user}" for user in users])}'
SCORE = 'return int(redis.zincrby("leaderboard", points, player))'
BEST = 'best = redis.zrange("leaderboard", 0, count - 1, desc=True, withscores=True)'
RANK = """
score = redis.zscore("leaderboard", player)
if score is None:
    return None
return 1 + redis.zcount("leaderboard", f"({score}", "+inf")
"""
VISITS = 'return [int(count or 0) for count in redis.mget([f"visits:{page}" for page in pages])]'
WATCH = 'pipe.watch(f"balance:{sender}")'
TRANSFER = """
with redis.pipeline() as pipe:
    while True:
        pipe.watch(f"balance:{sender}")
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            return False
        pipe.multi()
        pipe.decrby(f"balance:{sender}", amount)
        pipe.incrby(f"balance:{receiver}", amount)
        try:
            pipe.execute()
            return True
        except WatchError:
            continue
"""
PATTERN = r'pattern = re.sub(r"([*?\[\]\\])", r"\\\1", prefix) + "*"'
SCAN = "keys = list(redis.scan_iter(match=pattern, count=500))"
REMOVE = """
removed = 0
for first in range(0, len(keys), 500):
    removed += redis.unlink(*keys[first : first + 500])
return removed
"""
READ_PROFILES = """
pipe = redis.pipeline(transaction=False)
for user in users:
    pipe.hgetall(f"profile:{user}")
return [{text(field): text(value) for field, value in profile.items()} for profile in pipe.execute()]
"""
