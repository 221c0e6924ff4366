"""Wrong answers that step 10 of redis_basics must catch."""

from tests.variants.passage import above, below
from tests.variants.redis_basics.passages import TRANSFER, WATCH
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "transfer-without-watch",
    "MULTI without WATCH does not notice changes since the check.",
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
    "Absolute values are written without WATCH.",
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
    "Only the sender is watched: money that the receiver gets meanwhile is lost.",
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
    "The balance is read before WATCH: a change in between is not noticed.",
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
    "A conflict returns False.",
    ("continue", "return False"),
)
answers.wrong(
    "tries-ten-times",
    "The transfer gives up after ten conflicts.",
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
                    continue
        """,
        "return False",
    ),
)
answers.wrong(
    "no-redis-no-money",
    "A cut connection returns False.",
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
                        continue
        except RedisError:
            return False
        """,
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "debit-then-credit",
    "DECRBY and INCRBY are two round trips: a cut between them loses the money.",
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
    "Without MULTI after WATCH, each command is sent by itself.",
    ("pipe.multi()", ""),
)
answers.wrong(
    "own-lock",
    "A lock is used that other writers do not take.",
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
    "`<=` refuses to send the whole balance.",
    ("< amount:", "<= amount:"),
)
answers.wrong(
    "may-overdraw",
    "There is no check of the balance.",
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
    "A negative amount takes money from the receiver.",
    ("amount <= 0 or sender", "amount == 0 or sender"),
)
answers.wrong(
    "to-oneself",
    "A transfer to oneself returns True.",
    ("if amount <= 0 or sender == receiver:", "if amount <= 0:"),
)
answers.wrong(
    "refuses-with-an-exception",
    "A refusal raises a ValueError.",
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
    "int(None) raises a TypeError for a missing balance.",
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
    "A connection cut before EXEC returns True.",
    below(
        """
        try:
            pipe.execute()
            return True
        except WatchError:
            continue
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
    "A cut connection returns None.",
    ("def transfer(", "def _transfer("),
    above(
        "def forget(",
        """
        def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
            try:
                return _transfer(redis, sender, receiver, amount)
            except RedisError:
                return None
        """,
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "cut-is-an-exception-of-its-own",
    "A cut connection raises a ValueError, which handlers of redis-py's errors miss.",
    ("def transfer(", "def _transfer("),
    above(
        "def forget(",
        """
        def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
            try:
                return _transfer(redis, sender, receiver, amount)
            except RedisError as error:
                raise ValueError("try later") from error
        """,
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "sums-as-lua-writes-them",
    "tostring() in Lua writes a large number as 1e+15.",
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
    "Amounts over 1000 are refused.",
    ("if amount <= 0 or", "if amount <= 0 or amount > 1000 or"),
)
answers.wrong(
    "to-oneself-in-capitals",
    "Names are compared in lower case: Ada cannot send to ada.",
    ("sender == receiver", "sender.lower() == receiver.lower()"),
)
answers.wrong(
    "who-had-nothing-has-it-for-an-hour",
    "A new balance gets a TTL that the brief does not ask for.",
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
    "DEL follows GET: money that arrives in between is lost.",
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
            if redis.get(f"balance:{sender}") == b"0":
                redis.delete(f"balance:{sender}")
            return True
        except WatchError:
            continue
        """,
    ),
)
answers.wrong(
    "tries-fifty-times",
    "The transfer gives up after fifty conflicts.",
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
                    continue
        """,
        "return False",
    ),
)
answers.wrong(
    "moves-then-looks",
    "The money is moved and, if that was too much, moved back: a cut in between leaves it moved.",
    (
        TRANSFER,
        """
        pipe = redis.pipeline()
        pipe.decrby(f"balance:{sender}", amount)
        pipe.incrby(f"balance:{receiver}", amount)
        left, _ = pipe.execute()
        if left >= 0:
            return True
        pipe.incrby(f"balance:{sender}", amount)
        pipe.decrby(f"balance:{receiver}", amount)
        pipe.execute()
        return False
        """,
    ),
    block="""
        step 10 of 11 · A transfer neither creates nor loses money
          called    transfer(redis, "ada", "grace", 101)
          expected  ada 100, grace 20, as before
          got       …
          why       If you move the money, look at the balance, and move it back, a cut in between leaves it moved.
    """,
)
answers.wrong(
    "no-balance-raises",
    "int(None) raises a TypeError for a sender without a key.",
    ('int(pipe.get(f"balance:{sender}") or 0)', 'int(pipe.get(f"balance:{sender}"))'),
    block="""
        step 10 of 11 · A transfer neither creates nor loses money
          called    transfer(redis, "nobody", "grace", 1)
          expected  False
          got       …
          why       No key is a balance of 0, but GET replies nil, and int(None) is an error.
    """,
)
answers.wrong(
    "reads-after-multi",
    "After MULTI, GET replies with the pipeline instead of the balance.",
    (
        """
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            return False
        pipe.multi()
        """,
        """
        pipe.multi()
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            return False
        """,
    ),
    block="""
        step 10 of 11 · A transfer neither creates nor loses money
          called    transfer(redis, "ada", "grace", 30)
          expected  True
          got       …
          why       One balance goes down, the other one up. Read before `pipe.multi()`, and change after it.
    """,
)
answers.wrong(
    "balances-as-floats",
    "float(): above 2^53 a float has no odd numbers, so the last coin does not count.",
    ('int(pipe.get(f"balance:{sender}") or 0)', 'float(pipe.get(f"balance:{sender}") or 0)'),
)
answers.wrong(
    "moved-as-floats",
    "INCRBYFLOAT moves the money: above 2^53 a float has no odd numbers.",
    ('pipe.decrby(f"balance:{sender}", amount)', 'pipe.incrbyfloat(f"balance:{sender}", -amount)'),
    ('pipe.incrby(f"balance:{receiver}", amount)', 'pipe.incrbyfloat(f"balance:{receiver}", amount)'),
)
answers.wrong(
    "sums-of-lua-in-whole-numbers",
    "A script writes the sums with %.0f: above 2^53 a number of Lua has no odd numbers.",
    (
        TRANSFER,
        '''
        script = """
            local left = tonumber(redis.call('GET', KEYS[1]) or 0) - tonumber(ARGV[1])
            if left < 0 then return 0 end
            local has = tonumber(redis.call('GET', KEYS[2]) or 0) + tonumber(ARGV[1])
            redis.call('SET', KEYS[1], string.format('%.0f', left))
            redis.call('SET', KEYS[2], string.format('%.0f', has))
            return 1"""
        return redis.eval(script, 2, f"balance:{sender}", f"balance:{receiver}", amount) == 1
        ''',
    ),
)
answers.wrong(
    "one-coin-is-too-little",
    "One coin cannot be sent.",
    ("amount <= 0 or", "amount <= 1 or"),
)
answers.wrong(
    "to-the-same-object",
    "`is` compares objects: two equal names may be two objects.",
    ("sender == receiver", "sender is receiver"),
)
answers.wrong(
    "to-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: two users seem to be one.",
    above("import re", "import unicodedata"),
    ("sender == receiver", 'unicodedata.normalize("NFC", sender) == unicodedata.normalize("NFC", receiver)'),
)
answers.wrong(
    "balance-of-the-first-time",
    "From the second transfer on, the process decides by the balance that it remembers.",
    above("def transfer(", "BALANCES = {}"),
    (
        TRANSFER,
        """
        with redis.pipeline() as pipe:
            while True:
                pipe.watch(f"balance:{sender}")
                if sender not in BALANCES:
                    BALANCES[sender] = int(pipe.get(f"balance:{sender}") or 0)
                if BALANCES[sender] < amount:
                    return False
                pipe.multi()
                pipe.decrby(f"balance:{sender}", amount)
                pipe.incrby(f"balance:{receiver}", amount)
                try:
                    pipe.execute()
                    BALANCES[sender] -= amount
                    return True
                except WatchError:
                    BALANCES.pop(sender)
        """,
    ),
)
answers.wrong(
    "a-refusal-makes-a-balance",
    "A refused transfer creates the receiver's key, with 0.",
    (
        """
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            return False
        """,
        """
        if int(pipe.get(f"balance:{sender}") or 0) < amount:
            redis.setnx(f"balance:{receiver}", 0)
            return False
        """,
    ),
)
answers.wrong(
    "a-script-three-times",
    "A lost reply is taken for a transfer that did not take place: the script moves the money twice.",
    (
        TRANSFER,
        '''
        script = """
            if tonumber(redis.call('GET', KEYS[1]) or 0) < tonumber(ARGV[1]) then return 0 end
            redis.call('DECRBY', KEYS[1], ARGV[1])
            redis.call('INCRBY', KEYS[2], ARGV[1])
            return 1"""
        for attempt in range(3):
            try:
                return redis.eval(script, 2, f"balance:{sender}", f"balance:{receiver}", amount) == 1
            except RedisError:
                if attempt == 2:
                    raise
        ''',
    ),
    ("import WatchError", "import RedisError, WatchError"),
)
answers.wrong(
    "moves-without-multi",
    "WATCH guards a MULTI for the sender, and the receiver's money follows outside of it.",
    ('pipe.incrby(f"balance:{receiver}", amount)\n', "\n"),
    (
        """
        try:
            pipe.execute()
            return True
        """,
        """
        try:
            pipe.execute()
            redis.incrby(f"balance:{receiver}", amount)
            return True
        """,
    ),
)
answers.wrong(
    "sent-once-is-sent",
    "The process takes a second transfer like the first one for the same one.",
    above("def transfer(", "DONE = set()"),
    (
        """
        try:
            pipe.execute()
            return True
        """,
        """
        try:
            if (sender, receiver, amount) not in DONE:
                pipe.execute()
            DONE.add((sender, receiver, amount))
            return True
        """,
    ),
)
answers.wrong(
    "a-cut-is-tried-again",
    "redis-py's ConnectionError is caught, and the transfer begins again: nobody knows what has taken place.",
    ("except WatchError:", "except (WatchError, RedisConnectionError):"),
    (WATCH, "try:\n    pipe.watch(f'balance:{sender}')\nexcept RedisConnectionError:\n    continue"),
    ("import WatchError", "import ConnectionError as RedisConnectionError\nfrom redis.exceptions import WatchError"),
)
