"""The block and what stands around it, in a terminal that is narrow, or knows few signs, or is flooded."""

from __future__ import annotations

import pytest

from dojo.record import CALL, Exchange, Expectation, Record, RoundTrip
from dojo.report.abridge import without_the_middle_of_output
from dojo.report.failure_block import FailureBlock, _apart
from dojo.steps import Step
from tests.small_kit.build import build
from tests.support.kit_runs import ROOT, run_kit, run_warm
from tests.support.named_runs import small

RUNS = {"done": small("katas/done")}


@pytest.fixture(scope="module")
def in_ascii(small_kit):
    """The output of the small kit in a terminal that knows only ASCII. Not from a warm process: it has its encoding."""
    arguments = ("katas/calls", "katas/done", "--all-steps")
    return run_kit(*arguments, cwd=small_kit, PYTHONPATH=str(ROOT), PYTHONIOENCODING="ascii").output


def test_a_terminal_without_a_block_shows_a_bar_of_ascii(in_ascii):
    """Not `\\u2588\\u2581\\u2581`."""
    assert "katas/calls/main.py: ........... 0 of 11 steps\n" in in_ascii
    assert "katas/done/main.py: # 1 of 1 steps\n" in in_ascii


def test_the_whole_block_is_ascii_there(in_ascii):
    """Arrows, dots and dashes too. What the learner wrote is escaped by pytest."""
    assert "step 2 of 11 - Somebody else in between\n" in in_ascii
    assert "GET purse:ada -> 100" in in_ascii
    assert "-- the test sends SET purse:ada 100 --" in in_ascii
    assert [sign for sign in ("\\u2192", "\\u2014", "\\u2026", "\\u258", "\\xb7") if sign in in_ascii] == []


def test_the_last_lines_of_a_green_run_fit_a_terminal_of_80_columns(runs):
    """The longest name of a kata is longer by eleven signs."""
    lines = runs("done").output.splitlines()
    about_it = [line for line in lines if line.startswith(("katas/done/main.py", "Well done.", "(without Docker"))]

    assert len(about_it) == 3
    assert all(len(line.replace("done", "session_storage")) <= 80 for line in about_it)


@pytest.mark.parametrize("where", ["stdout", "stderr"])
def test_what_is_printed_in_a_loop_shows_its_first_and_last_lines(tmp_path, where):
    """Else the block stands above megabytes of it."""
    main_py = build(tmp_path) / "katas" / "tea" / "main.py"
    source = main_py.read_text("utf-8").replace(
        '    return {"data": None}',
        f'    for number in range(100_000):\n        print("line", number, file=sys.{where})\n'
        '    return {"data": None}',
    )
    main_py.write_text(f"import sys\n{source}", encoding="utf-8")

    output = run_warm("katas/tea", cwd=tmp_path, PYTHONPATH=str(ROOT)).output

    assert len(output) < 5000
    assert "\nline 0\n" in output
    assert "\n… 99980 more lines …\n" in output
    assert "\nline 99999\n" in output
    assert output.index("step 2 of 3") < output.index("line 0")


def test_few_lines_are_shown_as_they_were_printed():
    """A learner's own print() is there to be read."""
    assert without_the_middle_of_output("tea\n\nmilk") == "tea\n\nmilk"
    assert without_the_middle_of_output("x" * 2000 + "\nmilk\n") == "x" * 499 + "…\nmilk\n"


def test_two_notes_are_told_apart():
    """One alone needs no dot."""
    step = Step("tea", "katas/tea/main.py", 1, 9, "Tea", "page", stretch=False)

    assert str(FailureBlock(step, [("note", _apart(["sugar", "milk"]))], 80)).splitlines()[1:] == [
        "  note      · sugar",
        "            · milk",
    ]
    assert _apart(["milk"]) == ["milk"]


def test_the_exception_is_of_the_call_that_the_assertion_is_about():
    """A test that cuts each connection lets every call raise; the key that it names tells which one matters."""
    calls = []
    for number, (name, key) in enumerate([("save_draft", b"draft:ada"), ("edit_draft", b"draft:grace")], 1):
        trip = RoundTrip([(b"SET", key, b"Notes")], [b"OK"])
        calls.append(Exchange(number, CALL, f"{name}(redis)", error=ConnectionError("cut"), trips=[trip]))

    about_ada = Record(list(calls), Expectation("every draft to expire", "draft:ada without a TTL"))
    about_nothing = Record(list(calls), Expectation("every draft to expire", "some without a TTL"))

    assert about_ada.failed is calls[0]
    assert about_nothing.failed is calls[1]
