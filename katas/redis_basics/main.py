"""redis_basics: the data types of Redis, a few lines each.  Brief: README.md.  Run: pytest katas/redis_basics

`redis` is a redis-py client. It is not async: a call returns the reply. Texts in replies are bytes.
Return exactly the type that the signature promises: str, not bytes; int, not float; True, not 1.
Keep everything in Redis: a dict in this file would be empty in the next process.
Use the names of the keys unchanged. Other programs use these keys at any moment, also between two commands of yours.
"""

from typing import Any

from redis import Redis
from redis.exceptions import WatchError  # noqa: F401  # for step 10

from dojo.local_redis import open_redis

# Step 1: given, as an example -----------------------------------------------------------------------------------------


def text(reply: Any) -> str:
    """Turn a reply of Redis, which is bytes, into a str."""
    return str(reply, "utf-8")


def set_name(redis: Redis, user_id: int, name: str) -> None:
    """Store the name as a String at `name:{user_id}`."""
    redis.set(f"name:{user_id}", name)


def get_name(redis: Redis, user_id: int) -> str | None:
    """Return the name, or None if there is no such key."""
    reply = redis.get(f"name:{user_id}")
    return None if reply is None else text(reply)


# Step 2: a String can be a counter ------------------------------------------------------------------------------------


def count_visit(redis: Redis, page: str) -> int:
    """Add 1 to the String `visits:{page}` and return the new count: 1 for the first visit.

    Do not read, add and write: a visit in between would be lost.  Look up: INCR
    """
    return 0


# Step 3: expiry -------------------------------------------------------------------------------------------------------


def save_draft(redis: Redis, author: str, draft: str, seconds: int) -> None:
    """Store the draft as a String at `draft:{author}`, for `seconds` from now. It replaces an older draft.

    Text and time must arrive together, or not at all.  Look up: SET and its option EX
    """


def edit_draft(redis: Redis, author: str, draft: str) -> bool:
    """Replace the draft, keep the time it has left, and return True. Without a draft, store nothing and return False.

    The draft may expire at any moment, also between two commands.  Look up: the options XX and KEEPTTL of SET
    """
    return False


def seconds_left(redis: Redis, author: str) -> int | None:
    """Return the seconds that the draft has left, None if it never expires, or 0 if there is no draft.

    Look up: TTL, and its two negative replies
    """
    return None


# Step 4: a condition in the command -----------------------------------------------------------------------------------


def claim_nickname(redis: Redis, nickname: str, user: str) -> bool:
    """Store the user's name as a String at `nickname:{nickname}`, but only if that is free. Return whether it was.

    Do not look first: of two users at the same moment, only one may get it.  Look up: the option NX of SET
    """
    return False


# Step 5: a Hash -------------------------------------------------------------------------------------------------------


def update_profile(redis: Redis, user: str, changes: dict[str, str]) -> None:
    """Set these fields of the Hash `profile:{user}`. The other fields stay, and `changes` may be empty.

    Another client may set another field at the same moment, so write only the changes.  Look up: HSET
    """


def add_coins(redis: Redis, user: str, number: int) -> int:
    """Add to the field `coins` of the same Hash and return the new number. A missing field counts as 0.

    Do not read, add and write.  Look up: HINCRBY
    """
    return 0


# Step 6: a List -------------------------------------------------------------------------------------------------------


def post(redis: Redis, user: str, message: str) -> None:
    """Put the message at the head of the List `feed:{user}`, and keep only the newest five.

    Do both in one transaction and round trip: no other client ever sees six.  Look up: LPUSH, LTRIM, redis.pipeline()
    """


def feed(redis: Redis, user: str, count: int) -> list[str]:
    """Return at most `count` messages, the newest first. `count` may be 0.  Look up: LRANGE, which counts from 0"""
    return []


# Step 7: Sets ---------------------------------------------------------------------------------------------------------


def note_visitor(redis: Redis, page: str, visitor: str) -> bool:
    """Add the visitor to the Set `visitors:{page}`. Return True for a new visitor, and False for a known one.

    Do not look first.  Look up: SADD, and what it replies
    """
    return False


def unique_visitors(redis: Redis, page: str) -> int:
    """Return how many different visitors the page had. Let Redis count, do not fetch them.  Look up: SCARD"""
    return 0


def common_interests(redis: Redis, users: list[str]) -> set[str]:
    """Return what the Sets `interests:{user}` of all these users share; for an empty list, the empty set.

    Let Redis find it, in one round trip for any number of users.  Look up: SINTER
    """
    return set()


# Step 8: a Sorted Set -------------------------------------------------------------------------------------------------


def add_score(redis: Redis, player: str, points: int) -> int:
    """Add points to the player's score in the Sorted Set `leaderboard`, and return the new score.

    Do not read, add and write.  Look up: ZINCRBY
    """
    return 0


def top(redis: Redis, count: int) -> list[tuple[str, int]]:
    """Return at most `count` players with their scores, the best first. `count` may be 0. Ties come in any order.

    Let Redis sort, do not fetch the others.  Look up: ZRANGE, its options REV and WITHSCORES
    """
    return []


def rank(redis: Redis, player: str) -> int | None:
    """Return the rank of the player: 1 for the best, and None for a player who is not on the leaderboard.

    A rank is one more than the number of players with a higher score. Equal scores share a rank: 1, 2, 2, 4.
    Let Redis count, do not fetch the players.  Look up: ZSCORE, ZCOUNT and how it writes "more than"
    """
    return None


# Step 9: many reads, one round trip -----------------------------------------------------------------------------------


def visits(redis: Redis, pages: list[str]) -> list[int]:
    """Return the counts of step 2, in the order of `pages`, and change nothing. A page without visits has 0.

    Use one round trip for any number of pages. There may be none.  Look up: MGET
    """
    return []


def profiles(redis: Redis, users: list[str]) -> list[dict[str, str]]:
    """Return the Hashes of step 5, in the order of `users`. A user without a profile has {}.

    Use one round trip for any number of users.  Look up: HGETALL, redis.pipeline()
    """
    return []


# Step 10: a transaction -----------------------------------------------------------------------------------------------


def transfer(redis: Redis, sender: str, receiver: str, amount: int) -> bool:
    """Move money from the String `balance:{sender}` to `balance:{receiver}`. A missing key is a balance of 0.

    Return True when the money has moved. Return False, and change nothing, only if the sender has less than `amount`,
    if `amount` is not positive, or if sender and receiver are the same.
    Other clients change balances at any moment, and know no lock of yours. Keep their changes, and decide again as
    often as it takes. If the connection is cut, let redis-py's exception pass: no money may appear or disappear.
    Look up: WATCH, MULTI, EXEC, and `pipe.watch` in the brief
    """
    return False


# Step 11: finding keys ------------------------------------------------------------------------------------------------


def forget(redis: Redis, prefix: str) -> int:
    """Remove all keys that begin with `prefix`, and no others. Return how many you removed.

    Use fewer round trips than there are keys. Do not use KEYS: it stops all clients while it looks at every key.
    The prefix may contain any characters, also * ? [ ] and \\; the rest of a key may be any bytes.
    Look up: SCAN and its pattern, redis.scan_iter(), UNLINK
    """
    return 0


if __name__ == "__main__":  # python katas/redis_basics/main.py: try things out by hand
    client = open_redis()
    set_name(client, 7, "Margaret Hamilton")
    print("get_name(redis, 7)           ", get_name(client, 7))
    print('count_visit(redis, "home")   ', count_visit(client, "home"))
