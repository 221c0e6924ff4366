"""The command: it judges mutants, two at a time, and says which of them the list has to answer for."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.mutant import Mutant, all_mutants, sample
from tests.mutants.survivors import KINDS, Survivor, by_key, entries, listed
from tests.support.kit_runs import ROOT, KitRun, made

Verdicts = dict[Mutant, str]
"""For each judged mutant the step in which it fell, or an empty string if it survived."""


def main(arguments: list[str]) -> int:
    """Judge them, print the table, and return the exit code: 1 if the list of survivors is not true."""
    asked = _parser().parse_args(arguments)
    mutants = all_mutants(asked.kata)
    chosen = mutants if asked.sample is None else sample(mutants, asked.sample, asked.seed)
    verdicts = _judged(chosen, asked.jobs)
    survivors = listed(asked.kata)
    print(table(mutants, verdicts, survivors))
    if asked.list_survivors:
        print("\n".join(_survived(verdicts, survivors)))
    found = complaints(mutants, verdicts, survivors)
    print("".join(f"\n{complaint}\n" for complaint in found), end="")
    return 1 if found else 0


def table(mutants: Iterable[Mutant], verdicts: Verdicts, survivors: Iterable[Survivor]) -> str:
    """A line for each reference, and one for all of them."""
    allowed = by_key(survivors)
    columns = ["mutants", "judged", "fell", *KINDS.values(), "not listed"]
    counts: dict[str, Counter[str]] = {}
    for mutant in mutants:
        column = counts.setdefault(f"{mutant.kata}/{mutant.file}", Counter())
        column["mutants"] += 1
        if mutant in verdicts:
            column["judged"] += 1
            survivor = allowed.get(mutant.key)
            column["fell" if verdicts[mutant] else KINDS[survivor.kind] if survivor else "not listed"] += 1
    counts["all"] = sum(counts.values(), Counter())
    lines = [" " * 26 + "".join(f"{column:>14}" for column in columns)]
    for name, count in counts.items():
        lines.append(f"{name:<26}" + "".join(f"{count[column]:>14}" for column in columns))
    return "\n".join(lines)


def complaints(mutants: list[Mutant], verdicts: Verdicts, survivors: list[Survivor]) -> list[str]:
    """What is not true about the list of survivors, each with what to do."""
    allowed = by_key(survivors)
    open_ones = [mutant for mutant, step in verdicts.items() if not step and mutant.key not in allowed]
    fell = [f"{mutant}: {step}" for mutant, step in verdicts.items() if step and mutant.key in allowed]
    gone = [str(one) for one in gone_from(mutants, survivors)]
    found = []
    if open_ones:
        head = (
            "These survived and are not on the list. Write a test that fails for each.\n"
            "Or, if the brief promises nothing of it, put it into tests/mutants/survivors/<kata>.toml with its reason:"
        )
        found.append(f"{head}\n\n{entries(open_ones, mutants)}")
    if fell:
        found.append("\n  ".join(["These are on the list, and they fell. Remove them from it:", *fell]))
    if gone:
        found.append("\n  ".join(["These are on the list, and no mutant is like them. Remove them from it:", *gone]))
    return found


def gone_from(mutants: Iterable[Mutant], survivors: Iterable[Survivor]) -> Iterator[Survivor]:
    """Those of the list that no mutant is like: the reference has changed since then."""
    keys = {mutant.key for mutant in mutants}
    return (one for one in survivors if keys.isdisjoint(one.keys))


def verdict(run: KitRun) -> str:
    """The step in which a mutant fell, or an empty string.

    Raises:
        ValueError: the run did not come to a verdict.
    """
    if run.exit_code == 0:
        return ""
    if run.exit_code == 1:
        return run.open_step or "before the first step"
    raise ValueError(f"exit code {run.exit_code}:\n{run.output}")


def _survived(verdicts: Verdicts, survivors: Iterable[Survivor]) -> Iterator[str]:
    allowed = by_key(survivors)
    for mutant, step in verdicts.items():
        if not step:
            survivor = allowed.get(mutant.key)
            reason = f"{KINDS[survivor.kind]}: {survivor.why}" if survivor else "not listed"
            yield f"\n{mutant}\n  {reason}"


def _judged(mutants: list[Mutant], jobs: int) -> Verdicts:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:

        def judge(number: int) -> str:
            return verdict(made(mutants[number].run, Path(folder) / str(number)))

        verdicts = {}
        for number, step in enumerate(pool.map(judge, range(len(mutants)))):
            verdicts[mutants[number]] = step
            if sys.stderr.isatty():
                print(
                    f"\r{number + 1} of {len(mutants)} judged", end="\n" * (number + 1 == len(mutants)), file=sys.stderr
                )
        return verdicts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Judge mutants of the references.")
    katas = sorted(path.parent.name for path in ROOT.glob("solutions/*/main.py"))
    parser.add_argument("kata", nargs="*", help=f"one or more of {', '.join(katas)}; all of them if none is named")
    parser.add_argument("--sample", type=int, metavar="N", help="judge only N of them")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed is another sample")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many are judged at a time (2)")
    parser.add_argument("--list-survivors", action="store_true", help="print each survivor, and why it may survive")
    return parser
