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

Judged = dict[Mutant, KitRun]
"""The run of the kata's tests on each mutant: exit code 0 if it survived, 1 if it fell."""


def main(arguments: list[str]) -> int:
    """Judge them, print the table, and return the exit code: 1 if the list of survivors is not true."""
    asked = _parser().parse_args(arguments)
    mutants = all_mutants(asked.kata)
    judged = judge(mutants if asked.sample is None else sample(mutants, asked.sample, asked.seed), asked.jobs)
    survivors = listed(asked.kata)
    print(table(mutants, judged, survivors))
    if asked.list_survivors:
        print("\n".join(_survived(judged, survivors)))
    found = complaints(mutants, judged, survivors)
    print("".join(f"\n{complaint}\n" for complaint in found), end="")
    return 1 if found else 0


def table(mutants: Iterable[Mutant], judged: Judged, survivors: Iterable[Survivor]) -> str:
    """A line for each reference, and one for all of them."""
    allowed = by_key(survivors)
    columns = ["mutants", "judged", "fell", *KINDS.values(), "not listed", "no verdict"]
    counts: dict[str, Counter[str]] = {}
    for mutant in mutants:
        count = counts.setdefault(f"{mutant.kata}/{mutant.file}", Counter())
        count["mutants"] += 1
        if run := judged.get(mutant):
            count["judged"] += 1
            survivor = allowed.get(mutant.key)
            survived_as = KINDS[survivor.kind] if survivor else "not listed"
            count[{0: survived_as, 1: "fell"}.get(run.exit_code, "no verdict")] += 1
    counts["all"] = sum(counts.values(), Counter())
    lines = [" " * 26 + "".join(f"{column:>14}" for column in columns)]
    for name, count in counts.items():
        lines.append(f"{name:<26}" + "".join(f"{count[column]:>14}" for column in columns))
    return "\n".join(lines)


def complaints(mutants: list[Mutant], judged: Judged, survivors: list[Survivor]) -> list[str]:
    """What is not true about the list of survivors, each with what to do."""
    allowed = by_key(survivors)
    open_ones = [mutant for mutant, run in judged.items() if run.exit_code == 0 and mutant.key not in allowed]
    fell = [
        f"{mutant}: {run.open_step}" for mutant, run in judged.items() if run.exit_code == 1 and mutant.key in allowed
    ]
    gone = [str(one) for one in gone_from(mutants, survivors)]
    without = [f"{mutant}: exit code {run.exit_code}" for mutant, run in judged.items() if run.exit_code not in (0, 1)]
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
    if without:
        found.append("\n  ".join(["These runs ended without a verdict. Judge them again:", *without]))
    return found


def gone_from(mutants: Iterable[Mutant], survivors: Iterable[Survivor]) -> Iterator[Survivor]:
    """Those of the list that no mutant is like: the reference has changed since then."""
    keys = {mutant.key for mutant in mutants}
    return (one for one in survivors if keys.isdisjoint(one.keys))


def judge(mutants: list[Mutant], jobs: int) -> Judged:
    """Run the kata's tests on each of them, `jobs` at a time. On a terminal, a line counts them."""
    judged: Judged = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        runs = [pool.submit(made, mutant.run, Path(folder) / str(number)) for number, mutant in enumerate(mutants)]
        try:
            for mutant, run in zip(mutants, runs, strict=True):
                judged[mutant] = run.result()
                if sys.stderr.isatty():
                    print(f"\r{len(judged)} of {len(mutants)} judged", end="", file=sys.stderr, flush=True)
        finally:
            pool.shutdown(cancel_futures=True)  # after Ctrl-C, no other one begins
    return judged


def _survived(judged: Judged, survivors: Iterable[Survivor]) -> Iterator[str]:
    allowed = by_key(survivors)
    for mutant, run in judged.items():
        if run.exit_code == 0:
            survivor = allowed.get(mutant.key)
            yield f"\n{mutant}\n  {f'{KINDS[survivor.kind]}: {survivor.why}' if survivor else 'not listed'}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Judge mutants of the references.")
    katas = sorted(path.parent.name for path in ROOT.glob("solutions/*/main.py"))
    parser.add_argument("kata", nargs="*", help=f"one or more of {', '.join(katas)}; all of them if none is named")
    parser.add_argument("--sample", type=int, metavar="N", help="judge only N of them")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed is another sample")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many are judged at a time (2)")
    parser.add_argument("--list-survivors", action="store_true", help="print each survivor, and why it may survive")
    return parser
