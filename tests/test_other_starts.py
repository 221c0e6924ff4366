"""pytest started in another way: from another folder, with another pytest.ini, or by another Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_kit.build import build
from tests.support.kit_runs import ROOT, KitRun, environment_with, run_kit, run_warm
from tests.support.usage_errors import says

LIBRARIES = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A small kit in a folder of its own, inside of another folder."""
    folder = tmp_path / "redis-katas"
    folder.mkdir()
    return build(folder)


def run_python(*arguments: str, cwd: Path, **environment: str) -> KitRun:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment_with(environment), capture_output=True, text=True
    )
    return KitRun(done.returncode, done.stdout + done.stderr)


def is_red_at_step_2(run: KitRun) -> bool:
    """Whether the run is that of a fresh clone."""
    assert run.exit_code == pytest.ExitCode.TESTS_FAILED, run.output
    assert "1 failed, 1 passed, 6 skipped" in run.output, run.output
    assert "katas/tea/main.py: █▁▁ 1 of 3 steps" in run.output
    assert "  test      katas/tea/test_02_milk.py:" in run.output
    return run.open_step == "step 2"


def test_the_root_of_the_kit_is_where_its_conftest_is(kit):
    """VS Code has the folder around it open, and names that as --rootdir."""
    run = run_warm(f"--rootdir={kit.parent}", str(kit / "katas" / "tea"), cwd=kit.parent, PYTHONPATH=str(ROOT))

    assert is_red_at_step_2(run)
    assert "redis-katas/katas/tea/test_02_milk.py" in run.output


def test_a_kata_has_one_process_also_with_another_rootdir(kit):
    """Its node ids begin with another folder, and -n shares the tests out by them."""
    where = (f"--rootdir={kit.parent}", str(kit / "katas" / "tea"), "-n", "2")

    assert is_red_at_step_2(run_warm(*where, cwd=kit.parent, PYTHONPATH=str(ROOT)))


@pytest.mark.parametrize("cwd", [".", "katas"])
def test_a_pytest_ini_of_the_learners_own_changes_nothing(kit, cwd):
    """pytest then takes `katas` for the root, and would not look for the kit's conftest.py above it."""
    (kit / "katas" / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    shutil.copy(ROOT / "katas" / "conftest.py", kit / "katas")

    run = run_warm(str(kit / "katas" / "tea"), cwd=kit / cwd, PYTHONPATH=str(ROOT))

    assert is_red_at_step_2(run)


def test_pytest_in_the_folder_around_the_kit_says_what_to_type(kit):
    """It finds the kit only while it collects, too late for the kit's options."""
    run = run_kit(cwd=kit.parent, PYTHONPATH=str(ROOT))

    assert run.exit_code == pytest.ExitCode.INTERRUPTED
    assert says(
        run.output,
        tried=f"pytest in {kit.parent}, and this kit is in {kit}",
        wrong="pytest found it too late to learn its options",
        do="pytest redis-katas/katas · or open the folder of the kit itself in your editor",
    )
    assert "Traceback" not in run.output


@pytest.mark.parametrize("how", ["-O", "PYTHONOPTIMIZE"])
def test_a_python_without_asserts_is_refused(how):
    """The skeleton would be green."""
    option, variables = (["-O"], {}) if how == "-O" else ([], {"PYTHONOPTIMIZE": "1"})

    run = run_python(*option, "-m", "pytest", "katas/redis_basics", "--assert=plain", cwd=ROOT, **variables)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR
    assert says(
        run.output,
        tried="the tests with python -O, or with PYTHONOPTIMIZE",
        wrong="Python ignores every assert",
        do="leave -O out, and unset PYTHONOPTIMIZE",
    )
    assert "Traceback" not in run.output


def test_the_plumbing_of_another_clone_is_refused(kit):
    """Its virtual environment would judge these katas by that clone's `dojo`, and say nothing."""
    make_another_dojo_in(kit)
    path = os.pathsep.join([str(ROOT), LIBRARIES])

    run = run_python("-P", "-m", "pytest", "katas/tea", "-p", "dojo.steps", cwd=kit, PYTHONPATH=path)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(
        run.output,
        tried=f"redis-katas in {kit}, with {sys.executable}",
        wrong=f"this Python imports the kit from another folder, {ROOT}",
        do=f"make a virtual environment in {kit}, and type there: pip install -e .",
    )
    assert "Traceback" not in run.output


def test_an_app_on_the_plumbing_of_another_clone_is_refused(kit):
    """Started by hand, it would import that clone's given modules."""
    make_another_dojo_in(kit)
    main_py = kit / "katas" / "tea" / "main.py"
    main_py.write_text(f"{main_py.read_text('utf-8')}\nfrom dojo.app import serve\nserve(app, port=1)\n", "utf-8")

    run = run_python("katas/tea/main.py", cwd=kit, PYTHONPATH=os.pathsep.join([str(ROOT), LIBRARIES]))

    assert run.exit_code == 1, run.output
    assert says(
        run.output,
        tried=f"katas/tea/main.py, with {sys.executable}",
        wrong=f"this Python imports the kit from another folder, {ROOT}",
        do=f"make a virtual environment in {kit}, and type there: pip install -e .",
    )
    assert "Traceback" not in run.output


def make_another_dojo_in(kit: Path) -> None:
    (kit / "dojo").mkdir()
    (kit / "dojo" / "__init__.py").write_text("", encoding="utf-8")
