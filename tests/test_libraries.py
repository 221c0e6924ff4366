"""`python -m tests.libraries` works. Nothing here judges a time."""

from __future__ import annotations

import subprocess
import sys

from tests.libraries import LIBRARIES
from tests.libraries.verdict import verdict
from tests.support.kit_runs import ROOT, environment_with

BY_NAME = {library.name: library for library in LIBRARIES}


def test_each_library_is_measured_next_to_the_reference():
    """A library that no longer imports, or answers something else, would stop the command."""
    command = [sys.executable, "-m", "tests.libraries", "--no-tests", "--rounds", "2"]

    done = subprocess.run(command, cwd=ROOT, env=environment_with({}), capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    assert [str(library) for library in LIBRARIES if str(library) not in done.stdout] == []
    assert "hit 1 trip 1.00" in done.stdout
    assert "allowed 3 trips" in done.stdout


def test_the_tests_that_a_library_fails_are_named():
    """The tables in NOTES.md name them."""
    selection = "test_another_route_gives_no_new_budget or test_a_request_that_passes_is_one_round_trip"

    found = verdict(BY_NAME["limits"], options=("-k", selection))

    assert found.lines() == ["1 of 2 tests fail", "step 9: test_a_request_that_passes_is_one_round_trip"]
