"""What the tests of redis_basics look for. Nothing here helps to solve the kata."""

import re

_TYPES = {"string": "String", "hash": "Hash", "list": "List", "set": "Set", "zset": "Sorted Set", "none": "no such key"}


A_COMMAND = 99
"""A moment between two commands of a pipeline without MULTI."""

MOMENTS = (2, 3, 4, A_COMMAND)
"""When another client may act: before these round trips, or between two commands."""

ACCENTED = "Zoe\u0308"
"""Looks like Zoë, but its accent is a character of its own."""

A_MONTH = 30 * 86_400
"""In seconds."""


def another_client(wire, *, before, does):
    """Another client acts once, directly before that round trip of the next call. The list gets the reply to it."""
    return other_clients(wire, before=[before], does=does)


def other_clients(wire, *, before, does):
    """Other clients act directly before each of these round trips of the next call. The list gets their replies."""
    replies = []
    if before == [A_COMMAND]:
        wire.between_commands(lambda: replies or replies.append(does()))
        wire.before(round_trip=A_COMMAND, do=lambda: replies or replies.append(does()))  # if there was none
        return replies
    for round_trip in before:
        wire.before(round_trip=round_trip, do=lambda: replies.append(does()))
    return replies


def posts(redis, message):
    """Another program posts to feed:ada. Returns how many messages it saw there before."""
    seen = redis.llen("feed:ada")
    redis.lpush("feed:ada", message)
    redis.ltrim("feed:ada", 0, 4)
    return seen


def type_at(redis, key):
    """``String``, ``Hash``, …, or ``no such key``."""
    return _TYPES[redis.type(key).decode()]


def characters(redis, key):
    """The String at this key in ASCII, so that two forms of one letter look different; or ``no such key``."""
    value = redis.get(key)
    return "no such key" if value is None else ascii(value.decode(errors="backslashreplace"))


def profile(redis, user):
    """The Hash of this user, as a dict of str."""
    return {field.decode(): value.decode() for field, value in redis.hgetall(f"profile:{user}").items()}


def ttl_at(redis, key):
    """``no TTL``, ``a TTL of 60 s``"""
    left = redis.ttl(key)
    return "no TTL" if left == -1 else f"a TTL of {left} s"


def all_keys(redis):
    """The names of all keys, sorted. Bytes that are no text look like ``\\xff``."""
    return sorted(key.decode(errors="backslashreplace") for key in redis.scan_iter(count=1000))


def balances(redis, *users):
    """``ada 70, grace 50``; a user without a key has 0."""
    return ", ".join(f"{user} {(redis.get(f'balance:{user}') or b'0').decode()}" for user in users)


def scans(wire):
    """The commands that contain SCAN, in capitals: SCAN itself, and scripts that call it."""
    commands = [b" ".join(command).upper().decode(errors="replace") for trip in wire.trips for command in trip.commands]
    return [command for command in commands if re.search(r"\bSCAN\b", command)]


def scripts_that_scan_in_a_loop(wire):
    """The scripts that run all steps of a SCAN by themselves."""
    return [command for command in scans(wire) if re.search(r"\b(REPEAT|WHILE|FOR)\b.*\bSCAN\b", command, re.DOTALL)]


def counts_of_scans(wire):
    """Each COUNT that a SCAN had; it is 10 where none is given."""
    return [int(count) for command in scans(wire) for count in re.findall(r"\bCOUNT\W+(\d+)", command)] or [10]
