"""redis_basics: the data types of Redis, a few lines each.  Brief: README.md.  Run: pytest katas/redis_basics

`redis` is a redis-py client that waits for its replies (no async here). Its replies are bytes.
Return exactly what the signature says: str, not bytes; int, not float; True, not 1.
Redis is the only memory: a dict in this file would be empty in the next process.
The names of the keys are promises: others use them too, at any moment, also between two commands of yours.
"""

from typing import Any

from redis import Redis
from redis.exceptions import WatchError  # noqa: F401  # for you

from dojo.local_redis import open_redis

# Step 1: given, to copy from ------------------------------------------------------------------------------------------


def text(reply: Any) -> str:
    """The str in a reply of Redis, which is bytes."""
    return str(reply, "utf-8")


def set_name(redis: Redis, user_id: int, name: str) -> None:
    """Store the name, a String, at `name:{user_id}`."""
    redis.set(f"name:{user_id}", name)


def get_name(redis: Redis, user_id: int) -> str | None:
    """The name, or None if there is none."""
    reply = redis.get(f"name:{user_id}")
    return None if reply is None else text(reply)


# Step 2: a String can be a counter ------------------------------------------------------------------------------------


def count_visit(redis: Redis, page: str) -> int:
    """Add one to the String `visits:{page}`, and return the new count: 1 the first time.

    Not by reading, adding and writing: a visit in between would be lost.  Look up: INCR
    """
    return 0


# Step 3: expiry -------------------------------------------------------------------------------------------------------


def save_draft(redis: Redis, author: str, draft: str, seconds: int) -> None:
    """Keep the draft, a String, at `draft:{author}` for that many seconds from now, also if there is one already.

    Draft and time arrive together, or not at all.  Look up: SET and its option EX
    """


def edit_draft(redis: Redis, author: str, draft: str) -> bool:
    """Replace the draft; the time that is left stays as it is. False, and nothing stored, if there is no draft.

    It may be gone at any moment, also between two commands.  Look up: the options XX and KEEPTTL of SET
    """
    return False


def seconds_left(redis: Redis, author: str) -> int | None:
    """How many seconds the draft has left: 0 if there is no draft, None if there is one that never expires.

    Look up: TTL, and its two negative replies
    """
    return None


# Step 4: only the first -----------------------------------------------------------------------------------------------


def claim_nickname(redis: Redis, nickname: str, user: str) -> bool:
    """Store the user's name, a String, at `nickname:{nickname}` if that is free. True if it was, False if not.

    Not by looking first: of two at the same moment only one gets it.  Look up: the option NX of SET
    """
    return False


# Step 5: a Hash -------------------------------------------------------------------------------------------------------


def update_profile(redis: Redis, user: str, changes: dict[str, str]) -> None:
    """Set these fields of the Hash `profile:{user}`. The others stay as they are; no changes are fine too.

    Somebody else may set another field at the same moment: write what changed, not everything.  Look up: HSET
    """


def add_coins(redis: Redis, user: str, number: int) -> int:
    """Add to the field `coins` of the same Hash, which counts as 0 if it is not there. Return how many there are now.

    Not by reading, adding and writing.  Look up: HINCRBY
    """
    return 0


# Step 6: a List -------------------------------------------------------------------------------------------------------


def post(redis: Redis, user: str, message: str) -> None:
    """Put the message at the head of the List `feed:{user}`, which keeps the newest five.

    In one round trip: there is never a sixth to be seen later.  Look up: LPUSH, LTRIM, redis.pipeline()
    """


def feed(redis: Redis, user: str, count: int) -> list[str]:
    """The newest messages, the newest first, at most `count`, which may be 0.  Look up: LRANGE, which counts from 0"""
    return []


# Step 7: Sets ---------------------------------------------------------------------------------------------------------


def note_visitor(redis: Redis, page: str, visitor: str) -> bool:
    """Add the visitor to the Set `visitors:{page}`. True if this is a new one, False if not.

    Not by looking first.  Look up: SADD, and what it replies
    """
    return False


def unique_visitors(redis: Redis, page: str) -> int:
    """How many different visitors the page has had. Redis counts; the visitors stay there.  Look up: SCARD"""
    return 0


def common_interests(redis: Redis, users: list[str]) -> set[str]:
    """What is in the Set `interests:{user}` of every one of them. For no users: nothing.

    In one round trip, however many they are.  Look up: SINTER
    """
    return set()


# Step 8: a Sorted Set -------------------------------------------------------------------------------------------------


def add_score(redis: Redis, player: str, points: int) -> int:
    """Add points to the player's score in the Sorted Set `leaderboard`, and return the new score.

    Not by reading, adding and writing.  Look up: ZINCRBY
    """
    return 0


def top(redis: Redis, count: int) -> list[tuple[str, int]]:
    """The best players with their scores, the best first, at most `count`, which may be 0. Equal scores in any order.

    Redis sorts; the others stay there.  Look up: ZRANGE, its options REV and WITHSCORES
    """
    return []


def rank(redis: Redis, player: str) -> int | None:
    """1 for the best, and None for somebody who is not on the leaderboard.

    Who has the same score has the same rank: 1, 2, 2, 4. So it is one more than the number of those who have more.
    Redis counts them; they stay there.  Look up: ZSCORE, ZCOUNT and how it writes "more than"
    """
    return None


# Step 9: many reads, one round trip -----------------------------------------------------------------------------------


def visits(redis: Redis, pages: list[str]) -> list[int]:
    """The counts of step 2, in the order of the pages, without changing them; 0 for a page without visits.

    In one round trip, however many they are; there may be none.  Look up: MGET
    """
    return []


def profiles(redis: Redis, users: list[str]) -> list[dict[str, str]]:
    """The Hashes of step 5, in the order of the users; {} for a user without one.

    In one round trip, however many they are.  Look up: HGETALL, redis.pipeline()
    """
    return []


# Step 10: a transaction -----------------------------------------------------------------------------------------------


def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
    """Move money from the String `balance:{sender}` to `balance:{receiver}`. Who has no such key has 0.

    True when it is moved. False, with nothing changed, if the sender has less than `amount`, if that is not positive,
    or if sender and receiver are the same; and for no other reason: if somebody else changes a balance meanwhile,
    that change stays, and you decide anew, as often as it takes. Whoever it is knows nothing of a lock of yours.
    No money appears or disappears, also if the connection is cut; then let redis-py's exception pass.
    Look up: WATCH, MULTI, EXEC, and `pipe.watch` in the brief
    """
    return False


# Step 11: finding keys ------------------------------------------------------------------------------------------------


def forget(redis: Redis, prefix: str) -> int:
    """Remove all keys that begin with `prefix`, and no others. Return how many you removed.

    In fewer round trips than there are keys, and without KEYS, which stops everybody while it looks at every key.
    A prefix may hold any characters, also * ? [ ] and \\; what follows it in a key may be any bytes.
    Look up: SCAN and its pattern, redis.scan_iter(), UNLINK
    """
    return 0


if __name__ == "__main__":  # python katas/redis_basics/main.py: try things out by hand
    client = open_redis()
    set_name(client, 7, "Margaret Hamilton")
    print("get_name(redis, 7)           ", get_name(client, 7))
    print('count_visit(redis, "home")   ', count_visit(client, "home"))
