"""Looks at the keys in Redis: type, TTL and the beginning of the value, in one round trip."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from redis.asyncio import Redis

from dojo.live.words import MOST_BYTES, id_of, text_of

MOST_KEYS = 100
"""Shown at once."""
SCAN_COUNT = 1000
MOST_MOVES = 50
"""Of the changes to a key's end that are remembered."""
EXPIRE, EXPIRE_SOON, DELETE = "expire", "expire in 5 s", "delete"
SOON_SECONDS = 5
SAME_END_MS = 150
"""An end is computed from a TTL, so it differs a little each time."""

# Replies per key: type, PTTL, size, whether the TTL is that of its fields, and the first words of its value.
# Each word is cut inside of Redis, so a value of 10 MB costs no more than a short one.
_LOOK = """
local most, width = tonumber(ARGV[1]), tonumber(ARGV[2])
local function first(words)
  local all = {}
  for number = 1, math.min(#words, most) do
    local word = words[number]
    all[number] = #word > width and string.sub(word, 1, width) .. '...' or word
  end
  return all
end
local found = {}
for number, key in ipairs(KEYS) do
  local kind, left, size, on_fields, words = redis.call('TYPE', key).ok, redis.call('PTTL', key), 0, 0, {}
  if kind == 'string' then
    size = redis.call('STRLEN', key)
    words = {redis.call('GETRANGE', key, 0, width)}
  elseif kind == 'hash' then
    size = redis.call('HLEN', key)
    words = redis.call('HSCAN', key, 0, 'COUNT', most / 2)[2]
    if left == -1 and #words > 0 then
      local soonest = -1
      for field = 1, math.min(#words, most), 2 do
        local reply = redis.pcall('HPTTL', key, 'FIELDS', 1, words[field])
        if reply.err then break end -- before Redis 7.4 a field has no TTL
        if reply[1] >= 0 and (soonest < 0 or reply[1] < soonest) then soonest = reply[1] end
      end
      if soonest >= 0 then left, on_fields = soonest, 1 end
    end
  elseif kind == 'list' then
    size = redis.call('LLEN', key)
    words = redis.call('LRANGE', key, 0, most - 1)
  elseif kind == 'set' then
    size = redis.call('SCARD', key)
    words = redis.call('SSCAN', key, 0, 'COUNT', most)[2]
  elseif kind == 'zset' then
    size = redis.call('ZCARD', key)
    words = redis.call('ZRANGE', key, 0, most / 2 - 1, 'WITHSCORES')
  end
  found[number] = {kind, left, size, on_fields, first(words)}
end
return found
"""
_MOST_WORDS = 40


class Keys:
    """The keys that the page shows. Each has an id, as a key may be anything, and as long as it likes."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._by_id: dict[str, bytes] = {}
        self._lives: dict[str, tuple[float, float]] = {}
        """By id, when a key ends, and how long its TTL was when it got this end, both in milliseconds."""
        self.changes = 0
        """How often the page has changed a key: then it is time to look again."""
        self.moved: deque[dict[str, Any]] = deque(maxlen=MOST_MOVES)
        """The keys that got another end by hand, the last one at the end: ``{"id", "at", "ends"}``, in milliseconds."""
        self.ended: dict[str, str] = {}
        """By id, the words for a key that the page has removed: ``expired`` or ``deleted``."""

    async def look(self, touched: Iterable[bytes], *, every: bool) -> dict[str, Any]:
        """Look at the keys touched last; with `every`, at other keys of the database too, up to 100 in all.

        Returns:
            ``{"keys": [{"id", "key", "type", "size", "words", "ends", "whole", "on_fields"}, …],
            "more": 0, "ended": {}, "moved": []}``; `ends` is a time in milliseconds, and `whole` is the TTL that the
            key had when it got this end; both are None without a TTL. `ended` has a word for each key that is gone.
            `moved` has the keys whose end came early, or was changed with a button.

        Raises:
            redis.RedisError: Redis does not answer.
        """
        names, total = list(dict.fromkeys(reversed(list(touched))))[:MOST_KEYS], 0
        if every:
            names, total = await self._with_others(names), await self._redis.dbsize()
        if not names:
            await self._redis.ping()  # an outage is told also when there is nothing to look at
        rows = await self._redis.eval(_LOOK, len(names), *names, _MOST_WORDS, MOST_BYTES) if names else []
        now = time.time() * 1000
        found = sorted(zip(names, rows, strict=True))
        shown = [_row(key, row, now) for key, row in found if _is_there(row)]
        gone = [id_of(key) for key, row in found if not _is_there(row)]
        if len(self._by_id) > 100 * MOST_KEYS:
            self._by_id.clear()
            self.ended.clear()
            self._lives.clear()
        self._by_id |= {id_of(key): key for key in names}
        for key_id in gone:
            if self._lives.pop(key_id, (0.0, 0.0))[0] > now + SAME_END_MS:
                self._move(key_id, now)
        for row in shown:
            self.ended.pop(row["id"], None)
            row["whole"] = self._whole(row["id"], row["ends"], now)
        ended = {**dict.fromkeys(gone, "deleted"), **self.ended}
        return {
            "keys": shown,
            "more": max(0, total - len(shown)) if every else 0,
            "ended": ended,
            "moved": [*self.moved],
        }

    def _whole(self, key_id: str, ends: float | None, now: float) -> float | None:
        if ends is None:
            return None
        before, whole = self._lives.get(key_id, (0.0, 0.0))
        if abs(before - ends) >= SAME_END_MS:
            whole = ends - now
        self._lives[key_id] = ends, whole
        return whole

    async def change(self, key_id: str, do: str) -> bool:
        """Expire or delete a key that was shown; whether it was there.

        Raises:
            ValueError: no key with this id was shown, or there is no such change.
            redis.RedisError: Redis does not answer.
        """
        key = self._by_id.get(key_id)
        if key is None or do not in (EXPIRE, EXPIRE_SOON, DELETE):
            raise ValueError("no such key, or no such change")
        self.changes += 1
        if do == EXPIRE_SOON:
            was_there = bool(await self._redis.expire(key, SOON_SECONDS))
        else:
            self.ended[key_id] = "deleted" if do == DELETE else "expired"
            was_there = bool(await (self._redis.unlink(key) if do == DELETE else self._redis.expire(key, 0)))
            self._lives.pop(key_id, None)
        if was_there:
            now = time.time() * 1000
            self._move(key_id, now + SOON_SECONDS * 1000 if do == EXPIRE_SOON else now)
        return was_there

    def _move(self, key_id: str, ends: float) -> None:
        self.moved.append({"id": key_id, "at": time.time() * 1000, "ends": ends})

    async def _with_others(self, names: list[bytes]) -> list[bytes]:
        keys = dict.fromkeys(names)
        async for key in self._redis.scan_iter(count=SCAN_COUNT):
            if len(keys) >= MOST_KEYS:
                break
            keys[key] = None
        return list(keys)


def _is_there(row: list[Any]) -> bool:
    return bool(row[0] != b"none")


def _row(key: bytes, found: list[Any], now: float) -> dict[str, Any]:
    kind, left, size, on_fields, words = found
    return {
        "id": id_of(key),
        "key": text_of(key),
        "type": kind.decode(),
        "size": size,
        "words": [text_of(word) for word in words],
        "ends": now + left if left >= 0 else None,
        "on_fields": bool(on_fields),
    }
