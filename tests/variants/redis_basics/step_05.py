"""Wrong answers that step 5 of redis_basics must catch."""

from tests.variants.passage import above
from tests.variants.redis_basics.passages import COINS, UPDATE
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "profile-as-json",
    "The profile is a JSON String.",
    (
        UPDATE,
        """
        import json
        redis.delete(f"profile:{user}")
        redis.set(f"profile:{user}", json.dumps(changes))
        """,
    ),
)
answers.wrong(
    "profile-is-replaced",
    "An update removes the other fields.",
    (
        UPDATE,
        """
        pipe = redis.pipeline()
        pipe.delete(f"profile:{user}")
        if changes:
            pipe.hset(f"profile:{user}", mapping=changes)
        pipe.execute()
        """,
    ),
)
answers.wrong(
    "profile-is-read-and-written",
    "All fields are read and written: concurrent changes are lost.",
    (
        UPDATE,
        """
        profile = {**redis.hgetall(f"profile:{user}"), **changes}
        if profile:
            redis.hset(
                f"profile:{user}", mapping={text(k) if isinstance(k, bytes) else k: v for k, v in profile.items()}
            )
        """,
    ),
)
answers.wrong(
    "no-changes-raise",
    "HSET without fields raises an error.",
    (UPDATE, 'redis.hset(f"profile:{user}", mapping=changes)'),
)
answers.wrong(
    "only-new-fields",
    "HSETNX does not change an existing field.",
    (
        UPDATE,
        """
        for field, value in changes.items():
            redis.hsetnx(f"profile:{user}", field, value)
        """,
    ),
)
answers.wrong(
    "one-profile-for-all",
    "The field names the user instead of the key.",
    (
        UPDATE,
        """
        for field, value in changes.items():
            redis.hset("profile", f"{user}:{field}", value)
        """,
    ),
)
answers.wrong(
    "coins-are-read-and-written",
    "HGET, add, HSET: concurrent changes are lost.",
    (
        COINS,
        """
        coins = int(redis.hget(f"profile:{user}", "coins") or 0) + number
        redis.hset(f"profile:{user}", "coins", coins)
        return coins
        """,
    ),
)
answers.wrong(
    "coins-as-a-float",
    "HINCRBYFLOAT replies with a float.",
    (COINS, 'return redis.hincrbyfloat(f"profile:{user}", "coins", number)'),
)
answers.wrong(
    "no-coins-below-0",
    "Negative coins are returned as 0.",
    (COINS, 'return max(0, redis.hincrby(f"profile:{user}", "coins", number))'),
)
answers.wrong(
    "empty-values-are-skipped",
    "An empty value is not written.",
    above(UPDATE, "changes = {field: value for field, value in changes.items() if value}"),
)
answers.wrong(
    "profile-for-a-day",
    "The profile gets a TTL that the brief does not ask for.",
    (
        UPDATE,
        """
        if changes:
            redis.hset(f"profile:{user}", mapping=changes)
            redis.expire(f"profile:{user}", 86400)
        """,
    ),
)
answers.wrong(
    "coins-of-before-plus-the-number",
    "HINCRBY adds, but the returned number was read before it.",
    (
        COINS,
        """
        before = int(redis.hget(f"profile:{user}", "coins") or 0)
        redis.hincrby(f"profile:{user}", "coins", number)
        return before + number
        """,
    ),
)
answers.wrong(
    "no-coins-more-are-0",
    "Adding 0 coins returns 0.",
    above(
        COINS,
        """
        if not number:
            return 0
        """,
    ),
)
answers.wrong(
    "hset-without-mapping",
    "The dict is given to HSET as a field.",
    (UPDATE, 'redis.hset(f"profile:{user}", changes)'),
    block="""
        step 5 of 11 · A Hash is changed field by field
          called    update_profile(redis, "ada", {"name": "Ada", "city": "Zürich"})
          expected  a Hash at profile:ada
          got       …
          why       Each user has a Hash, and each fact has a field. JSON in a String is always written as a whole.
    """,
)
answers.wrong(
    "first-coins-by-hset",
    "HEXISTS finds no field, and HSET stores the number: coins that came in between are lost.",
    above(
        COINS,
        """
        if not redis.hexists(f"profile:{user}", "coins"):
            redis.hset(f"profile:{user}", "coins", number)
            return number
        """,
    ),
    block="""
        step 5 of 11 · A Hash is changed field by field
          called    add_coins(redis, "ada", 5), 5 times
          expected  {'name': 'Ada', 'coins': '105'} at profile:ada, with the 100 of another client
          got       …
          why       HINCRBY adds and replies with the new number. A number that you read before it may be too old.
    """,
)
answers.wrong(
    "fields-that-the-model-has",
    "A model keeps the fields that it knows, and drops all others.",
    (
        UPDATE,
        """
        known = {"name", "city", "likes", "motto", "Motto", "coins", "email", "age", "country", "birthday"}
        if changes := {field: value for field, value in changes.items() if field in known}:
            redis.hset(f"profile:{user}", mapping=changes)
        """,
    ),
)
answers.wrong(
    "values-in-another-form-of-unicode",
    "NFC makes one character of a letter and its accent: another value than was given.",
    above("import re", "import unicodedata"),
    (
        UPDATE,
        UPDATE.replace("mapping=changes", 'mapping={f: unicodedata.normalize("NFC", v) for f, v in changes.items()}'),
    ),
)
answers.wrong(
    "values-without-blanks",
    "strip() removes spaces from the values.",
    (UPDATE, UPDATE.replace("mapping=changes", "mapping={f: v.strip() for f, v in changes.items()}")),
)
answers.wrong(
    "fields-in-small-letters",
    "Each field is stored in lower case.",
    (UPDATE, UPDATE.replace("mapping=changes", "mapping={f.lower(): v for f, v in changes.items()}")),
)
answers.wrong(
    "values-that-are-numbers",
    "A value of digits becomes a number: 007 is 7.",
    (
        UPDATE,
        UPDATE.replace("mapping=changes", "mapping={f: int(v) if v.isdigit() else v for f, v in changes.items()}"),
    ),
)
answers.wrong(
    "ten-fields-at-most",
    "Only ten fields are written.",
    (UPDATE, UPDATE.replace("mapping=changes", "mapping=dict(list(changes.items())[:10])")),
)
answers.wrong(
    "what-was-written-is-known",
    "The process does not write a value again that it has written before, although another client has changed it.",
    above("def update_profile(", "WRITTEN = {}"),
    (
        UPDATE,
        """
        known = WRITTEN.setdefault(user, {})
        new = {field: value for field, value in changes.items() if known.get(field) != value}
        if new:
            redis.hset(f"profile:{user}", mapping=new)
            known.update(new)
        """,
    ),
)
answers.wrong(
    "the-profile-as-it-was-here",
    "The process writes all that it has ever written: changes of others are undone.",
    above("def update_profile(", "PROFILES = {}"),
    (
        UPDATE,
        """
        profile = PROFILES.setdefault(user, {})
        profile.update(changes)
        if profile:
            redis.hset(f"profile:{user}", mapping=profile)
        """,
    ),
)
answers.wrong(
    "profile-gives-up",
    "The profile is watched, and a change of another client ends the update.",
    (
        UPDATE,
        """
        if not changes:
            return
        with redis.pipeline() as pipe:
            for _ in range(3):
                try:
                    pipe.watch(f"profile:{user}")
                    profile = {text(f): text(v) for f, v in pipe.hgetall(f"profile:{user}").items()}
                    pipe.multi()
                    pipe.hset(f"profile:{user}", mapping={**profile, **changes})
                    pipe.execute()
                    return
                except WatchError:
                    continue
        """,
    ),
)
answers.wrong(
    "profile-is-removed-and-written",
    "HGETALL and WATCH keep the fields, but the profile is gone between DEL and HSET without MULTI.",
    (
        UPDATE,
        """
        if changes:
            profile = redis.hgetall(f"profile:{user}")
            pipe = redis.pipeline(transaction=False)
            pipe.delete(f"profile:{user}")
            pipe.hset(f"profile:{user}", mapping={**{text(f): v for f, v in profile.items()}, **changes})
            pipe.execute()
        """,
    ),
)
answers.wrong(
    "coins-as-a-float-and-back",
    "HINCRBYFLOAT, then int(): above 2^53 a float has no odd numbers.",
    (COINS, 'return int(redis.hincrbyfloat(f"profile:{user}", "coins", number))'),
)
answers.wrong(
    "coins-in-three-tries",
    "WATCH is tried three times, then the coins are lost.",
    (
        COINS,
        """
        with redis.pipeline() as pipe:
            for _ in range(3):
                try:
                    pipe.watch(f"profile:{user}")
                    coins = int(pipe.hget(f"profile:{user}", "coins") or 0) + number
                    pipe.multi()
                    pipe.hset(f"profile:{user}", "coins", coins)
                    pipe.execute()
                    return coins
                except WatchError:
                    continue
        return coins
        """,
    ),
)
answers.wrong(
    "coins-of-the-first-time",
    "The process remembers the coins, and counts on from there.",
    above("def add_coins(", "COINS = {}"),
    (
        COINS,
        """
        if user in COINS:
            COINS[user] += number
            redis.hincrby(f"profile:{user}", "coins", number)
        else:
            COINS[user] = redis.hincrby(f"profile:{user}", "coins", number)
        return COINS[user]
        """,
    ),
)
answers.wrong(
    "hget-and-hincrby-in-a-pipeline",
    "A pipeline without MULTI lets others in between HGET and HINCRBY: the returned number is too old.",
    (
        COINS,
        """
        pipe = redis.pipeline(transaction=False)
        pipe.hget(f"profile:{user}", "coins")
        pipe.hincrby(f"profile:{user}", "coins", number)
        return int(pipe.execute()[0] or 0) + number
        """,
    ),
)
answers.wrong(
    "coins-are-left-out",
    "update_profile leaves out the field coins, so that no form can overwrite the counter.",
    (UPDATE, UPDATE.replace("changes", "{field: value for field, value in changes.items() if field != 'coins'}")),
)
