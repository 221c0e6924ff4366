"""Wrong and right answers to redis_basics, the wrong ones in the order of the steps that catch them."""

from tests.variants.variant import Answers

answers = Answers("redis_basics")

# Passages of the reference that are replaced more than once.
IMPORT = "import re\n"
GET_NAME = "return None if reply is None else text(reply)"
INCR = 'return redis.incr(f"visits:{page}")'
SAVE = 'redis.set(f"draft:{author}", draft, ex=seconds)'
EDIT = 'return bool(redis.set(f"draft:{author}", draft, xx=True, keepttl=True))'
LEFT = "return None if left == -1 else max(left, 0)  # -1: it never expires, -2: there is no such key"
CLAIM = 'return bool(redis.set(f"nickname:{nickname}", user, nx=True))'
UPDATE = 'if changes:\n        redis.hset(f"profile:{user}", mapping=changes)'
COINS = 'return redis.hincrby(f"profile:{user}", "coins", number)'
POST = (
    'pipe = redis.pipeline()\n    pipe.lpush(f"feed:{user}", message)\n'
    '    pipe.ltrim(f"feed:{user}", 0, 4)\n    pipe.execute()'
)
NO_MESSAGES = "if count == 0:\n        return []  # LRANGE 0 -1 would be the whole List\n    "
FEED = 'return [text(message) for message in redis.lrange(f"feed:{user}", 0, count - 1)]'
NOTE = 'return redis.sadd(f"visitors:{page}", visitor) == 1'
UNIQUE = 'return redis.scard(f"visitors:{page}")'
NO_USERS = "if not users:\n        return set()  # SINTER wants a key\n    "
COMMON = 'return {text(interest) for interest in redis.sinter([f"interests:{user}" for user in users])}'
SCORE = 'return int(redis.zincrby("leaderboard", points, player))'
NO_BEST = "if count == 0:\n        return []  # ZRANGE 0 -1 would be the whole Sorted Set\n    "
BEST = 'best = redis.zrange("leaderboard", 0, count - 1, desc=True, withscores=True)'
PAIRS = "return [(text(player), int(score)) for player, score in best]"
RANK = (
    'score = redis.zscore("leaderboard", player)\n    if score is None:\n        return None\n'
    '    return 1 + redis.zcount("leaderboard", f"({score}", "+inf")  # the bracket: more than, not as much as'
)
VISITS = 'return [int(count or 0) for count in redis.mget([f"visits:{page}" for page in pages])]'
PIPE = "pipe = redis.pipeline(transaction=False)"
PROFILES = "return [{text(field): text(value) for field, value in profile.items()} for profile in pipe.execute()]"
PROFILES_ALL = f'{PIPE}\n    for user in users:\n        pipe.hgetall(f"profile:{{user}}")\n    {PROFILES}'
REFUSE = "if amount <= 0 or sender == receiver:\n        return False\n"
TRY = "try:\n                pipe.execute()\n                return True\n            except WatchError:\n                continue  # somebody changed the sender's balance since it was watched"
LOOP = "with redis.pipeline() as pipe:\n        while True:"
WATCH = 'pipe.watch(f"balance:{sender}")'
CHECK = 'if int(pipe.get(f"balance:{sender}") or 0) < amount:\n                return False'
MOVE = 'pipe.multi()\n            pipe.decrby(f"balance:{sender}", amount)\n            pipe.incrby(f"balance:{receiver}", amount)'
TRANSFER = (
    f"with redis.pipeline() as pipe:\n        while True:\n            {WATCH}\n            {CHECK}\n"
    f"            {MOVE}\n            {TRY}"
)
PATTERN = 'pattern = re.sub(r"([*?\\[\\]\\\\])", r"\\\\\\1", prefix) + "*"'
SCAN = "keys = list(redis.scan_iter(match=pattern, count=500))"
REMOVE = (
    "removed = 0\n    for first in range(0, len(keys), 500):\n"
    "        removed += redis.unlink(*keys[first : first + 500])\n    return removed"
)

# Step 1 ---------------------------------------------------------------------------------------------------------------

answers.wrong("name-is-bytes", "step 1", "The name comes back as bytes.", (GET_NAME, "return reply"))
answers.wrong(
    "no-name-is-empty", "step 1", "A name that is not there is empty.", (GET_NAME, 'return text(reply or b"")')
)
answers.wrong(
    "names-in-a-dict",
    "step 1",
    "The names are in this process.",
    ('redis.set(f"name:{user_id}", name)', "NAMES[user_id] = name.encode()"),
    ('reply = redis.get(f"name:{user_id}")', "reply = NAMES.get(user_id)"),
    ("def set_name(", "NAMES = {}\n\n\ndef set_name("),
)

answers.wrong(
    "name-is-remembered",
    "step 1",
    "lru_cache: what another process has changed is not seen.",
    (IMPORT, "import functools\nimport re\n"),
    ("def get_name(", "@functools.lru_cache\ndef get_name("),
)
answers.wrong(
    "an-empty-name-is-none", "step 1", "An empty name is false.", (GET_NAME, "return text(reply) if reply else None")
)
answers.wrong(
    "name-of-the-first-time",
    "step 1",
    "SET NX: a name is never changed.",
    ('redis.set(f"name:{user_id}", name)', 'redis.set(f"name:{user_id}", name, nx=True)'),
)
answers.wrong(
    "name-for-an-hour",
    "step 1",
    "A TTL that nobody asked for.",
    ('redis.set(f"name:{user_id}", name)', 'redis.set(f"name:{user_id}", name, ex=3600)'),
)

# Step 2 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "get-and-set",
    "step 2",
    "Reads, adds and writes.",
    (
        INCR,
        'count = int(redis.get(f"visits:{page}") or 0) + 1\n    redis.set(f"visits:{page}", count)\n    return count',
    ),
)
answers.wrong(
    "counts-from-0",
    "step 2",
    "The first visit only makes the counter.",
    (INCR, 'if redis.set(f"visits:{page}", 0, nx=True):\n        return 0\n    return redis.incr(f"visits:{page}")'),
)
answers.wrong(
    "count-is-bytes",
    "step 2",
    "Reads back what it counted.",
    (INCR, 'redis.incr(f"visits:{page}")\n    return redis.get(f"visits:{page}")'),
)
answers.wrong("count-is-a-float", "step 2", "INCRBYFLOAT.", (INCR, 'return redis.incrbyfloat(f"visits:{page}", 1)'))
answers.wrong("one-counter-for-all", "step 2", "The page is not in the key.", (INCR, 'return redis.incr("visits")'))
answers.wrong(
    "counts-in-a-dict",
    "step 2",
    "The counts are in this process.",
    ("def count_visit(", "COUNTS = {}\n\n\ndef count_visit("),
    (INCR, "COUNTS[page] = COUNTS.get(page, 0) + 1\n    return COUNTS[page]"),
)

answers.wrong(
    "count-is-known-already",
    "step 2",
    "Redis counts, and so does this process, which believes itself.",
    ("def count_visit(", "COUNTS = {}\n\n\ndef count_visit("),
    (INCR, 'redis.incr(f"visits:{page}")\n    COUNTS[page] = COUNTS.get(page, 0) + 1\n    return COUNTS[page]'),
)

