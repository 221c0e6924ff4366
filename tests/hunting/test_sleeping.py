"""A test of a learner that sleeps is referred to the clock; everything else may sleep."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dojo.hunting.sleeping import Sleeps, no_sleep_in


def test_a_line_of_the_file_cannot_sleep() -> None:
    """Also by a name that was imported meanwhile."""
    with no_sleep_in(Path(__file__)):
        sleep = time.sleep
        with pytest.raises(Sleeps, match=r"clock.advance\(90\) moves time"):
            time.sleep(90)
        with pytest.raises(Sleeps):
            sleep(0.5)


def test_other_files_sleep() -> None:
    """Those of the kit and of libraries, and everyone afterwards."""
    with no_sleep_in(Path("my_tests.py")):
        time.sleep(0)
    time.sleep(0)
