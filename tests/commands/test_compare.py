"""``--compare`` shows the reference beside an answer that is green, and nothing of it before."""

from __future__ import annotations

import json

import pytest

from dojo.course import schedule
from tests.support.kit_runs import ROOT, run_warm
from tests.support.usage_errors import says


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The fastest kata; all of them with --thorough."""
    if "green" in metafunc.fixturenames:
        katas = [kata.name for kata in schedule.katas(ROOT)]
        chosen = katas if metafunc.config.getoption("--thorough") else ["redis_basics"]
        metafunc.parametrize("green", chosen, indirect=True, scope="module")


@pytest.fixture(scope="module")
def green(request, tmp_path_factory):
    """The kata, and what is printed and written when its reference is compared with itself."""
    file = tmp_path_factory.mktemp("compare") / "comparison.json"
    command = (f"katas/{request.param}", "--impl", "solutions", "--benchmark-disable")
    return request.param, run_warm(*command, "--compare"), run_warm(*command, f"--compare={file}"), file


def test_a_green_kata_is_compared(green):
    """A table, and the diff."""
    kata, run, _, _ = green

    assert run.exit_code == 0, run.output
    assert f"solutions/{kata}/main.py beside the reference" in run.output
    assert "Your main.py and the reference are the same, to the letter." in run.output
    table = run.output.partition("beside the reference")[2].partition("to the letter")[0].splitlines()[1:]
    assert max(len(line.rstrip()) for line in table) <= 80


def test_equal_answers_make_the_same_round_trips(green):
    """Each operation, on both sides; the JSON has the numbers."""
    _, _, run, file = green
    (written,) = json.loads(file.read_text(encoding="utf-8"))

    assert run.exit_code == 0, run.output
    assert len(written["operations"]) >= 3
    for operation in written["operations"]:
        assert operation["yours"]["round_trips"] == operation["reference"]["round_trips"] >= 1, operation
        assert operation["yours"]["commands"] == operation["reference"]["commands"], operation
    facts = [fact for fact in written["facts"] if fact["name"] != "speed-up"]
    assert [fact["yours"] for fact in facts] == [fact["reference"] for fact in facts]


def test_a_kata_that_is_not_green_shows_nothing_of_the_reference():
    """It names the open step."""
    run = run_warm("katas/rate_limiter", "--compare")

    assert run.exit_code == 1
    assert "--compare waits for step 2 of rate_limiter: only a green kata is compared" in run.output
    assert "beside the reference" not in run.output
    assert "reference" not in run.output.partition("--compare waits")[2]


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("--compare", "katas/cache_api"), "--compare took katas/cache_api for its FILE"),
        (("katas/cache_api", "--compare=table.csv"), "FILE must end in .json"),
        (("katas/cache_api", "-k", "hit", "--compare"), "a part of it cannot show that it is green"),
    ],
)
def test_a_mistaken_command_line_is_refused(arguments, wrong):
    """Exit code 4."""
    run = run_warm(*arguments)

    assert run.exit_code == 4
    assert says(run.output, tried="--compare", wrong=wrong, do="pytest katas/cache_api --compare")


def test_a_file_that_cannot_be_written_is_refused_before_the_run(tmp_path):
    """Exit code 4."""
    run = run_warm("katas/cache_api", f"--compare={tmp_path / 'nowhere' / 'a.json'}")

    assert run.exit_code == 4
    assert says(run.output, tried="--compare", wrong="cannot be written", do="a file that you may write")
