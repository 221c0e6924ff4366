"""Passages of code in a variants file, and of output in its `block`."""

from __future__ import annotations

import re
import textwrap

from dojo.hunting.passages import Swap, passage, replaced, without_comments

__all__ = ["Swap", "above", "below", "passage", "replaced", "shows", "without_comments"]


def above(old: str, lines: str) -> Swap:
    """The swap that puts `lines` in front of the passage `old`, which stays."""
    return old, f"{passage(lines)}\n{passage(old)}"


def below(old: str, lines: str) -> Swap:
    """The swap that puts `lines` behind the passage `old`, which stays."""
    return old, f"{passage(old)}\n{passage(lines)}"


def shows(output: str, block: str) -> bool:
    """Whether the lines of `block` stand in `output`, one directly after the other, at any common indentation.

    ``…`` in a line stands for anything.
    """
    first, *rest = (re.escape(line).replace("…", ".*") for line in textwrap.dedent(block).strip("\n").split("\n"))
    rest = [f"(?P=margin){line}" if line else "" for line in rest]
    return re.search(r" *\n".join([rf"^(?P<margin> *){first}", *rest]) + " *$", output, re.MULTILINE) is not None
