"""The last lines of a run: the speed as a bar, how far each kata is, and the hint that you asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from dojo.backends import selection
from dojo.course import hints, progress, results, schedule
from dojo.course.next_step import IS_WATCHED, command_after, in_watch, kata_after
from dojo.course.order import PART
from dojo.kata import answer_to, is_hunt, root_of, shown
from dojo.steps import WAITS_FOR, Step
from dojo.text import for_terminal

REMARK = "remark"
"""The user property of a test that has something to say at the end of the run."""

_RUN = pytest.StashKey["Run"]()


@dataclass
class KataRun:
    """The steps of one main.py in this run: which passed, and which one is open."""

    kata: str
    passed: dict[int, bool] = field(default_factory=dict)
    of: int = 0
    open_step: Step | None = None
    is_loaded: bool = True
    is_part: bool = False
    waits: bool = False
    stretch: dict[int, bool] = field(default_factory=dict)
    stretch_of: int = 0


@dataclass
class Run:
    katas: dict[str, KataRun] = field(default_factory=dict)
    speeds: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What single tests have to say at the end, each of several lines; the lines of a diff get its colours."""


def pytest_configure(config: pytest.Config) -> None:
    run = config.stash[_RUN] = Run()
    config.pluginmanager.register(_Collector(run), "redis-katas-summary")


class _Collector:
    def __init__(self, run: Run) -> None:
        self._run = run

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties: dict[str, Any] = dict(report.user_properties)
        step = Step.of_report(report)
        if step is None:
            return
        kata = self._run.katas.setdefault(step.main_py, KataRun(step.kata))
        if report.outcome == "rerun":  # type: ignore[comparison-overlap]  # of pytest-rerunfailures: not the last word
            return
        kata.is_part |= PART in properties
        kata.waits |= report.skipped and WAITS_FOR in str(report.longrepr)
        if "speed" in properties and report.when == "call":
            self._run.speeds.append(properties["speed"])
        if REMARK in properties and report.when == "call":
            self._run.remarks.append(properties[REMARK])
        if report.failed and kata.open_step is None:
            kata.open_step = step
            kata.is_loaded = getattr(report, "is_loaded", True)
        if step.stretch:
            kata.stretch_of, passed = step.of, kata.stretch
        else:
            kata.of, passed = step.of, kata.passed
        if report.when == "call" or report.outcome != "passed":
            passed[step.number] = passed.get(step.number, True) and report.passed


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_benchmark_group_stats(config: pytest.Config) -> list[object] | None:
    """No table of pytest-benchmark, unless the command line has one of its options."""
    return None if _asks_for_benchmarks(config) else []


@pytest.hookimpl(wrapper=True)
def pytest_report_header(config: pytest.Config) -> Generator[None, list[str | list[str]], list[str | list[str]]]:
    """Nor its line at the top of the run."""
    lines = yield
    if _asks_for_benchmarks(config):
        return lines
    return [line for line in lines if not (isinstance(line, str) and line.startswith("benchmark: "))]


def _asks_for_benchmarks(config: pytest.Config) -> bool:
    return any(argument.startswith("--benchmark-") for argument in config.invocation_params.args)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which a step still waits is not green, whatever became of the open one."""
    if exitstatus == pytest.ExitCode.OK and any(kata.waits for kata in session.config.stash[_RUN].katas.values()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    run = config.stash[_RUN]
    if config.stash.get(selection.LOST, ""):
        return  # it has no verdict, so it changes no progress
    for line in run.speeds:
        terminalreporter.write_line(for_terminal(line))
    for remark in run.remarks:
        for line in remark.splitlines():
            sign = line.strip()[:1]
            terminalreporter.write_line(for_terminal(line), red=sign == "-", green=sign == "+")
        terminalreporter.write_line("")
    for main_py, kata in run.katas.items():
        if kata.is_part or exitstatus == pytest.ExitCode.INTERRUPTED:
            continue
        lines = list(_progress(main_py, kata, config))
        green = {number for number, passed in kata.passed.items() if passed}
        progress.remember(config, main_py, green)
        if main_py == shown(answer_to(kata.kata, root_of(config)), config):
            _store(main_py, kata, config)
            lines += _next(main_py, kata, config)
        for line in lines:
            terminalreporter.write_line(for_terminal(line))
    if config.getoption("--hint"):
        _show_hints(terminalreporter, config, run)


def _progress(main_py: str, kata: KataRun, config: pytest.Config) -> Iterator[str]:
    """``katas/cache_api/main.py: ██▁▁▁▁▁▁▁ 2 of 9 steps``, and for a green kata what to do next."""
    done, before = sum(kata.passed.values()), progress.green_before(config, main_py)
    bar = "".join("█" if kata.passed.get(number) else "▁" for number in range(1, kata.of + 1))
    line = f"{main_py}: {bar} {done} of {kata.of} steps"
    if done < before:
        line += f", {before} before"
    yield line
    if config.getoption("--stretch") and kata.stretch_of:
        bar = "".join("█" if kata.stretch.get(number) else "▁" for number in range(1, kata.stretch_of + 1))
        yield f"stretch: {bar} {sum(kata.stretch.values())} of {kata.stretch_of} stretch steps"


def _store(main_py: str, kata: KataRun, config: pytest.Config) -> None:
    """For the board (--status), and for what comes next."""
    stretch = in_a_row(kata.stretch) if config.getoption("--stretch") else None
    redis = results.REDISES[selection.is_real(config)]
    results.remember(config, main_py, redis, in_a_row(kata.passed), kata.of, stretch)


def _next(main_py: str, kata: KataRun, config: pytest.Config) -> Iterator[str]:
    """The one thing to do."""
    is_watched = config.stash.get(IS_WATCHED, False)
    if kata.open_step:
        yield f"next: edit {main_py}, and {'save it' if is_watched else 'run the same command again'}"
        return
    course = schedule.katas(root_of(config))
    this = next(one for one in course if one.name == kata.kata)
    stored, content = results.of_main_py(config, main_py), results.digest(root_of(config) / main_py)
    hunts = is_hunt(kata.kata, root_of(config))
    command = command_after(this, stored, content, hunts or results.is_compared(config, main_py))
    if command == f"pytest katas/{kata.kata}":  # nothing is stored: -p no:cacheprovider
        on_real_redis = "" if hunts else f"{command} --compare"
        command = on_real_redis if selection.is_real(config) else f"{command} --real-redis"
    command = command or kata_after(kata.kata, course)
    yield f"Well done. next: {in_watch(command) if is_watched else command}"
    if command.endswith("--real-redis"):
        without = kata_after(kata.kata, course) if hunts else f"pytest katas/{kata.kata} --compare"
        yield f"(without Docker: {in_watch(without) if is_watched else without})"


def in_a_row(passed: dict[int, bool]) -> int:
    """How many steps are green, counted from step 1."""
    return next(number for number in range(len(passed) + 1) if not passed.get(number + 1))


def _show_hints(terminal: pytest.TerminalReporter, config: pytest.Config, run: Run) -> None:
    opened = [(main_py, kata.open_step, kata.is_loaded) for main_py, kata in run.katas.items() if kata.open_step]
    for main_py, step, is_loaded in opened:
        if not is_loaded:
            terminal.write_line(f"no hint yet: first mend {main_py}, at the line under `your code`")
            continue
        head, *lines = hints.show(config, step.kata, step.name, main_py)
        terminal.section(head)
        for line in lines:
            terminal.write_line(line)
    if not opened:
        terminal.write_line("no step is open: there is nothing to hint at")
