"""``pytest katas/cache_api --compare``: yours beside the reference, once the kata is green."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

from dojo.comparison import fixture, table
from dojo.course import results
from dojo.course.console import console
from dojo.errors import usage_error
from dojo.grading import results_file
from dojo.kata import KataFolder, is_hunt, kata_of, root_of
from dojo.steps import is_by_name, open_steps

TABLE = "table"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--compare",
        nargs="?",
        const=TABLE,
        metavar="FILE",
        help="of a green kata: yours beside the reference, and the diff; --compare=FILE.json writes it as JSON",
    )


def pytest_configure(config: pytest.Config) -> None:
    asked = config.getoption("--compare")
    if asked is None:
        return
    if asked != TABLE and not asked.endswith(".json"):
        swallowed = (root_of(config) / asked.partition("::")[0]).exists()
        raise usage_error(
            f"--compare {asked}",
            f"--compare took {asked} for its FILE" if swallowed else "FILE must end in .json",
            "pytest katas/cache_api --compare (it stands after the path)",
            "pytest katas/cache_api --compare=comparison.json",
        )
    if asked != TABLE:
        results_file.check(Path(config.invocation_params.dir) / asked, "--compare", (".json",))
    names = [Path(argument.partition("::")[0]).name for argument in config.args]
    hunts = [name for name in names if is_hunt(name, root_of(config))]
    if hunts and hunts == names:
        raise usage_error(
            f"--compare of {hunts[0]}",
            "it measures apps, and your answer to this kata is tests",
            f"read solutions/{hunts[0]}/my_tests.py beside yours, and its NOTES.md",
        )
    if is_by_name(config):
        raise usage_error(
            "--compare with a part of a kata",
            "only a green kata is compared, and a part of it cannot show that it is green",
            "pytest katas/cache_api --compare, with the name of a kata and nothing else",
        )


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The kata's compare.py comes behind its steps."""
    report = yield
    if isinstance(collector, KataFolder) and collector.config.getoption("--compare"):
        file = root_of(collector.config) / "katas" / collector.path.name / fixture.FILE
        if file.is_file() and report.passed:
            report.result.append(
                pytest.Module.from_parent(collector, path=file, nodeid=f"{collector.nodeid}/{file.name}")
            )
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.path.name == fixture.FILE and (red := open_steps(item.config).get(kata_of(item))):
        pytest.skip(f"{red.name} is open: only a green kata is compared")  # the table would give the reference away


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    asked = config.getoption("--compare")
    if asked is None:
        return
    made = config.stash.get(fixture.COMPARISONS, [])
    for kata, step in open_steps(config).items():
        terminalreporter.write_line(f"--compare waits for {step.name} of {kata}: only a green kata is compared")
    if asked != TABLE:
        file = Path(config.invocation_params.dir) / asked
        file.write_text(json.dumps([table.as_json(one) for one in made], indent=2) + "\n", encoding="utf-8")
        terminalreporter.write_line(f"written to {asked}")
        return
    for one in made:
        results.note_comparison(config, one.main_py)
        terminalreporter.section(f"{one.main_py} beside the reference")
        kata = Path(one.main_py).parent.name
        yours, reference = root_of(config) / one.main_py, root_of(config) / "solutions" / kata / "main.py"
        table.show(one, yours, reference, console())
