"""Wrong answers that stretch step 3 of cache_api must catch."""

from tests.variants.passage import above
from tests.variants.variant import Answers

answers = Answers(__file__)

REMEMBER = "not_found if error.status_code == 404 else None"

answers.wrong(
    "not-found-is-not-remembered",
    "Every request for a user that does not exist reaches the slow API.",
    (REMEMBER, "None"),
)
answers.wrong(
    "only-missing-users-are-remembered",
    "Every request for a post that does not exist reaches the slow API.",
    (REMEMBER, "not_found if error.status_code == 404 and ':user:' in key else None"),
)
answers.wrong(
    "a-404-renews-its-ten-seconds",
    "Each cached 404 renews its ten seconds: a client that asks every five never gets the new user.",
    above('raise HTTPException(404, entry["not_found"])', "await redis.expire(key, NOT_FOUND_SECONDS)"),
)
