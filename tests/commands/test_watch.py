"""``--watch``: the kata runs again at each save. A pseudo-terminal stands in for a learner's."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.support.kit_runs import ROOT, environment_with

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")

SOLVED = (ROOT / "solutions" / "redis_basics" / "main.py").read_text(encoding="utf-8")
SKELETON = (ROOT / "katas" / "redis_basics" / "main.skeleton").read_text(encoding="utf-8")
WAITS = "q quit"
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class Terminal:
    """A run of ``pytest katas/redis_basics --watch`` in a copy of the kit, in a terminal of its own."""

    def __init__(self, kit: Path, *arguments: str) -> None:
        self.main_py = kit / "katas" / "redis_basics" / "main.py"
        command = [sys.executable, "-m", "pytest", "katas/redis_basics", "--watch", *arguments]
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir(kit)
            os.execve(  # noqa: S606  # the kit itself
                sys.executable, command, environment_with({"COLUMNS": "80", "PYTHONPATH": str(kit)})
            )

    def screen(self, until: str = WAITS, within: float = 60) -> str:
        """What is printed from now on, up to these words."""
        printed, end = b"", time.monotonic() + within
        while until.encode() not in printed and time.monotonic() < end:
            if select.select([self._terminal], [], [], 0.05)[0]:
                try:
                    printed += os.read(self._terminal, 65_536)
                except OSError:  # the terminal is closed
                    break
        text = _COLOUR.sub("", printed.decode(errors="replace"))
        assert until in text, text
        return text

    def press(self, key: str) -> None:
        os.write(self._terminal, key.encode())

    def exit_code(self, within: float = 20) -> int:
        """Waits for its end."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if select.select([self._terminal], [], [], 0.05)[0]:
                try:
                    os.read(self._terminal, 65_536)
                except OSError:
                    pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("it did not end")

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._terminal)


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A copy of the kit, whose main.py a test may edit."""
    folder = tmp_path_factory.mktemp("kit")
    for name in ("conftest.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    for name in ("dojo", "katas", "solutions"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def terminal(kit):
    """The watch, which has run the skeleton once."""
    (kit / "katas" / "redis_basics" / "main.py").write_text(SKELETON, encoding="utf-8")
    terminal = Terminal(kit)
    terminal.screen()
    yield terminal
    terminal.close()


def test_it_runs_at_once_and_says_what_it_waits_for(kit):
    """The block is the usual one."""
    (kit / "katas" / "redis_basics" / "main.py").write_text(SKELETON, encoding="utf-8")
    terminal = Terminal(kit)
    screen = terminal.screen()
    terminal.press("q")
    code = terminal.exit_code()
    terminal.close()

    assert "step 2 of 11 · " in screen
    assert "waiting for katas/redis_basics/main.py to be saved" in screen
    assert code == 0


def test_a_save_runs_it_again_also_one_by_renaming(terminal):
    """Many editors write another file and give it the name."""
    beside = terminal.main_py.with_suffix(".tmp")
    beside.write_text(SOLVED, encoding="utf-8")
    beside.rename(terminal.main_py)
    green = terminal.screen()
    terminal.main_py.write_text(SKELETON, encoding="utf-8")
    red = terminal.screen()

    assert "11 of 11 steps" in green
    assert "step 2 of 11 · " in red


def test_a_module_beside_it_that_is_saved_is_imported_again(terminal):
    """The process that each run is forked from has collected the kata, and has the old one."""
    module = terminal.main_py.with_name("checks.py")
    source = module.read_text(encoding="utf-8")
    module.write_text(f"{source}\nassert False, 'imported again'\n", encoding="utf-8")
    broken = terminal.screen()
    module.write_text(source, encoding="utf-8")
    mended = terminal.screen()

    assert "imported again" in broken
    assert "step 2 of 11 · " in mended


@pytest.mark.thorough
def test_many_saves_at_once_and_a_file_that_disappears_for_a_moment(terminal):
    """The last content counts."""
    for source in (SKELETON, SOLVED, SKELETON):
        terminal.main_py.unlink()
        terminal.main_py.write_text(source, encoding="utf-8")
    terminal.main_py.unlink()
    time.sleep(0.1)  # longer than the loop looks at the files
    terminal.main_py.write_text(SOLVED, encoding="utf-8")

    assert "11 of 11 steps" in terminal.screen("11 of 11 steps")


@pytest.mark.thorough
def test_a_syntax_error_is_explained_and_the_watch_goes_on(terminal):
    """So does an endless loop, which the next save ends."""
    terminal.main_py.write_text(f"{SKELETON}\n)", encoding="utf-8")
    syntax = terminal.screen()
    terminal.main_py.write_text(f"{SKELETON}\nwhile True: pass\n", encoding="utf-8")
    time.sleep(1)  # the loop runs now
    terminal.main_py.write_text(SOLVED, encoding="utf-8")
    green = terminal.screen("11 of 11 steps")

    assert "SyntaxError" in syntax
    assert "11 of 11 steps" in green


def test_single_keys_give_a_hint_and_run_all_steps(terminal):
    """h shows the last hint again, h once more the next one; a switch stays on, and the last line says so."""
    terminal.press("h")
    first = terminal.screen()
    terminal.press("h")
    second = terminal.screen()
    terminal.press("a")
    every_step = terminal.screen()
    terminal.press("h")
    again = terminal.screen()
    terminal.press("s")
    terminal.screen("there are no stretch steps here")

    assert "hint 1 of 3 for step 2 of redis_basics" in first
    assert "hint 2 of 3 for step 2 of redis_basics" in second
    assert "hint 2 of 3 for step 2 of redis_basics" in again
    assert "(the next one: h once more)" in first
    assert "  hint      press h" in first
    assert "next: edit katas/redis_basics/main.py, and save it" in first
    assert "step 11 of 11 · " in every_step
    assert "(with all steps)" in every_step


@pytest.mark.parametrize(
    "seconds", [0.4, *(pytest.param(seconds, marks=pytest.mark.thorough) for seconds in (0.15, 0.8))]
)
def test_a_save_during_a_run_ends_it_silently(terminal, seconds):
    """An editor that saves, formats and saves again ends the first run where it is."""
    terminal.main_py.write_text(SKELETON + "\n", encoding="utf-8")
    time.sleep(seconds)  # a person, or an editor
    terminal.main_py.write_text(SOLVED, encoding="utf-8")
    seen = terminal.screen("Well done.")

    assert "Traceback" not in seen
    assert "KeyboardInterrupt" not in seen
    assert "next: press r (real Redis)" in seen + terminal.screen()


@pytest.mark.thorough
def test_a_breakpoint_gets_the_terminal(terminal):
    """The keys go to the debugger until it continues."""
    terminal.main_py.write_text(SOLVED.replace("def count_visit", "breakpoint()\n\n\ndef count_visit", 1))
    terminal.screen("(Pdb)")
    terminal.press("p 6 * 7\n")
    asked = terminal.screen("42")
    terminal.main_py.write_text(SOLVED, encoding="utf-8")
    terminal.press("q\n")

    assert "42" in asked


def test_ctrl_c_leaves_nothing_behind(terminal):
    """No process, and a terminal that shows what is typed."""
    terminal.press("\x03")

    assert terminal.exit_code() == 0


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("katas/coffee", "--watch"), "katas/coffee is not a kata"),
        (("--watch", "--impl", "solutions"), "only your own"),
    ],
)
def test_a_mistaken_command_line_is_refused(arguments, wrong):
    """Exit code 4."""
    from tests.support.kit_runs import run_warm
    from tests.support.usage_errors import says

    run = run_warm(*arguments)

    assert run.exit_code == 4
    assert says(run.output, tried="--watch", wrong=wrong)
