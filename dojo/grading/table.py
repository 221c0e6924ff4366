"""The grades of a class: a table on the screen, and --results as .csv or .json."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dojo.course.console import plain
from dojo.grading.verdict import Verdict

COLUMNS = ("student", "kata", "steps", "of", "open_step", "expected", "message", "status")
Grade = tuple[str, Verdict]
"""A student and the verdict on one kata."""


def show(grades: list[Grade], output: Console) -> None:
    """A row for each student and kata."""
    table = Table("student", "kata", "steps", "first open step, and what it expected", box=None, pad_edge=False)
    for student, verdict in grades:
        steps = f"{verdict.green}/{verdict.of}"
        table.add_row(plain(student, output), verdict.kata, steps, plain(_in_words(verdict), output))
    output.print(table)


def _in_words(verdict: Verdict) -> str:
    if verdict.message:
        return verdict.message
    if not verdict.open_step:
        return "green"
    return f"{verdict.open_step}: {verdict.expected}" if verdict.expected else verdict.open_step


def write(file: Path, grades: list[Grade]) -> None:
    """CSV: a row for each. JSON: a list of objects, each with the result in Exercism's format under ``result``."""
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as target:
            rows = csv.writer(target)
            rows.writerow(COLUMNS)
            rows.writerows([_in_spreadsheet(cell) for cell in _cells(*grade)] for grade in grades)
        return
    objects = [
        {**dict(zip(COLUMNS[:4], _cells(*grade), strict=False)), "result": grade[1].as_json()} for grade in grades
    ]
    file.write_text(json.dumps(objects, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _cells(student: str, verdict: Verdict) -> list[str | int]:
    words = [verdict.open_step, verdict.expected, verdict.message or "", verdict.status]
    return [student, verdict.kata, verdict.green, verdict.of, *words]


def _in_spreadsheet(cell: str | int) -> str | int:
    """A spreadsheet takes a text that begins with one of these for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
