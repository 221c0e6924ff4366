"""``pytest --status``: the board shows where each kata stands. It runs no test."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.kit_runs import ROOT, run_kit, run_warm

SCHEDULE = """
| day | what | minutes |
|---|---|---|
| 1 | [done](katas/done/README.md) | 20 |
| | [tea](katas/tea/README.md) | 20 |
"""


@pytest.fixture(scope="module")
def kit(small_kit):
    """The small kit with a schedule."""
    (small_kit / "README.md").write_text(SCHEDULE, encoding="utf-8")
    yield small_kit
    (small_kit / "README.md").unlink()


@pytest.fixture
def run(kit, tmp_path):
    """``run("katas/tea")``: a run with a cache of its own."""

    def run(*arguments, **environment):
        cache = ("-p", "cacheprovider", "-o", f"cache_dir={tmp_path / 'cache'}")
        return run_warm(*cache, *arguments, cwd=kit, PYTHONPATH=str(ROOT), **environment)

    return run


def rows(output):
    """The cells of the board, by kata: each kata's lines, with two spaces or more between the cells."""
    return {line.split()[0]: re.split(r" {2,}", line.strip()) for line in output.splitlines() if line.strip()}


def test_before_the_first_run_nothing_was_run_yet(run):
    """In the order of the schedule; katas that it does not mention come last. The last line is the one thing to do."""
    board = run("--status")

    assert board.exit_code == 0, board.output
    assert rows(board.output)["done"] == ["done", "not run yet", "not run yet", "pytest katas/done"]
    assert board.output.index("done") < board.output.index("tea") < board.output.index("blocks")
    assert board.output.splitlines()[-1] == "next: pytest katas/done"
    assert board.output.count("day 1") == 2


def test_the_board_runs_no_test(run):
    """It says nothing that a run would say."""
    assert "passed" not in run("--status").output
    assert "test session starts" not in run("katas/tea", "--status").output


def test_a_red_kata_shows_its_open_step_and_a_green_one_what_comes_next(run):
    """With the time of the last green run."""
    run("katas/tea", "katas/done", "--benchmark-disable")
    board = rows(run("--status").output)

    assert board["tea"][1].endswith("/3")
    assert board["tea"][3].startswith("step ")
    assert board["done"][3] == "pytest katas/done --real-redis"
    days = {(datetime.now(UTC) + timedelta(hours=hours)).strftime("%d %b") for hours in (-14, 0, 14)}  # in any zone
    assert any(day in run("--status").output for day in days)


def test_an_edit_since_the_last_run_is_said(run, kit):
    """A result belongs to the content that was judged."""
    main_py = kit / "katas" / "done" / "main.py"
    before = main_py.read_text(encoding="utf-8")
    run("katas/done", "--benchmark-disable")
    main_py.write_text(before + "\n# changed\n", encoding="utf-8")
    try:
        board = run("--status").output
    finally:
        main_py.write_text(before, encoding="utf-8")

    assert "edited since" in board
    assert "edited since" not in run("--status").output


def test_an_ascii_terminal_gets_an_ascii_bar(run, kit, tmp_path):
    """And no escape sequences, as it is no terminal."""
    run("katas/done", "--benchmark-disable")
    cache = ("-p", "cacheprovider", "-o", f"cache_dir={tmp_path / 'cache'}")
    board = run_kit(*cache, "--status", cwd=kit, PYTHONPATH=str(ROOT), PYTHONIOENCODING="ascii").output

    assert re.search(r"done +#+ \d/\d", board), board
    assert board.isascii() and "\033" not in board


def test_the_board_is_at_most_80_columns_wide(run):
    """Also of the real kit, whose names are longer."""
    boards = [run("--status").output, run_warm("--status").output]

    assert max(len(line.rstrip()) for board in boards for line in board.splitlines()) <= 80


@pytest.mark.parametrize("command", [("--status",), ("katas/cache_api", "--status"), ("--doctor",)])
def test_it_runs_in_the_kit_itself(command):
    """The kit loads its conftest.py once, wherever pytest finds it."""
    run = run_kit(*command)

    assert run.exit_code in (0, 1), run.output
    assert "Traceback" not in run.output
