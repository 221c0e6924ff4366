"""``--reset`` puts the skeleton back, and loses nothing."""

from __future__ import annotations

import shutil

import pytest

from dojo.commands.reset import put_back
from dojo.course import schedule
from dojo.kata import answer_to
from tests.support.kit_runs import ROOT, run_warm
from tests.support.usage_errors import says


@pytest.fixture
def kata(tmp_path):
    """A kata with a main.py that was edited, and never committed."""
    folder = tmp_path / "katas" / "tea"
    folder.mkdir(parents=True)
    (folder / "main.skeleton").write_text("gap = ...\n", encoding="utf-8")
    (folder / "main.py").write_text("gap = 'filled'\n", encoding="utf-8")
    return folder


def contents(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_skeleton_is_back_and_the_learners_file_is_kept(kata):
    """Under a name that is said."""
    said = put_back(kata)

    assert said == "main.py is the skeleton again; yours is kept as katas/tea/main.py.kept-1"
    assert contents(kata)["main.py"] == "gap = ...\n"
    assert contents(kata)["main.py.kept-1"] == "gap = 'filled'\n"


def test_a_second_reset_keeps_a_second_file(kata):
    """The first one stays as it is."""
    put_back(kata)
    (kata / "main.py").write_text("gap = 'again'\n", encoding="utf-8")
    put_back(kata)

    assert contents(kata)["main.py.kept-1"] == "gap = 'filled'\n"
    assert contents(kata)["main.py.kept-2"] == "gap = 'again'\n"


def test_a_skeleton_is_not_kept(kata):
    """Nothing was done yet."""
    put_back(kata)

    assert put_back(kata) == "main.py is the skeleton already"
    assert sorted(contents(kata)) == ["main.py", "main.py.kept-1", "main.skeleton"]


def test_a_main_py_that_is_gone_comes_back(kata):
    """There is nothing to keep."""
    (kata / "main.py").unlink()

    assert put_back(kata) == "there was no main.py; the skeleton is there now"
    assert contents(kata)["main.py"] == "gap = ...\n"


def test_without_a_skeleton_nothing_changes(kata):
    """Three lines say why."""
    (kata / "main.skeleton").unlink()
    with pytest.raises(pytest.UsageError) as caught:
        put_back(kata)

    assert says(str(caught.value), tried="--reset", wrong="main.skeleton cannot be read", do="git checkout")
    assert contents(kata) == {"main.py": "gap = 'filled'\n"}


def test_a_folder_that_cannot_be_written_is_said_and_nothing_changes(kata, monkeypatch):
    """As on a full disk."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(pytest.UsageError) as caught:
        put_back(kata)

    assert says(str(caught.value), tried="--reset", wrong="katas/tea cannot be written: No space left", do="writable")
    assert contents(kata)["main.py"] == "gap = 'filled'\n"


def test_hints_and_progress_are_forgotten(small_kit, tmp_path):
    """The next --hint is the first one again, and no step was green before."""
    kata = small_kit / "katas" / "done"
    shutil.copy(kata / "main.py", kata / "main.skeleton")
    cache = ("-p", "cacheprovider", "-o", f"cache_dir={tmp_path / 'cache'}")
    try:
        run_warm(*cache, "katas/done", "--benchmark-disable", cwd=small_kit, PYTHONPATH=str(ROOT))
        stored = list((tmp_path / "cache").rglob("*/redis-katas/**/done/main.py/*"))
        run = run_warm(*cache, "katas/done", "--reset", cwd=small_kit, PYTHONPATH=str(ROOT))
    finally:
        (kata / "main.skeleton").unlink()

    assert stored
    assert run.exit_code == 0, run.output
    assert run.output == "done: main.py is the skeleton already\n"
    assert not [path for path in stored if path.exists()]


@pytest.mark.parametrize("argument", ["katas/coffee", "solutions/cache_api", "README.md"])
def test_something_that_is_no_kata_is_refused(argument):
    """Exit code 4, and nothing changes."""
    run = run_warm(argument, "--reset")

    assert run.exit_code == 4
    assert says(run.output, tried=f"pytest {argument} --reset", wrong="is not a kata", do="pytest katas/redis_basics")


@pytest.mark.parametrize("kata", [kata.name for kata in schedule.katas(ROOT)])
def test_the_skeleton_that_comes_back_is_that_of_a_fresh_clone(kata):
    """Anyone who changes katas/<kata>/main.py copies it to main.skeleton."""
    answer = answer_to(kata, ROOT)

    assert answer.with_suffix(".skeleton").read_bytes() == answer.read_bytes()
