"""The README is short, and its commands and options are real."""

from __future__ import annotations

import re

import pytest

from tests.support.kit_runs import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MOST_WORDS = 1200
OPTIONS = {option for line in re.findall(r"`pytest ([^`]*)`", README) for option in re.findall(r"--[a-z-]+", line)}
ASKED_BY_CI = re.findall(r"\$\(readme_command '([^']+)'\)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))


def test_the_readme_is_short() -> None:
    """A learner reads it to the end before the first test; counted as by ``wc -w``."""
    assert len(README.split()) <= MOST_WORDS


def test_ci_runs_both_commands() -> None:
    """A command that CI does not run may stop working unnoticed."""
    commands = re.findall(r"^python3 -m venv .* && (pytest .*)$", README, re.MULTILINE)

    assert commands == ["pytest katas/redis_basics", "pytest solutions theory tests -n 3"]
    assert commands == ASKED_BY_CI


def test_only_the_developers_command_installs_the_extra() -> None:
    """A learner needs neither a browser's driver nor a fuzzer."""
    learner, developer = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)

    assert "pip install -q -e . " in learner
    assert "pip install -q -e '.[test]' " in developer


def test_a_learner_begins_with_the_kata_of_day_1() -> None:
    """The quick start, the schedule and the list of katas name redis_basics first."""
    katas = sorted(path.parent.name for path in ROOT.glob("katas/*/README.md"))
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", README, re.MULTILINE))

    for heading in ("Quick start", "Five days", "The katas"):
        assert re.findall("|".join(katas), sections[heading])[0] == "redis_basics", heading
    assert sorted(set(re.findall(r"katas/(\w+)/README\.md", sections["The katas"]))) == katas


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_an_option_of_the_readme_exists(option: str, pytestconfig: pytest.Config) -> None:
    """getoption raises a ValueError for an option that pytest does not know."""
    pytestconfig.getoption(option)