answers.wrong(
    "count-of-before-plus-one",
    "step 2",
    "INCR counts, and what is returned was read before.",
    (
        INCR,
        'before = int(redis.get(f"visits:{page}") or 0)\n    redis.incr(f"visits:{page}")\n    return before + 1',
    ),
)
answers.wrong(
    "count-is-read-afterwards",
    "step 2",
    "INCR counts, and GET has a later visit in it.",
    (INCR, 'redis.incr(f"visits:{page}")\n    return int(redis.get(f"visits:{page}"))'),
)
answers.wrong(
    "counts-in-three-tries",
    "step 2",
    "WATCH, and after three tries the visit is lost.",
    (
        INCR,
        'with redis.pipeline() as pipe:\n        for _ in range(3):\n            try:\n                pipe.watch(f"visits:{page}")\n'
        '                count = int(pipe.get(f"visits:{page}") or 0) + 1\n                pipe.multi()\n'
        '                pipe.set(f"visits:{page}", count)\n                pipe.execute()\n                return count\n'
        "            except WatchError:\n                continue\n    return count",
    ),
)
answers.wrong("page-in-small-letters", "step 2", "Another key.", (INCR, INCR.replace("{page}", "{page.lower()}")))
answers.wrong(
    "count-for-a-day",
    "step 2",
    "A TTL that nobody asked for.",
    (
        INCR,
        'pipe = redis.pipeline()\n    pipe.incr(f"visits:{page}")\n    pipe.expire(f"visits:{page}", 86400)\n    return pipe.execute()[0]',
    ),
)

# Step 3 ---------------------------------------------------------------------------------------------------------------

answers.wrong("draft-without-ttl", "step 3", "SET without EX.", (SAVE, 'redis.set(f"draft:{author}", draft)'))
answers.wrong(
    "draft-in-milliseconds",
    "step 3",
    "PX takes milliseconds.",
    (SAVE, 'redis.set(f"draft:{author}", draft, px=seconds)'),
)
answers.wrong(
    "five-minutes-for-all", "step 3", "The seconds are ignored.", (SAVE, 'redis.set(f"draft:{author}", draft, ex=300)')
)
answers.wrong(
    "set-then-expire",
    "step 3",
    "A cut between the two leaves a draft for ever.",
    (SAVE, 'redis.set(f"draft:{author}", draft)\n    redis.expire(f"draft:{author}", seconds)'),
)
answers.wrong(
    "expire-only-if-it-has-none",
    "step 3",
    "What is saved again goes on with the old time.",
    (
        SAVE,
        'if not redis.set(f"draft:{author}", draft, ex=seconds, nx=True):\n        redis.set(f"draft:{author}", draft, xx=True, keepttl=True)',
    ),
)
answers.wrong(
    "draft-is-a-hash",
    "step 3",
    "A Hash in place of a String.",
    (SAVE, 'redis.hsetex(f"draft:{author}", "text", draft, ex=seconds)'),
)
answers.wrong(
    "edit-wipes-the-ttl",
    "step 3",
    "SET without KEEPTTL.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, xx=True))'),
)
answers.wrong(
    "edit-gives-a-minute-again",
    "step 3",
    "EX anew.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, xx=True, ex=60))'),
)
answers.wrong(
    "edit-makes-a-draft",
    "step 3",
    "KEEPTTL without XX.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, keepttl=True))'),
)
answers.wrong(
    "edit-says-none",
    "step 3",
    "SET XX replies nil.",
    (EDIT, 'return redis.set(f"draft:{author}", draft, xx=True, keepttl=True)'),
)
answers.wrong(
    "exists-then-set",
    "step 3",
    "The draft can go between the two, and comes back for ever.",
    (EDIT, 'return bool(redis.exists(f"draft:{author}") and redis.set(f"draft:{author}", draft, keepttl=True))'),
)
answers.wrong(
    "ttl-then-set",
    "step 3",
    "Reads the time and sets it anew, also when it is over.",
    (
        EDIT,
        'left = redis.ttl(f"draft:{author}")\n    if left < 0:\n        return False\n'
        '    redis.set(f"draft:{author}", draft, ex=left)\n    return True',
    ),
)
answers.wrong(
    "edit-then-expire",
    "step 3",
    "A cut between SET XX and EXPIRE leaves a draft for ever.",
    (
        EDIT,
        'left = redis.pttl(f"draft:{author}")\n    if not redis.set(f"draft:{author}", draft, xx=True):\n'
        '        return False\n    redis.pexpire(f"draft:{author}", max(left, 1))\n    return True',
    ),
)
answers.wrong(
    "ttl-then-set-if-it-is-there",
    "step 3",
    "XX looks whether there is a draft, and not whose time it has by now.",
    (
        EDIT,
        'left = redis.pttl(f"draft:{author}")\n'
        '    return left > 0 and bool(redis.set(f"draft:{author}", draft, xx=True, px=left))',
    ),
)
answers.wrong(
    "no-whole-second-is-no-time",
    "step 3",
    "One script, and a TTL of 0 for a draft in its last second: it stays for ever.",
    (
        EDIT,
        "script = \"local left = redis.call('TTL', KEYS[1]) if left == -2 then return 0 end redis.call('SET', KEYS[1], ARGV[1]) if left > 0 then redis.call('EXPIRE', KEYS[1], left) end return 1\"\n    return redis.eval(script, 1, f\"draft:{author}\", draft) == 1",
    ),
)
answers.wrong(
    "no-whole-second-is-no-draft",
    "step 3",
    "One script, and False for a draft in its last second.",
    (
        EDIT,
        "script = \"local left = redis.call('TTL', KEYS[1]) if left == -2 or left == 0 then return 0 end redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL') return 1\"\n    return redis.eval(script, 1, f\"draft:{author}\", draft) == 1",
    ),
)
answers.wrong(
    "no-time-is-no-draft",
    "step 3",
    "One script, which takes both negative replies of PTTL for no draft.",
    (
        EDIT,
        "script = \"if redis.call('PTTL', KEYS[1]) < 0 then return 0 end redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL') return 1\"\n    return redis.eval(script, 1, f\"draft:{author}\", draft) == 1",
    ),
)
answers.wrong("ttl-as-it-is", "step 3", "-1 and -2.", (LEFT, "return left"))
answers.wrong("both-are-0", "step 3", "No draft and one for ever are both 0.", (LEFT, "return max(left, 0)"))
answers.wrong(
    "milliseconds-left",
    "step 3",
    "PTTL.",
    ('left = redis.ttl(f"draft:{author}")', 'left = redis.pttl(f"draft:{author}")'),
)

answers.wrong(
    "no-whole-second-is-for-ever",
    "step 3",
    "None for a TTL of 0.",
    (LEFT, "return 0 if left == -2 else left if left > 0 else None"),
)

