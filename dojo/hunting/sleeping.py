"""A test that sleeps is slow, and says nothing about a TTL of an hour: `clock.advance` takes the place of `sleep`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Sleeps(Exception):
    """A test has called time.sleep()."""


@contextmanager
def no_sleep_in(file: Path) -> Iterator[None]:
    """Meanwhile `time.sleep` raises Sleeps if a line of this file calls it."""
    sleep, name = time.sleep, str(file)

    def refuse_or_sleep(seconds: float) -> None:
        if sys._getframe(1).f_code.co_filename == name:
            raise Sleeps(f"time.sleep({seconds:g}): clock.advance({seconds:g}) moves time and does not wait")
        sleep(seconds)

    time.sleep = refuse_or_sleep  # type: ignore[assignment]  # its type has changed between versions of typeshed
    try:
        yield
    finally:
        time.sleep = sleep
