"""Wrong answers that stretch step 2 of cache_api must catch: a write of another process, and a read after a write."""

from tests.variants.cache_api.passages import BEFORE_THE_READER, EVAL, LEASE
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "a-future-that-outlives-a-write",
    "Requests share one task of the process; a read after the write joins a task that has fetched the old user.",
    (
        BEFORE_THE_READER,
        """
        asking: dict[str, asyncio.Task[dict[str, Any]]] = {}


        async def cached_or_fetched(redis: Redis, key: str, fetch: Any, ttl: int) -> dict[str, Any]:
            if key not in asking:
                asking[key] = asyncio.create_task(one_asks(redis, key, fetch, ttl))
                asking[key].add_done_callback(lambda _: asking.pop(key))
            return await asyncio.shield(asking[key])


        async def one_asks(
        """,
    ),
    (
        "while (entry := await read_entry(redis, key)) is None and time.monotonic() < give_up:",
        "if (entry := await read_entry(redis, key)) is None and time.monotonic() < give_up:",
    ),
    (LEASE, "leased = not await redis.set(lease_of(key), token, ex=LEASE_SECONDS)"),
    ("await asyncio.sleep(0.01)", ""),
)
answers.wrong(
    "a-write-is-known-to-this-process",
    "A counter of the process says whether a write came in between: writes of other processes are not counted.",
    (
        EVAL,
        """
        if await redis.get(lease_of(key)) == token.encode():
            if entry and writes.get(key, 0) == begun.get(token, 0):
                await redis.set(key, json.dumps(entry), ex=ttl)
            await redis.delete(lease_of(key))
        """,
    ),
    above(
        "async def entry_or_lease(",
        """
        writes: dict[str, int] = {}
        begun: dict[str, int] = {}
        """,
    ),
    below("give_up = time.monotonic() + LEASE_SECONDS", "begun[token] = writes.get(key, 0)"),
    below('key = f"cache:user:{user_id}"', "writes[key] = writes.get(key, 0) + 1"),
)
answers.wrong(
    "a-write-of-this-process-is-not-seen",
    "PUT removes the leases of other processes, and trusts that its own readers have ended.",
    (
        "await redis.delete(key, lease_of(key))",
        """
        if key in held:
            await redis.delete(key)
        else:
            await redis.delete(key, lease_of(key))
        """,
    ),
    above("async def end_lease(", "held: set[str] = set()\n\n"),
    ("if leased:", "if leased:\n    held.add(key)"),
)
