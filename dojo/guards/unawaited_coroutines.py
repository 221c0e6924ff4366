"""Notices a coroutine that is never awaited: main.py forgot an `await`, and the test fails."""

from __future__ import annotations

import gc
import re
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dojo.record import Record

_FRAMES = 4
"""How many callers each coroutine remembers: redis-py has up to two of its own, and each one costs time."""


@contextmanager
def watch_for_unawaited_coroutines(main_py: Path, record: Record) -> Iterator[None]:
    """Note in `record.unawaited` each line of main.py that makes a coroutine and never awaits it."""
    show, frames = warnings.showwarning, sys.get_coroutine_origin_tracking_depth()

    def noted(message: Warning | str, category: type[Warning], *place: Any, **options: Any) -> None:
        found = re.search(r"coroutine '(.+?)' was never awaited", str(message))
        lines = re.findall(rf'File "{re.escape(str(main_py))}", line (\d+)', str(message))
        if found and lines:
            record.unawaited.append((int(lines[-1]), found[1]))
        else:
            show(message, category, *place, **options)

    warnings.showwarning = noted
    sys.set_coroutine_origin_tracking_depth(_FRAMES)
    try:
        yield
    finally:
        _forget_exceptions(record)
        warnings.showwarning = show
        sys.set_coroutine_origin_tracking_depth(frames)


def _forget_exceptions(record: Record) -> None:
    """An exception's frames keep coroutines alive; a later test, or Python's exit, would report them."""
    errors = [exchange.error for exchange in record.exchanges if exchange.error]
    for exchange in record.exchanges:
        exchange.error = None
    for error in errors:  # the list grows meanwhile
        traceback.clear_frames(error.__traceback__)
        before = (error.__cause__, error.__context__)
        errors += [each for each in before if each and not any(each is known for known in errors)]
    if any("coroutine" in "".join(traceback.format_exception_only(error)) for error in errors):
        errors.clear()
        gc.collect()
