"""The loop of --watch: it waits for a save or a key, and runs the kata again."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest
from watchfiles import Change, watch

from dojo.kata import file_of
from dojo.watching.keys import Keys
from dojo.watching.warm_run import WarmRun

STEP_MS = 30
"""How often the files and the keys are looked at."""

SAVED_WITHIN_SECONDS = 0.5
"""An editor that saves by renaming takes the file away for a moment."""

_SWITCHES = {"a": ("--all-steps", "all steps"), "s": ("--stretch", "stretch"), "r": ("--real-redis", "real Redis")}
_ONCE = {"h": "--hint", "c": "--compare"}
_CLEAR = "\033[2J\033[H"


class Redis(Protocol):
    """A Redis that stays up between runs."""

    def url_of_database(self, number: int) -> str: ...

    def close(self) -> None: ...


@dataclass
class Watch:
    """``Watch(["katas/cache_api"], …).until_quit()``"""

    arguments: list[str]
    """Those of pytest, without --watch."""
    folders: list[Path]
    """The folders of the katas."""
    cwd: Path
    start_redis: Callable[[], Redis]
    on: dict[str, bool] = field(default_factory=dict)
    """Which of the switches are on, by key."""

    def until_quit(self) -> int:
        """Returns the exit code: 0, unless Ctrl-C ended a run."""
        with ExitStack() as self._to_be_closed, Keys() as self._keys:
            self._redis: Redis | None = None
            self._run: WarmRun | None = None
            self._is_said = False
            self._to_be_closed.callback(self._stop)
            self._begin()
            before = ""
            for event in self._events():
                if event == "q":
                    break
                if event == "s" and not self._has_stretch_steps():
                    print("there are no stretch steps here", flush=True)
                    continue
                if event in _SWITCHES:
                    self.on[event] = not self.on.get(event, False)
                if event in _SWITCHES or event in _ONCE or event == "saved":
                    once = "--hint=again" if event == "h" and before != "h" else _ONCE.get(event, "")
                    self._begin(once)
                    before = event
        return 0

    def _has_stretch_steps(self) -> bool:
        return any(next(folder.glob("test_stretch_*.py"), None) for folder in self.folders)

    def _events(self) -> Iterator[str]:
        """``saved`` or a key, as they come."""
        changes = watch(
            *self.folders,
            watch_filter=_is_code,
            debounce=4 * STEP_MS,
            step=STEP_MS,
            rust_timeout=2 * STEP_MS,
            yield_on_timeout=True,
            poll_delay_ms=100,
            recursive=False,
        )
        for changed in changes:
            if changed:
                yield "saved"
            if self._run and self._run.is_over:
                self._say_what_it_waits_for()
            if self._run and self._run.debugger_holds_it and not self._run.is_over:
                with self._keys.paused():
                    while self._run.debugger_holds_it and not self._run.is_over:
                        time.sleep(STEP_MS / 1000)
            yield from self._keys.pressed()

    def _begin(self, once: str = "") -> None:
        self._stop()
        until = time.monotonic() + SAVED_WITHIN_SECONDS
        while not all((folder / file_of(folder)).is_file() for folder in self.folders) and time.monotonic() < until:
            time.sleep(STEP_MS / 1000)
        if sys.stdout.isatty():
            print(_CLEAR, end="", flush=True)
        self._is_said = False
        try:
            arguments = [*self.arguments, "-q", "--no-header", *self._options()]
        except pytest.UsageError as error:  # no Docker, for example
            self.on["r"], self._run = False, None
            print(f"       {error}", flush=True)
            self._say_what_it_waits_for()
            return
        print(f"{datetime.now():%H:%M:%S} running pytest {' '.join(self.arguments)}", flush=True)
        self._run = WarmRun([*arguments, once] if once else arguments, self.cwd, self.folders)

    def _options(self) -> list[str]:
        options = [option for key, (option, _) in _SWITCHES.items() if self.on.get(key) and key != "r"]
        return [*options, "--redis-url", self._url_of_redis()] if self.on.get("r") else options

    def _url_of_redis(self) -> str:
        if self._redis is None:
            self._redis = self.start_redis()
            self._to_be_closed.callback(self._redis.close)
        return self._redis.url_of_database(0)

    def _stop(self) -> None:
        if self._run:
            self._run.stop()

    def _say_what_it_waits_for(self) -> None:
        if self._is_said:
            return
        self._is_said = True
        on = ", ".join(words for key, (_, words) in _SWITCHES.items() if self.on.get(key))
        names = " or ".join(f"katas/{folder.name}/{file_of(folder)}" for folder in self.folders[:2])
        more = " or another one" if len(self.folders) > 2 else ""
        print(f"\nwaiting for {names}{more} to be saved{f' (with {on})' if on else ''}", flush=True)
        if self._keys.are_read:
            print("h hint · a all steps · r real Redis · s stretch · c compare · q quit", flush=True)


def _is_code(_: Change, path: str) -> bool:
    """The file that a learner edits, or a module beside it. The temporary files of editors have other names."""
    file = Path(path)
    return file.suffix == ".py" and file.name[0] not in ".#" and not file.name.startswith("test_")
