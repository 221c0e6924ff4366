"""Wrong answers that step 9 of cache_api must catch: requests at the same time, and hits of another age."""

from tests.variants.cache_api.passages import AGE, BEFORE_THE_READER, FETCH, GET, SAVE
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

HIT_ANSWER = 'return answer(entry["data"], cached=True, age_seconds=age, started=started)'

answers.wrong(
    "an-old-hit-asks-twice",
    "In the second half of its TTL an entry is asked for its TTL as well.",
    below(AGE, "if age > CACHE_TTL_SECONDS / 2:\n    await redis.ttl(key)"),
)
answers.wrong(
    "a-hit-in-a-global",
    "A global is set when Redis has replied, and read after another await.",
    above("import json", "import asyncio"),
    (
        HIT_ANSWER,
        """
        current["data"] = entry["data"]
        await asyncio.sleep(0)
        return answer(current["data"], cached=True, age_seconds=age, started=started)
        """,
    ),
    above(BEFORE_THE_READER, "current: dict[str, Any] = {}\n\n"),
)
answers.wrong(
    "a-miss-in-a-global",
    "What the slow API has answered goes through a global of the module while the entry is stored.",
    below(FETCH, 'current["data"] = data'),
    (
        "return answer(data, cached=False, age_seconds=0, started=started)",
        'return answer(current["data"], cached=False, age_seconds=0, started=started)',
    ),
    above(BEFORE_THE_READER, "current: dict[str, Any] = {}\n\n"),
)
answers.wrong(
    "a-post-takes-a-tenth-of-a-second",
    "response_time_ms of a post is always 100.",
    (HIT_ANSWER, HIT_ANSWER + ' | ({} if ":user:" in key else {"response_time_ms": 100.0})'),
)
answers.wrong(
    "two-saves-at-a-time",
    "A semaphore lets one write through at a time.",
    above("import json", "import asyncio"),
    above("async def ask(", "one_at_a_time = asyncio.Semaphore(1)\n\n"),
    (SAVE, f"async with one_at_a_time:\n    {SAVE}"),
)
answers.wrong(
    "a-post-asks-its-ttl-first",
    "A read of a post asks for its TTL, then for its value.",
    above(GET, 'if ":post:" in key:\n    await redis.ttl(key)'),
)
