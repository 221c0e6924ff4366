"""What the tests of rate_limiter judge by."""

from collections import Counter

from dojo.steps import expected

LIMIT = 5  # requests, unless RATE_LIMIT says otherwise
WINDOW = 60  # seconds, unless WINDOW_SECONDS says otherwise
A_DAY = 86_400  # seconds


def header(answer, name):
    """The header as it was sent, such as ``Retry-After: 60``."""
    return f"{name}: {answer.headers.get(name, 'missing')}"


def is_whole_seconds(answer, name):
    """Whether the header is a number such as ``60``: no fraction, no date, no Unix time, no milliseconds."""
    value = answer.headers.get(name, "missing")
    return value.isdecimal() and 1 <= int(value) <= 10 * WINDOW


def seconds_in(answer, name):
    """The number in the header; the test fails in words if it is not in whole seconds."""
    assert is_whole_seconds(answer, name), expected(
        f"{name}: whole seconds from now, on a {answer.status}", got=header(answer, name), about=answer
    )
    return int(answer.headers[name])


def keys_left_in(redis):
    """The names of all keys that have not expired."""
    # fakeredis also lists a Hash of which every field has expired.
    return sorted(key.decode(errors="replace") for key in redis.scan_iter() if redis.exists(key))


def statuses_of(answers):
    """How often each status came: ``5 times 200, 35 times 429``."""
    counts = sorted(Counter(answer.status for answer in answers).items())
    return ", ".join(f"{times} times {status}" for status, times in counts)


def remaining_of(answers):
    """X-RateLimit-Remaining of those that passed, sorted: ``["0", "1", "2", "3", "4"]``."""
    return sorted(answer.headers.get("X-RateLimit-Remaining", "missing") for answer in answers if answer.status == 200)


def other_values_for(names, number):
    """What a request can send under these names: headers, cookies and query parameters. Each number has its values."""
    values = dict.fromkeys(names, f"198.51.100.{number}")
    cookie = "; ".join(f"{name}={value}" for name, value in values.items())
    return {"headers": values, "cookie": cookie, "params": values}


def take_away(wire, how):
    """Take Redis "down", or let it "hang"."""
    {"down": wire.down, "hang": wire.hang}[how]()


def structured(field):
    """``"default";q=5;w=60`` as {"name": '"default"', "q": "5", "w": "60"}; {} if the name has no quotes."""
    name, *parameters = (part.strip() for part in field.split(";"))
    is_quoted = len(name) > 2 and name.startswith('"') and name.endswith('"')
    return {"name": name, **dict(part.partition("=")[::2] for part in parameters)} if is_quoted else {}
