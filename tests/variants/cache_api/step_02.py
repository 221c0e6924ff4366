"""Wrong answers that step 2 of cache_api must catch."""

from tests.variants.cache_api.passages import GET, HIT, PACK, POST_CACHED, SET
from tests.variants.variant import Answers

answers = Answers(__file__)

answers.wrong(
    "reads-another-key",
    "GET reads a key that SET never wrote.",
    (GET, 'stored = await redis.get(f"{key}:data")'),
)
answers.wrong(
    "set-not-awaited",
    "`await` is missing before redis.set(): Redis is sent nothing.",
    (SET, "redis.set(key, json.dumps(entry), ex=ttl)"),
)
answers.wrong(
    "get-not-awaited",
    "`await` is missing before redis.get(), and a broad `except` hides the TypeError.",
    (GET, "stored = redis.get(key)"),
    ("except (RedisError, ValueError):", "except Exception:"),
)
answers.wrong(
    "a-hit-is-a-text",
    "A hit returns the user as JSON text instead of an object.",
    (PACK, 'entry = {"data": json.dumps(data), "fetched_at": time.time()}'),
)
answers.wrong(
    "cached-is-stored",
    "The whole answer is stored, including its cached: false.",
    (PACK, 'entry = {"data": data, "fetched_at": time.time(), "cached": False}'),
    ('entry["data"], cached=True,', 'entry["data"], cached=entry["cached"],'),
)
answers.wrong(
    "posts-are-not-cached",
    "Only users are cached.",
    (
        f"return await {POST_CACHED}",
        "return answer(await ask(fetch_post(post_id)), cached=False, age_seconds=0, started=time.perf_counter())",
    ),
)
answers.wrong(
    "counts-hits-without-await",
    "An `await` is missing where it changes no answer: the hits are never counted.",
    (
        HIT,
        """
        if (entry := await read_entry(redis, key)) is not None:
            redis.incr('cache:hits')
        """,
    ),
)
answers.wrong(
    "str-instead-of-json",
    "The entry is stored with str() and read with json.loads, which raises.",
    (SET, "await redis.set(key, str(entry), ex=ttl)"),
    ("except (RedisError, ValueError):", "except RedisError:"),
    block="""
        step 2 of 9 · A repeated request is answered from Redis
          called    GET /users/7, twice
          expected  200 and a JSON object with the field 'data'
          got       …
          why       Encode with json.dumps and decode with json.loads…
    """,
)
