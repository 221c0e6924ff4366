"""Passages of code: how they are written, found in a reference solution, and replaced.

Several lines are a triple-quoted string at any indentation. One line is an ordinary string.
"""

from __future__ import annotations

import io
import re
import textwrap
import tokenize

Swap = tuple[str, str]
"""An old passage and the new one that takes its place."""


def passage(text: str) -> str:
    """`text` without its common indentation and the blank lines around it.

    Raises:
        ValueError: the first line is indented deeper than another one, so the indentation of the passage is unclear.
    """
    code = textwrap.dedent(text).strip("\n")
    if code[:1].isspace():
        raise ValueError(f"the first line of a passage must not be its deepest: {code!r}")
    return code


def replaced(source: str, old: str, new: str) -> str:
    """`source` with the passage `new` where the passage `old` stands.

    - `old` may be part of a line, a line, or several lines. It must occur exactly once, at any indentation.
    - The lines of `new` get the indentation of the line in which `old` begins.
    - An empty `new` removes `old`; if `old` is made of whole lines, no blank line stays.

    Raises:
        ValueError: `old` does not occur, or occurs more than once.
    """
    old, new = passage(old), passage(new)
    spans = [
        (begin, begin + len(code))
        for begin in (found.start() for found in re.finditer(re.escape(old.partition("\n")[0]), source))
        if source.startswith(code := _indented(old, _margin(source, begin)), begin)
    ]
    if len(spans) != 1:
        raise ValueError(f"found {len(spans)} times, not once: {old!r}")
    begin, end = spans[0]
    margin = _margin(source, begin)
    if not new and source[:begin].endswith("\n" + margin) and source[end : end + 1] == "\n":
        return source[: begin - len(margin)] + source[end + 1 :]
    return source[:begin] + _indented(new, margin) + source[end:]


def without_comments(source: str) -> str:
    """`source` without its comments: passages need not repeat them, and stay right when they are reworded."""
    lines = source.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(source).readline))):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            code = lines[row - 1][:column].rstrip()
            lines[row - 1] = code + "\n" if code else ""
    return "".join(lines)


def _margin(source: str, index: int) -> str:
    """The indentation of the line that `index` is in."""
    line = source[source.rfind("\n", 0, index) + 1 :]
    return line[: len(line) - len(line.lstrip(" "))]


def _indented(code: str, margin: str) -> str:
    """`code` as it stands at `margin`, from its first character on."""
    return textwrap.indent(code, margin).removeprefix(margin)
