"""Wrong answers that step 3 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import EDIT, LEFT, SAVE
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "draft-without-ttl",
    "SET without EX.",
    (SAVE, 'redis.set(f"draft:{author}", draft)'),
)
answers.wrong(
    "draft-in-milliseconds",
    "PX takes milliseconds.",
    (SAVE, 'redis.set(f"draft:{author}", draft, px=seconds)'),
)
answers.wrong(
    "five-minutes-for-all",
    "The seconds are ignored.",
    (SAVE, 'redis.set(f"draft:{author}", draft, ex=300)'),
)
answers.wrong(
    "set-then-expire",
    "A cut between the two leaves a draft for ever.",
    (
        SAVE,
        """
        redis.set(f"draft:{author}", draft)
        redis.expire(f"draft:{author}", seconds)
        """,
    ),
)
answers.wrong(
    "expire-only-if-it-has-none",
    "What is saved again goes on with the old time.",
    (
        SAVE,
        """
        if not redis.set(f"draft:{author}", draft, ex=seconds, nx=True):
            redis.set(f"draft:{author}", draft, xx=True, keepttl=True)
        """,
    ),
)
answers.wrong(
    "draft-is-a-hash",
    "A Hash in place of a String.",
    (SAVE, 'redis.hsetex(f"draft:{author}", "text", draft, ex=seconds)'),
)
answers.wrong(
    "edit-wipes-the-ttl",
    "SET without KEEPTTL.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, xx=True))'),
)
answers.wrong(
    "edit-gives-a-minute-again",
    "EX anew.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, xx=True, ex=60))'),
)
answers.wrong(
    "edit-makes-a-draft",
    "KEEPTTL without XX.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, keepttl=True))'),
)
answers.wrong(
    "edit-says-none",
    "SET XX replies nil.",
    (EDIT, 'return redis.set(f"draft:{author}", draft, xx=True, keepttl=True)'),
)
answers.wrong(
    "exists-then-set",
    "The draft can go between the two, and comes back for ever.",
    (EDIT, 'return bool(redis.exists(f"draft:{author}") and redis.set(f"draft:{author}", draft, keepttl=True))'),
)
answers.wrong(
    "ttl-then-set",
    "Reads the time and sets it anew, also when it is over.",
    (
        EDIT,
        """
        left = redis.ttl(f"draft:{author}")
        if left < 0:
            return False
        redis.set(f"draft:{author}", draft, ex=left)
        return True
        """,
    ),
)
answers.wrong(
    "edit-then-expire",
    "A cut between SET XX and EXPIRE leaves a draft for ever.",
    (
        EDIT,
        """
        left = redis.pttl(f"draft:{author}")
        if not redis.set(f"draft:{author}", draft, xx=True):
            return False
        redis.pexpire(f"draft:{author}", max(left, 1))
        return True
        """,
    ),
)
answers.wrong(
    "ttl-then-set-if-it-is-there",
    "XX looks whether there is a draft, and not whose time it has by now.",
    (
        EDIT,
        """
        left = redis.pttl(f"draft:{author}")
        return left > 0 and bool(redis.set(f"draft:{author}", draft, xx=True, px=left))
        """,
    ),
)
answers.wrong(
    "no-whole-second-is-no-time",
    "One script, and a TTL of 0 for a draft in its last second: it stays for ever.",
    (
        EDIT,
        """
        script = "local left = redis.call('TTL', KEYS[1]) if left == -2 then return 0 end redis.call('SET', KEYS[1], ARGV[1]) if left > 0 then redis.call('EXPIRE', KEYS[1], left) end return 1"
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        """,
    ),
)
answers.wrong(
    "no-whole-second-is-no-draft",
    "One script, and False for a draft in its last second.",
    (
        EDIT,
        """
        script = "local left = redis.call('TTL', KEYS[1]) if left == -2 or left == 0 then return 0 end redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL') return 1"
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        """,
    ),
)
answers.wrong(
    "no-time-is-no-draft",
    "One script, which takes both negative replies of PTTL for no draft.",
    (
        EDIT,
        """
        script = "if redis.call('PTTL', KEYS[1]) < 0 then return 0 end redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL') return 1"
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        """,
    ),
)
answers.wrong(
    "ttl-as-it-is",
    "-1 and -2.",
    (LEFT, "return left"),
)
answers.wrong(
    "both-are-0",
    "No draft and one for ever are both 0.",
    (LEFT, "return max(left, 0)"),
)
answers.wrong(
    "milliseconds-left",
    "PTTL.",
    ('left = redis.ttl(f"draft:{author}")', 'left = redis.pttl(f"draft:{author}")'),
)
answers.wrong(
    "no-whole-second-is-for-ever",
    "None for a TTL of 0.",
    (LEFT, "return 0 if left == -2 else left if left > 0 else None"),
)
answers.wrong(
    "one-minute-for-all",
    "The seconds are ignored.",
    (SAVE, SAVE.replace("ex=seconds", "ex=60")),
)
answers.wrong(
    "one-minute-at-most",
    "No more than 60.",
    (SAVE, SAVE.replace("ex=seconds", "ex=min(seconds, 60)")),
)
answers.wrong(
    "draft-without-blanks",
    "strip().",
    (SAVE, SAVE.replace("draft, ex", "draft.strip(), ex")),
)
answers.wrong(
    "no-empty-drafts",
    "An empty text is not saved.",
    (
        SAVE,
        """
        if draft:
            redis.set(f"draft:{author}", draft, ex=seconds)
        """,
    ),
)
answers.wrong(
    "edit-writes-over-the-beginning",
    "SETRANGE leaves the end of a longer text.",
    (
        EDIT,
        """
        script = "if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end redis.call('SETRANGE', KEYS[1], 0, ARGV[1]) return 1"
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        """,
    ),
)
answers.wrong(
    "an-empty-draft-is-not-edited",
    "SET GET replies the text before, and an empty one is false.",
    (EDIT, EDIT.replace("keepttl=True", "keepttl=True, get=True")),
)
answers.wrong(
    "exists-then-set-if-it-is-there",
    "True for what EXISTS has said, and not for what SET XX has done.",
    (
        EDIT,
        """
        if not redis.exists(f"draft:{author}"):
            return False
        redis.set(f"draft:{author}", draft, xx=True, keepttl=True)
        return True
        """,
    ),
)
answers.wrong(
    "edit-then-exists",
    "True for what EXISTS says afterwards.",
    (
        EDIT,
        """
        redis.set(f"draft:{author}", draft, xx=True, keepttl=True)
        return bool(redis.exists(f"draft:{author}"))
        """,
    ),
)
answers.wrong(
    "edit-gives-up",
    "False if the draft was saved anew meanwhile.",
    (
        EDIT,
        """
        with redis.pipeline() as pipe:
            try:
                pipe.watch(f"draft:{author}")
                if not pipe.exists(f"draft:{author}"):
                    return False
                pipe.multi()
                pipe.set(f"draft:{author}", draft, keepttl=True)
                pipe.execute()
                return True
            except WatchError:
                return False
        """,
    ),
)
answers.wrong(
    "edit-in-three-tries",
    "And then False, although there is a draft.",
    (
        EDIT,
        """
        for _ in range(3):
            with redis.pipeline() as pipe:
                try:
                    pipe.watch(f"draft:{author}")
                    if not pipe.exists(f"draft:{author}"):
                        return False
                    pipe.multi()
                    pipe.set(f"draft:{author}", draft, keepttl=True)
                    pipe.execute()
                    return True
                except WatchError:
                    pass
        return False
        """,
    ),
)
answers.wrong(
    "edit-is-done-anyway",
    "True if the draft was saved anew meanwhile, and nothing written.",
    (
        EDIT,
        """
        with redis.pipeline() as pipe:
            try:
                pipe.watch(f"draft:{author}")
                if not pipe.exists(f"draft:{author}"):
                    return False
                pipe.multi()
                pipe.set(f"draft:{author}", draft, keepttl=True)
                pipe.execute()
                return True
            except WatchError:
                return True
        """,
    ),
)
answers.wrong(
    "an-empty-draft-has-no-time",
    "0 for a text that is false.",
    above(
        'left = redis.ttl(f"draft:{author}")',
        """
        if not redis.get(f"draft:{author}"):
            return 0
        """,
    ),
)
answers.wrong(
    "exists-then-ttl",
    "What goes between the two is taken for one that never expires.",
    above(
        'left = redis.ttl(f"draft:{author}")',
        """
        if not redis.exists(f"draft:{author}"):
            return 0
        """,
    ),
    (LEFT, "return None if left < 0 else left"),
)
answers.wrong(
    "ttl-then-exists",
    "What comes between the two is taken for one that never expires.",
    (
        LEFT,
        """
        if left >= 0:
            return left
        return None if redis.exists(f"draft:{author}") else 0
        """,
    ),
)
