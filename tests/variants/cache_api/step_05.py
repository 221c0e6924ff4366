"""Wrong answers that step 5 of cache_api must catch."""

from tests.variants.cache_api.passages import FETCH, FILL, HIT, IS_OURS, PACK, SET, UNPACK, USER_KEY
from tests.variants.passage import above, below
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "empty-is-a-miss",
    "`if data:` checks the decoded value: {} and 0 are fetched again and again.",
    (HIT, 'if (entry := await read_entry(redis, key)) and entry["data"]:'),
)
answers.wrong(
    "empty-is-not-stored",
    "Only truthy values are stored.",
    (
        SET,
        """
        if data:
            await redis.set(key, json.dumps(entry), ex=ttl)
        """,
    ),
)
answers.wrong(
    "null-is-a-miss",
    "`is not None` checks the decoded value: null is fetched again and again.",
    (HIT, 'if (entry := await read_entry(redis, key)) and entry["data"] is not None:'),
)
answers.wrong(
    "null-is-not-found",
    "null is treated as NotFound.",
    below(
        FETCH,
        """
        if data is None:
            raise HTTPException(404)
        """,
    ),
)
answers.wrong(
    "an-envelope-mixed-with-the-letter",
    "Facts about the entry are stored among the user's own fields.",
    (
        PACK,
        """
        mixed = data if isinstance(data, dict) else {'only': data}
        entry = {**mixed, "cached": True, "age_seconds": time.time()}
        """,
    ),
    (
        IS_OURS,
        """
        if not isinstance(entry, dict) or not entry.pop('cached', False):
            return None
        fetched_at = entry.pop("age_seconds")
        return {"data": entry.pop("only") if "only" in entry else entry, "fetched_at": fetched_at}
        """,
    ),
)
answers.wrong(
    "latin-1",
    "Characters outside Latin-1 are lost on the way into Redis.",
    (SET, 'await redis.set(key, json.dumps(entry, ensure_ascii=False).encode("latin-1", "replace"), ex=ttl)'),
    (UNPACK, 'entry = json.loads(stored.decode("latin-1")) if stored is not None else None'),
)
answers.wrong(
    "quotes-swapped",
    "The stored value is str() of the user with its quotes replaced, which is not JSON.",
    (
        SET,
        """
        await redis.set(key, str(entry).replace("'", '"'), ex=ttl)
        """,
    ),
)
answers.wrong(
    "blanks-are-lost",
    "A string is stored without the spaces around it.",
    (PACK, 'entry = {"data": data.strip() if isinstance(data, str) else data, "fetched_at": time.time()}'),
)
answers.wrong(
    "the-answer-may-be-an-entry-already",
    "A user with a field fetched_at is taken for an entry and stored as it is.",
    (
        SET,
        'await redis.set(key, json.dumps(data if isinstance(data, dict) and "fetched_at" in data else entry), ex=ttl)',
    ),
)
answers.wrong(
    "a-sentinel-for-null",
    "null is stored as __null__, which may also be real data.",
    (PACK, 'entry = {"data": "__null__" if data is None else data, "fetched_at": time.time()}'),
    ('answer(entry["data"], cached=True', 'answer(None if entry["data"] == "__null__" else entry["data"], cached=True'),
)
answers.wrong(
    "what-has-an-error-is-not-stored",
    "A user with a field named error is taken for a failure.",
    above(
        FILL,
        """
        if isinstance(data, dict) and "error" in data:
            return answer(data, cached=False, age_seconds=0, started=started)
        """,
    ),
)
answers.wrong(
    "not-found-among-the-data",
    "A user with a field named not_found is a 404.",
    ('if "not_found" in entry:', 'if isinstance(entry["data"], dict) and "not_found" in entry["data"]:'),
    ('entry["not_found"])', 'entry["data"]["not_found"])'),
    ('{"not_found": error.detail, "data": None, "fetched_at"', '{"data": {"not_found": error.detail}, "fetched_at"'),
    stretch=True,
)
answers.wrong(
    "a-model-of-a-user",
    "A Pydantic model drops the fields of a user that it does not know.",
    above("from redis.asyncio", "from pydantic import BaseModel"),
    above(
        "async def read_entry(",
        """
        class User(BaseModel):
            id: int
            name: str
            city: str


        async def user_of(user_id: int) -> dict[str, Any]:
            return User.model_validate(await fetch_user(user_id)).model_dump()
        """,
    ),
    (USER_KEY, 'f"cache:user:{user_id}", lambda: user_of'),
    block="""
        step 5 of 9 · Whatever the slow API answers is cached, and served unchanged
          called    GET /users/7, twice
          expected  …
          got       …
          why       A model of your own drops the fields that it does not know…
    """,
)
answers.wrong(
    "the-time-stands-in-the-user",
    "The time lies in the user's own dict, and other values under `value`: both names can be the user's own.",
    (
        PACK,
        """
        entry = {**(data if isinstance(data, dict) else {"value": data}), "cached_at": time.time()}
        """,
    ),
    (
        IS_OURS,
        """
        if not isinstance(entry, dict) or not isinstance(entry.get("cached_at"), float):
            return None
        at = entry.pop("cached_at")
        return {"data": entry["value"] if entry.keys() == {"value"} else entry, "fetched_at": at}
        """,
    ),
)
