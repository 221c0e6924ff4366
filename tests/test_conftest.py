"""conftest.py says what is missing, before anything else can fail."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.support.kit_runs import ROOT, environment_with
from tests.support.usage_errors import says


def test_python_3_8_can_read_the_check_of_its_version() -> None:
    """A syntax error would say nothing of it."""
    ast.parse((ROOT / "conftest.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_python_that_is_too_old_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is imported that such a Python does not have."""
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    conftest = compile((ROOT / "conftest.py").read_text(encoding="utf-8"), "conftest.py", "exec")

    with pytest.raises(SystemExit) as caught:
        exec(conftest, {"__name__": "conftest"})

    assert caught.value.code == pytest.ExitCode.USAGE_ERROR
    assert says(
        capsys.readouterr().err,
        tried="redis-katas on Python 3.8",
        wrong="it needs Python 3.11 or newer, as FastAPI does",
        do="make the virtual environment with a newer one, such as: python3.12 -m venv .venv",
    )


def test_a_kit_that_is_not_installed_is_told_so() -> None:
    """`pytest` without `pip install -e .`, or with a virtual environment that was forgotten."""
    without = "import sys, pytest; sys.modules.update(fakeredis=None); sys.exit(pytest.main(['katas']))"

    run = subprocess.run(
        [sys.executable, "-c", without], cwd=ROOT, env=environment_with({}), capture_output=True, text=True, check=False
    )

    assert run.returncode == pytest.ExitCode.USAGE_ERROR, run.stdout + run.stderr
    assert says(
        run.stderr,
        tried=f"redis-katas with {sys.executable}",
        wrong="fakeredis is not installed there",
        do="pip install -e . in the folder of the kit, in the virtual environment that pytest runs in",
    )
    assert "Traceback" not in run.stdout + run.stderr


@pytest.mark.parametrize(("version", "is_allowed"), [("5.3.0", False), ("5.3.1", True)])
def test_a_pytest_benchmark_with_which_the_tests_fail_is_not_allowed(version: str, is_allowed: bool) -> None:
    """5.3.0 fails; pip would take it if something else asked for it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {wants.name: wants for wants in map(Requirement, project["dependencies"])}

    assert wanted["pytest-benchmark"].specifier.contains(version) is is_allowed
