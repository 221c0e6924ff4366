"""Right answers to redis_basics, however different from the reference solution."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import (
    BEST,
    CLAIM,
    COINS,
    COMMON,
    EDIT,
    FEED,
    FEED_WITHOUT_CHECK,
    INCR,
    LEFT,
    PATTERN,
    POST,
    RANK,
    READ_PROFILES,
    REMOVE,
    SAVE,
    SCAN,
    SCORE,
    TRANSFER,
    UPDATE,
    VISITS,
    WATCH,
)
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.right(
    "other-commands",
    "Other commands do the same: SETEX, SETNX, INCR and GET in MULTI, HSET per field, ZREVRANGE, DEL.",
    (
        INCR,
        """
        pipe = redis.pipeline()
        pipe.incrby(f"visits:{page}", 1)
        pipe.get(f"visits:{page}")
        return int(pipe.execute()[1])
        """,
    ),
    (SAVE, 'redis.setex(f"draft:{author}", seconds, draft)'),
    (LEFT, "return {-1: None, -2: 0}.get(left, left)"),
    (CLAIM, 'return redis.setnx(f"nickname:{nickname}", user)'),
    (
        UPDATE,
        """
        for field, value in changes.items():
            redis.hset(f"profile:{user}", field, value)
        """,
    ),
    FEED_WITHOUT_CHECK,
    (FEED, 'return [message.decode() for message in redis.lrange(f"feed:{user}", 0, -1)][:count]'),
    (COMMON, 'return {interest.decode() for interest in redis.sinter(*(f"interests:{user}" for user in users))}'),
    (BEST, 'best = redis.zrevrange("leaderboard", 0, count - 1, withscores=True)'),
    (RANK, RANK.replace('f"({score}", "+inf"', 'f"({score:.0f}", float("inf")')),
    (
        VISITS,
        """
        pipe = redis.pipeline()
        for page in pages:
            pipe.get(f"visits:{page}")
        return [int(count or 0) for count in pipe.execute()]
        """,
    ),
    (REMOVE, "return redis.delete(*keys) if keys else 0"),
)
answers.right(
    "rounded-up",
    "PTTL is rounded up to seconds, and a script keeps the milliseconds.",
    ('left = redis.ttl(f"draft:{author}")', 'left = redis.pttl(f"draft:{author}")'),
    (LEFT, "return None if left == -1 else max(-(-left // 1000), 0)"),
    (
        EDIT,
        '''
        script = """
            local left = redis.call('PTTL', KEYS[1])
            if left == -2 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1])
            if left >= 0 then redis.call('PEXPIRE', KEYS[1], math.max(left, 1)) end
            return 1
        """
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        ''',
    ),
)
answers.right(
    "pipeline-with-multi",
    "The pipeline has transaction=False, but multi() starts one.",
    ("with redis.pipeline() as pipe:", "with redis.pipeline(transaction=False) as pipe:"),
)
answers.right(
    "no-key-for-0",
    "A balance of 0 has no key.",
    (
        TRANSFER,
        '''
        script = """
            local left = tonumber(redis.call('GET', KEYS[1]) or 0) - tonumber(ARGV[1])
            if left < 0 then return 0 end
            if left == 0 then redis.call('DEL', KEYS[1]) else redis.call('DECRBY', KEYS[1], ARGV[1]) end
            redis.call('INCRBY', KEYS[2], ARGV[1])
            return 1"""
        return bool(redis.eval(script, 2, f"balance:{sender}", f"balance:{receiver}", amount))
        ''',
    ),
)
answers.right(
    "in-lua",
    "Scripts do the work, by EVAL and EVALSHA.",
    (
        INCR,
        """
        return redis.eval("return redis.call('INCR', KEYS[1])", 1, f"visits:{page}")
        """,
    ),
    (
        SAVE,
        '''
        redis.eval("""
            redis.call('SET', KEYS[1], ARGV[1])
            redis.call('EXPIRE', KEYS[1], ARGV[2])
        """, 1, f"draft:{author}", draft, seconds)
        ''',
    ),
    (
        EDIT,
        '''
        script = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL')
            return 1
        """
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        ''',
    ),
    (
        CLAIM,
        '''
        script = redis.register_script("""
            if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1])
            return 1
        """)
        return bool(script([f"nickname:{nickname}"], [user]))
        ''',
    ),
    (
        POST,
        """
        script = redis.register_script("redis.call('LPUSH', KEYS[1], ARGV[1]) redis.call('LTRIM', KEYS[1], 0, 4)")
        script([f"feed:{user}"], [message])
        """,
    ),
    (
        RANK,
        '''
        script = """
            local s = redis.call('ZSCORE', KEYS[1], ARGV[1])
            if not s then return false end
            return 1 + redis.call('ZCOUNT', KEYS[1], '(' .. s, '+inf')
        """
        return redis.eval(script, 1, "leaderboard", player)
        ''',
    ),
    (
        TRANSFER,
        '''
        script = redis.register_script("""
            if tonumber(redis.call('GET', KEYS[1]) or 0) < tonumber(ARGV[1]) then return 0 end
            redis.call('DECRBY', KEYS[1], ARGV[1])
            redis.call('INCRBY', KEYS[2], ARGV[1])
            return 1""")
        return script([f"balance:{sender}", f"balance:{receiver}"], [amount]) == 1
        ''',
    ),
)
answers.right(
    "watches-both-and-sets-both",
    "Absolute values are written, with both balances watched.",
    (WATCH, 'pipe.watch(f"balance:{sender}", f"balance:{receiver}")'),
    (
        """
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            return False
        pipe.multi()
        pipe.decrby(f"balance:{sender}", amount)
        pipe.incrby(f"balance:{receiver}", amount)
        """,
        """
        have = int(pipe.get(f"balance:{sender}") or 0)
        has = int(pipe.get(f"balance:{receiver}") or 0)
        if have < amount:
            return False
        pipe.multi()
        pipe.set(f"balance:{sender}", have - amount)
        pipe.set(f"balance:{receiver}", has + amount)
        """,
    ),
)
answers.right(
    "redis-transaction",
    "redis.transaction() is the loop of WATCH, MULTI and EXEC.",
    (
        TRANSFER,
        """
        def move(pipe: Any) -> bool:
            enough = int(pipe.get(f"balance:{sender}") or 0) >= amount
            pipe.multi()
            if enough:
                pipe.decrby(f"balance:{sender}", amount).incrby(f"balance:{receiver}", amount)
            return enough

        return redis.transaction(move, f"balance:{sender}", value_from_callable=True)
        """,
    ),
)
answers.right(
    "watches-everywhere",
    "WATCH, MULTI and EXEC with a retry replace single commands.",
    (
        INCR,
        """
        with redis.pipeline() as pipe:
            while True:
                try:
                    pipe.watch(f"visits:{page}")
                    count = int(pipe.get(f"visits:{page}") or 0) + 1
                    pipe.multi()
                    pipe.set(f"visits:{page}", count)
                    pipe.execute()
                    return count
                except WatchError:
                    continue
        """,
    ),
    (
        EDIT,
        """
        with redis.pipeline() as pipe:
            while True:
                try:
                    pipe.watch(f"draft:{author}")
                    if not pipe.exists(f"draft:{author}"):
                        return False
                    pipe.multi()
                    pipe.set(f"draft:{author}", draft, keepttl=True)
                    pipe.execute()
                    return True
                except WatchError:
                    continue
        """,
    ),
    (
        CLAIM,
        """
        with redis.pipeline() as pipe:
            try:
                pipe.watch(f"nickname:{nickname}")
                if pipe.exists(f"nickname:{nickname}"):
                    return False
                pipe.multi()
                pipe.set(f"nickname:{nickname}", user)
                pipe.execute()
                return True
            except WatchError:
                return False  # another client has it now
        """,
    ),
)
answers.right(
    "scans-in-pages",
    "Each page is removed as it is found, and Python checks the prefix.",
    (PATTERN, "cursor = None"),
    (SCAN, "removed = 0"),
    (
        REMOVE,
        """
        while cursor != 0:
            cursor, page = redis.scan(cursor or 0, count=100)
            if mine := [key for key in page if key.startswith(prefix.encode())]:
                removed += redis.delete(*mine)
        return removed
        """,
    ),
)
answers.right(
    "scans-with-the-default-count",
    "SCAN uses the default COUNT of 10, and one DEL removes all keys.",
    (SCAN, "keys = list(redis.scan_iter(match=pattern))"),
    (REMOVE, "return redis.delete(*keys) if keys else 0"),
)
answers.right(
    "each-character-in-brackets",
    "Brackets escape each character.",
    (PATTERN, r'pattern = "".join(f"[{c}]" if c in "*?" else f"\\{c}" if c in "[]\\" else c for c in prefix) + "*"'),
)
answers.right(
    "a-decoding-helper",
    "HMGET reads the profiles, and map decodes the messages.",
    (FEED, 'return list(map(text, redis.lrange(f"feed:{user}", 0, count - 1)))'),
    ("pipe = redis.pipeline(transaction=False)", "pipe = redis.pipeline()"),
    (BEST, 'best = redis.zrevrangebyscore("leaderboard", "+inf", "-inf", 0, count, withscores=True)'),
)
answers.right(
    "zero-is-removed-by-a-script",
    "A script checks for a balance of 0 and removes the key in one step.",
    (
        """
        try:
            pipe.execute()
            return True
        except WatchError:
            continue
        """,
        """
        try:
            pipe.execute()
            redis.eval(
                "if redis.call('GET', KEYS[1]) == '0' then redis.call('DEL', KEYS[1]) end", 1, f"balance:{sender}"
            )
            return True
        except WatchError:
            continue
        """,
    ),
)
answers.right(
    "the-text-before",
    "SET GET replies with the old value, and nil if there was none.",
    (EDIT, 'return redis.set(f"draft:{author}", draft, xx=True, keepttl=True, get=True) is not None'),
    (CLAIM, 'return redis.set(f"nickname:{nickname}", user, nx=True, get=True) is None'),
)
answers.right(
    "read-afterwards",
    "Coins and score are read after they were added, including later additions of others.",
    (
        COINS,
        """
        redis.hincrby(f"profile:{user}", "coins", number)
        return int(redis.hget(f"profile:{user}", "coins"))
        """,
    ),
    (
        SCORE,
        """
        redis.zincrby("leaderboard", points, player)
        return int(redis.zscore("leaderboard", player))
        """,
    ),
)
answers.right(
    "unlinks-in-a-script",
    "A script removes each SCAN page, with a loop and a COUNT of 5000.",
    (PATTERN, r'pattern, cursor = re.sub(r"([*?\[\]\\])", r"\\\1", prefix) + "*", None'),
    (SCAN, "removed = 0"),
    (
        REMOVE,
        '''
        script = """
        local page, removed, at = redis.call("SCAN", ARGV[1], "MATCH", ARGV[2], "COUNT", 5000), 0, 1
        while at <= #page[2] do
            removed = removed + redis.call("UNLINK", page[2][at])
            at = at + 1
        end
        return {page[1], removed}"""
        while cursor != b"0":
            cursor, count = redis.eval(script, 0, cursor or 0, pattern)
            removed += count
        return removed
        ''',
    ),
)
answers.right(
    "a-class-of-its-own",
    "A class wraps the client; the functions call its methods.",
    above(
        "def set_name(",
        """
        class Club:
            def __init__(self, redis: Redis) -> None:
                self.redis = redis

            def count(self, page: str) -> int:
                return self.redis.incr(f"visits:{page}")

            def save(self, author: str, draft: str, seconds: int) -> None:
                pipe = self.redis.pipeline()
                pipe.set(f"draft:{author}", draft)
                pipe.expire(f"draft:{author}", seconds)
                pipe.execute()

            def move(self, sender: str, receiver: str, amount: int) -> bool:
                sender_key, receiver_key = f"balance:{sender}", f"balance:{receiver}"
                while True:
                    with self.redis.pipeline() as pipe:
                        pipe.watch(sender_key)
                        if int(pipe.get(sender_key) or b"0") < amount:
                            return False
                        pipe.multi()
                        pipe.incrby(receiver_key, amount)
                        pipe.incrby(sender_key, -amount)
                        try:
                            pipe.execute()
                        except WatchError:
                            continue
                        return True


        """,
    ),
    (INCR, "return Club(redis).count(page)"),
    (SAVE, "Club(redis).save(author, draft, seconds)"),
    (TRANSFER, "return Club(redis).move(sender, receiver, amount)"),
)
answers.right(
    "a-decorator-tries-again",
    "A decorator repeats the function after a WatchError.",
    above(
        "def transfer(",
        """
        def again(function: Any) -> Any:
            def wrapped(*arguments: Any) -> Any:
                while True:
                    try:
                        return function(*arguments)
                    except WatchError:
                        pass

            return wrapped


        @again
        """,
    ),
    (
        TRANSFER,
        """
        with redis.pipeline() as pipe:
            pipe.watch(f"balance:{sender}", f"balance:{receiver}")
            if amount > int(pipe.get(f"balance:{sender}") or 0):
                return False
            pipe.multi()
            pipe.decrby(f"balance:{sender}", amount)
            pipe.incrby(f"balance:{receiver}", amount)
            pipe.execute()
            return True
        """,
    ),
)
answers.right(
    "lists-in-other-ways",
    "LTRIM makes room before LPUSH, in MULTI, and the count 0 is an empty slice.",
    (
        POST,
        """
        with redis.pipeline(transaction=True) as pipe:
            pipe.ltrim(f"feed:{user}", 0, 3).lpush(f"feed:{user}", message).execute()
        """,
    ),
    FEED_WITHOUT_CHECK,
    (FEED, 'return [m.decode("utf-8") for m in redis.lrange(f"feed:{user}", 0, max(count - 1, 0))][:count]'),
)
answers.right(
    "sets-in-other-ways",
    "SMISMEMBER and SADD in MULTI, SINTERCARD on one key of several, SINTER in a script.",
    (
        'return redis.sadd(f"visitors:{page}", visitor) == 1',
        """
        pipe = redis.pipeline()
        pipe.sismember(f"visitors:{page}", visitor)
        pipe.sadd(f"visitors:{page}", visitor)
        return not pipe.execute()[0]
        """,
    ),
    (
        COMMON,
        """
        script = redis.register_script("return redis.call('SINTER', unpack(KEYS))")
        return set(map(text, script([f"interests:{user}" for user in users])))
        """,
    ),
)
answers.right(
    "scores-by-zadd-incr",
    "ZADD INCR adds, and ZRANGE BYSCORE with LIMIT reads the best.",
    (SCORE, 'return round(redis.zadd("leaderboard", {player: points}, incr=True))'),
    (
        BEST,
        """
        best = redis.zrange(
            "leaderboard", "+inf", "-inf", desc=True, byscore=True, offset=0, num=count, withscores=True
        )
        """,
    ),
    (RANK, RANK.replace('f"({score}", "+inf"', 'f"({score!r}", "inf"')),
)
answers.right(
    "rank-by-zrevrank-and-zcount",
    "One script finds the place of the first player with that score.",
    (
        RANK,
        '''
        script = """
            local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
            if not score then return nil end
            local first = redis.call('ZREVRANGEBYSCORE', KEYS[1], score, score, 'LIMIT', 0, 1)[1]
            return redis.call('ZREVRANK', KEYS[1], first) + 1"""
        return redis.eval(script, 1, "leaderboard", player)
        ''',
    ),
)
answers.right(
    "profiles-in-a-script",
    "One script reads all profiles, and another one all counts.",
    (
        READ_PROFILES,
        '''
        script = """
            local all = {}
            for i, key in ipairs(KEYS) do all[i] = redis.call('HGETALL', key) end
            return all"""
        flat = redis.eval(script, len(users), *(f"profile:{user}" for user in users)) if users else []
        return [dict(zip(map(text, one[::2]), map(text, one[1::2]), strict=True)) for one in flat]
        ''',
    ),
    (
        VISITS,
        """
        script = "return #KEYS > 0 and redis.call('MGET', unpack(KEYS)) or {}"
        counts = redis.eval(script, len(pages), *[f"visits:{page}" for page in pages])
        return [0 if count is None else int(text(count)) for count in counts]
        """,
    ),
)
answers.right(
    "hset-with-items-and-a-pipeline",
    "HSET takes a flat list, HINCRBY and HGET travel in MULTI.",
    (
        UPDATE,
        """
        flat = [part for pair in changes.items() for part in pair]
        if flat:
            redis.execute_command("HSET", f"profile:{user}", *flat)
        """,
    ),
    (
        COINS,
        """
        with redis.pipeline() as pipe:
            pipe.hincrby(f"profile:{user}", "coins", number)
            pipe.hget(f"profile:{user}", "coins")
            return int(pipe.execute()[-1])
        """,
    ),
)
answers.right(
    "forgets-by-pages-in-pipelines",
    "Each page of SCAN is removed in a pipeline, and the replies are added up.",
    (PATTERN, 'pattern = re.sub(r"[][*?\\\\]", r"\\\\\\g<0>", prefix) + "*"'),
    (SCAN, "removed, cursor, goes_on = 0, 0, True"),
    (
        REMOVE,
        """
        while goes_on:
            cursor, page = redis.scan(cursor=cursor, match=pattern, count=1000)
            goes_on = cursor != 0
            with redis.pipeline(transaction=False) as pipe:
                for key in page:
                    pipe.unlink(key)
                removed += sum(pipe.execute())
        return removed
        """,
    ),
)
answers.right(
    "drafts-by-getset-and-pexpire",
    "SET with PX, SET GET with KEEPTTL, EXPIRETIME for the time that is left.",
    (SAVE, 'redis.set(f"draft:{author}", draft, px=seconds * 1000)'),
    (LEFT, "return None if left == -1 else 0 if left == -2 else left"),
    (
        EDIT,
        """
        def edit(pipe: Any) -> bool:
            is_there = bool(pipe.exists(f"draft:{author}"))
            pipe.multi()
            if is_there:
                pipe.set(f"draft:{author}", draft, xx=True, keepttl=True)
            return is_there

        return redis.transaction(edit, f"draft:{author}", value_from_callable=True)
        """,
    ),
)
answers.right(
    "a-script-for-large-balances",
    "A script decides by the reply of DECRBY, and takes it back in the same step.",
    (
        TRANSFER,
        '''
        script = """
            local left = redis.call('DECRBY', KEYS[1], ARGV[1])
            if left < 0 then
                redis.call('INCRBY', KEYS[1], ARGV[1])
                if ARGV[2] == '' then redis.call('DEL', KEYS[1]) end
                return 0
            end
            redis.call('INCRBY', KEYS[2], ARGV[1])
            return 1"""
        had = redis.get(f"balance:{sender}")
        if had is None:
            return False
        return redis.eval(script, 2, f"balance:{sender}", f"balance:{receiver}", amount, text(had)) == 1
        ''',
    ),
)
answers.right(
    "any-exception-of-exec-tries-again",
    "Where WATCH is on, redis-py says WatchError for a cut as well, so both ways try again.",
    ("except WatchError:", "except Exception:"),
)
