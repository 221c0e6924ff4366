"""What the tests of rate_limiter judge by."""

import time
from collections import Counter

from dojo.steps import expected

LIMIT = 5  # requests, unless RATE_LIMIT says otherwise
WINDOW = 60  # seconds, unless WINDOW_SECONDS says otherwise
A_DAY = 86_400  # seconds
BOTH = ["/api/status", "/api/items/7"]  # the limited routes

USUAL_HEADERS = ["User-Agent", "Authorization", "X-API-Key", "X-Internal", "X-Forwarded-For", "X-Real-IP", "Via"]
NO_VALUE = {"Accept", "accept"}  # httpx and servers read these names themselves


def header(answer, name):
    """The header as it was sent, such as ``Retry-After: 60``."""
    return f"{name}: {answer.headers.get(name, 'missing')}"


def is_whole_seconds(answer, name, window=WINDOW):
    """Whether the header is a number such as ``60``: no fraction, no date, no Unix time, no milliseconds."""
    value = answer.headers.get(name, "missing")
    return value.isdecimal() and 1 <= int(value) <= 10 * window


def seconds_in(answer, name, window=WINDOW):
    """The number in the header; the test fails in words if it is not in whole seconds."""
    assert is_whole_seconds(answer, name, window), expected(
        f"{name}: whole seconds from now, on a {answer.status}", got=header(answer, name), about=answer
    )
    return int(answer.headers[name])


def wait_for_a_new_window(client, clock, window=WINDOW):
    """Wait until the window of this client has ended, as X-RateLimit-Reset says. The next window has just begun."""
    clock.advance(seconds_in(client.get("/api/status"), "X-RateLimit-Reset", window) + 1)


def end_named_by(answer, name):
    """The instant that the header of an answer that has just come names, in seconds since 1970."""
    return time.time() + seconds_in(answer, name)


def numbers_read_as_bytes(wire):
    """The replies to the app that are a number in bytes, such as ``b"6"``."""
    return [reply for trip in wire.trips for reply in trip.replies if isinstance(reply, bytes) and reply.isdigit()]


def all_have(status, answers, words):
    """The test fails at the first answer with another status."""
    for answer in answers:
        assert answer.status == status, expected(words, got=answer)


def all_cost_one_round_trip(answers, words):
    """The test fails at the first answer that took another number of round trips."""
    for answer in answers:
        trips = answer.round_trips
        assert trips == 1, expected(words, got=f"{trips} round trips", about=answer)


def nothing_is_left_after_a_day(redis, clock):
    """A day after the window every key is gone; the test fails if one is left."""
    clock.advance(WINDOW + A_DAY)
    assert not keys_left_in(redis), expected("no key, a day later", got=", ".join(keys_left_in(redis)))


def keys_left_in(redis):
    """The names of all keys that have not expired."""
    # fakeredis also lists a Hash of which every field has expired.
    return sorted(key.decode(errors="replace") for key in redis.scan_iter() if redis.exists(key))


def passed(answers):
    """How many of them have status 200."""
    return sum(answer.status == 200 for answer in answers)


def statuses_of(answers):
    """How often each status came: ``5 times 200, 35 times 429``."""
    counts = sorted(Counter(answer.status for answer in answers).items())
    return ", ".join(f"{times} times {status}" for status, times in counts)


def remaining_of(answers):
    """X-RateLimit-Remaining of those that passed, sorted: ``["0", "1", "2", "3", "4"]``."""
    return sorted(answer.headers.get("X-RateLimit-Remaining", "missing") for answer in answers if answer.status == 200)


def everywhere(value, names):
    """What a request can send: this value under each of these names, as header, cookie and query parameter."""
    names = [name for name in names if name not in NO_VALUE]
    each = dict.fromkeys(names, value)
    return {"headers": each, "cookie": "; ".join(f"{name}={value}" for name in names), "params": each}


def counts_of_others_in_between(wire, redis):
    """Others count between the commands of a pipeline without MULTI. The list gets the replies to them."""
    counts = []

    def count():
        for key in redis.scan_iter():
            if redis.type(key) == b"string" and len(redis.get(key)) == 1:
                counts.append(redis.incr(key))
            elif redis.type(key) == b"hash":
                fields = [field for field, value in redis.hgetall(key).items() if len(value) == 1]
                counts.extend(redis.hincrby(key, field, 1) for field in fields)

    wire.between_commands(count)
    return counts


def take_away(wire, how):
    """Take Redis "down", or let it "hang"."""
    {"down": wire.down, "hang": wire.hang}[how]()


def structured(field):
    """``"default";q=5;w=60`` as {"name": '"default"', "q": "5", "w": "60"}; {} if the name has no quotes."""
    name, *parameters = (part.strip() for part in field.split(";"))
    is_quoted = len(name) > 2 and name.startswith('"') and name.endswith('"')
    return {"name": name, **dict(part.partition("=")[::2] for part in parameters)} if is_quoted else {}
