"""``--results FILE`` of a single run: CSV, JSON in Exercism's format, and plain properties in the JUnit XML."""

from __future__ import annotations

import csv
import json
from xml.etree import ElementTree

import pytest

from tests.support.kit_runs import ROOT, run_warm
from tests.support.usage_errors import says


@pytest.fixture(scope="module")
def written(tmp_path_factory, small_kit):
    """The JSON and the CSV of a run of two katas."""
    folder = tmp_path_factory.mktemp("results")
    for name in ("results.json", "results.csv"):
        katas = ("katas/tea", "katas/typo", "katas/done")
        run_warm(*katas, "--benchmark-disable", "--results", str(folder / name), cwd=small_kit, PYTHONPATH=str(ROOT))
    with (folder / "results.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return json.loads((folder / "results.json").read_text(encoding="utf-8")), {row["kata"]: row for row in rows}


def test_the_json_is_that_of_a_test_runner_of_exercism(written):
    """Version 3: a status, a message, and the tests with their task."""
    result, _ = written

    assert (result["version"], result["message"]) == (3, None)
    assert {tuple(test) for test in result["tests"]} == {("name", "status", "message", "task_id")}
    assert {test["status"] for test in result["tests"]} == {"pass", "fail", "error"}
    assert all((test["message"] is None) == (test["status"] == "pass") for test in result["tests"])
    assert all(isinstance(test["task_id"], int) for test in result["tests"])


def test_an_error_differs_from_a_failure(written):
    """A main.py that does not load is an error; an answer that is wrong, a failure."""
    result, rows = written
    statuses = {kata: row["status"] for kata, row in rows.items()}

    assert result["status"] == "error"
    assert statuses == {"tea": "fail", "typo": "error", "done": "pass"}


def test_the_csv_has_a_row_for_each_kata(written):
    """With its green steps, the first open one, and what that expected."""
    _, rows = written

    assert rows["tea"]["of"] == "3"
    assert rows["tea"]["open_step"].startswith("step ")
    assert rows["tea"]["expected"]
    assert rows["done"]["steps"] == rows["done"]["of"]
    assert rows["done"]["open_step"] == ""


def test_the_junit_xml_has_kata_and_step_as_plain_properties(tmp_path, small_kit):
    """A reader of the XML needs no Python."""
    file = tmp_path / "junit.xml"
    run_warm("katas/tea", "--benchmark-disable", f"--junitxml={file}", cwd=small_kit, PYTHONPATH=str(ROOT))
    cases = ElementTree.parse(file).iter("testcase")  # noqa: S314  # the kit itself wrote it
    properties = [{each.get("name"): each.get("value") for each in case.iter("property")} for case in cases]

    assert {one["kata"] for one in properties} == {"tea"}
    assert {one["step"] for one in properties} == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("file", "wrong", "do"),
    [
        ("grades.xlsx", "it ends in .xlsx, not in .csv or .json", "--results grades.csv"),
        ("grades", "it ends in no suffix", "--results grades.csv"),
        ("nowhere/grades.csv", "cannot be written: No such file or directory", "name a file that you may write"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_run(tmp_path, small_kit, file, wrong, do):
    """Exit code 4, and no test runs."""
    path = tmp_path / file
    run = run_warm("katas/done", "--results", str(path), cwd=small_kit, PYTHONPATH=str(ROOT))

    assert run.exit_code == 4
    assert says(run.output, tried=f"--results {path.name}", wrong=wrong, do=do)
    assert not path.exists()
