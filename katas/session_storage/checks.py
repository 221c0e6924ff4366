"""What the tests of session_storage log in with, look at and judge by."""

import base64
import hashlib
import math
import re
from dataclasses import dataclass

from redis.exceptions import ResponseError

TTL = 1800  # seconds, unless SESSION_TTL_SECONDS says otherwise
ADA = {"username": "ada", "password": "analytical engine"}
GRACE = {"username": "grace", "password": "nanoseconds of wire"}
HEDY = {"username": "hedy", "password": "frequency hopping"}
ANY_TEXT = [
    *(("theme", value) for value in ("solarized", "", "日" * 64, "7", "a\nb", "<b>&", "%41", 'l\'"anglais"')),
    *(("language", value) for value in ("Zoë 日本 DE-at", " a  b ", "a" * 64, "true", "null", "ﬁ", "🎉", "klingon")),
]
NO_SESSION = "none=1"  # a cookie that names no session; it is sent by hand, and the browser's own stay at home
EVERY_ROUTE = {
    "profile": {"method": "GET", "url": "/profile"},
    "change": {"method": "PUT", "url": "/profile/theme", "json": {"value": "dark"}},
    "login": {"method": "POST", "url": "/login", "json": ADA},
    "logout": {"method": "POST", "url": "/logout"},
}


# Logging in -----------------------------------------------------------------------------------------------------------


def log_in(browser, user, **options):
    """Log in, and return the cookie as a browser sends it: ``session_id=k3y``. `options` are those of a request."""
    return browser.post("/login", json=user, **options).set_cookie("session_id").pair


def log_in_elsewhere(client, user):
    """Log in on another device, and return its cookie; this browser keeps its own."""
    return log_in(client, user, cookie=NO_SESSION)


def latest(cookie, answer):
    """The cookie that a browser has after this answer: the answer may set it again, with another value."""
    return answer.cookies["session_id"].pair if "session_id" in answer.cookies else cookie


def end_session(how, client, clock, cookie):
    """End the session of this cookie by a logout, by expiry, or by a login of grace in the same browser."""
    if how == "logout":
        client.post("/logout", cookie=cookie)
    elif how == "login":
        client.post("/login", json=GRACE, cookie=cookie)
    else:
        clock.advance(TTL)


@dataclass
class LateRequest:
    """A request of ada's that waits before a round trip. Her session is stored in `keys`."""

    request: object
    cookie: str
    keys: set
    where: str


def late_requests(client, redis, clock, method, url, **options):
    """The same request in new sessions of ada's: it waits before its first, second, third … round trip.

    Each session is in the second half of its TTL, as some apps renew it only then.
    """
    for number in range(1, 8):
        cookie, keys = log_in_with_keys(client, redis)
        clock.advance(TTL * 0.6)
        request = client.start(method, url, cookie=cookie, hold_at=number, **options)
        was_held = request.is_held
        yield LateRequest(request, cookie, keys, f"while {method} {url} waited before round trip {number}")
        if not was_held:
            return


@dataclass
class Overtaken:
    """A request to a session that has ended: its answer, that of the next read, and what is new in Redis."""

    answer: object
    replay: object
    revived: str
    where: str = ""


def requests_that_are_overtaken(how, client, redis, clock, method, url, **options):
    """The same request in new sessions of ada's: each session ends while the request waits before a round trip."""
    for late in late_requests(client, redis, clock, method, url, **options):
        end_session(how, client, clock, late.cookie)
        ended = left_of(late.keys, redis)
        answer = late.request.finish()
        replay = client.get("/profile", cookie=late.cookie)
        revived = ", ".join(sorted(left_of(late.keys, redis) - ended))
        yield Overtaken(answer, replay, revived, f"the {how} came {late.where}")


def change_after_the_end(how, client, redis, clock, wire):
    """A change to a session that has ended; then twice more, with a connection that is cut on the way."""
    cookie, keys = log_in_with_keys(client, redis)
    end_session(how, client, clock, cookie)
    ended = left_of(keys, redis)
    change = {"url": "/profile/theme", "json": {"value": "dark"}, "cookie": cookie}
    answer = client.put(**change)
    revived = left_of(keys, redis) - ended
    for round_trips in (1, 2):
        wire.cut_after(round_trips)
        client.put(**change)
        wire.mend()
        revived |= left_of(keys, redis) - ended  # before the next change can clean it up
    return Overtaken(answer, client.get("/profile", cookie=cookie), ", ".join(sorted(revived)))


