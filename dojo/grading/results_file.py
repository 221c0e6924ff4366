"""``--results FILE``: the verdicts of a run, as .csv, or as .json in the format of Exercism's test runners."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dojo.errors import usage_error
from dojo.grading.verdict import Test, Verdict
from dojo.steps import Step

SUFFIXES = (".csv", ".json")
_COLUMNS = ("kata", "steps", "of", "open_step", "expected", "status")
_VERDICTS = pytest.StashKey["Verdicts"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--results", metavar="FILE", help="write the verdicts to FILE, which ends in .csv or .json"
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--results") and not hasattr(config, "workerinput"):
        check(results_file(config))
        config.stash[_VERDICTS] = verdicts = Verdicts()
        config.pluginmanager.register(verdicts, "redis-katas-verdicts")


def pytest_sessionfinish(session: pytest.Session) -> None:
    verdicts = session.config.stash.get(_VERDICTS, None)
    if verdicts:
        write(results_file(session.config), list(verdicts.by_kata.values()))


def results_file(config: pytest.Config) -> Path:
    """FILE, from the folder in which pytest was called."""
    return Path(config.invocation_params.dir) / str(config.getoption("--results"))


def check(file: Path, option: str = "--results", suffixes: tuple[str, ...] = SUFFIXES) -> None:
    """Refuse a FILE that cannot be written, before anything runs. What is in it stays until the end of the run.

    Raises:
        pytest.UsageError: with another suffix, or where nothing can be written.
    """
    tried = f"{option} {file.name}"
    if file.suffix not in suffixes:
        wrong = f"it ends in {file.suffix or 'no suffix'}, not in {' or '.join(suffixes)}"
        raise usage_error(tried, wrong, f"{option} grades{suffixes[0]}")
    try:
        is_new = not file.exists()
        file.open("a", encoding="utf-8").close()
        if is_new:
            file.unlink()
    except OSError as error:
        raise usage_error(
            tried, f"{file} cannot be written: {error.strerror}", "name a file that you may write"
        ) from None


def write(file: Path, verdicts: list[Verdict]) -> None:
    """One row for each kata, or one object with the tests of all."""
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as output:
            rows = csv.writer(output)
            rows.writerow(_COLUMNS)
            rows.writerows([one.kata, one.green, one.of, one.open_step, one.expected, one.status] for one in verdicts)
        return
    together = Verdict("", tests=[test for one in verdicts for test in one.tests])
    if not together.tests:
        together.message = "no test of a kata ran"
    file.write_text(json.dumps(together.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@dataclass
class Verdicts:
    """Collects the verdict on each main.py of the run."""

    by_kata: dict[str, Verdict] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        step = Step.of_report(report)
        if step is None or report.skipped or (report.when != "call" and report.passed):
            return
        verdict = self.by_kata.setdefault(step.main_py, Verdict(step.kata))
        if not step.stretch:
            verdict.of = step.of
        name = report.nodeid.rpartition("/")[2]
        task = step.number + (1000 if step.stretch else 0)
        verdict.tests.append(Test(name, _status(report), str(report.longrepr) if report.failed else None, task))
        if report.failed and not verdict.open_step:
            verdict.open_step, verdict.expected = f"{step.name}: {step.title}", getattr(report, "expected", "")


def _status(report: pytest.TestReport) -> Any:
    if report.passed:
        return "pass"
    return "error" if getattr(report, "is_error", True) else "fail"
