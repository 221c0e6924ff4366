"""``pytest katas --grade DIR``: judges the submissions of a class, DIR/<student>/<kata>/main.py, and prints a table."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rich.progress import track

from dojo.commands.selection import chosen_katas
from dojo.course import schedule
from dojo.course.console import console
from dojo.grading import results_file, table
from dojo.grading.judge import judge
from dojo.grading.submissions import submissions_in
from dojo.kata import root_of


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--grade", metavar="DIR", help="judge DIR/<student>/<kata>/main.py, each in a process of its own; a table"
    )


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if not config.getoption("--grade"):
        return None
    directory = Path(config.invocation_params.dir) / str(config.getoption("--grade"))
    file = results_file.results_file(config) if config.getoption("--results") else None
    if file:
        results_file.check(file)
    katas = {kata.name: kata for kata in schedule.katas(root_of(config))}
    submissions = submissions_in(directory, chosen_katas(config, "--grade DIR"), root_of(config))
    options = _options(config)

    with ThreadPoolExecutor(
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    ) as pool:
        verdicts = pool.map(lambda one: judge(one, katas[one.kata], root_of(config), options), submissions)
        output = console()
        counted = track(verdicts, "grading", total=len(submissions), console=output, transient=True)
        grades = list(zip([one.student for one in submissions], counted, strict=True))
    table.show(grades, output)
    if file:
        table.write(file, grades)
        output.print(f"written to {config.getoption('--results')}", soft_wrap=True)
    return 0


def _options(config: pytest.Config) -> list[str]:
    """The options of this run that each run of a submission gets as well."""
    options = [name for name in ("--real-redis", "--stretch") if config.getoption(name)]
    image = config.getoption("--redis-image")
    return options + (["--redis-image", str(image)] if image else [])