answers.wrong("one-minute-for-all", "step 3", "The seconds are ignored.", (SAVE, SAVE.replace("ex=seconds", "ex=60")))
answers.wrong(
    "one-minute-at-most", "step 3", "No more than 60.", (SAVE, SAVE.replace("ex=seconds", "ex=min(seconds, 60)"))
)
answers.wrong("draft-without-blanks", "step 3", "strip().", (SAVE, SAVE.replace("draft, ex", "draft.strip(), ex")))
answers.wrong("no-empty-drafts", "step 3", "An empty text is not saved.", (SAVE, f"if draft:\n        {SAVE}"))
answers.wrong(
    "edit-writes-over-the-beginning",
    "step 3",
    "SETRANGE leaves the end of a longer text.",
    (
        EDIT,
        "script = \"if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end redis.call('SETRANGE', KEYS[1], 0, ARGV[1]) return 1\"\n    return redis.eval(script, 1, f\"draft:{author}\", draft) == 1",
    ),
)
answers.wrong(
    "an-empty-draft-is-not-edited",
    "step 3",
    "SET GET replies the text before, and an empty one is false.",
    (EDIT, EDIT.replace("keepttl=True", "keepttl=True, get=True")),
)
answers.wrong(
    "exists-then-set-if-it-is-there",
    "step 3",
    "True for what EXISTS has said, and not for what SET XX has done.",
    (
        EDIT,
        'if not redis.exists(f"draft:{author}"):\n        return False\n    redis.set(f"draft:{author}", draft, xx=True, keepttl=True)\n    return True',
    ),
)
answers.wrong(
    "edit-then-exists",
    "step 3",
    "True for what EXISTS says afterwards.",
    (
        EDIT,
        'redis.set(f"draft:{author}", draft, xx=True, keepttl=True)\n    return bool(redis.exists(f"draft:{author}"))',
    ),
)
WATCHED_EDIT = (
    'with redis.pipeline() as pipe:\n        try:\n            pipe.watch(f"draft:{author}")\n'
    '            if not pipe.exists(f"draft:{author}"):\n                return False\n            pipe.multi()\n'
    '            pipe.set(f"draft:{author}", draft, keepttl=True)\n            pipe.execute()\n            return True\n'
    "        except WatchError:\n            return False"
)
answers.wrong("edit-gives-up", "step 3", "False if the draft was saved anew meanwhile.", (EDIT, WATCHED_EDIT))
answers.wrong(
    "edit-in-three-tries",
    "step 3",
    "And then False, although there is a draft.",
    (
        EDIT,
        "for _ in range(3):\n        "
        + WATCHED_EDIT.replace("\n", "\n    ").replace("return False", "pass", 2).replace("pass", "return False", 1)
        + "\n    return False",
    ),
)
answers.wrong(
    "edit-is-done-anyway",
    "step 3",
    "True if the draft was saved anew meanwhile, and nothing written.",
    (EDIT, WATCHED_EDIT.replace("WatchError:\n            return False", "WatchError:\n            return True")),
)
answers.wrong(
    "an-empty-draft-has-no-time",
    "step 3",
    "0 for a text that is false.",
    (
        'left = redis.ttl(f"draft:{author}")',
        'if not redis.get(f"draft:{author}"):\n        return 0\n    left = redis.ttl(f"draft:{author}")',
    ),
)
answers.wrong(
    "exists-then-ttl",
    "step 3",
    "What goes between the two is taken for one that never expires.",
    (
        'left = redis.ttl(f"draft:{author}")',
        'if not redis.exists(f"draft:{author}"):\n        return 0\n    left = redis.ttl(f"draft:{author}")',
    ),
    (LEFT, "return None if left < 0 else left"),
)
answers.wrong(
    "ttl-then-exists",
    "step 3",
    "What comes between the two is taken for one that never expires.",
    (LEFT, 'if left >= 0:\n        return left\n    return None if redis.exists(f"draft:{author}") else 0'),
)

# Step 4 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "nickname-is-taken-over",
    "step 4",
    "SET without NX.",
    (CLAIM, 'return bool(redis.set(f"nickname:{nickname}", user))'),
)
answers.wrong(
    "claim-says-none",
    "step 4",
    "SET NX replies nil.",
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, nx=True)'),
)
answers.wrong(
    "exists-then-claim",
    "step 4",
    "Looks first.",
    (
        CLAIM,
        'if redis.exists(f"nickname:{nickname}"):\n        return False\n    return redis.set(f"nickname:{nickname}", user)',
    ),
)
answers.wrong(
    "its-owner-gets-it-again",
    "step 4",
    "True for whoever has it.",
    (
        CLAIM,
        'redis.set(f"nickname:{nickname}", user, nx=True)\n    return redis.get(f"nickname:{nickname}") == user.encode()',
    ),
)
answers.wrong(
    "claim-set-and-look",
    "step 4",
    "Writes, and looks whose it was before.",
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, get=True) is None'),
)

answers.wrong(
    "nickname-in-small-letters",
    "step 4",
    "Another key than the one that was promised.",
    (CLAIM, CLAIM.replace("{nickname}", "{nickname.lower()}")),
)

answers.wrong(
    "nickname-without-blanks", "step 4", "Another key.", (CLAIM, CLAIM.replace("{nickname}", "{nickname.strip()}"))
)
answers.wrong(
    "nickname-with-underscores",
    "step 4",
    "Another key.",
    (CLAIM, CLAIM.replace('f"nickname:{nickname}"', '"nickname:" + nickname.replace(" ", "_")')),
)
answers.wrong(
    "nickname-for-an-hour",
    "step 4",
    "A TTL that nobody asked for.",
    (CLAIM, CLAIM.replace("nx=True", "nx=True, ex=3600")),
)

# Step 5 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "profile-as-json",
    "step 5",
    "A String with the whole profile.",
    (UPDATE, 'import json\n    redis.delete(f"profile:{user}")\n    redis.set(f"profile:{user}", json.dumps(changes))'),
)
answers.wrong(
    "profile-is-replaced",
    "step 5",
    "The other fields are lost.",
    (
        UPDATE,
        'pipe = redis.pipeline()\n    pipe.delete(f"profile:{user}")\n    if changes:\n        pipe.hset(f"profile:{user}", mapping=changes)\n    pipe.execute()',
    ),
)
answers.wrong(
    "profile-is-read-and-written",
    "step 5",
    "Reads all fields and writes all fields.",
    (
        UPDATE,
        'profile = {**redis.hgetall(f"profile:{user}"), **changes}\n    if profile:\n        redis.hset(f"profile:{user}", mapping={text(k) if isinstance(k, bytes) else k: v for k, v in profile.items()})',
    ),
)
answers.wrong(
    "no-changes-raise", "step 5", "HSET without fields.", (UPDATE, 'redis.hset(f"profile:{user}", mapping=changes)')
)
answers.wrong(
    "only-new-fields",
    "step 5",
    "HSETNX leaves a field that is there.",
    (UPDATE, 'for field, value in changes.items():\n        redis.hsetnx(f"profile:{user}", field, value)'),
)
answers.wrong(
    "one-profile-for-all",
    "step 5",
    "The user is in the field, not in the key.",
    (UPDATE, 'for field, value in changes.items():\n        redis.hset("profile", f"{user}:{field}", value)'),
)
answers.wrong(
    "coins-are-read-and-written",
    "step 5",
    "HGET, add, HSET.",
    (
        COINS,
        'coins = int(redis.hget(f"profile:{user}", "coins") or 0) + number\n    redis.hset(f"profile:{user}", "coins", coins)\n    return coins',
    ),
)
answers.wrong(
    "coins-as-a-float",
    "step 5",
    "HINCRBYFLOAT.",
    (COINS, 'return redis.hincrbyfloat(f"profile:{user}", "coins", number)'),
)

answers.wrong(
    "no-coins-below-0",
    "step 5",
    "Not what is in the Hash.",
    (COINS, COINS.replace("redis.", "max(0, redis.") + ")"),
)

answers.wrong(
    "empty-values-are-skipped",
    "step 5",
    "An empty value is a value.",
    (UPDATE, f"changes = {{field: value for field, value in changes.items() if value}}\n    {UPDATE}"),
)
answers.wrong(
    "profile-for-a-day",
    "step 5",
    "A TTL that nobody asked for.",
    (UPDATE, f'{UPDATE}\n        redis.expire(f"profile:{{user}}", 86400)'),
)
answers.wrong(
    "coins-of-before-plus-the-number",
    "step 5",
    "HINCRBY adds, and what is returned was read before.",
    (
        COINS,
        'before = int(redis.hget(f"profile:{user}", "coins") or 0)\n    redis.hincrby(f"profile:{user}", "coins", number)\n    return before + number',
    ),
)
answers.wrong("no-coins-more-are-0", "step 5", "0 for 0.", (COINS, f"if not number:\n        return 0\n    {COINS}"))

# Step 6 ---------------------------------------------------------------------------------------------------------------

