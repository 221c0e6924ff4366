"""Wrong answers that step 10 of redis_basics must catch."""

from tests.variants.passage import below
from tests.variants.redis_basics.passages import TRANSFER, WATCH
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "transfer-without-watch",
    "MULTI does not notice what happened since the check.",
    (
        TRANSFER,
        """
        if int(redis.get(f"balance:{sender}") or 0) < amount:
            return False
        pipe = redis.pipeline()
        pipe.decrby(f"balance:{sender}", amount)
        pipe.incrby(f"balance:{receiver}", amount)
        pipe.execute()
        return True
        """,
    ),
)
answers.wrong(
    "transfer-by-get-and-set",
    "No WATCH, and absolute values.",
    (
        TRANSFER,
        """
        have = int(redis.get(f"balance:{sender}") or 0)
        has = int(redis.get(f"balance:{receiver}") or 0)
        if have < amount:
            return False
        redis.mset({f"balance:{sender}": have - amount, f"balance:{receiver}": has + amount})
        return True
        """,
    ),
)
answers.wrong(
    "watches-one-and-sets-both",
    "What the receiver gets meanwhile is lost.",
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
answers.wrong(
    "reads-before-it-watches",
    "What happens between the read and the WATCH is not noticed.",
    (
        """
        pipe.watch(f"balance:{sender}")
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            return False
        """,
        """
        have = int(redis.get(f"balance:{sender}") or 0)
        pipe.watch(f"balance:{sender}")
        if have < amount:
            return False
        """,
    ),
)
answers.wrong(
    "gives-up",
    "A change in between is a False.",
    ("continue  # somebody", "return False  # somebody"),
)
answers.wrong(
    "tries-ten-times",
    "And then gives up.",
    ("while True:", "for _ in range(10):"),
    below(
        """
        with redis.pipeline() as pipe:
            for _ in range(10):
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
                    continue  # somebody changed the sender's balance since it was watched
        """,
        "return False",
    ),
)
answers.wrong(
    "no-redis-no-money",
    "False when the connection is cut.",
    (
        TRANSFER,
        """
        try:
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
                        continue  # somebody changed the sender's balance since it was watched
        except RedisError:
            return False
        """,
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "debit-then-credit",
    "A cut between the two loses the money.",
    (
        TRANSFER,
        """
        if redis.decrby(f"balance:{sender}", amount) < 0:
            redis.incrby(f"balance:{sender}", amount)
            return False
        redis.incrby(f"balance:{receiver}", amount)
        return True
        """,
    ),
)
answers.wrong(
    "no-multi",
    "After WATCH and without MULTI each command is sent by itself.",
    ("pipe.multi()", ""),
)
answers.wrong(
    "own-lock",
    "A lock that others do not know.",
    (
        TRANSFER,
        """
        with redis.lock("transfer", timeout=5):
            have = int(redis.get(f"balance:{sender}") or 0)
            if have < amount:
                return False
            pipe = redis.pipeline()
            pipe.decrby(f"balance:{sender}", amount)
            pipe.incrby(f"balance:{receiver}", amount)
            pipe.execute()
            return True
        """,
    ),
)
answers.wrong(
    "all-is-too-much",
    "<= amount.",
    ("< amount:", "<= amount:"),
)
answers.wrong(
    "may-overdraw",
    "No check.",
    (
        """
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            return False
        """,
        "pass",
    ),
)
answers.wrong(
    "negative-amounts",
    "Takes from the receiver.",
    ("amount <= 0 or sender", "amount == 0 or sender"),
)
answers.wrong(
    "to-oneself",
    "True for oneself.",
    ("if amount <= 0 or sender == receiver:", "if amount <= 0:"),
)
answers.wrong(
    "refuses-with-an-exception",
    "ValueError.",
    (
        """
        if amount <= 0 or sender == receiver:
            return False
        """,
        """
        if amount <= 0 or sender == receiver:
            raise ValueError(amount)
        """,
    ),
)
answers.wrong(
    "who-had-nothing-raises",
    "int(None).",
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
        has = int(pipe.get(f"balance:{receiver}"))
        if have < amount:
            return False
        pipe.multi()
        pipe.set(f"balance:{sender}", have - amount)
        pipe.set(f"balance:{receiver}", has + amount)
        """,
    ),
    (WATCH, 'pipe.watch(f"balance:{sender}", f"balance:{receiver}")'),
)
answers.wrong(
    "cut-is-true",
    "True when the connection is cut before EXEC.",
    below(
        """
        try:
            pipe.execute()
            return True
        except WatchError:
            continue  # somebody changed the sender's balance since it was watched
        """,
        """
        except RedisError:
            return True
        """,
    ),
    (
        WATCH,
        """
        try:
            pipe.watch(f"balance:{sender}")
        except RedisError:
            return True
        """,
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "cut-is-none",
    "None when the connection is cut.",
    (
        '''
        def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
            """Move money from the String `balance:{sender}` to `balance:{receiver}`. Who has no such key has 0.

            True when it is moved. False, with nothing changed, if the sender has less than `amount`, if that is not positive,
            or if sender and receiver are the same; and for no other reason: if somebody else changes a balance meanwhile,
            that change stays, and you decide anew, as often as it takes. Whoever it is knows nothing of a lock of yours.
            No money appears or disappears, also if the connection is cut; then let redis-py's exception pass.
            Look up: WATCH, MULTI, EXEC, and `pipe.watch` in the brief
            """
            if amount <= 0 or sender == receiver:
                return False
        ''',
        '''
        def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
            """Move money from the String `balance:{sender}` to `balance:{receiver}`. Who has no such key has 0.

            True when it is moved. False, with nothing changed, if the sender has less than `amount`, if that is not positive,
            or if sender and receiver are the same; and for no other reason: if somebody else changes a balance meanwhile,
            that change stays, and you decide anew, as often as it takes. Whoever it is knows nothing of a lock of yours.
            No money appears or disappears, also if the connection is cut; then let redis-py's exception pass.
            Look up: WATCH, MULTI, EXEC, and `pipe.watch` in the brief
            """
            if amount <= 0 or sender == receiver:
                return False
            try:
                return _transfer(redis, sender, receiver, amount)
            except RedisError:
                return None


        def _transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
        ''',
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "cut-is-an-exception-of-its-own",
    "Nobody who handles redis-py's exceptions handles this one.",
    (
        '''
        def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
            """Move money from the String `balance:{sender}` to `balance:{receiver}`. Who has no such key has 0.

            True when it is moved. False, with nothing changed, if the sender has less than `amount`, if that is not positive,
            or if sender and receiver are the same; and for no other reason: if somebody else changes a balance meanwhile,
            that change stays, and you decide anew, as often as it takes. Whoever it is knows nothing of a lock of yours.
            No money appears or disappears, also if the connection is cut; then let redis-py's exception pass.
            Look up: WATCH, MULTI, EXEC, and `pipe.watch` in the brief
            """
            if amount <= 0 or sender == receiver:
                return False
        ''',
        '''
        def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
            """Move money from the String `balance:{sender}` to `balance:{receiver}`. Who has no such key has 0.

            True when it is moved. False, with nothing changed, if the sender has less than `amount`, if that is not positive,
            or if sender and receiver are the same; and for no other reason: if somebody else changes a balance meanwhile,
            that change stays, and you decide anew, as often as it takes. Whoever it is knows nothing of a lock of yours.
            No money appears or disappears, also if the connection is cut; then let redis-py's exception pass.
            Look up: WATCH, MULTI, EXEC, and `pipe.watch` in the brief
            """
            if amount <= 0 or sender == receiver:
                return False
            try:
                return _transfer(redis, sender, receiver, amount)
            except RedisError as error:
                raise ValueError("try later") from error


        def _transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
        ''',
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "sums-as-lua-writes-them",
    "tostring() of a large number: 1e+15.",
    (
        TRANSFER,
        '''
        script = """
            local left = tonumber(redis.call('GET', KEYS[1]) or 0) - tonumber(ARGV[1])
            if left < 0 then return 0 end
            redis.call('SET', KEYS[1], tostring(left))
            redis.call('SET', KEYS[2], tostring(tonumber(redis.call('GET', KEYS[2]) or 0) + tonumber(ARGV[1])))
            return 1"""
        return redis.eval(script, 2, f"balance:{sender}", f"balance:{receiver}", amount) == 1
        ''',
    ),
)
answers.wrong(
    "a-thousand-at-most",
    "A limit.",
    ("if amount <= 0 or", "if amount <= 0 or amount > 1000 or"),
)
answers.wrong(
    "to-oneself-in-capitals",
    "Ada is not ada.",
    ("sender == receiver", "sender.lower() == receiver.lower()"),
)
answers.wrong(
    "who-had-nothing-has-it-for-an-hour",
    "A TTL that nobody asked for, on a balance that is new.",
    (
        """
        pipe.multi()
        pipe.decrby(f"balance:{sender}", amount)
        pipe.incrby(f"balance:{receiver}", amount)
        """,
        """
        pipe.multi()
        pipe.set(f"balance:{receiver}", 0, nx=True, ex=3600)
        pipe.decrby(f"balance:{sender}", amount)
        pipe.incrby(f"balance:{receiver}", amount)
        """,
    ),
)
answers.wrong(
    "zero-is-removed-afterwards",
    "What is paid in between the GET and the DEL is lost.",
    (
        """
        try:
            pipe.execute()
            return True
        except WatchError:
            continue  # somebody changed the sender's balance since it was watched
        """,
        """
        try:
            pipe.execute()
            if redis.get(f"balance:{sender}") == b"0":
                redis.delete(f"balance:{sender}")
            return True
        except WatchError:
            continue  # somebody changed the sender's balance since it was watched
        """,
    ),
)
answers.wrong(
    "tries-fifty-times",
    "And then gives up.",
    ("while True:", "for _ in range(50):"),
    below(
        """
        with redis.pipeline() as pipe:
            for _ in range(50):
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
                    continue  # somebody changed the sender's balance since it was watched
        """,
        "return False",
    ),
)
