"""The verdict on one main.py, as Exercism's test runners write it, version 3 of their interface.

Source: https://github.com/exercism/docs/blob/main/building/tooling/test-runners/interface.md
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dojo.course.schedule import Kata

Status = Literal["pass", "fail", "error"]

_HEAD = re.compile(r"^((?:stretch )?step \d+) of \d+ · (.+)")
_EXPECTED = re.compile(r"^  expected  (.*(?:\n {12}.*)*)", re.MULTILINE)


@dataclass
class Test:
    """One test that ran."""

    name: str
    status: Status
    message: str | None
    task_id: int
    """The number of its step; those of stretch steps begin with 1001."""


@dataclass
class Verdict:
    """All tests of a kata that ran. Steps that wait for an open one are left out."""

    kata: str
    of: int = 0
    """How many steps the kata has, without the stretch steps."""
    tests: list[Test] = field(default_factory=list)
    open_step: str = ""
    """``step 4: An entry expires``, or an empty string."""
    expected: str = ""
    """What the first open step expected."""
    message: str | None = None
    """Why the run gave no verdict."""

    @property
    def status(self) -> Status:
        """An error, if a test ended by an error and not by a failed assertion, or if no test ran."""
        statuses = {test.status for test in self.tests}
        return "error" if not statuses or "error" in statuses else "fail" if "fail" in statuses else "pass"

    @property
    def green(self) -> int:
        """How many steps, counted from step 1, are green."""
        ran = {test.task_id for test in self.tests}
        red = {test.task_id for test in self.tests if test.status != "pass"}
        return next(number for number in range(self.of + 1) if number + 1 not in ran - red or number == self.of)

    def as_json(self) -> dict[str, Any]:
        """``{"version": 3, "status": "fail", "message": None, "tests": [{"name": …}, …]}``"""
        return {
            "version": 3,
            "status": self.status,
            "message": self.message,
            "tests": [
                {"name": test.name, "status": test.status, "message": test.message, "task_id": test.task_id}
                for test in self.tests
            ],
        }


def read(file: Path, kata: Kata) -> Verdict:
    """The verdict that a run wrote with --results; one without tests if the file is missing or damaged."""
    verdict = Verdict(kata.name, len(kata.titles))
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
        verdict.tests = [Test(**test) for test in written["tests"]]
        message = next((test.message or "" for test in verdict.tests if test.status != "pass"), "")
    except (OSError, ValueError, TypeError, KeyError):
        verdict.tests, message = [], ""
    if head := _HEAD.match(message):
        verdict.open_step = f"{head[1]}: {head[2]}"
    if expected := _EXPECTED.search(message):
        verdict.expected = " ".join(expected[1].split())
    return verdict
