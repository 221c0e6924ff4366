"""The names that a main.py mentions: to read a header, a cookie or a query parameter, it must name it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,40}")
_OF_THE_PROTOCOL = {
    *("connection", "content-encoding", "content-length", "content-type", "cookie", "expect", "host"),
    *("keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
}


def names_in(main_py: Path) -> list[str]:
    """Each text in it, and each argument of a function, that could name a header, a cookie or a query parameter.

    An argument ``x_api_key`` names the header x-api-key as well, as FastAPI reads it.
    """
    try:
        words = set(_words_of(ast.parse(main_py.read_text(encoding="utf-8"))))
    except (OSError, SyntaxError, ValueError):
        return []  # loading it shows what is wrong
    words |= {word.replace("_", "-") for word in words}
    return sorted(word for word in words if _NAME.fullmatch(word) and word.lower() not in _OF_THE_PROTOCOL)


def _words_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        elif isinstance(node, ast.arg):
            yield node.arg
