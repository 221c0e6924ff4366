"""How commands, values and counts are put into words: short, and readable whatever the bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence

MOST_WORDS = 12


def count_of(number: int, what: str) -> str:
    """``1 round trip``, ``2 round trips``"""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def as_text(command: Sequence[object], width: int = 48) -> str:
    """A command as one would type it, with long (after the key: longer than `width`) or unreadable words shortened."""
    return " ".join(short(word, 48 if position < 2 else width) for position, word in enumerate(command))


def typed(command: Sequence[object], width: int = 48) -> str:
    """`as_text` for a learner's eyes: of very many words only the first and the last, and how many they are."""
    if len(command) <= MOST_WORDS:
        return as_text(command, width)
    head, tail = as_text(command[:5], width), as_text(command[-2:], width)
    return f"{head} … {tail} ({len(command) - 1} arguments)"


def short(word: object, width: int = 48) -> str:
    """A value from the wire in one short piece: text where it is text, else Python's escapes."""
    if isinstance(word, bytes):
        try:
            text = word.decode()
            text = text if text.isprintable() and text else repr(text)
        except UnicodeDecodeError:
            text = repr(word)
    else:
        text = str(word)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def as_reply(reply: object, width: int = 48) -> str:
    """A reply of Redis in one short piece: ``OK``, ``nil``, ``[tea, milk]``, ``{name: Ada}``."""
    if isinstance(reply, Exception):
        return short(reply)
    return short(_as_reply(reply), width)


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
    """A value as it is written in Python, with double quotes; an exception as its name and text. Cut to `width`."""
    text = " ".join(_as_python(value).splitlines())
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _as_python(value: object) -> str:
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {value}".removesuffix(": ")
    if type(value) is str:
        return json.dumps(value, ensure_ascii=False)
    if type(value) is list:
        return f"[{', '.join(map(_as_python, value))}]"
    if type(value) is tuple and len(value) > 1:
        return f"({', '.join(map(_as_python, value))})"
    if type(value) is set and value:
        return f"{{{', '.join(sorted(map(_as_python, value)))}}}"
    if type(value) is dict:
        pairs = (f"{_as_python(key)}: {_as_python(value[key])}" for key in value)
        return f"{{{', '.join(pairs)}}}"
    try:
        return repr(value)
    except Exception:  # a class of the learner's own
        return f"an object of class {type(value).__name__}"


def in_words(milliseconds: float) -> str:
    """``300 ms``, ``300 s``: so that PX for EX is seen."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.0f} s"
