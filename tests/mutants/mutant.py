"""All mutants of the references."""

from __future__ import annotations

import ast
import textwrap
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tests.mutants.operators import mistakes
from tests.support.kit_runs import ROOT, Wanted, judging
from tests.variants.passage import without_comments

Key = tuple[str, str, str, str, str, int]

_NO_PYTHON = "it does not compile"


@dataclass(frozen=True)
class Mutant:
    """A reference with one mistake.

    It is known by its words, not by its line number: the list of survivors stays right when lines move.
    """

    kata: str
    file: str
    """main.py or stretch.py"""
    where: str
    """The function, class or constant that the mistake is in."""
    line: str
    """The line before it was changed; a few lines, if more than one was."""
    becomes: str
    """What stands there now."""
    nth: int
    """1, or which one it is, if the same is said of several."""
    operator: str = field(compare=False)
    source: str = field(compare=False, repr=False)

    @property
    def key(self) -> Key:
        """What the list of survivors knows it by."""
        return self.kata, self.file, self.where, self.line, self.becomes, self.nth

    @property
    def key_in_kata(self) -> tuple[str, str, str, str, int]:
        """The same in main.py and in stretch.py."""
        return self.kata, self.where, self.line, self.becomes, self.nth

    @cached_property
    def run(self) -> Wanted:
        """A run of the kata's tests on this mutant, on fakeredis and without benchmarks."""
        stretch = ["--stretch"] if self.file == "stretch.py" else []
        return judging(self.kata, self.source, "--benchmark-disable", *stretch)

    def __str__(self) -> str:
        nth = f" (number {self.nth})" if self.nth > 1 else ""
        return f"{self.kata}/{self.file}, {self.where}{nth}: {self.line!r} becomes {self.becomes!r}"


def all_mutants(katas: Iterable[str] = ()) -> list[Mutant]:
    """The mutants of these katas, or of all, in the order of their lines."""
    files = sorted(path for name in ("main.py", "stretch.py") for path in ROOT.glob(f"solutions/*/{name}"))
    chosen = set(katas) or {path.parent.name for path in files}
    return [
        mutant
        for path in files
        if path.parent.name in chosen
        for mutant in mutants_of(path.parent.name, path.name, path.read_text(encoding="utf-8"))
    ]


def sample(mutants: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """Some of them. A changed line of a reference changes only its own part of the sample."""
    return sorted(mutants, key=lambda mutant: (zlib.crc32(f"{seed} {mutant}".encode()), str(mutant)))[:size]


def mutants_of(kata: str, file: str, source: str) -> Iterator[Mutant]:
    """The mutants of this source, statement by statement."""
    source = without_comments(source)
    lines = source.splitlines(keepends=True)
    for statement in ast.parse(source).body:
        if _is_left_alone(statement):
            continue
        first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", []))]) - 1
        before, code, after = lines[:first], lines[first : statement.end_lineno], lines[statement.end_lineno :]
        where = _name(statement)
        known = {_NO_PYTHON, _meaning("".join(code))}
        told: Counter[tuple[str, str]] = Counter()
        for operator, mutated in mistakes("".join(code)):
            meaning = _meaning(mutated)
            if meaning not in known:
                known.add(meaning)
                change = _change(code, mutated.splitlines(keepends=True))
                told[change] += 1
                whole = "".join([*before, mutated, *after])
                yield Mutant(kata, file, where, *change, told[change], operator, whole)


def _is_left_alone(statement: ast.stmt) -> bool:
    """Imports, texts, and what stands below ``if __name__ == "__main__":``, which no step runs."""
    return isinstance(statement, ast.Import | ast.ImportFrom | ast.If) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    name: str = getattr(statement, "name", "")
    return name or ast.unparse(statement)


def _meaning(statement: str) -> str:
    """What the statement does, in one form however it is written. Annotations are not part of it."""
    try:
        tree = ast.parse(statement)
    except SyntaxError:
        return _NO_PYTHON
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def _change(old: list[str], new: list[str]) -> tuple[str, str]:
    """The lines that differ, before and after. One line more if nothing was taken away."""
    shorter = min(len(old), len(new))
    first = next((index for index in range(shorter) if old[index] != new[index]), shorter)
    last = next((index for index in range(shorter - first) if old[-1 - index] != new[-1 - index]), shorter - first)
    if first + last == len(old):
        first -= 1
    return _text(old[first : len(old) - last]), _text(new[first : len(new) - last])


def _text(lines: list[str]) -> str:
    return textwrap.dedent("".join(lines)).strip("\n")
