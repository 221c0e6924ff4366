"""What the tests of cache_api judge by."""

import json
import re

TTL = 300  # seconds, unless CACHE_TTL_SECONDS says otherwise

LOOPS_OVER_SCAN = re.compile(r"call\(\s*.scan\b.*\buntil\b|\bwhile\b.*call\(\s*.scan\b", re.IGNORECASE | re.DOTALL)
STOPS_REDIS = re.compile(r"^(KEYS|FLUSHDB|FLUSHALL)\b|call\(\s*.(keys|flushdb|flushall)\b", re.IGNORECASE)


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def between(low, value, high):
    return is_number(value) and low <= value <= high


def same(one, other):
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)  # 1, 1.0 and True are not the same


def keys_under_prefix(redis):
    return list(redis.scan_iter(match="cache:*", count=1000))


def ttl_in_words(seconds):
    return "no such key" if seconds < -0.001 else "no TTL" if seconds < 0 else f"{seconds:.3g} s"
