"""The comparison on the screen: a table, the facts, and the diff. Or as JSON."""

from __future__ import annotations

import difflib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dojo.comparison.comparison import Comparison, Cost, Operation
from dojo.course.console import plain

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def show(comparison: Comparison, yours: Path, reference: Path, output: Console) -> None:
    """Print everything. The diff shows what to change in yours to get the reference."""
    table = Table("operation", "yours", "reference", "time", "", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for operation in comparison.operations:
        cells = [operation.name, _cost(operation.yours), _cost(operation.reference), f"{operation.ratio:.1f}×"]
        table.add_row(
            *(plain(cell, output) for cell in cells),
            _in_words(operation),
        )
    output.print(table)
    output.print("round trips / commands, and the median time of 15, in turns", soft_wrap=True)
    facts = Table("", "yours", "reference", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for fact in comparison.facts:
        facts.add_row(*(plain(words, output) for words in (fact.name, fact.yours, fact.reference)))
    if comparison.facts:
        output.print()
        output.print(facts)
    output.print()
    output.print(plain(in_a_sentence(comparison.operations), output), soft_wrap=True)
    output.print()
    for line in diff(yours, reference):
        output.print(Text(plain(line, output), style=_COLOURS.get(line[:1], "")), soft_wrap=True)


def in_a_sentence(operations: list[Operation]) -> str:
    """``Yours beats the reference in 1 of 4 operations: hit.``"""
    faster = [operation.name for operation in operations if operation.says == "faster"]
    slower = [operation.name for operation in operations if operation.says == "slower"]
    of = len(operations)
    if faster:
        return f"Yours beats the reference in {len(faster)} of {of} operations: {', '.join(faster)}."
    if slower:
        return f"The reference is faster in {len(slower)} of {of} operations: {', '.join(slower)}."
    return "Yours is as fast as the reference."


def diff(yours: Path, reference: Path) -> list[str]:
    """The lines of a unified diff; a sentence if both are the same."""
    before, after = (path.read_text(encoding="utf-8").splitlines() for path in (yours, reference))
    lines = list(difflib.unified_diff(before, after, "your main.py", "the reference", lineterm=""))
    return lines or ["Your main.py and the reference are the same, to the letter."]


def as_json(comparison: Comparison) -> dict[str, Any]:
    """``{"main_py": …, "operations": [{"name": "hit", "yours": {"round_trips": 1, …}, …}], "facts": […]}``"""
    operations = [{**asdict(one), "ratio": one.ratio, "yours_is": one.says} for one in comparison.operations]
    return {"main_py": comparison.main_py, "operations": operations, "facts": [asdict(one) for one in comparison.facts]}


def _in_words(operation: Operation) -> str:
    return operation.says if operation.says == "the same" else f"yours is {operation.says}"


def _cost(cost: Cost) -> str:
    """``1 / 1 · 0.9 ms``"""
    return f"{cost.round_trips} / {cost.commands} · {cost.seconds * 1000:.1f} ms"