answers.wrong("feed-is-not-capped", "step 6", "No LTRIM.", ('    pipe.ltrim(f"feed:{user}", 0, 4)\n', ""))
answers.wrong(
    "feed-keeps-six",
    "step 6",
    "LTRIM counts from 0.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.ltrim(f"feed:{user}", 0, 5)'),
)
answers.wrong(
    "feed-keeps-the-oldest",
    "step 6",
    "Cuts at the head.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.ltrim(f"feed:{user}", -5, -1)'),
)
answers.wrong("oldest-first", "step 6", "RPUSH, read from the head.", ("pipe.lpush(", "pipe.rpush("))
answers.wrong(
    "push-then-trim",
    "step 6",
    "Two round trips.",
    (POST, 'redis.lpush(f"feed:{user}", message)\n    redis.ltrim(f"feed:{user}", 0, 4)'),
)
answers.wrong(
    "trims-when-too-long",
    "step 6",
    "LPUSH replies the length; what is too long is removed later.",
    (POST, 'if redis.lpush(f"feed:{user}", message) > 5:\n        redis.rpop(f"feed:{user}")'),
)
answers.wrong(
    "messages-by-str", "step 6", "str() of bytes.", (FEED, FEED.replace("text(message)", "str(message)[2:-1]"))
)
answers.wrong(
    "messages-are-popped",
    "step 6",
    "LPOP takes them away.",
    (FEED, 'return [text(message) for message in redis.lpop(f"feed:{user}", count) or []]'),
)
answers.wrong("one-more-is-read", "step 6", "LRANGE names the last one.", (FEED, FEED.replace("count - 1", "count")))
answers.wrong("none-is-all", "step 6", "LRANGE 0 -1.", (NO_MESSAGES, ""))
answers.wrong("messages-are-bytes", "step 6", "No decode.", (FEED, 'return redis.lrange(f"feed:{user}", 0, count - 1)'))
answers.wrong(
    "feed-in-a-sorted-set",
    "step 6",
    "By time, in a Sorted Set.",
    (
        POST,
        'import time\n    pipe = redis.pipeline()\n    pipe.zadd(f"feed:{user}", {message: time.time()})\n    pipe.zremrangebyrank(f"feed:{user}", 0, -6)\n    pipe.execute()',
    ),
    (FEED, 'return [text(message) for message in redis.zrevrange(f"feed:{user}", 0, count - 1)]'),
)

answers.wrong(
    "no-message-twice",
    "step 6",
    "LREM of one that was there before.",
    (
        'pipe.lpush(f"feed:{user}", message)',
        'pipe.lrem(f"feed:{user}", 0, message)\n    pipe.lpush(f"feed:{user}", message)',
    ),
)
answers.wrong(
    "no-empty-messages",
    "step 6",
    "An empty message is one too.",
    (FEED, FEED.replace("count - 1)", "count - 1) if message")),
)
answers.wrong(
    "feed-for-an-hour",
    "step 6",
    "A TTL that nobody asked for.",
    ('pipe.ltrim(f"feed:{user}", 0, 4)', 'pipe.ltrim(f"feed:{user}", 0, 4)\n    pipe.expire(f"feed:{user}", 3600)'),
)
answers.wrong(
    "feed-is-remembered",
    "step 6",
    "lru_cache.",
    (IMPORT, "import functools\nimport re\n"),
    ("def feed(", "@functools.lru_cache\ndef feed("),
)

# Step 7 ---------------------------------------------------------------------------------------------------------------

answers.wrong("new-is-1", "step 7", "SADD replies 1.", (NOTE, 'return redis.sadd(f"visitors:{page}", visitor)'))
answers.wrong(
    "looks-then-adds",
    "step 7",
    "SISMEMBER, then SADD.",
    (
        NOTE,
        'is_new = not redis.sismember(f"visitors:{page}", visitor)\n    redis.sadd(f"visitors:{page}", visitor)\n    return is_new',
    ),
)
answers.wrong(
    "one-set-for-all-pages",
    "step 7",
    "The page is not in the key.",
    (NOTE, 'return redis.sadd("visitors:home", visitor) == 1'),
)
answers.wrong(
    "visitors-in-a-list",
    "step 7",
    "A List knows no difference.",
    (
        NOTE,
        'is_new = redis.lpos(f"visitors:{page}", visitor) is None\n    redis.lpush(f"visitors:{page}", visitor)\n    return is_new',
    ),
)
answers.wrong(
    "visitors-are-fetched", "step 7", "len(SMEMBERS).", (UNIQUE, 'return len(redis.smembers(f"visitors:{page}"))')
)
answers.wrong("nobody-is-none", "step 7", "None for 0.", (UNIQUE, UNIQUE + " or None"))
answers.wrong(
    "common-is-stored",
    "step 7",
    "SINTERSTORE leaves a key behind.",
    (
        COMMON,
        'pipe = redis.pipeline()\n    pipe.sinterstore("common", [f"interests:{user}" for user in users])\n    pipe.smembers("common")\n    return {text(interest) for interest in pipe.execute()[1]}',
    ),
)
answers.wrong(
    "common-are-bytes", "step 7", "No decode.", (COMMON, 'return redis.sinter([f"interests:{user}" for user in users])')
)
answers.wrong(
    "common-is-a-list",
    "step 7",
    "A list.",
    (COMMON, COMMON.replace("{text(", "[text(").replace("users])}", "users])]")),
)
answers.wrong("common-of-some", "step 7", "SUNION.", (COMMON, COMMON.replace("sinter", "sunion")))
answers.wrong("common-of-nobody-raises", "step 7", "SINTER without keys.", (NO_USERS, ""))
answers.wrong(
    "common-one-by-one",
    "step 7",
    "A round trip per user.",
    (
        COMMON,
        'sets = [redis.smembers(f"interests:{user}") for user in users]\n    return {text(interest) for interest in set.intersection(*sets)}',
    ),
)
answers.wrong(
    "common-looks-first",
    "step 7",
    "Looks first whether there is a Set of each user.",
    (
        COMMON,
        f'if not all(redis.exists(f"interests:{{user}}") for user in users):\n        return set()\n    {COMMON}',
    ),
)
answers.wrong(
    "common-is-found-here",
    "step 7",
    "All Sets are sent, in one pipeline, and intersected in Python.",
    (
        COMMON,
        'pipe = redis.pipeline()\n    for user in users:\n        pipe.smembers(f"interests:{user}")\n    return {text(interest) for interest in set.intersection(*pipe.execute())}',
    ),
)

answers.wrong(
    "visitors-in-small-letters", "step 7", "Ada is not ada.", (NOTE, NOTE.replace("visitor) ==", "visitor.lower()) =="))
)
answers.wrong(
    "visitors-are-remembered",
    "step 7",
    "lru_cache.",
    (IMPORT, "import functools\nimport re\n"),
    ("def unique_visitors(", "@functools.lru_cache\ndef unique_visitors("),
)
answers.wrong(
    "common-is-stored-as-a-user",
    "step 7",
    "The key in between may be that of a user.",
    (
        COMMON,
        'pipe = redis.pipeline()\n    pipe.sinterstore("interests:common", [f"interests:{user}" for user in users])\n    pipe.smembers("interests:common")\n'
        '    pipe.delete("interests:common")\n    return {text(interest) for interest in pipe.execute()[1]}',
    ),
)

