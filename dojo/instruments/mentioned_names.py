"""What a main.py mentions: it must name a header or a cookie to read it, and a value to compare it with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,40}")
_VALUE = re.compile(r"(?=.*\S)[ -~]{1,100}")
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


def values_in(main_py: Path) -> list[str]:
    """Each text in it, but for docstrings, that could be the value of a header, a cookie or a query parameter.

    One that a value only has to contain, or to begin with, is itself such a value.
    """
    try:
        tree = ast.parse(main_py.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return []
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = {_text(node) for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings}
    return sorted(text for text in texts if _VALUE.fullmatch(text))


def _text(node: ast.Constant) -> str:
    value = node.value
    return value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _words_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            yield _text(node)
        elif isinstance(node, ast.arg):
            yield node.arg
