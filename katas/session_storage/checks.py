"""What the tests of session_storage judge by."""

import base64
import hashlib
import math
import re

from redis.exceptions import ResponseError

TTL = 1800  # seconds, unless SESSION_TTL_SECONDS says otherwise
ADA = {"username": "ada", "password": "analytical engine"}
GRACE = {"username": "grace", "password": "nanoseconds of wire"}
HEDY = {"username": "hedy", "password": "frequency hopping"}


def held_by(browser):
    """Its cookies, cut short: ``session_id=k3y3y3y3…``"""
    return "; ".join(f"{name}={value[:8]}…" for name, value in browser.cookies.items())


def set_by(answer):
    """The cookies that it sets or removes."""
    return ", ".join(map(str, answer.cookies.values()))


def detail_of(answer, name):
    """What a refusal says, without the name that was sent."""
    said = answer.json["detail"] if isinstance(answer.json, dict) and "detail" in answer.json else ""
    return f"{said}".replace(name, "…")


def fields_after(client, redis, login):
    """The fields that a login stores."""
    redis.flushdb()
    client.post("/login", json=login, cookie="none=1")
    hashes = [redis.hgetall(key) for key in redis.scan_iter(match="session:*", _type="hash")]
    return {field: value for fields in hashes for field, value in fields.items()}


def naming(session_id, names, place, url="/profile"):
    """A request with the id under these names, which are headers, query parameters or cookies."""
    names = [name for name in names if (place, name) != ("cookie", "session_id")]
    if place == "header":
        return {"url": url, "headers": dict.fromkeys(names, session_id)}
    pairs = [f"{name}={session_id}" for name in names]
    return {"url": url, "cookie": "; ".join(pairs)} if place == "cookie" else {"url": f"{url}?{'&'.join(pairs)}"}


def left_of(session, redis):
    """Those of its Hashes that hold something (fields may have expired one by one), and what has no TTL."""
    there = [key for key in session if redis.exists(key)]
    return [key.decode() for key in there if (redis.type(key) == b"hash" and redis.hlen(key)) or redis.ttl(key) == -1]


def shows(session_id, answer):
    """Whether the id stands in the body, in a header or in another cookie: as it is, a long part of it, or encoded."""
    headers = [value for name, value in answer.headers.multi_items() if name != "set-cookie"]
    headers += [cookie.value for name, cookie in answer.cookies.items() if name != "session_id"]
    parts = [session_id, *(part for part in re.split(r"[.:|~]", session_id) if len(part) >= 16)]
    parts += [base64.b64encode(session_id.encode()).decode().rstrip("="), session_id.encode().hex(), session_id[::-1]]
    return any(part.replace("-", "") in f"{headers} {answer.text}".replace("-", "") for part in parts)


def differences(cookie, other):
    """The attributes that are not the same: ``httponly, samesite``."""
    names = ("path", "domain", "httponly", "samesite", "secure")
    value_of = [{name: one.attributes.get(name, "none").lower() for name in names} for one in (cookie, other)]
    return ", ".join(name for name in names if value_of[0][name] != value_of[1][name])


def never_ends(redis, key):
    """No TTL on the key, nor, if it is a Hash, on each of its fields."""
    if redis.ttl(key) != -1 or redis.type(key) != b"hash":
        return redis.ttl(key) == -1
    try:
        return -1 in redis.httl(key, *redis.hkeys(key))
    except ResponseError:
        return True  # before Redis 7.4 fields have no TTL


def bits_of_chance(ids):
    """At most so many, judged by what differs from id to id: 4 for each place where all hexadecimal digits occur."""
    longest = max(map(len, ids))
    seen = [set(column) for column in zip(*(one.rjust(longest, "0") for one in ids), strict=True)]
    alphabet = len(set().union(*(characters for characters in seen if len(characters) > 1)))
    return sum(math.log2(alphabet if len(some) > alphabet / 3 else len(some)) for some in seen)


def gives_away(password, word):
    """Whether the password is in these bytes: as it is, in base64 or in hex, or hashed."""
    plain = password.encode()
    digests = [hashlib.new(name, plain).digest() for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")]
    digests += [hashlib.sha3_256(plain).digest(), hashlib.blake2b(plain).digest(), hashlib.blake2s(plain).digest()]
    forms = [
        form for one in (plain, *digests) for form in (one, one.hex().encode(), base64.b64encode(one).rstrip(b"="))
    ]
    forms += [plain[::-1], *(base64.b64encode(b"x" * before + plain)[4:-4] for before in (1, 2))]
    return any(form in word for form in forms) or bool(re.search(rb"\$(argon2|2[abxy]|scrypt|pbkdf2|[156])", word))
