"""The learner's own lines: where it raised, waited, or forgot an `await`, without framework frames."""

from __future__ import annotations

import linecache
import re
import traceback
from pathlib import Path

from dojo.app_under_test.loader import CannotLoad
from dojo.guards.own_verdict import OwnVerdict
from dojo.guards.time_limit import NoAnswer
from dojo.record import Record
from dojo.text import cut, without_middle


def your_code(record: Record, error: BaseException, main_py: Path, shown: str) -> list[str]:
    """The lines of the failure block about main.py. `shown` is its path there."""
    if isinstance(error, NoAnswer):
        places = [line for file, line in error.waiting_at if Path(file) == main_py] or _lines_in(error, main_py)
        return [_place(main_py, places[-1], shown)] if places else []
    if isinstance(error, CannotLoad | OwnVerdict):
        return _raised(error.__cause__, main_py, shown)
    forgotten = [
        line
        for number, name in dict.fromkeys(record.unawaited)
        for line in (_place(main_py, number, shown), f"is an `await` missing? {name}() was called, and never awaited")
    ]
    if not record.failed:
        return forgotten
    lines = _raised(record.failed.error, main_py, shown)
    if len(record.exchanges) > 1:
        lines[1] += f"  ({record.failed.name}, {without_middle(record.failed.title, 100)})"
    return [*forgotten, *(lines[:2] if forgotten else lines)]


def _raised(raised: BaseException | None, main_py: Path, shown: str) -> list[str]:
    if raised is None:
        return []
    what = "".join(traceback.format_exception_only(raised)).strip()
    if isinstance(raised, SyntaxError) and raised.filename == str(main_py):
        return [_place(main_py, raised.lineno or 0, shown), cut(what.splitlines()[-1])]
    places = _lines_in(raised, main_py)
    what = cut(" ".join(what.split()))
    place = _place(main_py, places[-1], shown) if places else "outside your file"
    return [place, what, *(["is an `await` missing?"] if _is_of_a_coroutine(what) else [])]


def _is_of_a_coroutine(what: str) -> bool:
    """``'>' not supported between instances of 'coroutine' and 'int'``, but not ``a coroutine was expected``."""
    return bool(re.search(r"\bcoroutine\b", what)) and not re.search(r"awaited|expected|required", what)


def _lines_in(error: BaseException, main_py: Path) -> list[int]:
    frames = traceback.extract_tb(error.__traceback__)
    return [frame.lineno or 0 for frame in frames if Path(frame.filename) == main_py]


def _place(main_py: Path, line: int, shown: str) -> str:
    return f"{shown}:{line}   {linecache.getline(str(main_py), line).strip()}"
