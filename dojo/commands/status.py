"""``pytest --status``: the board. It shows where each kata stands, by the results of earlier runs, and runs no test."""

from __future__ import annotations

import time

import pytest
from rich.console import Console
from rich.table import Table

from dojo.course import results, schedule
from dojo.course.console import bar, console, plain
from dojo.course.next_step import command_after, is_green
from dojo.course.results import Result
from dojo.course.schedule import Kata
from dojo.kata import answer_to, root_of, shown


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--status", action="store_true", help="show where each kata stands and what is next; runs no test"
    )


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if not config.getoption("--status"):
        return None
    show(config, console())
    return 0


def show(config: pytest.Config, output: Console) -> None:
    """Print the board, and the one thing to do next."""
    table = Table(*("kata", *results.REDISES, "next"), box=None, pad_edge=False, padding=(0, 2, 1, 0), header_style="")
    commands = []
    for kata in schedule.katas(root_of(config)):
        main_py = shown(answer_to(kata.name, root_of(config)), config)
        content, stored = results.digest(root_of(config) / main_py), results.of_main_py(config, main_py)
        command = command_after(kata, stored, content)
        commands += [command] if command else []
        cells = [_cell(stored.get(redis), content, output) for redis in results.REDISES]
        name = f"{kata.name}\nday {kata.day}" if kata.day else kata.name
        table.add_row(name, *cells, plain(_next(kata, stored, content, command), output))
    output.print(table)
    output.print(f"next: {commands[0]}" if commands else "All katas are green, the stretch steps too.", soft_wrap=True)


def _cell(result: Result | None, content: str, output: Console) -> str:
    if result is None:
        return "not run yet"
    lines = [bar(result.green, result.of, output)]
    if result.was_green_at is not None:
        lines.append(f"green {time.strftime('%d %b %H:%M', time.localtime(result.was_green_at))}")
    if result.content != content:
        lines.append("edited since")
    return "\n".join(lines)


def _next(kata: Kata, stored: dict[str, Result], content: str, command: str) -> str:
    """``step 8: Sorted Sets``, and the command below it."""
    if not command:
        return "done"
    last = [stored[redis] for redis in results.REDISES if redis in stored]
    still_open = [result for result in last if not is_green(result) and result.content == content]
    if still_open and not any(is_green(result) for result in last):
        number = still_open[0].green + 1
        return f"step {number}: {kata.titles[number - 1]}\n{command}"
    return command
