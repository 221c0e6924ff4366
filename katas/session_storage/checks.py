"""What the tests of session_storage log in with, look at and judge by."""

import base64
import gc
import math
import os
import re
from dataclasses import dataclass
from types import FunctionType, ModuleType

from fastapi import FastAPI
from redis.exceptions import ResponseError
from starlette.datastructures import State

from dojo.text import count_of

TTL = 1800  # seconds, unless SESSION_TTL_SECONDS says otherwise
ADA = {"username": "ada", "password": "analytical engine"}
GRACE = {"username": "grace", "password": "nanoseconds of wire"}
HEDY = {"username": "hedy", "password": "frequency hopping"}
ANY_TEXT = [
    *("solarized", "", "7", "07", "true", "null", "日" * 64, "🎉" * 64),
    *(" a \n\0b\t ", "Zoë Zoe\u0308 ﬁ \u212b", '<b>&amp; %41+b l\'"anglais"\\'),
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


def log_in_often(client, user, times):
    """Log in on so many other devices, one after the other, and return their cookies."""
    return [log_in_elsewhere(client, user) for _ in range(times)]


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
    log_in_elsewhere(client, ADA)
    for number in range(1, 8):
        cookie, keys = log_in_with_new_keys(client, redis)
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


def change_after_the_end(how, client, redis, clock, wire, field):
    """A change to a session that has ended; then twice more, with a connection that is cut on the way."""
    cookie, keys = log_in_with_keys(client, redis)
    end_session(how, client, clock, cookie)
    ended = left_of(keys, redis)
    change = {"url": f"/profile/{field}", "json": {"value": "dark"}, "cookie": cookie}
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
    return log_in_with_new_keys(client, redis)


def log_in_with_new_keys(client, redis):
    """Log ada in elsewhere: her cookie, and the keys that are new."""
    before = set(redis.scan_iter())
    cookie = log_in_elsewhere(client, ADA)
    return cookie, set(redis.scan_iter()) - before


# Many requests at once ------------------------------------------------------------------------------------------------


def reads_of_two_users_at_once(client):
    """Names with the profile that their browser gets: first one read is held, then 24 are late at each `await`."""
    grace = client.another_browser()
    log_in(client, ADA)
    for round_trip in (1, 2):
        of_ada = client.start("GET", "/profile", hold_at=round_trip)
        log_in(grace, GRACE)
        yield from (("grace", grace.get("/profile")), ("ada", of_ada.finish()))
    yield from zip(
        ["ada", "grace"] * 12, client.together(["/profile"] * 24, split_with=grace, jitter=True), strict=True
    )


def changes_of_two_users_at_once(client):
    """Languages with the profile in which they must be: first one change is held, then twelve are late."""
    grace, url = client.another_browser(), "/profile/language"
    languages = {"fr": client, "de": grace}
    log_in(client, ADA)
    log_in(grace, GRACE)
    for round_trip in (1, 2, None):
        if round_trip:
            changes = [
                browser.start("PUT", url, json={"value": language}, hold_at=round_trip if browser is client else None)
                for language, browser in languages.items()
            ]
            for change in changes:
                change.finish()
        else:
            bodies = [{"value": language} for language in languages] * 6
            client.together([url] * 12, method="PUT", bodies=bodies, split_with=grace, jitter=True)
        yield from ((language, browser.get("/profile")) for language, browser in languages.items())


def logins_at_once(client):
    """Names with the profile by the cookie of their login: first one login is held, then nine are late."""
    logins = []
    for round_trip in (1, 2):
        of_ada = client.start("POST", "/login", json=ADA, cookie=NO_SESSION, hold_at=round_trip)
        logins += [client.post("/login", json=GRACE, cookie=NO_SESSION), of_ada.finish()]
    nine = [ADA, GRACE, HEDY] * 3
    logins += client.together(["/login"] * 9, method="POST", bodies=nine, cookie=NO_SESSION, jitter=True)
    for user, login in zip([GRACE, ADA] * 2 + nine, logins, strict=True):
        yield user["username"], client.get("/profile", cookie=login.set_cookie("session_id").pair)


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


def is_true(route, answer, client, cookie):
    """Whether Redis holds what a 2xx of this route says; `cookie` is that of the session before."""
    before = client.get("/profile", cookie=cookie)
    if route == "login":
        return before.status == 401 and client.get("/profile").status == 200
    if route == "logout":
        return before.status == 401
    return before["theme"] == ("dark" if route == "change" else "light")


def answers_with_cuts(client, wire, route):
    """The answers of this route when the connection is cut after 0, 1, 2 … round trips, until none is cut off.

    Each comes with the cookie that the browser had before.
    """
    for round_trips in range(6):
        cookie = log_in(client, ADA)
        wire.cut_after(round_trips)
        answer = client.request(**EVERY_ROUTE[route])
        wire.mend()
        where = f"{route} with the connection cut after {count_of(round_trips, 'round trip')}"
        yield where, answer, cookie
        if not any(trip.fault for trip in answer.trips):
            return


def answers_with_a_lost_reply(client, wire, route):
    """The answers of this route when the reply of its first, second … round trip is lost; each as with a cut."""
    for after in range(6):
        cookie = log_in(client, ADA)
        wire.lose_reply(after)
        answer = client.request(**EVERY_ROUTE[route])
        wire.mend()
        where = f"{route} with the reply of round trip {after + 1} lost"
        yield where, answer, cookie
        if not any(trip.fault for trip in answer.trips):
            return


# Places for an id other than the cookie -------------------------------------------------------------------------------

PLACES = ("header", "query parameter", "cookie")
OTHER_NAMES = (
    *("X-Session-Id", "X-Session", "X-Auth-Token", "Authorization", "session_id", "SESSION_ID", "old_session_id"),
    *("session", "sid", "sessionid", "id", "token"),
)


def with_the_id_in_a(place, names, session_id, url="/profile"):
    """URL and options of a request that carries the id under each of these names, but not in the cookie session_id."""
    if place == "header":
        return {"url": url, "headers": dict.fromkeys(names, session_id)}
    pairs = [f"{name}={session_id}" for name in names if (place, name) != ("cookie", "session_id")]
    return {"url": url, "cookie": "; ".join(pairs)} if place == "cookie" else {"url": f"{url}?{'&'.join(pairs)}"}


def answers_to_the_id_elsewhere(stranger, session_id, names):
    """Answers to a stranger who sends the id under these names, each with the place; by name if a place is believed."""
    bearer = with_the_id_in_a("header", ["Authorization"], f"Bearer {session_id}")
    yield "a bearer token", stranger.get(**bearer)
    yield "the body", stranger.request("GET", "/profile", json={"session_id": session_id})
    yield "the value of a cookie", stranger.get("/profile", cookie=f"x=session_id={session_id}")
    for place in PLACES:
        answer = stranger.get(**with_the_id_in_a(place, names, session_id))
        if answer.status >= 400:
            yield f"a {place}", answer
            continue
        for name in sorted(names):
            yield f"the {place} {name}", stranger.get(**with_the_id_in_a(place, [name], session_id))


def with_a_value_everywhere(names, value):
    """Options of a request that has this value in each header, query parameter and cookie of these names."""
    headers = dict.fromkeys((*names, "User-Agent", "Authorization", "X-Forwarded-For", "X-Session-Id"), value)
    cookie = "; ".join(f"{name}={value}" for name in {*names, "session_id"})
    return {"params": dict.fromkeys(names, value), "headers": headers, "cookie": cookie}


def change_with_the_id_elsewhere(stranger, session_id, names):
    """Send changes to dark, with the id under these and other names, but not in the cookie session_id."""
    for field in ("theme", "language"):
        _change_with_the_id_elsewhere(stranger, f"/profile/{field}", session_id, names)


def _change_with_the_id_elsewhere(stranger, url, session_id, names):
    dark = {"value": "dark"}
    for place in PLACES:
        stranger.put(**with_the_id_in_a(place, {*names, *OTHER_NAMES}, session_id, url), json=dark)
    stranger.put(**with_the_id_in_a("header", ["Authorization"], f"Bearer {session_id}", url), json=dark)
    stranger.put(url, json={**dark, "session_id": session_id})


# What is in Redis -----------------------------------------------------------------------------------------------------


def keys_in(redis):
    """Every key, as text. A Hash of which every field has expired is no key, but fakeredis lists it."""
    return sorted(_text(key) for key in redis.scan_iter(count=1000) if redis.exists(key))


def hashes_in(redis):
    """The keys of all Hashes, as text."""
    return [key for key in keys_in(redis) if redis.type(key) == b"hash"]


def stored_in_hashes(redis):
    """What all Hashes hold: ``{"session:k3y theme": b"dark"}``."""
    return {f"{key} {_text(field)}": value for key in hashes_in(redis) for field, value in redis.hgetall(key).items()}


def fields_of(keys, redis):
    """The fields of those keys that are Hashes: ``session:k3y theme``."""
    hashes = [key for key in keys if redis.type(key) == b"hash"]
    return {f"{_cut(key)} {_text(field)}" for key in hashes for field in redis.hkeys(key)}


def pairs_of(keys, redis):
    """The fields of those keys that are Hashes, with their values."""
    hashes = [key for key in keys if redis.type(key) == b"hash"]
    return {(_cut(key), *pair) for key in hashes for pair in redis.hgetall(key).items()}


def left_without_a_mark(before, keys, redis):
    """The fields of an ended session, unless something new says that it has ended: an empty value says nothing."""
    left = pairs_of(keys, redis)
    is_marked = any(value not in (b"", b"0") for _, _, value in left - before)
    return [] if is_marked else sorted(f"{key} {_text(field)}" for key, field, _ in left)


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
    return word.decode(errors="replace") if isinstance(word, bytes) else f"{word}"


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


SIMPLE = str | bytes | int | float


def kept_of_a_password(same_moment, new_client, redis, wire, change_password):
    """Texts and numbers in Redis, in the cookie or in the process that are there whenever ada's password is the second.

    Time and chance are the same in all logins. Each password is used once rightly, and once with a typo.
    """
    kept = {}
    for password in ("analytical engine", "1843"):
        change_password("ada", password)
        samples = kept[password] = []

        def log_in_once(password=password, samples=samples):
            redis.flushdb()
            worker, before = new_client("second worker"), len(wire.trips)
            for typed in (password, f"{password}?"):
                login = worker.post("/login", json={"username": "ada", "password": typed}, cookie=NO_SESSION)
                samples.append({cookie.value for cookie in login.cookies.values()})
            sent = [_text(word) for trip in wire.trips[before:] for command in trip.commands for word in command]
            samples[-2:] = [samples[-2] | samples[-1] | {*sent, *map(_pair, sent, sent[1:])} | values_kept_in(worker)]
            worker.stop()
            return f"{os.urandom(1)}{len(samples)}"  # another text each time: two samples, of the same chance

        same_moment.bytes_that_matter(log_in_once, enough=1)
    first, second = kept.values()
    return sorted(set.intersection(*second) - set.union(*first), key=len, reverse=True)


def values_kept_in(worker):
    """The texts and numbers in the variables of the worker's main.py: also in dicts, caches and objects."""
    main = worker._worker.module
    found, seen, to_see = set(), {id(main.__builtins__)}, [vars(main)]
    while to_see:
        thing = to_see.pop()
        if isinstance(thing, SIMPLE):
            found.add(_text(thing))
        elif id(thing) not in seen and _belongs_to(main, thing):
            seen.add(id(thing))
            to_see += gc.get_referents(thing)
            pairs = thing.items() if isinstance(thing, dict) else ()
            found |= {_pair(name, value) for name, value in pairs if isinstance(value, SIMPLE)}
    return found


def _pair(name, value):
    return f"{_text(name)} {_text(value)}"


def _belongs_to(main, thing):
    """Whether it may hold what main.py keeps: modules, classes and functions from elsewhere do not."""
    if isinstance(thing, type | FunctionType):
        return thing.__module__ == main.__name__
    package = type(thing).__module__.partition(".")[0]
    kept_in = (main.__name__, "builtins", "collections", "functools", "weakref")
    return isinstance(thing, FastAPI | State) or (package in kept_in and not isinstance(thing, ModuleType))
