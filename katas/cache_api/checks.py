"""What the tests of cache_api judge by. You can solve the kata without reading it."""

import json
import re

from dojo.steps import expected

USUAL_HEADERS = [
    *("User-Agent", "Accept", "Accept-Language", "Authorization", "Cache-Control", "Pragma", "Referer"),
    *("X-Forwarded-For", "X-Real-IP", "X-Request-Id", "X-Api-Key", "X-No-Cache"),
]

TTL = 300
"""Seconds: CACHE_TTL_SECONDS, unless the environment says otherwise."""

_STOPS_REDIS = {
    "KEYS, FLUSHDB or FLUSHALL": re.compile(
        r"^(KEYS|FLUSHDB|FLUSHALL)\b|call\(\s*.(keys|flushdb|flushall)\b", re.IGNORECASE
    ),
    "a loop over SCAN in a Lua script": re.compile(
        r"call\(\s*.scan\b.*\buntil\b|\bwhile\b.*call\(\s*.scan\b", re.IGNORECASE | re.DOTALL
    ),
    "SCAN with a COUNT of 10,000 or more": re.compile(r"^SCAN\b.* COUNT \d{5}", re.IGNORECASE),
}


def is_number(value):
    """A bool is no number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def between(low, value, high):
    """The value is a number from `low` to `high`."""
    return is_number(value) and low <= value <= high


def as_json(value):
    """JSON with its letters as they are."""
    return json.dumps(value, ensure_ascii=False)


def is_same_json(one, other):
    """Both are equal, and of the same types: 1, 1.0 and true differ."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def url_of_each(values, *, kinds=("users", "posts")):
    """Each value with a URL of its own: ``("/users/7", {})``, ``("/posts/7", {})``, ``("/users/8", [])``, …"""
    return [(f"/{kind}/{number}", value) for number, value in enumerate(values, 7) for kind in kinds]


def lets_answer(slow_api, url, value):
    """Lets the slow API answer `value` for this URL."""
    _, kind, number = url.split("/")
    slow_api.answers(kind, int(number), value)


def miss_and_hit(client, slow_api, url, value):
    """Lets the slow API answer `value` for this URL, asks twice, and returns both answers."""
    lets_answer(slow_api, url, value)
    return client.get(url), client.get(url)


def each_is_cached_unchanged(client, slow_api, values):
    """Asks twice for each (URL, value). The test fails unless both answers have the value, and the second is a hit."""
    for url, value in values:
        miss, hit = miss_and_hit(client, slow_api, url, value)

        assert is_same_json(miss["data"], value), expected(f"data: {as_json(value)}", got=miss)
        assert is_same_json(hit["data"], value), expected(f"data: {as_json(value)}", got=hit)
        assert hit["cached"] is True, expected("cached: true for the hit", got=hit)


def all_are_hits(answers, words):
    """The test fails at the first answer that is no hit."""
    for answer in answers:
        assert answer["cached"] is True, expected(words, got=answer)


def other_requests(names, values):
    """Options for requests: in each, another text of your main.py is the value of all headers, cookies and the query.

    The names are usual ones, and those that your main.py mentions.
    """
    names = [name for name in names if name != "ttl"]
    for value in ["another", "1", *(text for text in values if not text.startswith(("/", "cache:")))]:
        cookies = "; ".join(f"{name}={value}" for name in names)
        headers = {**dict.fromkeys(names, value), **dict.fromkeys(USUAL_HEADERS, value), "Cookie": cookies}
        yield {"headers": headers, "params": dict.fromkeys(names, value)}


def values_with_names_of(redis, keys):
    """Values that have the names which stand in these entries: each name alone, and all of them in one dict."""
    strings = [key for key in keys if redis.type(key) == b"string"]  # an index of all keys may be a Set
    stored = b" ".join(value for key in strings if (value := redis.get(key)))
    names = sorted({name.decode() for name in re.findall(rb"[A-Za-z_]\w{0,30}", stored)})[:9]
    return [dict.fromkeys(names, 5), *({name: 5} for name in names)]


def keys_added(redis, request, *arguments, **options):
    """The keys that appear in Redis while `request(…)` runs: ``keys_added(redis, client.get, "/users/7")``."""
    before = set(redis.scan_iter(count=1000))
    request(*arguments, **options)
    return sorted(set(redis.scan_iter(count=1000)) - before)


def keys_without_ttl(redis, keys):
    """The names of those keys that never expire."""
    return _names(key for key in keys if redis.ttl(key) == -1)


def kept_longer(redis, keys, *, than):
    """The names of those keys that stay longer than `than` seconds."""
    return _names(key for key in keys if redis.pttl(key) > than * 1000)


def keys_still_there(redis, keys):
    """The names of those keys that exist."""
    return _names(key for key in keys if redis.exists(key))


def keys_outside_the_prefix(redis):
    """The names of the keys that do not begin with cache:"""
    return _names(key for key in redis.scan_iter(count=1000) if not key.startswith(b"cache:"))


def keep_for(seconds, redis):
    """Gives every key this TTL: what a test asks next does not depend on yours."""
    for key in redis.scan_iter(count=1000):
        redis.expire(key, seconds)


def replace_each_entry(redis, keys, damage):
    """Stores `damage(value)` in each of the keys, and leaves their TTL as it is."""
    for key in keys:
        redis.set(key, damage(redis.get(key)), keepttl=True)