# Step 8 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "score-is-set",
    "step 8",
    "ZADD replaces.",
    (SCORE, 'redis.zadd("leaderboard", {player: points})\n    return points'),
)
answers.wrong(
    "score-is-a-float",
    "step 8",
    "ZINCRBY replies a float.",
    (SCORE, 'return redis.zincrby("leaderboard", points, player)'),
)
answers.wrong(
    "score-is-read-and-written",
    "step 8",
    "ZSCORE, add, ZADD.",
    (
        SCORE,
        'score = int(redis.zscore("leaderboard", player) or 0) + points\n    redis.zadd("leaderboard", {player: score})\n    return score',
    ),
)
answers.wrong(
    "no-score-below-0",
    "step 8",
    "Not what is in the Sorted Set.",
    (SCORE, SCORE.replace("int(", "max(0, int(") + ")"),
)
answers.wrong(
    "the-best-have-more-than-0",
    "step 8",
    "By score, down to 0.",
    (BEST, 'best = redis.zrevrangebyscore("leaderboard", "+inf", 0, 0, count, withscores=True)'),
)
answers.wrong("worst-first", "step 8", "Ascending.", (BEST, BEST.replace("desc=True", "desc=False")))
answers.wrong(
    "one-too-many-of-the-best", "step 8", "ZRANGE names the last one.", (BEST, BEST.replace("count - 1", "count"))
)
answers.wrong("no-best-is-all", "step 8", "ZRANGE 0 -1.", (NO_BEST, ""))
answers.wrong(
    "best-are-popped", "step 8", "ZPOPMAX takes them away.", (BEST, 'best = redis.zpopmax("leaderboard", count)')
)
answers.wrong(
    "best-are-bytes", "step 8", "No decode.", (PAIRS, "return [(player, int(score)) for player, score in best]")
)
answers.wrong(
    "best-with-floats",
    "step 8",
    "Scores are floats.",
    (PAIRS, "return [(text(player), score) for player, score in best]"),
)
answers.wrong(
    "best-sorted-here",
    "step 8",
    "Fetches everybody.",
    (BEST, 'everybody = redis.zrange("leaderboard", 0, -1, withscores=True)\n    best = everybody[::-1][:count]'),
)
answers.wrong(
    "rank-by-zrevrank",
    "step 8",
    "Equal scores have different ranks.",
    (RANK, 'rank = redis.zrevrank("leaderboard", player)\n    return None if rank is None else rank + 1'),
)
answers.wrong("rank-from-0", "step 8", "0 for the best.", (RANK, RANK.replace("1 + redis", "redis")))
answers.wrong(
    "rank-from-the-end",
    "step 8",
    "Counts those who have less.",
    (RANK, RANK.replace('f"({score}", "+inf"', '"-inf", f"({score}"')),
)
answers.wrong(
    "rank-is-dense",
    "step 8",
    "1, 2, 2, 3.",
    (
        RANK,
        'score = redis.zscore("leaderboard", player)\n    if score is None:\n        return None\n    better = redis.zrange("leaderboard", f"({score}", "+inf", byscore=True, withscores=True)\n    return 1 + len({points for _, points in better})',
    ),
)
answers.wrong("zero-is-no-score", "step 8", "`if not score`.", (RANK, RANK.replace("if score is None", "if not score")))
answers.wrong(
    "below-0-is-no-score",
    "step 8",
    "No rank for a negative score.",
    (RANK, RANK.replace("if score is None", "if score is None or score < 0")),
)
answers.wrong(
    "score-with-six-digits",
    "step 8",
    "1.23457e+08 is more than both of them have.",
    (RANK, RANK.replace("{score}", "{score:g}")),
)
answers.wrong(
    "unknown-is-last",
    "step 8",
    "A rank for somebody who does not play.",
    (RANK, RANK.replace('redis.zscore("leaderboard", player)', 'redis.zscore("leaderboard", player) or 0')),
)
answers.wrong(
    "better-ones-are-fetched",
    "step 8",
    "len() of those who are better.",
    (
        RANK,
        RANK.replace(
            'redis.zcount("leaderboard", f"({score}", "+inf")',
            'len(redis.zrangebyscore("leaderboard", f"({score}", "+inf"))',
        ),
    ),
)

answers.wrong(
    "score-of-before-plus-the-points",
    "step 8",
    "ZINCRBY adds, and what is returned was read before.",
    (
        SCORE,
        'before = int(redis.zscore("leaderboard", player) or 0)\n    redis.zincrby("leaderboard", points, player)\n    return before + points',
    ),
)
answers.wrong(
    "no-points-no-player",
    "step 8",
    "Who is given 0 points does not take part.",
    (SCORE, f'if not points:\n        return int(redis.zscore("leaderboard", player) or 0)\n    {SCORE}'),
)
answers.wrong(
    "one-player-per-score",
    "step 8",
    "A dict by score: of two with as many points one is lost.",
    (
        PAIRS,
        "by_score = {int(score): text(player) for player, score in best}\n    return [(player, score) for score, player in by_score.items()]",
    ),
)
answers.wrong(
    "ten-of-the-best-at-most",
    "step 8",
    "Not as many as asked for.",
    (BEST, BEST.replace("count - 1", "min(count, 10) - 1")),
)
answers.wrong(
    "the-best-are-remembered",
    "step 8",
    "lru_cache.",
    (IMPORT, "import functools\nimport re\n"),
    ("def top(", "@functools.lru_cache\ndef top("),
)
answers.wrong(
    "rank-is-remembered",
    "step 8",
    "lru_cache.",
    (IMPORT, "import functools\nimport re\n"),
    ("def rank(", "@functools.lru_cache\ndef rank("),
)

# Step 9 ---------------------------------------------------------------------------------------------------------------

answers.wrong(
    "visits-one-by-one",
    "step 9",
    "A round trip per page.",
    (VISITS, 'return [int(redis.get(f"visits:{page}") or 0) for page in pages]'),
)
answers.wrong(
    "no-visits-is-none", "step 9", "None for 0.", (VISITS, VISITS.replace("int(count or 0)", "count and int(count)"))
)
answers.wrong("no-visits-raise", "step 9", "int(None).", (VISITS, VISITS.replace("count or 0", "count")))
answers.wrong("looking-is-a-visit", "step 9", "INCR.", (VISITS, "return [count_visit(redis, page) for page in pages]"))
answers.wrong(
    "looking-makes-counters",
    "step 9",
    "INCRBY 0 in a pipeline: a key for each page that was asked for.",
    (
        VISITS,
        'pipe = redis.pipeline()\n    for page in pages:\n        pipe.incrby(f"visits:{page}", 0)\n    return pipe.execute()',
    ),
)
answers.wrong(
    "profiles-one-by-one",
    "step 9",
    "A round trip per user.",
    (PROFILES, PROFILES.replace("pipe.execute()", '[redis.hgetall(f"profile:{user}") for user in users]')),
)
answers.wrong("profiles-are-bytes", "step 9", "No decode.", (PROFILES, "return pipe.execute()"))
answers.wrong(
    "no-profile-is-none",
    "step 9",
    "None for {}.",
    (
        PROFILES,
        PROFILES.replace("for field, value in profile.items()}", "for field, value in profile.items()} or None"),
    ),
)

answers.wrong(
    "each-profile-once",
    "step 9",
    "Who is asked for twice comes once.",
    ("    for user in users:\n        pipe.hgetall", "    for user in dict.fromkeys(users):\n        pipe.hgetall"),
)

answers.wrong(
    "visits-are-remembered",
    "step 9",
    "The first count of each page, for ever.",
    ("def visits(", "SEEN: dict[str, int] = {}\n\n\ndef visits("),
    (
        VISITS,
        'counts = redis.mget([f"visits:{page}" for page in pages])\n    return [SEEN.setdefault(page, int(count or 0)) for page, count in zip(pages, counts)]',
    ),
)
answers.wrong(
    "fields-that-are-known",
    "step 9",
    "HMGET of name and city.",
    ('pipe.hgetall(f"profile:{user}")', 'pipe.hmget(f"profile:{user}", "name", "city")'),
    (
        PROFILES,
        'names = ("name", "city")\n    return [{name: text(value) for name, value in zip(names, values) if value is not None} for values in pipe.execute()]',
    ),
)
answers.wrong(
    "digits-are-numbers",
    "step 9",
    "int() of what looks like one.",
    (PROFILES, PROFILES.replace(": text(value)", ": int(value) if value.isdigit() else text(value)")),
)
answers.wrong(
    "empty-fields-are-left-out",
    "step 9",
    "An empty value is a value.",
    (PROFILES, PROFILES.replace("items()}", "items() if value}")),
)
answers.wrong(
    "profiles-without-coins",
    "step 9",
    "The coins are a field too.",
    (PROFILES, PROFILES.replace("items()}", 'items() if field != b"coins"}')),
)

