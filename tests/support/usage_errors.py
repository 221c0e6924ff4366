"""Command lines that cannot work, and the three lines that each gets: what was tried, what went wrong, what to do."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dojo import kata
from tests.support.kit_runs import ROOT

NOWHERE = "redis://127.0.0.1:1/0"
"""No server listens there."""


class Command:
    """A double of pytest.Config: the options of a command line that was given in ROOT."""

    def __init__(self, **options: object) -> None:
        self._options = {name.replace("_", "-"): value for name, value in options.items()}
        self.stash = pytest.Stash()
        self.stash[kata.ROOT] = ROOT
        self.invocation_params = SimpleNamespace(dir=ROOT)

    def getoption(self, name: str, default: object = None) -> object:
        return self._options.get(name.removeprefix("--"), default)


def says(output: str, *, tried: str, wrong: str, do: str = "") -> bool:
    """Whether the three lines stand there, each with these words. Without `do`, some way out must be named.

    An assertion error shows what stands there instead.
    """
    lines = [line.strip().removeprefix("ERROR: ") for line in output.splitlines()]
    first = next((number for number, line in enumerate(lines) if line.startswith("tried   ")), None)
    assert first is not None, f"no line begins with 'tried':\n{output}"
    said = lines[first : first + 3]
    assert [line[:8] for line in said] == ["tried   ", "wrong   ", "do      "], output
    for line, wanted in zip(said, (tried, wrong, do), strict=True):
        assert wanted in line[8:], output
        assert line[8:], output
    return True