def no_entries(redis, keys):
    """Bytes that are no entry. The last ones are the first of these entries, with null or a text as one value."""
    no_entry = [b"\xc1\x00\xc1", b"[]", b"{}", b"7", b"null", b'"text"', b'{"id": 7, "name": "Zo"}']
    try:
        entry = json.loads(redis.get(keys[0]))
    except (IndexError, ValueError):
        return no_entry
    names = list(entry) if isinstance(entry, dict) else []
    return no_entry + [json.dumps({**entry, name: value}).encode() for name in names for value in (None, "a text")]


def but_numbers(redis, keys):
    """Those keys whose value is more than a number: a time that is stored on its own is no entry."""
    numbers = {key for key in keys if redis.type(key) == b"string" and re.fullmatch(rb"[0-9.]+", redis.get(key))}
    return [key for key in keys if key not in numbers]


def put_a_list_in_place_of(redis, keys):
    """Puts a List where each of the keys was."""
    for key in keys:
        redis.delete(key)
        redis.rpush(key, "a List where a String should be")


def cut_everywhere(wire, *, first=0):
    """Cuts the connection after `first` round trips, then after one more, four times in all. Mends it each time."""
    for round_trips in range(first, first + 4):
        wire.cut_after(round_trips)
        yield round_trips
        wire.mend()


def get_and_see_if_it_waits(worker, url):
    """Sends GET `url`. Returns the answer, and whether it waited for another request."""
    request = worker.start("GET", url)
    waited = not request.is_finished
    return request.finish(), waited


def finish_unless_answered(request):
    """Lets a held request go on, unless its answer is already out."""
    if not request.is_answered:
        request.finish()


def none_is_a_hit(answers, words):
    """The test fails at the first answer that is a hit."""
    for answer in answers:
        assert answer["cached"] is False, expected(words, got=answer)


def clear_cache(worker, redis):
    """Sends POST /cache/clear. Returns the answer, and how many keys under cache: it removed."""
    before = len(_keys_under_the_prefix(redis))
    answer = worker.post("/cache/clear")
    removed = before - len(_keys_under_the_prefix(redis))
    return answer, max(0, removed)  # a new version in the keys removes none, and makes the old ones unreachable


def clear_that_is_overtaken(client, redis, round_trips):
    """The answer to a clear that another client overtakes, and how many keys it can have removed.

    Where the keys stay, since a clear counts a version up, it is as many as there are.
    """
    redis.flushdb()
    first = keys_added(redis, client.get, "/users/7")
    others = keys_added(redis, client.together, ["/users/8", "/posts/3"])
    clearing = client.start("POST", "/cache/clear", hold_at=round_trips)
    removed = sum(redis.delete(key) for key in others)
    answer = clearing.finish()
    return answer, len(first + others) - (0 if redis.exists(*first) else removed)


def clear_a_few_each_time(client, slow_api):
    """Three times: two other entries, and POST /cache/clear. Returns the answers to the same requests after it.

    Among many keys, most pages of SCAN hold none of two entries; a real Redis has its keys in no order.
    """
    answers = []
    slow_api.has("users", [0, -7])
    slow_api.has("posts", [0, -7])
    for number in (0, -7, 1):
        urls = [f"/users/{number}", f"/posts/{number}"]
        for url in urls:
            client.get(url)
        client.post("/cache/clear")
        answers += [client.get(url) for url in urls]
    return answers


def many_entries(client, slow_api, redis):
    """Fills the cache with 530 users and 530 posts. Returns their URLs, each with the key of its entry.

    If one key per entry is all that the app needs, most of them are copies of the first. If not, there are 100 entries.
    """
    numbers, urls, copies = range(90_001, 90_531), {}, {}
    for kind in ("users", "posts"):
        slow_api.has(kind, numbers)
        added = [keys_added(redis, client.get, f"/{kind}/{number}") for number in numbers[:2]]
        first, second = (keys[0] if len(keys) == 1 else b"" for keys in added)
        if first and first.replace(b"90001", b"90002") == second:
            copies[first] = {f"/{kind}/{number}": first.replace(b"90001", b"%d" % number) for number in numbers}
        urls |= dict.fromkeys(f"/{kind}/{number}" for number in numbers[:50])
    if len(copies) < 2 or len(_keys_under_the_prefix(redis)) != 4:
        client.together([*urls])
        return urls
    for first, entries in copies.items():
        redis.mset(dict.fromkeys(entries.values(), redis.get(first)))
    return {url: key for entries in copies.values() for url, key in entries.items()}


def may_be_left(redis, entries):
    """Some of the URLs whose entries may still be there: their keys are, or are not known."""
    left = set(_keys_under_the_prefix(redis))
    return [url for url, key in entries.items() if key is None or key in left][::7][:8]


def what_stops_redis(wire, keys):
    """What the app sent that takes long, while Redis serves nobody else; an empty text for nothing.

    `keys` is the size of the database: a COUNT that is this size, or a little more, was made from it.
    """
    sent = [b" ".join(command).decode(errors="replace") for trip in wire.trips for command in trip.commands]
    counts = [int(count) for count in re.findall(r"\bSCAN\b.*?\bCOUNT\W+(\d+)", "\n".join(sent), re.IGNORECASE)]
    stops = [what for what, pattern in _STOPS_REDIS.items() if any(map(pattern.search, sent))]
    return ", ".join([*stops, *(f"SCAN with COUNT {n}, all keys" for n in counts if keys <= n <= keys * 1.1)])


def _keys_under_the_prefix(redis):
    return list(redis.scan_iter(match="cache:*", count=1000))


def _names(keys):
    return ", ".join(key.decode(errors="replace") for key in keys)
