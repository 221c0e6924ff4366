"""`python -m tests.versions` finds what it tests. The command itself makes environments, which takes minutes."""

from __future__ import annotations

import sys

import pytest
from packaging.requirements import Requirement

from tests import versions


def test_each_dependency_has_a_lowest_version():
    """One without a pin is never tested at its lowest version."""
    assert "fakeredis==2.40" in versions.lowest()
    assert len(versions.lowest()) > 10


@pytest.mark.parametrize("text", ["redis", "redis>=8.1", "redis~=8.1,<8.3"])
def test_a_pin_of_another_form_is_refused(text):
    """It would be tested at a version that nobody has chosen."""
    with pytest.raises(ValueError, match="pin it with ~="):
        versions._lowest_of(Requirement(text))


def test_this_python_is_found():
    """A Python that is installed must not be reported as missing."""
    minor = f"3.{sys.version_info.minor}"

    found = versions.installed(minor)

    assert found
    assert found[1].startswith(f"{minor}.")


def test_a_missing_python_is_said(capsys, monkeypatch):
    """A line that is left out looks like a success."""
    monkeypatch.setattr(versions, "installed", lambda minor: None)

    exit_code = versions.main([])

    assert exit_code == 0
    assert capsys.readouterr().out.count("is not installed here: not tested") == len(versions.PYTHONS)


def test_a_failure_is_the_exit_code(capsys, monkeypatch):
    """CI looks at the exit code only."""
    monkeypatch.setattr(versions, "installed", lambda minor: ("python", f"{minor}.0"))
    monkeypatch.setattr(versions, "tested", lambda *of: versions.Result(of[1], of[2], "1 failed", of[2] == "lowest"))

    assert versions.main(["--python", "3.12"]) == 1
    assert versions.main(["--python", "3.12", "--newest"]) == 0
    assert capsys.readouterr().out.count("1 failed") == 3
