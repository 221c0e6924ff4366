"""A main.py that does not load, start or end is a failed test, with exit code 1 and the line of the learner."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_kit.build import build
from tests.support.bad_answers import BAD_ANSWERS, BadAnswer
from tests.support.kit_runs import ROOT, BackgroundRuns, KitRun, run_warm


@pytest.mark.parametrize("case", BAD_ANSWERS, ids=lambda case: case.name)
def test_an_answer_that_is_broken_is_a_failed_test(case: BadAnswer, background_runs: BackgroundRuns) -> None:
    """The block names the learner's line; what does not end is given up, and the run goes on to its end."""
    run = background_runs.result(case.run)

    assert run.exit_code == pytest.ExitCode.TESTS_FAILED, run.output
    assert run.output.count(f"  got       {case.got}") == (1 if case.others_pass else 2), run.output
    assert case.place in run.output, run.output
    assert case.raised in run.output, run.output
    assert "Traceback" not in run.output, run.output
    assert ("1 failed, 1 passed" if case.others_pass else "2 failed") in run.output, run.output


def judged(main_py: Path, content: bytes | None) -> KitRun:
    """A run of a small kit, whose main.py holds this content, or links to itself."""
    main_py.unlink()
    if content is None:
        main_py.symlink_to(main_py.name)
    else:
        main_py.write_bytes(content)
    return run_warm("katas/tea", cwd=main_py.parents[2], PYTHONPATH=str(ROOT), COLUMNS="120")


@pytest.mark.parametrize(
    ("encoding", "known"), [("utf-16", ", but UTF-16"), ("utf-16-le", ", but UTF-16"), ("cp1252", "")]
)
def test_a_main_py_in_another_encoding_is_told_so(tmp_path, encoding, known):
    """Python's own words are about null bytes, or about a byte at position 0."""
    main_py = build(tmp_path) / "katas" / "tea" / "main.py"
    run = judged(main_py, ("MENU = 'thé'\n" + main_py.read_text("utf-8")).encode(encoding))

    assert run.exit_code == pytest.ExitCode.TESTS_FAILED, run.output
    assert f"  note      katas/tea/main.py is not UTF-8{known}; in your editor, save it as UTF-8\n" in run.output
    assert "Traceback" not in run.output


def test_a_main_py_that_names_its_encoding_is_read(tmp_path):
    """Python reads it, so the kit does too."""
    main_py = build(tmp_path) / "katas" / "tea" / "main.py"
    run = judged(main_py, ("# -*- coding: cp1252 -*-\nMENU = 'thé'\n" + main_py.read_text("utf-8")).encode("cp1252"))

    assert run.open_step == "step 2"


def test_a_main_py_that_links_to_itself_is_not_there(tmp_path):
    """It has no end that could be read."""
    run = judged(build(tmp_path) / "katas" / "tea" / "main.py", None)

    assert run.exit_code == pytest.ExitCode.TESTS_FAILED, run.output
    assert "  got       there is no such file; git checkout brings back the one of a fresh clone\n" in run.output
    assert "Traceback" not in run.output


def test_an_impl_that_links_to_itself_is_refused(tmp_path):
    """Before a test is run."""
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "main.py").symlink_to("main.py")
    kit = build(tmp_path)

    run = run_warm("katas/tea", "--impl", str(tmp_path), cwd=kit, PYTHONPATH=str(ROOT))

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert f"wrong   there is no tea/main.py in {tmp_path}" in run.output
