"""Wrong answers that step 7 of cache_api must catch: a write that comes again, over an entry, or with other fields."""

from tests.variants.cache_api.passages import DELETE, INVALIDATE, SAVE, UNLINK_ALL
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

REQUEST = ("from fastapi import Depends, FastAPI,", "from fastapi import Depends, FastAPI, Request,")
PUT_ROUTE = "put_user(user_id: int, changes: dict[str, Any], redis: RedisClient)"
MODEL = """
class Changes(BaseModel):
    name: str | None = None
    city: str | None = None
    {config}
"""

answers.wrong(
    "a-write-takes-the-ttl-away",
    "PUT over an entry stores the new user without a TTL.",
    (
        DELETE,
        """
        entry = {"data": user, "fetched_at": time.time()}
        await redis.set(f"cache:user:{user_id}", json.dumps(entry), xx=True)
        """,
    ),
)
answers.wrong(
    "a-write-is-kept-for-a-day",
    "PUT over an entry stores the new user for a day.",
    (
        DELETE,
        """
        entry = {"data": user, "fetched_at": time.time()}
        await redis.set(f"cache:user:{user_id}", json.dumps(entry), xx=True, ex=86400)
        """,
    ),
)
answers.wrong(
    "a-failed-write-removes-the-entry",
    "PUT removes the entry before and after the save: a failed PUT removes one that was good.",
    above(
        SAVE,
        """
        try:
            await redis.delete(f"cache:user:{user_id}")
        except RedisError:
            pass
        """,
    ),
)
answers.wrong(
    "the-entry-is-removed-in-finally",
    "`finally:` removes the entry, also after a save that failed.",
    (
        SAVE,
        """
        try:
            user = await ask(save_user(user_id, changes))
        finally:
            try:
                await redis.delete("cache:user:" + str(user_id))
            except RedisError:
                pass
        """,
    ),
)
answers.wrong(
    "a-model-of-the-changes",
    "A Pydantic model drops the changed fields that it does not know.",
    above("from redis.asyncio", "from pydantic import BaseModel"),
    above("async def read_entry(", MODEL.format(config="")),
    ("put_user(user_id: int, changes: dict[str, Any],", 'put_user(user_id: int, changes: "Changes",'),
    (SAVE, SAVE.replace("changes)", "changes.model_dump(exclude_unset=True))")),
)
answers.wrong(
    "a-write-of-null-is-no-write",
    "Fields that are null are not saved.",
    (SAVE, SAVE.replace("changes)", "{name: value for name, value in changes.items() if value is not None})")),
)
answers.wrong(
    "a-write-changes-what-save-user-returned",
    "PUT puts the time of the write into the dict of the slow API.",
    below(SAVE, 'user["written_at"] = time.time()'),
)
answers.wrong(
    "only-the-first-write-is-seen",
    "A process removes the entry of a user once.",
    (
        INVALIDATE,
        """
        try:
            if user_id not in written:
                await redis.delete(f"cache:user:{user_id}")
                written.add(user_id)
        except RedisError:
            pass
        """,
    ),
    above("async def read_entry(", "written: set[int] = set()"),
)
answers.wrong(
    "a-write-by-its-path",
    "PUT /users/07 removes cache:user:07.",
    REQUEST,
    (PUT_ROUTE, "put_user(user_id: int, changes: dict[str, Any], redis: RedisClient, request: Request)"),
    (DELETE, """await redis.delete("cache:user:" + request.url.path.rpartition("/")[2])"""),
)
answers.wrong(
    "a-write-that-is-a-rehearsal",
    "PUT with X-Rehearsal: yes leaves the entry.",
    REQUEST,
    (PUT_ROUTE, "put_user(user_id: int, changes: dict[str, Any], redis: RedisClient, request: Request)"),
    (DELETE, f"""if request.headers.get("x-rehearsal") != "yes":\n    {DELETE}"""),
)
answers.wrong(
    "clear-counts-the-last-thousand",
    "keys are removed by the thousand, and keys_deleted is the number of the last batch.",
    (
        UNLINK_ALL,
        """
        for first in range(0, len(keys), 1000):
            deleted = await redis.unlink(*keys[first : first + 1000])
        """,
    ),
)
answers.wrong(
    "clear-removes-five-hundred",
    "POST /cache/clear removes at most 500 entries.",
    (UNLINK_ALL, "deleted = await redis.unlink(*keys[:500]) if keys else 0"),
)
answers.wrong(
    "clear-counts-all-clears",
    "keys_deleted is the sum since the start of the process.",
    ('return {"keys_deleted": deleted}', 'total[0] += deleted\nreturn {"keys_deleted": total[0]}'),
    above("async def read_entry(", "total = [0]"),
)
answers.wrong(
    "clear-needs-a-confirmation",
    "POST /cache/clear?confirm=no removes nothing.",
    ("clear_cache(redis: RedisClient)", 'clear_cache(redis: RedisClient, confirm: str = "yes")'),
    above("keys = [key async for", 'if confirm == "no":\n    return {"keys_deleted": 0}'),
)
