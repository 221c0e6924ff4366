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
          called    add_coins(redis, "ada", 5)
          expected  {'name': 'Ada', 'coins': '105'} at profile:ada, with the 100 of another client
          got       …
          why       HINCRBY adds and replies with the new number. A number that you read before it may be too old.
    """,
)
