"""The submissions of a class: DIR/<student>/<kata>/main.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dojo.errors import usage_error
from dojo.kata import MAIN, answer_to

_LAYOUT = "put each submission at DIR/<student>/<kata>/main.py"


@dataclass(frozen=True)
class Submission:
    """One student's answer to one kata."""

    student: str
    kata: str
    folder: Path
    """DIR/<student>"""
    file: str = MAIN
    """``main.py`` or ``my_tests.py``"""

    @property
    def is_handed_in(self) -> bool:
        return (self.folder / self.kata / self.file).is_file()


def submissions_in(directory: Path, katas: list[str], root: Path) -> list[Submission]:
    """One for each student and kata, by the student's name, then in the order of `katas`.

    Folders that begin with a dot or an underscore are no students.

    Raises:
        pytest.UsageError: there is no such directory, or no student in it.
    """
    tried = f"--grade {directory}"
    if not directory.is_dir():
        raise usage_error(tried, "there is no such directory", _LAYOUT)
    students = sorted(path for path in directory.iterdir() if path.is_dir() and path.name[0] not in "._")
    if not students:
        raise usage_error(tried, "there is no folder of a student in it", _LAYOUT)
    if all(path.name in katas for path in students):
        raise usage_error(tried, f"{students[0].name} is a kata, not a student", _LAYOUT)
    return [Submission(path.name, kata, path, answer_to(kata, root).name) for path in students for kata in katas]