def log_in_with_keys(client, redis):
    """Log ada in elsewhere: her cookie, and the keys of this session, without those that all her sessions share."""
    log_in_elsewhere(client, ADA)
    before = set(redis.scan_iter())
    cookie = log_in_elsewhere(client, ADA)
    return cookie, set(redis.scan_iter()) - before


# Cookies and answers --------------------------------------------------------------------------------------------------


def held_by(browser):
    """Its cookies, cut short: ``session_id=k3y3y3y3…``"""
    return "; ".join(f"{name}={value[:8]}…" for name, value in browser.cookies.items()) or "no cookie"


def set_by(answer):
    """The cookies that an answer sets or removes."""
    return ", ".join(map(str, answer.cookies.values()))


def different_attributes(cookie, other):
    """The attributes that are not the same: ``httponly, samesite``."""
    names = ("path", "domain", "httponly", "samesite", "secure")
    first, second = ({name: one.attributes.get(name, "none").lower() for name in names} for one in (cookie, other))
    return ", ".join(name for name in names if first[name] != second[name])


def words_of(refusal, name):
    """What a refusal says, without the name that was sent."""
    says = refusal.json["detail"] if isinstance(refusal.json, dict) and "detail" in refusal.json else ""
    return f"{says}".replace(name, "…")


def shows(session_id, answer):
    """Whether the id is in the body, in a header or in another cookie: whole, a long part of it, or encoded."""
    headers = [value for name, value in answer.headers.multi_items() if name != "set-cookie"]
    headers += [cookie.value for name, cookie in answer.cookies.items() if name != "session_id"]
    parts = [session_id, *(part for part in re.split(r"[.:|~]", session_id) if len(part) >= 16)]
    parts += [base64.b64encode(session_id.encode()).decode().rstrip("="), session_id.encode().hex(), session_id[::-1]]
    return any(part.replace("-", "") in f"{headers} {answer.text}".replace("-", "") for part in parts)


# Outages -------------------------------------------------------------------------------------------------------------


@dataclass
class Outage:
    """What a route answers while Redis is away, whether the browser's cookie stays, and the profile afterwards."""

    fault: str
    answer: object
    cookie_stays: bool
    profile: object


def outages(client, wire, route):
    """A request of this route while Redis is down, and one while it hangs."""
    for fault, begin in (("is down", wire.down), ("hangs", wire.hang)):
        client.get("/profile")
        before = client.cookies
        begin()
        answer = client.request(**EVERY_ROUTE[route])
        wire.mend()
        cookie_stays = client.cookies == before
        yield Outage(fault, answer, cookie_stays, client.get("/profile"))


def answers_with_cuts(client, wire, route):
    """The answers of this route when the connection is cut after 0 to 3 round trips; each with the next profile."""
    for round_trips in range(4):
        log_in(client, ADA)
        wire.cut_after(round_trips)
        answer = client.request(**EVERY_ROUTE[route])
        wire.mend()
        yield f"with the connection cut after {round_trips} round trips", answer, client.get("/profile")


# Places for an id other than the cookie -------------------------------------------------------------------------------

PLACES = ("header", "query parameter", "cookie")


def with_the_id_in_a(place, names, session_id, url="/profile"):
    """URL and options of a request that carries the id under each of these names, but not in the cookie session_id."""
    if place == "header":
        return {"url": url, "headers": dict.fromkeys(names, session_id)}
    pairs = [f"{name}={session_id}" for name in names if (place, name) != ("cookie", "session_id")]
    return {"url": url, "cookie": "; ".join(pairs)} if place == "cookie" else {"url": f"{url}?{'&'.join(pairs)}"}


def requests_with_the_id_elsewhere(session_id):
    """Requests of a profile with the id in all the usual places but the cookie session_id; each with its place."""
    others = ("session", "sid", "sessionid", "id", "token")
    names = {
        "header": ("X-Session-Id", "X-Session", "session_id", "X-Auth-Token", "Authorization"),
        "query parameter": ("session_id", *others),
        "cookie": (*others, "SESSION_ID"),
    }
    for place in PLACES:
        yield from ((f"the {place} {name}", with_the_id_in_a(place, [name], session_id)) for name in names[place])
    yield "a bearer token", with_the_id_in_a("header", ["Authorization"], f"Bearer {session_id}")
    yield "the body", {"url": "/profile", "json": {"session_id": session_id}}


def answers_to_the_id_elsewhere(stranger, session_id, names):
    """Answers to a stranger who sends the id under these names, each with the place; by name if a place is believed."""
    for place in PLACES:
        answer = stranger.get(**with_the_id_in_a(place, names, session_id))
        if answer.status >= 400:
            yield f"a {place}", answer
            continue
        for name in names:
            yield f"the {place} {name}", stranger.get(**with_the_id_in_a(place, [name], session_id))


