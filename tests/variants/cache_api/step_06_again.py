"""Wrong answers that step 6 of cache_api must catch: failures that come again, or of another kind."""

from tests.variants.cache_api.passages import BEFORE_THE_READER, FETCH, PACK
from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "not-asked-after-five-failures",
    "After five failures it answers 502 for half a minute, although the slow API has recovered.",
    above(
        "async def ask(",
        """
        failures: list[float] = []
        """,
    ),
    (
        "return await question",
        """
        recent = [at for at in failures if at > time.time() - 30]
        if len(recent) >= 5:
            raise OriginError("not asked")
        return await question
        """,
    ),
    (
        "except OriginError as error:",
        """
        except OriginError as error:
            failures.append(time.time())
        """,
    ),
)
answers.wrong(
    "not-found-by-its-number",
    "A NotFound is remembered by its number, for ten seconds: post 99 is not found because user 99 is not.",
    (
        FETCH,
        """
        number = key.rpartition(":")[2]
        if await redis.exists(f"cache:missing:{number}"):
            raise HTTPException(404, "remembered")
        try:
            data = await ask(fetch())
        except HTTPException as error:
            if error.status_code == 404:
                await redis.set(f"cache:missing:{number}", "", ex=10)
            raise
        """,
    ),
)
answers.wrong(
    "the-second-failure-is-500",
    "Only the first failure of a process is caught.",
    (
        "except OriginError as error:",
        """
        except OriginError as error:
            if failed:
                raise
            failed.append(1)
        """,
    ),
    above("async def ask(", "failed: list[int] = []"),
)
answers.wrong(
    "a-failed-post-leaves-a-mark",
    "A post that fails leaves a key for a minute.",
    (
        FETCH,
        """
        try:
            data = await ask(fetch())
        except HTTPException:
            if ":post:" in key:
                await redis.set(f"{key}:failed", "1", ex=60)
            raise
        """,
    ),
)
answers.wrong(
    "an-expired-post-for-a-failure",
    "A copy of each post in the process is served while the slow API fails.",
    (
        FETCH,
        """
        try:
            data = await ask(fetch())
        except HTTPException as error:
            if error.status_code == 502 and key in copies:
                return answer(copies[key], cached=True, age_seconds=0, started=started)
            raise
        """,
    ),
    above(PACK, 'if ":post:" in key:\n    copies[key] = data'),
    above(BEFORE_THE_READER, "copies: dict[str, Any] = {}\n\n"),
)