# Step 10 --------------------------------------------------------------------------------------------------------------

SET_BOTH = (
    'have = int(pipe.get(f"balance:{sender}") or 0)\n            has = int(pipe.get(f"balance:{receiver}") or 0)\n'
    "            if have < amount:\n                return False\n            pipe.multi()\n"
    '            pipe.set(f"balance:{sender}", have - amount)\n            pipe.set(f"balance:{receiver}", has + amount)'
)
answers.wrong(
    "transfer-without-watch",
    "step 10",
    "MULTI does not notice what happened since the check.",
    (
        TRANSFER,
        f'if int(redis.get(f"balance:{{sender}}") or 0) < amount:\n        return False\n    pipe = redis.pipeline()\n    {MOVE.split(chr(10), 1)[1].strip().replace(" " * 12, "    ")}\n    pipe.execute()\n    return True',
    ),
)
answers.wrong(
    "transfer-by-get-and-set",
    "step 10",
    "No WATCH, and absolute values.",
    (
        TRANSFER,
        'have = int(redis.get(f"balance:{sender}") or 0)\n    has = int(redis.get(f"balance:{receiver}") or 0)\n    if have < amount:\n        return False\n    redis.mset({f"balance:{sender}": have - amount, f"balance:{receiver}": has + amount})\n    return True',
    ),
)
answers.wrong(
    "watches-one-and-sets-both",
    "step 10",
    "What the receiver gets meanwhile is lost.",
    (f"{CHECK}\n            {MOVE}", SET_BOTH),
)
answers.wrong(
    "reads-before-it-watches",
    "step 10",
    "What happens between the read and the WATCH is not noticed.",
    (
        f"{WATCH}\n            {CHECK}",
        f'have = int(redis.get(f"balance:{{sender}}") or 0)\n            {WATCH}\n            if have < amount:\n                return False',
    ),
)
answers.wrong(
    "gives-up", "step 10", "A change in between is a False.", ("continue  # somebody", "return False  # somebody")
)
answers.wrong(
    "tries-ten-times",
    "step 10",
    "And then gives up.",
    ("while True:", "for _ in range(10):"),
    ("since it was watched", "since it was watched\n    return False"),
)
answers.wrong(
    "no-redis-no-money",
    "step 10",
    "False when the connection is cut.",
    (
        TRANSFER,
        TRANSFER.replace("\n", "\n    ").replace("with redis", "try:\n        with redis", 1)
        + "\n    except RedisError:\n        return False",
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "debit-then-credit",
    "step 10",
    "A cut between the two loses the money.",
    (
        TRANSFER,
        'if redis.decrby(f"balance:{sender}", amount) < 0:\n        redis.incrby(f"balance:{sender}", amount)\n        return False\n    redis.incrby(f"balance:{receiver}", amount)\n    return True',
    ),
)
answers.wrong(
    "no-multi",
    "step 10",
    "After WATCH and without MULTI each command is sent by itself.",
    ("            pipe.multi()\n", ""),
)
answers.wrong(
    "own-lock",
    "step 10",
    "A lock that others do not know.",
    (
        TRANSFER,
        'with redis.lock("transfer", timeout=5):\n        have = int(redis.get(f"balance:{sender}") or 0)\n        if have < amount:\n            return False\n        pipe = redis.pipeline()\n        pipe.decrby(f"balance:{sender}", amount)\n        pipe.incrby(f"balance:{receiver}", amount)\n        pipe.execute()\n        return True',
    ),
)
answers.wrong("all-is-too-much", "step 10", "<= amount.", ("< amount:", "<= amount:"))
answers.wrong("may-overdraw", "step 10", "No check.", (CHECK, "pass"))
answers.wrong(
    "negative-amounts", "step 10", "Takes from the receiver.", ("amount <= 0 or sender", "amount == 0 or sender")
)
answers.wrong(
    "to-oneself", "step 10", "True for oneself.", ("if amount <= 0 or sender == receiver:", "if amount <= 0:")
)
answers.wrong(
    "refuses-with-an-exception",
    "step 10",
    "ValueError.",
    (REFUSE, "if amount <= 0 or sender == receiver:\n        raise ValueError(amount)\n"),
)
answers.wrong(
    "who-had-nothing-raises",
    "step 10",
    "int(None).",
    (
        f"{CHECK}\n            {MOVE}",
        SET_BOTH.replace("or 0)\n            if", ")\n            if").replace('{receiver}") )', '{receiver}"))'),
    ),
    (WATCH, 'pipe.watch(f"balance:{sender}", f"balance:{receiver}")'),
)

answers.wrong(
    "cut-is-true",
    "step 10",
    "True when the connection is cut before EXEC.",
    (TRY, TRY + "\n            except RedisError:\n                return True"),
    # redis-py, which was watching, makes a WatchError of a cut at EXEC; the cut at the next WATCH comes through.
    (WATCH, f"try:\n                {WATCH}\n            except RedisError:\n                return True"),
    ("import WatchError", "import RedisError, WatchError"),
)
IN_A_TRY = "\n\n\ndef _transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:\n    "
TRIED = "try:\n        return _transfer(redis, sender, receiver, amount)\n    except RedisError"
answers.wrong(
    "cut-is-none",
    "step 10",
    "None when the connection is cut.",
    (LOOP, f"{TRIED}:\n        return None{IN_A_TRY}{LOOP}"),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "cut-is-an-exception-of-its-own",
    "step 10",
    "Nobody who handles redis-py's exceptions handles this one.",
    (LOOP, f'{TRIED} as error:\n        raise ValueError("try later") from error{IN_A_TRY}{LOOP}'),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "sums-as-lua-writes-them",
    "step 10",
    "tostring() of a large number: 1e+15.",
    (
        TRANSFER,
        "script = \"\"\"\n        local left = tonumber(redis.call('GET', KEYS[1]) or 0) - tonumber(ARGV[1])\n        if left < 0 then return 0 end\n        redis.call('SET', KEYS[1], tostring(left))\n"
        '        redis.call(\'SET\', KEYS[2], tostring(tonumber(redis.call(\'GET\', KEYS[2]) or 0) + tonumber(ARGV[1])))\n        return 1"""\n    return redis.eval(script, 2, f"balance:{sender}", f"balance:{receiver}", amount) == 1',
    ),
)
answers.wrong("a-thousand-at-most", "step 10", "A limit.", ("if amount <= 0 or", "if amount <= 0 or amount > 1000 or"))
answers.wrong(
    "to-oneself-in-capitals",
    "step 10",
    "Ada is not ada.",
    ("sender == receiver", "sender.lower() == receiver.lower()"),
)
answers.wrong(
    "who-had-nothing-has-it-for-an-hour",
    "step 10",
    "A TTL that nobody asked for, on a balance that is new.",
    (
        MOVE,
        MOVE.replace("pipe.decrby", 'pipe.set(f"balance:{receiver}", 0, nx=True, ex=3600)\n            pipe.decrby'),
    ),
)
answers.wrong(
    "zero-is-removed-afterwards",
    "step 10",
    "What is paid in between the GET and the DEL is lost.",
    (
        TRY,
        TRY.replace(
            "return True",
            'if redis.get(f"balance:{sender}") == b"0":\n                    redis.delete(f"balance:{sender}")\n                return True',
        ),
    ),
)
answers.wrong(
    "tries-fifty-times",
    "step 10",
    "And then gives up.",
    ("while True:", "for _ in range(50):"),
    ("since it was watched", "since it was watched\n    return False"),
)

# Step 11 --------------------------------------------------------------------------------------------------------------

answers.wrong("keys", "step 11", "KEYS.", (SCAN, "keys = redis.keys(pattern)"))
answers.wrong(
    "keys-in-lua",
    "step 11",
    "KEYS in a script stops everybody as well.",
    (SCAN, "keys = redis.eval(\"return redis.call('KEYS', ARGV[1])\", 0, pattern)"),
)
answers.wrong("first-page", "step 11", "One SCAN.", (SCAN, "keys = redis.scan(match=pattern, count=100)[1]"))
answers.wrong(
    "empty-page-is-the-end",
    "step 11",
    "Stops where SCAN has found nothing, whatever the cursor.",
    (SCAN, "removed, cursor = 0, None"),
    (
        REMOVE,
        "while cursor != 0:\n        cursor, page = redis.scan(cursor or 0, match=pattern, count=500)\n"
        "        if not page:\n            break\n        removed += redis.unlink(*page)\n    return removed",
    ),
)
answers.wrong("flushdb", "step 11", "FLUSHDB.", (REMOVE, "redis.flushdb()\n    return len(keys)"))
answers.wrong(
    "prefix-is-a-pattern", "step 11", "Special characters mean something.", (PATTERN, 'pattern = f"{prefix}*"')
)
answers.wrong(
    "backslash-is-not-escaped",
    "step 11",
    "The backslash is special too.",
    (PATTERN, 'pattern = re.sub(r"([*?\\[\\]])", r"\\\\\\1", prefix) + "*"'),
)
answers.wrong(
    "escaped-as-a-regular-expression",
    "step 11",
    "fnmatch's way is not that of Redis.",
    (PATTERN, 'import glob\n    pattern = glob.escape(prefix) + "*"'),
)
answers.wrong("no-keys-raise", "step 11", "UNLINK without keys.", (REMOVE, "return redis.unlink(*keys)"))
answers.wrong(
    "counts-what-it-found",
    "step 11",
    "Not what it removed.",
    (REMOVE, "if keys:\n        redis.unlink(*keys)\n    return len(keys)"),
)
answers.wrong(
    "one-by-one", "step 11", "A round trip per key.", (REMOVE, "return sum(redis.unlink(key) for key in keys)")
)
answers.wrong(
    "keys-are-text",
    "step 11",
    "Not every key can be decoded.",
    (SCAN, "keys = [text(key) for key in redis.scan_iter(match=pattern, count=500)]"),
)
answers.wrong(
    "bytes-that-are-no-text-are-ignored",
    "step 11",
    "Another key looks as if it had the prefix.",
    (SCAN, "keys = [key for key in redis.scan_iter(count=500) if key.decode(errors='ignore').startswith(prefix)]"),
)
answers.wrong("only-strings", "step 11", "TYPE string.", (SCAN, SCAN.replace("count=500", 'count=500, _type="string"')))
answers.wrong(
    "whatever-the-case",
    "step 11",
    "Cart is not cart.",
    (SCAN, "keys = [key for key in redis.scan_iter(count=500) if key.lower().startswith(prefix.lower().encode())]"),
)

answers.wrong(
    "the-first-500",
    "step 11",
    "What is more than one UNLINK stays.",
    (REMOVE, "return redis.unlink(*keys[:500]) if keys else 0"),
)
answers.wrong(
    "one-of-500-is-left", "step 11", "The ends of the slices.", (REMOVE, REMOVE.replace("first + 500", "first + 499"))
)
answers.wrong(
    "not-the-prefix-itself",
    "step 11",
    "What is named like the prefix stays.",
    (PATTERN, PATTERN.replace('"*"', '"?*"')),
)
answers.wrong(
    "exists-then-unlink",
    "step 11",
    "Counts what is there, and then removes what is left of it.",
    (
        REMOVE,
        "removed = redis.exists(*keys) if keys else 0\n    if keys:\n        redis.unlink(*keys)\n    return removed",
    ),
)
answers.wrong(
    "scan-in-a-script",
    "step 11",
    "All steps in one script stop everybody as KEYS does.",
    (SCAN, ""),
    (
        REMOVE,
        'script = """\n    local cursor, removed = "0", 0\n    repeat\n        local page = redis.call("SCAN", cursor, "MATCH", ARGV[1], "COUNT", 500)\n        cursor = page[1]\n'
        '        for _, key in ipairs(page[2]) do removed = removed + redis.call("UNLINK", key) end\n    until cursor == "0"\n    return removed"""\n    return redis.eval(script, 0, pattern)',
    ),
)
answers.wrong(
    "scan-in-one-step", "step 11", "A COUNT of a million.", (SCAN, SCAN.replace("count=500", "count=1_000_000"))
)
answers.wrong(
    "scan-of-ten-thousand",
    "step 11",
    "One SCAN, with a COUNT that is large enough for now.",
    (SCAN, "keys = redis.scan(match=pattern, count=10_000)[1]"),
)

# Right ----------------------------------------------------------------------------------------------------------------

answers.right(
    "other-commands",
    "SETEX, SETNX, MULTI INCR and GET, HSET per field, ZREVRANGE, WITHSCORES, DEL.",
    (
        INCR,
        'pipe = redis.pipeline()\n    pipe.incrby(f"visits:{page}", 1)\n    pipe.get(f"visits:{page}")\n    return int(pipe.execute()[1])',
    ),
    (SAVE, 'redis.setex(f"draft:{author}", seconds, draft)'),
    (LEFT, "return {-1: None, -2: 0}.get(left, left)"),
    (CLAIM, 'return redis.setnx(f"nickname:{nickname}", user)'),
    (UPDATE, 'for field, value in changes.items():\n        redis.hset(f"profile:{user}", field, value)'),
    (POST, POST.replace("redis.pipeline()", "redis.pipeline(transaction=False)")),
    (FEED, 'return [message.decode() for message in redis.lrange(f"feed:{user}", 0, -1)][:count]'),
    (NO_MESSAGES, ""),
    (COMMON, 'return {interest.decode() for interest in redis.sinter(*(f"interests:{user}" for user in users))}'),
    (BEST, 'best = redis.zrevrange("leaderboard", 0, count - 1, withscores=True)'),
    (RANK, RANK.replace('f"({score}", "+inf"', 'f"({score:.0f}", float("inf")')),
    (
        VISITS,
        'pipe = redis.pipeline()\n    for page in pages:\n        pipe.get(f"visits:{page}")\n    return [int(count or 0) for count in pipe.execute()]',
    ),
    (REMOVE, "return redis.delete(*keys) if keys else 0"),
)
answers.right(
    "rounded-up",
    "Milliseconds, rounded up to seconds; and a script that keeps them.",
    ('left = redis.ttl(f"draft:{author}")', 'left = redis.pttl(f"draft:{author}")'),
    (LEFT, "return None if left == -1 else max(-(-left // 1000), 0)"),
    (
        EDIT,
        "script = \"local left = redis.call('PTTL', KEYS[1]) if left == -2 then return 0 end redis.call('SET', KEYS[1], ARGV[1]) if left >= 0 then redis.call('PEXPIRE', KEYS[1], math.max(left, 1)) end return 1\"\n    return redis.eval(script, 1, f\"draft:{author}\", draft) == 1",
    ),
)
answers.right(
    "pipeline-with-multi",
    "transaction=False, and multi() all the same.",
    ("with redis.pipeline() as pipe:", "with redis.pipeline(transaction=False) as pipe:"),
)
answers.right(
    "no-key-for-0",
    "A balance of 0 is no key.",
    (
        TRANSFER,
        'script = """\n        local left = tonumber(redis.call(\'GET\', KEYS[1]) or 0) - tonumber(ARGV[1])\n        if left < 0 then return 0 end\n        if left == 0 then redis.call(\'DEL\', KEYS[1]) else redis.call(\'DECRBY\', KEYS[1], ARGV[1]) end\n        redis.call(\'INCRBY\', KEYS[2], ARGV[1])\n        return 1"""\n    return bool(redis.eval(script, 2, f"balance:{sender}", f"balance:{receiver}", amount))',
    ),
)
answers.right(
    "in-lua",
    "Scripts, by EVAL and by EVALSHA.",
    (INCR, 'return redis.eval("return redis.call(\'INCR\', KEYS[1])", 1, f"visits:{page}")'),
    (
        SAVE,
        "redis.eval(\"redis.call('SET', KEYS[1], ARGV[1]) redis.call('EXPIRE', KEYS[1], ARGV[2])\", 1, f\"draft:{author}\", draft, seconds)",
    ),
    (
        EDIT,
        "script = \"if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL') return 1\"\n    return redis.eval(script, 1, f\"draft:{author}\", draft) == 1",
    ),
    (
        CLAIM,
        "script = redis.register_script(\"if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end redis.call('SET', KEYS[1], ARGV[1]) return 1\")\n    return bool(script([f\"nickname:{nickname}\"], [user]))",
    ),
    (
        POST,
        "script = redis.register_script(\"redis.call('LPUSH', KEYS[1], ARGV[1]) redis.call('LTRIM', KEYS[1], 0, 4)\")\n    script([f\"feed:{user}\"], [message])",
    ),
    (
        RANK,
        "script = \"local s = redis.call('ZSCORE', KEYS[1], ARGV[1]) if not s then return false end return 1 + redis.call('ZCOUNT', KEYS[1], '(' .. s, '+inf')\"\n    return redis.eval(script, 1, \"leaderboard\", player)",
    ),
    (
        TRANSFER,
        'script = redis.register_script("""\n        if tonumber(redis.call(\'GET\', KEYS[1]) or 0) < tonumber(ARGV[1]) then return 0 end\n        redis.call(\'DECRBY\', KEYS[1], ARGV[1])\n        redis.call(\'INCRBY\', KEYS[2], ARGV[1])\n        return 1""")\n    return script([f"balance:{sender}", f"balance:{receiver}"], [amount]) == 1',
    ),
)
answers.right(
    "watches-both-and-sets-both",
    "Absolute values, with both watched.",
    (WATCH, 'pipe.watch(f"balance:{sender}", f"balance:{receiver}")'),
    (f"{CHECK}\n            {MOVE}", SET_BOTH),
)
answers.right(
    "redis-transaction",
    "redis.transaction() is the loop of WATCH, MULTI and EXEC.",
    (
        TRANSFER,
        'def move(pipe: Any) -> bool:\n        enough = int(pipe.get(f"balance:{sender}") or 0) >= amount\n        pipe.multi()\n'
        '        if enough:\n            pipe.decrby(f"balance:{sender}", amount).incrby(f"balance:{receiver}", amount)\n        return enough\n\n'
        '    return redis.transaction(move, f"balance:{sender}", value_from_callable=True)',
    ),
)
answers.right(
    "watches-everywhere",
    "WATCH, MULTI and EXEC in place of one command, with a retry.",
    (
        INCR,
        'with redis.pipeline() as pipe:\n        while True:\n            try:\n                pipe.watch(f"visits:{page}")\n'
        '                count = int(pipe.get(f"visits:{page}") or 0) + 1\n                pipe.multi()\n'
        '                pipe.set(f"visits:{page}", count)\n                pipe.execute()\n                return count\n'
        "            except WatchError:\n                continue",
    ),
    (
        EDIT,
        'with redis.pipeline() as pipe:\n        while True:\n            try:\n                pipe.watch(f"draft:{author}")\n'
        '                if not pipe.exists(f"draft:{author}"):\n                    return False\n                pipe.multi()\n'
        '                pipe.set(f"draft:{author}", draft, keepttl=True)\n                pipe.execute()\n                return True\n'
        "            except WatchError:\n                continue",
    ),
    (
        CLAIM,
        'with redis.pipeline() as pipe:\n        try:\n            pipe.watch(f"nickname:{nickname}")\n'
        '            if pipe.exists(f"nickname:{nickname}"):\n                return False\n            pipe.multi()\n'
        '            pipe.set(f"nickname:{nickname}", user)\n            pipe.execute()\n            return True\n'
        "        except WatchError:\n            return False  # whoever it was has it now",
    ),
)
answers.right(
    "scans-in-pages",
    "Removes each page as it is found, and looks at the beginning of each key here.",
    (PATTERN, "cursor = None"),
    (SCAN, "removed = 0"),
    (
        REMOVE,
        "while cursor != 0:\n        cursor, page = redis.scan(cursor or 0, count=100)\n"
        "        if mine := [key for key in page if key.startswith(prefix.encode())]:\n            removed += redis.delete(*mine)\n    return removed",
    ),
)
answers.right(
    "scans-with-the-default-count",
    "COUNT 10, and DEL of all at the end.",
    (SCAN, "keys = list(redis.scan_iter(match=pattern))"),
    (REMOVE, "return redis.delete(*keys) if keys else 0"),
)
answers.right(
    "each-character-in-brackets",
    "Another way to escape.",
    (PATTERN, 'pattern = "".join(f"[{c}]" if c in "*?" else f"\\\\{c}" if c in "[]\\\\" else c for c in prefix) + "*"'),
)
answers.right(
    "a-decoding-helper",
    "Hashes read by HMGET, messages by map.",
    (FEED, 'return list(map(text, redis.lrange(f"feed:{user}", 0, count - 1)))'),
    (PIPE, "pipe = redis.pipeline()"),
    (BEST, 'best = redis.zrevrangebyscore("leaderboard", "+inf", "-inf", 0, count, withscores=True)'),
)
answers.right(
    "zero-is-removed-by-a-script",
    "A balance of 0 is no key, decided and removed in one go.",
    (
        TRY,
        TRY.replace(
            "return True",
            "redis.eval(\"if redis.call('GET', KEYS[1]) == '0' then redis.call('DEL', KEYS[1]) end\", 1, f\"balance:{sender}\")\n                return True",
        ),
    ),
)
answers.right(
    "the-text-before",
    "SET GET replies what was there before: nil if nothing was.",
    (EDIT, 'return redis.set(f"draft:{author}", draft, xx=True, keepttl=True, get=True) is not None'),
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, nx=True, get=True) is None'),
)
answers.right(
    "read-afterwards",
    "Coins and score as they are right after they were added, with what others have added since.",
    (
        COINS,
        'redis.hincrby(f"profile:{user}", "coins", number)\n    return int(redis.hget(f"profile:{user}", "coins"))',
    ),
    (SCORE, 'redis.zincrby("leaderboard", points, player)\n    return int(redis.zscore("leaderboard", player))'),
)
answers.right(
    "unlinks-in-a-script",
    "Each page of a SCAN in a script of its own, with a loop, and a COUNT of 5000.",
    (PATTERN, 'pattern, cursor = re.sub(r"([*?\\[\\]\\\\])", r"\\\\\\1", prefix) + "*", None'),
    (SCAN, "removed = 0"),
    (
        REMOVE,
        'script = """\n    local page, removed, at = redis.call("SCAN", ARGV[1], "MATCH", ARGV[2], "COUNT", 5000), 0, 1\n'
        '    while at <= #page[2] do\n        removed = removed + redis.call("UNLINK", page[2][at])\n        at = at + 1\n    end\n    return {page[1], removed}"""\n'
        '    while cursor != b"0":\n        cursor, count = redis.eval(script, 0, cursor or 0, pattern)\n        removed += count\n    return removed',
    ),
)
