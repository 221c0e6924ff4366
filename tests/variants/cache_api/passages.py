"""Passages of the reference solution of cache_api that are replaced more than once."""

GET = "stored = await redis.get(key)"
SET = "await redis.set(key, json.dumps(entry), ex=ttl)"
UNPACK = "entry = json.loads(stored) if stored is not None else None"
IS_OURS = """
is_ours = isinstance(entry, dict) and "data" in entry and isinstance(entry.get("fetched_at"), float)
return entry if is_ours else None
"""
HIT = "if (entry := await read_entry(redis, key)) is not None:"
AGE = 'age = max(0.0, round(time.time() - entry["fetched_at"], 3))'
PACK = 'entry = {"data": data, "fetched_at": time.time()}'
FILL = """
try:
    await redis.set(key, json.dumps(entry), ex=ttl)
except RedisError:
    pass
"""
FETCH = "data = await ask(fetch())"
USER_KEY = 'f"cache:user:{user_id}", lambda: fetch_user'
POST_KEY = 'f"cache:post:{post_id}", lambda'
POST_CACHED = 'cached_or_fetched(redis, f"cache:post:{post_id}", lambda: fetch_post(post_id), ttl)'
SAVE = "user = await ask(save_user(user_id, changes))"
INVALIDATE = """
try:
    await redis.delete(f"cache:user:{user_id}")
except RedisError:
    pass
"""
DELETE = 'await redis.delete(f"cache:user:{user_id}")'
SCAN = 'keys = [key async for key in redis.scan_iter(match="cache:*", count=500)]'
UNLINK_ALL = """
for first in range(0, len(keys), 500):
    deleted += await redis.unlink(*keys[first : first + 500])
"""
BEFORE_THE_READER = "async def cached_or_fetched("
LEASE = "leased = await redis.set(lease_of(key), token, nx=True, ex=LEASE_SECONDS)"
EVAL = 'await redis.eval(END_LEASE, 2, key, lease_of(key), token, json.dumps(entry) if entry else "", ttl)'
