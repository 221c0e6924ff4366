"""``--grade DIR``: a table of a class. No submission changes the row of another one."""

from __future__ import annotations

import csv
import json

import pytest

from dojo.course import schedule
from dojo.grading import judge
from tests.support.kit_runs import ROOT, run_warm
from tests.support.usage_errors import says

SOLVED = (ROOT / "solutions" / "redis_basics" / "main.py").read_text(encoding="utf-8")
SKELETON = (ROOT / "katas" / "redis_basics" / "main.py").read_text(encoding="utf-8")
CLASS = {
    "ada": SOLVED,
    "bob": SKELETON,
    "cheats-by-exit": f"{SOLVED}\nimport os\nos._exit(0)\n",
    "edits-the-tests": SKELETON
    + """
import pathlib, redis
for test in pathlib.Path.cwd().glob("katas/*/test_*.py"):
    test.write_text("def test_nothing(): pass", encoding="utf-8")
redis.Redis.get = lambda *_: b"patched"
""",
    "fills-the-memory": SKELETON + "\nrows = [bytearray(1 << 40)]\n",
    "typo": "def (",
    "zoe": None,
    "_drafts": SOLVED,
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The output, and the two files, of grading the class."""
    folder = tmp_path_factory.mktemp("class")
    for student, source in CLASS.items():
        kata = folder / "in" / student / "redis_basics"
        kata.mkdir(parents=True)
        if source is not None:
            (kata / "main.py").write_text(source, encoding="utf-8")
    command = ("katas/redis_basics", "--grade", str(folder / "in"))
    first = run_warm(*command, "--results", str(folder / "grades.csv"))
    second = run_warm(*command, "--results", str(folder / "grades.json"))
    with (folder / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    return first, second, rows, json.loads((folder / "grades.json").read_text(encoding="utf-8"))


def test_every_student_has_a_row_and_grading_again_gives_the_same_table(graded):
    """A folder that begins with an underscore is no student."""
    first, second, rows, _ = graded

    assert first.exit_code == 0, first.output
    assert list(rows) == sorted(student for student in CLASS if student != "_drafts")
    assert first.output.partition("written to")[0] == second.output.partition("written to")[0]
    assert max(map(len, first.output.splitlines())) <= 80 + len("written to ")


def test_grades_count_green_steps(graded):
    """With the first open step, and what it expected."""
    _, _, rows, _ = graded

    assert (rows["ada"]["steps"], rows["ada"]["of"], rows["ada"]["open_step"]) == ("11", "11", "")
    assert rows["bob"]["steps"] == "1"
    assert rows["bob"]["open_step"].startswith("step 2: ")
    assert rows["bob"]["expected"] == "1 for the first visit"


def test_what_is_missing_is_not_handed_in(graded):
    """It is no failure of anything else."""
    _, _, rows, _ = graded

    assert (rows["zoe"]["steps"], rows["zoe"]["message"]) == ("0", "not handed in")


def test_a_submission_that_ends_its_process_has_no_green_step(graded):
    """Whatever its exit code says."""
    _, _, rows, _ = graded

    assert rows["cheats-by-exit"]["steps"] == "0"
    assert rows["cheats-by-exit"]["status"] == "error"


def test_a_submission_that_edits_the_tests_edits_a_copy(graded):
    """Nobody else's row changes, and neither does the kit."""
    _, _, rows, _ = graded

    assert rows["ada"]["steps"] == "11"
    assert "def test_nothing" not in (ROOT / "katas/redis_basics/test_02_counters.py").read_text(encoding="utf-8")


def test_memory_is_limited(graded):
    """One that takes 8 GB fails by an exception of its own."""
    _, _, rows, _ = graded

    assert rows["fills-the-memory"]["steps"] == "0"


def test_the_json_has_a_result_of_exercisms_kind_for_each(graded):
    """An error differs from a failure."""
    *_, objects = graded
    results = {one["student"]: one["result"] for one in objects}

    assert {result["version"] for result in results.values()} == {3}
    assert results["ada"]["status"] == "pass"
    assert results["bob"]["status"] == "fail"
    assert results["typo"]["status"] == "error"
    assert results["zoe"] == {"version": 3, "status": "error", "message": "not handed in", "tests": []}


def test_one_that_does_not_end_is_stopped(tmp_path, monkeypatch):
    """With everything that it started."""
    monkeypatch.setattr(judge, "SECONDS", 3)
    source = "import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
    (tmp_path / "eve" / "redis_basics").mkdir(parents=True)
    main_py = tmp_path / "eve" / "redis_basics" / "main.py"
    main_py.write_text(
        f"{source}\nimport threading\nthreading.Thread(target=time.sleep, args=(99,)).start()\n"
        "while True:\n    try:\n        time.sleep(99)\n    except BaseException:\n        pass\n"
    )
    kata = next(one for one in schedule.katas(ROOT) if one.name == "redis_basics")
    verdict = judge.judge(judge.Submission("eve", "redis_basics", tmp_path / "eve"), kata, ROOT, [])

    assert (verdict.message, verdict.green) == ("stopped after 3 s", 0)


@pytest.mark.parametrize(
    ("directory", "wrong"),
    [
        ("nowhere", "there is no such directory"),
        ("empty", "there is no folder of a student in it"),
        ("one-student", "redis_basics is a kata, not a student"),
    ],
)
def test_a_directory_without_submissions_is_refused(tmp_path, directory, wrong):
    """Exit code 4."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "one-student" / "redis_basics").mkdir(parents=True)
    run = run_warm("katas", "--grade", str(tmp_path / directory))

    assert run.exit_code == 4
    assert says(run.output, tried="--grade", wrong=wrong, do="DIR/<student>/<kata>/main.py")


def test_a_results_file_that_cannot_be_written_is_refused_before_grading(tmp_path):
    """Nobody waits for minutes to read it then."""
    (tmp_path / "ada" / "redis_basics").mkdir(parents=True)
    run = run_warm("katas", "--grade", str(tmp_path), "--results", str(tmp_path / "nowhere" / "grades.csv"))

    assert run.exit_code == 4
    assert says(run.output, tried="--results grades.csv", wrong="cannot be written", do="a file that you may write")
