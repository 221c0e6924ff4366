"""The order of the course: the katas as the schedule in README.md lists them, each with its day."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from dojo.kata import file_of

_ROW = re.compile(r"^\| *(?P<day>\d*) *\|(?P<what>[^|]*)\|", re.MULTILINE)
_KATA = re.compile(r"\(katas/(?P<kata>\w+)/README\.md\)")
_STEP = re.compile(r"test_(?P<stretch>stretch_)?(?P<number>\d+)_\w+\.py")


@dataclass(frozen=True)
class Kata:
    """A kata as the course lists it."""

    name: str
    day: str
    """``"2"``, or an empty string if the schedule does not mention it."""
    titles: list[str]
    """The titles of its steps, without the stretch steps."""
    stretch_titles: list[str]


def katas(root: Path) -> list[Kata]:
    """All katas, in the order of the schedule; those that it does not mention come last, by name."""
    days = _days(root / "README.md")
    names = [path.name for path in sorted((root / "katas").iterdir()) if _is_kata(path)]
    places = {name: place for place, name in enumerate(days)}
    ordered = sorted(names, key=lambda name: (places.get(name, len(places)), name))
    return [Kata(name, days.get(name, ""), *_titles(root / "katas" / name)) for name in ordered]


def _is_kata(folder: Path) -> bool:
    return (folder / file_of(folder)).is_file() and any(folder.glob("test_*"))


def _days(readme: Path) -> dict[str, str]:
    """``{"redis_basics": "1", …}``: a row without a day belongs to the day above it."""
    days: dict[str, str] = {}
    day = ""
    for row in _ROW.finditer(readme.read_text(encoding="utf-8") if readme.is_file() else ""):
        day = row["day"] or day
        if found := _KATA.search(row["what"]):
            days.setdefault(found["kata"], day)
    return days


def _titles(folder: Path) -> tuple[list[str], list[str]]:
    titles: dict[bool, list[str]] = {False: [], True: []}
    for path in sorted(folder.glob("test_*.py")):
        if found := _STEP.fullmatch(path.name):
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            titles[bool(found["stretch"])].append(docstring.partition("\n")[0])
    return titles[False], titles[True]
