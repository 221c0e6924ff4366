"""How commands, values and counts are put into words: short, and readable whatever the bytes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence

MOST_WORDS = 12
MOST_CHARACTERS = 200
"""Of one line in the failure block, before it is wrapped."""

_ASCII = str.maketrans({"█": "#", "▁": ".", "·": "-", "…": "...", "→": "->", "—": "--", "×": "x"})
_ID = re.compile(r"[0-9A-Za-z_-]{20,}")
_ONLY_KEYS = {
    *(b"DEL", b"UNLINK", b"EXISTS", b"MGET", b"TOUCH", b"WATCH", b"SINTER", b"SUNION", b"SDIFF"),
    *(b"RENAME", b"RENAMENX", b"PFCOUNT", b"PFMERGE"),
}
_SCRIPTS = {b"EVAL", b"EVALSHA", b"EVAL_RO", b"EVALSHA_RO", b"FCALL", b"FCALL_RO"}


def count_of(number: int, what: str) -> str:
    """``1 round trip``, ``2 round trips``"""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def cut(text: str, width: int = MOST_CHARACTERS) -> str:
    """Its beginning, if it is longer than `width`."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def without_middle(text: str, width: int = MOST_CHARACTERS) -> str:
    """Both ends of a text that is longer than `width`."""
    if len(text) <= width:
        return text
    head = width // 2
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def as_text(command: Sequence[object], width: int = 48, key_width: int = 48) -> str:
    """A command as you would type it. Long words (keys: over `key_width`, others: over `width`) lose their middle."""
    keys = {*keys_of(command), *command[:1]}
    return " ".join(short(word, key_width if word in keys else width) for word in command)


def typed(command: Sequence[object], width: int = 48, key_width: int = 48) -> str:
    """`as_text` for a learner's eyes: a command of very many words shows the first and last words, and their number."""
    if len(command) <= MOST_WORDS:
        return as_text(command, width, key_width)
    head, tail = (" ".join(short(word, width) for word in part) for part in (command[:5], command[-2:]))
    return f"{head} … {tail} ({len(command) - 1} arguments)"


def keys_of(command: Sequence[object]) -> Sequence[object]:
    """The keys that it names: ``[b"cache:user:7"]``."""
    name = command[0].upper() if command and isinstance(command[0], bytes) else b""
    if name in _SCRIPTS:
        count = command[2] if len(command) > 2 else b""
        return command[3 : 3 + int(count)] if isinstance(count, bytes) and count.isdigit() else ()
    return command[1:] if name in _ONLY_KEYS else command[1:2]


def width_that_tells_apart(words: Iterable[object], width: int = 40) -> int:
    """The smallest width, at least `width`, at which `short` writes no two of these words alike."""
    each = set(words)
    longest = max((len(short(word, 10**9)) for word in each), default=0)
    while width < 6 * longest and len({short(word, width) for word in each}) < len(each):
        width *= 2
    return width


def short(word: object, width: int = 48) -> str:
    """A value from the wire in one short piece: text where it is text, else Python's escapes.

    Long ids and long values lose their middle: ``session:d14f…8133``. What follows them, such as a TTL, stays in sight.
    """
    if isinstance(word, bytes):
        try:
            text = word.decode()
            text = text if text.isprintable() and text else repr(text)
        except UnicodeDecodeError:
            text = repr(word)
    else:
        text = str(word)
    return without_middle(without_long_ids(text, width), width)


def without_long_ids(text: str, width: int = 48) -> str:
    """The same text with both ends of each long id: ``session:d14f…8133``, and more of them if `width` is larger."""
    ends = max(4, width // 12)
    return _ID.sub(lambda found: _with_ends(found[0], ends), text)


def ids_in(text: str) -> list[str]:
    """The long words in it that may be ids."""
    return _ID.findall(text)


def _with_ends(word: str, ends: int) -> str:
    """An id shows its ends; a word without digits is no id."""
    is_id = sum(map(str.isdigit, word)) >= 3 and not word.isdigit()
    return f"{word[:ends]}…{word[-ends:]}" if is_id and len(word) > 2 * ends + 1 else word


def as_reply(reply: object, width: int = 48) -> str:
    """A reply of Redis in one short piece: ``OK``, ``nil``, ``[tea, milk]``, ``{name: Ada}``."""
    if isinstance(reply, Exception):
        return cut(str(reply))
    return without_middle(_as_reply(reply), width)


def _as_reply(reply: object) -> str:
    if reply is None:
        return "nil"
    if isinstance(reply, list | tuple):
        return f"[{', '.join(map(_as_reply, reply))}]"
    if isinstance(reply, dict):
        return f"{{{', '.join(f'{_as_reply(key)}: {_as_reply(value)}' for key, value in reply.items())}}}"
    if isinstance(reply, set | frozenset):
        return f"{{{', '.join(sorted(map(_as_reply, reply)))}}}"
    return short(reply)


def as_python(value: object, width: int = 100) -> str:
    """A value as it is written in Python, with double quotes; an exception as its name and text.

    Over `width`, texts lose their middles first. What is still too long is cut.
    """
    for longest in (10**9, width - 2, 40, 20):
        text = " ".join(_as_python(value, longest).splitlines())
        if len(text) <= width:
            break
    return cut(text, width)


def _as_python(value: object, longest: int) -> str:
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {value}".removesuffix(": ")
    if type(value) is str:
        return json.dumps(without_middle(value, longest), ensure_ascii=False)
    each = (_as_python(one, longest) for one in value) if isinstance(value, list | tuple | set) else ()
    if type(value) is list:
        return f"[{', '.join(each)}]"
    if type(value) is tuple and len(value) > 1:
        return f"({', '.join(each)})"
    if type(value) is set and value:
        return f"{{{', '.join(sorted(each))}}}"
    if type(value) is dict:
        pairs = (f"{_as_python(key, longest)}: {_as_python(value[key], longest)}" for key in value)
        return f"{{{', '.join(pairs)}}}"
    try:
        return repr(value)
    except Exception:  # a class of the learner's own
        return f"an object of class {type(value).__name__}"


def for_terminal(text: str) -> str:
    """The same text, with ASCII for signs that the terminal does not have: ``##..`` for a bar, ``->`` for an arrow."""
    encoding = getattr(sys.__stdout__, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII)
    return text


def in_words(milliseconds: float) -> str:
    """``300 ms``, ``300 s``: so that PX for EX is seen."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.0f} s"
