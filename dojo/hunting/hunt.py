"""The hunt of one step: it tries the learner's tests on right answers, or on the bug of the step."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pytest

from dojo.backends.selection import backend_of
from dojo.course.summary import REMARK
from dojo.guards.own_verdict import OwnVerdict
from dojo.hunting import words
from dojo.hunting.answers import Answer, apps_in, bug_of_step, right_answers
from dojo.hunting.collector import tests_in
from dojo.hunting.trial import Trial, try_on
from dojo.kata import KataFolder, implementation_of, shown
from dojo.record import Exchange, record_of
from dojo.report.layout import width_of
from dojo.steps import STEP, is_by_name

_HUNTS = pytest.StashKey[dict[Path, "Tests"]]()


@dataclass
class Tests:
    """The tests of one my_tests.py, collected once per run."""

    all: list[pytest.Function]
    apps: list[str]
    have_found: set[str] = field(default_factory=set)
    """The names of those that have found a bug in this run."""
    folder: tempfile.TemporaryDirectory[str] = field(default_factory=tempfile.TemporaryDirectory)

    def of(self, app: str) -> list[pytest.Function]:
        """The tests that are marked with this app."""
        return [test for test in self.all if test.get_closest_marker(app)]

    @property
    def without_app(self) -> list[pytest.Function]:
        """The tests without such a mark."""
        return [test for test in self.all if not any(test.get_closest_marker(app) for app in self.apps)]


class CannotRun(OwnVerdict):
    """A test of the learner ended by an exception, where it had to pass; `__cause__` is the exception."""


@dataclass(frozen=True)
class Hunt:
    """``hunt.on_right_answers()`` or ``hunt.on_the_bug()``"""

    step_test: pytest.Item

    @cached_property
    def tests(self) -> Tests:
        """The learner's tests.

        Raises:
            CannotLoad: the file raised, or does not exist.
        """
        file, config = implementation_of(self.step_test), self.step_test.config
        hunts = config.stash.setdefault(_HUNTS, {})
        if file not in hunts:
            kata = self.step_test.getparent(KataFolder)
            assert kata
            apps = apps_in(self._folder)
            hunts[file] = Tests(tests_in(file, kata, apps), apps)
            config.add_cleanup(hunts[file].folder.cleanup)
        return hunts[file]

    @property
    def without_app(self) -> str:
        """The names of the tests that do not say which app they are about."""
        return ", ".join(words.name_of(test) for test in self.tests.without_app)

    def on_right_answers(self) -> Iterator[Verdict]:
        """Try each test on each right answer of its app.

        Raises:
            CannotRun: a test ended by an exception that is no failed assertion.
        """
        redis = backend_of(self.step_test.config).version
        for app in self.tests.apps:
            tests = self.tests.of(app)
            for answer in right_answers(self._folder, app, redis) if tests else []:
                for test in tests:
                    trial = self._try(test, answer)
                    self._show(trial)
                    if trial.error and not trial.has_failed_by_its_own_assertion:
                        how, cause = words.ended_otherwise(trial, self._shown)
                        error = CannotRun(how)
                        error.wanted = f"{trial.name} to pass on {trial.answer.name}, a right answer"
                        raise error from cause
                    yield Verdict(trial.has_passed, words.unfair(trial, self._shown), trial)

    def on_the_bug(self) -> Verdict:
        """Try the tests of the app on the bug of this step, until one finds it. The run shows the bug at its end."""
        bug = bug_of_step(self._folder, self._number)
        tests = sorted(self.tests.of(bug.app), key=lambda test: test.nodeid in self.tests.have_found)
        trials: list[Trial] = []
        for test in tests:
            trials.append(self._try(test, bug))
            if trials[-1].has_failed_by_its_own_assertion:
                self.tests.have_found.add(test.nodeid)
                self._remark(bug, trials[-1])
                return Verdict(True, "", trials[-1])
        trials.sort(key=lambda trial: trial.first_line)
        nearest = next((trial for trial in trials if trial.error), trials[-1] if trials else None)
        if nearest:
            self._show(nearest)
        return Verdict(False, words.survives(bug, trials, nearest), nearest)

    def _try(self, test: pytest.Function, answer: Answer) -> Trial:
        return try_on(test, answer, Path(self.tests.folder.name))

    def _show(self, trial: Trial) -> None:
        """The failure block of the step shows the requests of this trial, and what the test printed."""
        record = record_of(self.step_test)
        record.events = [
            replace(event, error=None) if isinstance(event, Exchange) else event for event in trial.record.events
        ]
        self.step_test._report_sections[:] = trial.sections

    def _remark(self, bug: Answer, trial: Trial) -> None:
        """Show the bug at the end of the run, if this is the first run that finds it, or if the step is asked for."""
        cache: pytest.Cache | None = getattr(self.step_test.config, "cache", None)
        step = self.step_test.stash[STEP]
        key = f"redis-katas/found/{step.main_py}/{step.name}"
        is_asked_for = is_by_name(self.step_test.config)
        if cache and cache.get(key, "") and not is_asked_for:
            return
        if cache:
            cache.set(key, trial.name)
        remark = words.found(step.name, step.title, bug, trial, width_of(self.step_test.config))
        if not is_asked_for:
            remark += f"\n  show it again: pytest {shown(self.step_test.path, self.step_test.config)}"
        self.step_test.user_properties.append((REMARK, remark))

    @property
    def _folder(self) -> Path:
        return self.step_test.path.parent

    @property
    def _number(self) -> int:
        return self.step_test.stash[STEP].number

    @property
    def _shown(self) -> str:
        return shown(implementation_of(self.step_test), self.step_test.config)


@dataclass(frozen=True)
class Verdict:
    """Whether all is well, and what to say if it is not."""

    is_good: bool
    said: str
    trial: Trial | None

    @property
    def expectation(self) -> str:
        """What was expected of the test that was tried last."""
        return f"{self.trial.name} to pass on {self.trial.answer.name}, a right answer" if self.trial else ""

    def __bool__(self) -> bool:
        return self.is_good

    def __str__(self) -> str:
        return self.said