def change_with_the_id_elsewhere(stranger, session_id, names):
    """Send changes of the theme to dark, with the id under these and other names, but not in the cookie session_id."""
    url, dark = "/profile/theme", {"value": "dark"}
    for place in PLACES:
        stranger.put(**with_the_id_in_a(place, [*names, "X-Session-ID", "session_id"], session_id, url), json=dark)
    stranger.put(**with_the_id_in_a("header", ["Authorization"], f"Bearer {session_id}", url), json=dark)
    stranger.put(url, json={**dark, "session_id": session_id})


# What is in Redis -----------------------------------------------------------------------------------------------------


def keys_in(redis):
    """Every key, as text. A Hash of which every field has expired is no key, but fakeredis lists it."""
    return sorted(_text(key) for key in redis.scan_iter(count=1000) if redis.exists(key))


def hashes_in(redis):
    """The keys of all Hashes, as text."""
    return [key for key in keys_in(redis) if redis.type(key) == b"hash"]


def fields_of(keys, redis):
    """The fields of those keys that are Hashes: ``session:k3y theme``."""
    hashes = [key for key in keys if redis.type(key) == b"hash"]
    return {f"{_cut(key)} {_text(field)}" for key in hashes for field in redis.hkeys(key)}


def left_of(keys, redis):
    """The fields that these keys still hold, and which of the keys never expire."""
    there = [key for key in keys if redis.exists(key)]
    return fields_of(there, redis) | {f"{_cut(key)} without a TTL" for key in there if redis.ttl(key) == -1}


def keys_without_ttl(redis):
    """The keys that never expire, as text."""
    return sorted(_text(key) for key in redis.scan_iter(count=1000) if redis.exists(key) and _never_expires(redis, key))


def _never_expires(redis, key):
    if redis.ttl(key) != -1 or redis.type(key) != b"hash":
        return redis.ttl(key) == -1
    try:
        return -1 in redis.httl(key, *redis.hkeys(key))  # each field may have a TTL of its own
    except ResponseError:
        return True  # before Redis 7.4 fields have no TTL


def _text(word):
    return word.decode(errors="replace")


def _cut(key):
    text = _text(key)
    return text if len(text) <= 24 else f"{text[:14]}…{text[-4:]}"


# Chance and secrets ---------------------------------------------------------------------------------------------------


def bits_of_chance(ids):
    """The most bits that can be random, judged by what differs: 4 for each place where all hexadecimal digits occur."""
    longest = max(map(len, ids))
    seen = [set(column) for column in zip(*(one.rjust(longest, "0") for one in ids), strict=True)]
    alphabet = len(set().union(*(characters for characters in seen if len(characters) > 1)))
    return sum(math.log2(alphabet if len(some) > alphabet / 3 else len(some)) for some in seen)


def words_sent_to_redis(wire):
    """Every word of every command that the app has sent."""
    return [word for trip in wire.trips for command in trip.commands for word in command]


def words_made_of(password, words):
    """Those words (bytes) that hold the password: plain, backwards, encoded or hashed."""
    return [word for word in words if _is_made_of(password.encode(), word)]


def _is_made_of(password, word):
    digests = [hashlib.new(name, password).digest() for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")]
    digests += [hashlib.sha3_256(password).digest(), hashlib.blake2b(password).digest()]
    digests += [hashlib.blake2s(password).digest()]
    forms = [
        form for one in (password, *digests) for form in (one, one.hex().encode(), base64.b64encode(one).rstrip(b"="))
    ]
    forms += [password[::-1], *(base64.b64encode(b"x" * before + password)[4:-4] for before in (1, 2))]
    return any(form in word for form in forms) or bool(re.search(rb"\$(argon2|2[abxy]|scrypt|pbkdf2|[156])", word))


def fields_named_like_a_password(redis):
    """Fields such as ``password_hash`` or ``salt``, as text. One that holds a number, such as a time, is fine."""
    fields = [pair for key in hashes_in(redis) for pair in redis.hgetall(key).items()]
    named = re.compile(rb"passw|pwd|pw_|_pw|salt", re.IGNORECASE)
    return [name.decode() for name, value in fields if named.search(name) and not re.fullmatch(rb"[\d.]+", value)]


def fields_after(client, redis, user):
    """The fields that a login stores in an empty Redis, with their values."""
    redis.flushdb()
    log_in_elsewhere(client, user)
    return {field: value for key in hashes_in(redis) for field, value in redis.hgetall(key).items()}
