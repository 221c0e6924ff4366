"""Lets a Lua script on a real Redis see the app's clock, which a test moves: TIME, EXPIREAT, EXAT, EXPIRETIME, …

A script runs inside the server, where no timestamp can be translated on its way. So while the app's clock is ahead, a
script that asks for the time is sent as EVAL, with a line in front of it that puts another `redis` in its place.
"""

import re

from dojo.wire.resp import Command
from dojo.wire.script_cache import name_of

_ASKS_FOR_THE_TIME = re.compile(rb"['\"](TIME|H?P?EXPIRE(AT|TIME)|P?XAT|EXAT)['\"]", re.IGNORECASE)
_BY_NAME = {b"EVALSHA": b"EVAL", b"EVALSHA_RO": b"EVAL_RO"}
_TEXTS: dict[bytes, bytes] = {}  # by name; a server keeps scripts from one test to the next, so all wires share them

_OTHER_REDIS = """
local redis = (function(real, ahead)
    local units = {EXPIREAT = 1000, PEXPIREAT = 1, HEXPIREAT = 1000, HPEXPIREAT = 1, EXAT = 1000, PXAT = 1}
    local twins = {EXPIREAT = 'PEXPIREAT', HEXPIREAT = 'HPEXPIREAT', EXAT = 'PXAT'}
    local replies = {EXPIRETIME = 1000, PEXPIRETIME = 1, HEXPIRETIME = 1000, HPEXPIRETIME = 1}
    local first_option = {SET = 3, GETEX = 2, HSETEX = 2, HGETEX = 2}
    local function move(words, name_at, instant_at)
        local word = string.upper(tostring(words[name_at]))
        local instant = tonumber(words[instant_at])
        if instant then
            words[name_at] = twins[word] or word
            words[instant_at] = string.format('%.0f', instant * units[word] - ahead)
        end
    end
    local function later(reply, unit)
        if type(reply) == 'number' and reply >= 0 then return reply + math.floor(ahead / unit) end
        if type(reply) ~= 'table' or reply.err then return reply end
        local all = {}
        for number, part in ipairs(reply) do all[number] = later(part, unit) end
        return all
    end
    local function moved(call)
        return function(...)
            local words, count = {...}, select('#', ...)
            local name = string.upper(tostring(words[1]))
            if name == 'TIME' then
                local now = call('TIME')
                local microseconds = now[1] * 1000000 + now[2] + ahead * 1000
                return {string.format('%.0f', math.floor(microseconds / 1000000)),
                        string.format('%.0f', microseconds % 1000000)}
            end
            if units[name] then move(words, 1, 3) end
            for position = (first_option[name] or count) + 1, count do
                local word = string.upper(tostring(words[position]))
                if word == 'FIELDS' then break end
                if word == 'EXAT' or word == 'PXAT' then move(words, position, position + 1) end
            end
            local reply = call(unpack(words, 1, count))
            return replies[name] and later(reply, replies[name]) or reply
        end
    end
    return setmetatable({call = moved(real.call), pcall = moved(real.pcall)}, {__index = real})
end)(redis, AHEAD)
"""


def shift_script(command: Command, seconds: float) -> Command:
    """Remember a script that `command` brings. Return what to send, if the app's clock is `seconds` ahead."""
    if len(command) < 2:
        return command
    name, word = command[0].upper(), command[1]
    if name == b"SCRIPT" and word.upper() == b"LOAD" and len(command) == 3:
        _TEXTS[name_of(command[2])] = command[2]
        return command
    if name not in _BY_NAME and name not in _BY_NAME.values():
        return command
    if name not in _BY_NAME:
        _TEXTS[name_of(word)] = word
    text = _TEXTS.get(word.lower(), b"") if name in _BY_NAME else word
    if not seconds or not _ASKS_FOR_THE_TIME.search(text):
        return command
    return (_BY_NAME.get(name, name), _with_other_redis(text, seconds), *command[2:])


def _with_other_redis(text: bytes, seconds: float) -> bytes:
    """The line stands in front of the first statement; a first line such as ``#!lua flags=no-writes`` stays first."""
    line = " ".join(_OTHER_REDIS.replace("AHEAD", f"{seconds * 1000:.3f}").split()).encode() + b" "
    shebang, _, rest = text.partition(b"\n") if text.startswith(b"#!") else (b"", b"", text)
    return shebang + b"\n" + line + rest if shebang else line + rest
