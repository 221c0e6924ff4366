"""What the tests of a kata say about a library."""

from __future__ import annotations

import re
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.libraries import URL_OF_SLOWAPI, Library
from tests.support.kit_runs import run_kit

_STEP = re.compile(r"test_0*(?P<step>\d+)_")


@dataclass(frozen=True)
class Verdict:
    """How many tests ran, and which ones failed: (step, name of the test) with how many times."""

    ran: int
    failed: Counter[tuple[int, str]]

    def lines(self) -> list[str]:
        """``4 of 167 tests fail``, then a line for each step."""
        lines = [f"{self.failed.total()} of {self.ran} tests fail"]
        for step in sorted({step for step, _ in self.failed}):
            names = [
                f"{name} ({times})" if times > 1 else name
                for (of_step, name), times in self.failed.items()
                if of_step == step
            ]
            lines += [f"step {step}: {names[0]}", *(f"        {name}" for name in names[1:])]
        return lines


def verdict(library: Library, redis_url: str = "", *, options: tuple[str, ...] = ()) -> Verdict:
    """Run all steps of the library's kata on it, on fakeredis or on the Redis at that URL. Stretch steps do not count.

    Raises:
        RuntimeError: the run ended without a verdict.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        arguments = [f"katas/{library.kata}", "--all-steps", "--impl", str(library.impl), f"--junit-xml={report}"]
        on = {"arguments": ("--redis-url", redis_url), "environment": {URL_OF_SLOWAPI: redis_url}} if redis_url else {}
        arguments += ["--benchmark-disable", *on.get("arguments", ()), *options]
        run = run_kit(*arguments, timeout=600, **on.get("environment", {}))
        if run.exit_code not in (0, 1) or not report.exists():
            raise RuntimeError(run.output)
        cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314  # pytest has just written it
        return _verdict_of([case for case in cases if case.find("skipped") is None])


def _verdict_of(cases: list[ElementTree.Element]) -> Verdict:
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return Verdict(len(cases), Counter((_step_of(case), case.attrib["name"].partition("[")[0]) for case in failed))


def _step_of(case: ElementTree.Element) -> int:
    found = _STEP.search(case.attrib["classname"])
    return int(found["step"]) if found else 0
