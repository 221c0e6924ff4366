"""The console of the commands: 80 columns, no colour where none is wanted, and ASCII for a terminal without more."""

from __future__ import annotations

import os
import sys

from rich.console import Console

FULL, EMPTY = "■", "□"


def console() -> Console:
    """Writes to standard output. Text in it is never taken for markup."""
    columns = int(os.environ["COLUMNS"]) if os.environ.get("COLUMNS", "").isdecimal() else None
    width = columns or (None if sys.stdout.isatty() else 80)
    return Console(width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


def bar(full: int, of: int, output: Console) -> str:
    """``■■■■■■■□□□□ 7/11``, or ``#######.... 7/11``"""
    done, left = ("#", ".") if output.options.ascii_only else (FULL, EMPTY)
    return f"{done * full}{left * (of - full)} {full}/{of}"


def plain(text: str, output: Console) -> str:
    """The text, with ASCII in place of what the terminal cannot show."""
    if not output.options.ascii_only:
        return text
    return text.replace("·", "-").replace("…", "...").replace("×", "x").encode("ascii", "replace").decode()
