"""Wrong answers that step 3 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import EDIT, LEFT, SAVE
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "draft-without-ttl",
    "SET has no EX: the draft never expires.",
    (SAVE, 'redis.set(f"draft:{author}", draft)'),
)
answers.wrong(
    "draft-in-milliseconds",
    "SET has PX, which takes milliseconds.",
    (SAVE, 'redis.set(f"draft:{author}", draft, px=seconds)'),
)
answers.wrong(
    "five-minutes-for-all",
    "The seconds are ignored: each draft lives 300 s.",
    (SAVE, 'redis.set(f"draft:{author}", draft, ex=300)'),
)
answers.wrong(
    "set-then-expire",
    "EXPIRE follows SET: a cut between the two leaves a draft that never expires.",
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
    "A draft that is saved again keeps the old TTL.",
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
    "The draft is a Hash instead of a String.",
    (SAVE, 'redis.hsetex(f"draft:{author}", "text", draft, ex=seconds)'),
)
answers.wrong(
    "edit-wipes-the-ttl",
    "SET has no KEEPTTL: an edit removes the TTL.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, xx=True))'),
)
answers.wrong(
    "edit-gives-a-minute-again",
    "An edit sets EX again.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, xx=True, ex=60))'),
)
answers.wrong(
    "edit-makes-a-draft",
    "KEEPTTL without XX: an edit creates a draft.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, keepttl=True))'),
)
answers.wrong(
    "edit-says-none",
    "SET XX replies nil, and the function returns None.",
    (EDIT, 'return redis.set(f"draft:{author}", draft, xx=True, keepttl=True)'),
)
answers.wrong(
    "exists-then-set",
    "EXISTS, then SET: a draft that expires in between comes back without a TTL.",
    (EDIT, 'return bool(redis.exists(f"draft:{author}") and redis.set(f"draft:{author}", draft, keepttl=True))'),
)
answers.wrong(
    "ttl-then-set",
    "The TTL is read and set again, also after it has run out.",
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
    "EXPIRE follows SET XX: a cut between the two leaves a draft that never expires.",
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
    "XX checks that there is a draft, but the TTL was read from an earlier one.",
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
    'A script takes a TTL of 0 for "no TTL": a draft in its last second never expires.',
    (
        EDIT,
        '''
        script = """
            local left = redis.call('TTL', KEYS[1])
            if left == -2 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1])
            if left > 0 then redis.call('EXPIRE', KEYS[1], left) end
            return 1
        """
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        ''',
    ),
)
answers.wrong(
    "no-whole-second-is-no-draft",
    "A script returns False for a draft in its last second.",
    (
        EDIT,
        '''
        script = """
            local left = redis.call('TTL', KEYS[1])
            if left == -2 or left == 0 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL')
            return 1
        """
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        ''',
    ),
)
answers.wrong(
    "no-time-is-no-draft",
    'A script takes both negative replies of PTTL for "no draft".',
    (
        EDIT,
        '''
        script = """
            if redis.call('PTTL', KEYS[1]) < 0 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL')
            return 1
        """
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        ''',
    ),
)
answers.wrong(
    "ttl-as-it-is",
    "The replies -1 and -2 are returned as they are.",
    (LEFT, "return left"),
)
answers.wrong(
    "both-are-0",
    "A missing draft and one that never expires are both 0.",
    (LEFT, "return max(left, 0)"),
)
answers.wrong(
    "milliseconds-left",
    "PTTL replies in milliseconds.",
    ('left = redis.ttl(f"draft:{author}")', 'left = redis.pttl(f"draft:{author}")'),
)
answers.wrong(
    "no-whole-second-never-expires",
    "A TTL of 0 becomes None.",
    (LEFT, "return 0 if left == -2 else left if left > 0 else None"),
)
answers.wrong(
    "one-minute-for-all",
    "The seconds are ignored: each draft lives 60 s.",
    (SAVE, SAVE.replace("ex=seconds", "ex=60")),
)
answers.wrong(
    "one-minute-at-most",
    "The TTL is at most 60 s.",
    (SAVE, SAVE.replace("ex=seconds", "ex=min(seconds, 60)")),
)
answers.wrong(
    "draft-without-blanks",
    "strip() removes spaces from the draft.",
    (SAVE, SAVE.replace("draft, ex", "draft.strip(), ex")),
)
answers.wrong(
    "no-empty-drafts",
    "An empty draft is not saved.",
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
        '''
        script = """
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            redis.call('SETRANGE', KEYS[1], 0, ARGV[1])
            return 1
        """
        return redis.eval(script, 1, f"draft:{author}", draft) == 1
        ''',
    ),
)
answers.wrong(
    "an-empty-draft-is-not-edited",
    "SET GET replies with the old text, and an empty one is falsy.",
    (EDIT, EDIT.replace("keepttl=True", "keepttl=True, get=True")),
)
answers.wrong(
    "exists-then-set-if-it-is-there",
    "The result comes from EXISTS, not from SET XX.",
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
    "The result comes from EXISTS after the edit.",
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
    "The result is False if the draft was saved again meanwhile.",
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
    "The edit is tried three times, then the result is False, although there is a draft.",
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
    "The result is True if the draft was saved again meanwhile, but nothing is written.",
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
    "An empty draft is falsy, and has 0 seconds left.",
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
    "EXISTS, then TTL: a draft that expires in between seems to never expire.",
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
    "TTL, then EXISTS: a draft saved in between seems to never expire.",
    (
        LEFT,
        """
        if left >= 0:
            return left
        return None if redis.exists(f"draft:{author}") else 0
        """,
    ),
)
answers.wrong(
    "setex-in-another-order",
    "SETEX takes the seconds before the value.",
    (SAVE, 'redis.setex(f"draft:{author}", draft, seconds)'),
    block="""
        step 3 of 11 · A draft expires
          called    save_draft(redis, "ada", "Notes on the Engine", 60)
          expected  a String at draft:ada
          got       …
          why       Other programs read the draft too, so its key and its type must be as promised.
    """,
)
answers.wrong(
    "edit-with-the-ttl-it-has-read",
    "The TTL is read and written back: the TTL of a missing draft, -2, is refused as EX.",
    (EDIT, 'return bool(redis.set(f"draft:{author}", draft, xx=True, ex=redis.ttl(f"draft:{author}")))'),
    block="""
        step 3 of 11 · A draft expires
          called    edit_draft(redis, "ada", "Notes")
          expected  False
          got       …
          why       Without a draft, SET with XX stores nothing and returns None. TTL of a missing key is -2.
    """,
)
answers.wrong(
    "negative-replies-swapped",
    "-1 is taken for no draft, and -2 for a draft that never expires.",
    (LEFT, "return {-1: 0, -2: None}.get(left, left)"),
    block="""
        step 3 of 11 · A draft expires
          called    seconds_left(redis, "ada") · seconds_left(redis, "grace")
          expected  None for a draft that never expires
          got       …
          why       TTL has two negative replies: -1 for a key that never expires, -2 for no key.
    """,
)
answers.wrong(
    "expire-gt",
    "EXPIRE GT: a draft saved again for a shorter time keeps the longer one.",
    (
        SAVE,
        """
        pipe = redis.pipeline()
        pipe.set(f"draft:{author}", draft, keepttl=True)
        pipe.expire(f"draft:{author}", seconds, nx=True)
        pipe.expire(f"draft:{author}", seconds, gt=True)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "the-longer-time",
    "The TTL is the longer one of the old and the new time.",
    (SAVE, SAVE.replace("ex=seconds", 'ex=max(seconds, redis.ttl(f"draft:{author}"))')),
)
answers.wrong(
    "five-seconds-at-least",
    "A draft for one second lives for five.",
    (SAVE, SAVE.replace("ex=seconds", "ex=max(seconds, 5)")),
)
answers.wrong(
    "one-day-at-most",
    "The TTL is at most a day.",
    (SAVE, SAVE.replace("ex=seconds", "ex=min(seconds, 86400)")),
)
answers.wrong(
    "saved-over-the-beginning",
    "SETRANGE leaves the end of a longer draft.",
    (
        SAVE,
        """
        pipe = redis.pipeline()
        pipe.setrange(f"draft:{author}", 0, draft)
        pipe.expire(f"draft:{author}", seconds)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "save-in-a-pipeline-without-multi",
    "SET and EXPIRE in a pipeline without MULTI: others see a draft that never expires.",
    (
        SAVE,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.set(f"draft:{author}", draft)
        pipe.expire(f"draft:{author}", seconds)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "exists-and-set-in-a-pipeline",
    "A pipeline without MULTI: a draft that goes between EXISTS and SET comes back.",
    (
        EDIT,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.exists(f"draft:{author}")
        pipe.set(f"draft:{author}", draft, xx=True, keepttl=True)
        return bool(pipe.execute()[0])
        """,
    ),
)
answers.wrong(
    "edit-without-blanks",
    "strip() removes spaces from the edited draft.",
    (EDIT, EDIT.replace(", draft, xx", ", draft.strip(), xx")),
)
answers.wrong(
    "draft-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another text than was saved.",
    above("import re", "import unicodedata"),
    (SAVE, SAVE.replace("draft, ex", 'unicodedata.normalize("NFC", draft), ex')),
)
answers.wrong(
    "edit-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another text than was given.",
    above("import re", "import unicodedata"),
    (EDIT, EDIT.replace(", draft, xx", ', unicodedata.normalize("NFC", draft), xx')),
)
answers.wrong(
    "the-same-text-is-no-edit",
    "An edit that changes nothing returns False.",
    (
        EDIT,
        """
        before = redis.set(f"draft:{author}", draft, xx=True, keepttl=True, get=True)
        return before is not None and text(before) != draft
        """,
    ),
)
answers.wrong(
    "edited-once-is-there",
    "After its first edit, the process believes that the draft is there: the second one brings it back.",
    above("def edit_draft(", "THERE = set()"),
    (
        EDIT,
        """
        if author in THERE:
            return bool(redis.set(f"draft:{author}", draft, keepttl=True))
        if redis.set(f"draft:{author}", draft, xx=True, keepttl=True):
            THERE.add(author)
            return True
        return False
        """,
    ),
)
answers.wrong(
    "ttl-of-the-first-edit",
    "The process remembers when a draft ends: a draft that was saved again loses its new time.",
    above("def edit_draft(", "import time\n\nENDS = {}"),
    (
        EDIT,
        """
        if author not in ENDS:
            left = redis.pttl(f"draft:{author}")
            if left > 0:
                ENDS[author] = time.time() + left / 1000
            return bool(redis.set(f"draft:{author}", draft, xx=True, keepttl=True))
        return bool(redis.set(f"draft:{author}", draft, xx=True, px=max(int((ENDS[author] - time.time()) * 1000), 1)))
        """,
    ),
)
answers.wrong(
    "seconds-are-remembered",
    "The process computes the seconds of a draft that it knows, and does not ask Redis again.",
    above("def seconds_left(", "import time\n\nENDS = {}"),
    above(
        'left = redis.ttl(f"draft:{author}")',
        """
        if ENDS.get(author, 0) > time.time():
            return int(ENDS[author] - time.time())
        """,
    ),
    (LEFT, "if left > 0:\n    ENDS[author] = time.time() + left\nreturn None if left == -1 else max(left, 0)"),
)
answers.wrong(
    "looking-renews",
    "A look at the time gives the draft a minute more.",
    (
        LEFT,
        """
        if 0 <= left < 60:
            redis.expire(f"draft:{author}", 60)
        return None if left == -1 else max(left, 0)
        """,
    ),
)
answers.wrong(
    "looking-ends-it",
    "A look at the time removes a draft in its last minute.",
    (
        LEFT,
        """
        if 0 <= left < 10:
            redis.delete(f"draft:{author}")
        return None if left == -1 else max(left, 0)
        """,
    ),
)
answers.wrong(
    "an-hour-at-most-is-left",
    "The seconds are at most an hour.",
    (LEFT, "return None if left == -1 else min(max(left, 0), 3600)"),
)
answers.wrong(
    "never-expires-for-a-long-time",
    "More than a week is taken for a draft that never expires.",
    (LEFT, "return None if left == -1 or left > 7 * 86400 else max(left, 0)"),
)
answers.wrong(
    "edit-gives-a-ttl",
    "A draft that never expires gets a TTL by an edit.",
    (
        EDIT,
        """
        pipe = redis.pipeline()
        pipe.set(f"draft:{author}", draft, xx=True, keepttl=True)
        pipe.expire(f"draft:{author}", 3600, nx=True)
        return bool(pipe.execute()[0])
        """,
    ),
)
answers.wrong(
    "draft-is-added",
    "APPEND adds the new draft to the old one.",
    (
        SAVE,
        """
        pipe = redis.pipeline()
        pipe.append(f"draft:{author}", draft)
        pipe.expire(f"draft:{author}", seconds)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "shorter-time-only",
    "EXPIRE LT: a draft saved again for a longer time keeps the shorter one.",
    (
        SAVE,
        """
        pipe = redis.pipeline()
        pipe.set(f"draft:{author}", draft, keepttl=True)
        pipe.expire(f"draft:{author}", seconds, lt=True)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "no-draft-is-remembered",
    "The process remembers that there was no draft.",
    above("def seconds_left(", "NONE = set()"),
    (
        LEFT,
        """
        if left == -2:
            NONE.add(author)
        return 0 if author in NONE else None if left == -1 else left
        """,
    ),
)
answers.wrong(
    "an-edit-in-whole-seconds",
    "Each edit sets the TTL again, rounded to seconds: a draft that is edited all the time never expires.",
    (
        EDIT,
        """
        script = '''
        local left = redis.call('TTL', KEYS[1])
        if left == -2 then return 0 end
        if left == -1 then redis.call('SET', KEYS[1], ARGV[1]) return 1 end
        redis.call('SET', KEYS[1], ARGV[1], 'EX', math.max(left, 1))
        return 1
        '''
        return bool(redis.eval(script, 1, f"draft:{author}", draft))
        """,
    ),
)
