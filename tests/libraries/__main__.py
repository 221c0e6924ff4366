"""What the tests find in the libraries, and what these cost next to the reference. `python -m tests.libraries`"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dojo.backends.container import ContainerBackend
from dojo.backends.fake import FakeBackend
from dojo.settings import IMAGE
from tests.libraries import FASTER, LIBRARIES, Library
from tests.libraries.cost import Answer, Cost, costs, count_round_trips
from tests.libraries.verdict import verdict
from tests.support.kit_runs import ROOT
from tests.variants.variant import all_variants

REFERENCE = "reference"
NEEDS_A_SERVER = "has a client of its own, so it needs a server: --real-redis"


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.libraries", description=__doc__)
    names = [library.name for library in LIBRARIES]
    parser.add_argument("--library", action="append", choices=names, help="only this one; may be given several times")
    parser.add_argument("--real-redis", action="store_true", help="on a container with Redis, not on fakeredis")
    parser.add_argument("--rounds", type=int, default=300, help="how often each is measured (default: 300)")
    parser.add_argument("--no-tests", action="store_true", help="measure only; do not run the tests of the katas")
    options = parser.parse_args(arguments)
    chosen = [library for library in LIBRARIES if not options.library or library.name in options.library]
    count_round_trips()
    with _backend(options.real_redis) as backend, tempfile.TemporaryDirectory() as folder:
        print(f"redis: {backend.header}", flush=True)
        for kata in dict.fromkeys(library.kata for library in chosen):
            libraries = [library for library in chosen if library.kata == kata]
            if not options.no_tests:
                _print_verdicts(kata, libraries, backend)
            _print_costs(kata, _answers(kata, libraries, backend, Path(folder)), options.rounds)
            for library in libraries:
                if not _is_possible(library, backend):
                    print(f"  {library!s:26}{NEEDS_A_SERVER}")
    return 0


@contextmanager
def _backend(is_real: bool) -> Iterator[FakeBackend | ContainerBackend]:
    try:
        backend = ContainerBackend(IMAGE, print) if is_real else FakeBackend()
    except pytest.UsageError as error:
        sys.exit(str(error))
    with closing(backend):
        yield backend


def _is_possible(library: Library, backend: FakeBackend | ContainerBackend) -> bool:
    return backend.is_real or not library.has_own_client


def _url(backend: FakeBackend | ContainerBackend, database: int) -> str:
    return backend.url_of_database(database) if isinstance(backend, ContainerBackend) else ""


def _print_verdicts(kata: str, libraries: list[Library], backend: FakeBackend | ContainerBackend) -> None:
    print(f"\n{kata}: what the tests find")
    for library in libraries:
        lines = [NEEDS_A_SERVER]
        if _is_possible(library, backend):
            backend.empty()
            lines = verdict(library, _url(backend, 1)).lines()
        print(f"  {library!s:22}{lines[0]}", *(f"\n    {line}" for line in lines[1:]), sep="", flush=True)


def _answers(
    kata: str, libraries: list[Library], backend: FakeBackend | ContainerBackend, folder: Path
) -> list[Answer]:
    """The reference, the libraries, and the faster answers, each with a database of its own."""
    files = {REFERENCE: ROOT / "solutions" / kata / "main.py"}
    files |= {str(library): library.main_py for library in libraries if _is_possible(library, backend)}
    for variant in all_variants():
        if variant.kata == kata and variant.is_right and variant.name in FASTER.get(kata, []):
            files[variant.name] = folder / variant.name / kata / "main.py"
            files[variant.name].parent.mkdir(parents=True)
            files[variant.name].write_text(variant.source(), encoding="utf-8")
    backend.empty()
    return [Answer(name, main_py, _url(backend, database)) for database, (name, main_py) in enumerate(files.items(), 1)]


def _print_costs(kata: str, answers: list[Answer], rounds: int) -> None:
    measured = costs(kata, answers, rounds)
    print(f"\n{kata}: round trips, and the median CPU time (1.00 is the reference's; {rounds} rounds in turns)")
    for name, of_operations in measured.items():
        cells = [_cell(operation, cost, measured[REFERENCE][operation]) for operation, cost in of_operations.items()]
        print(f"  {name:26}{' · '.join(cells)}", flush=True)


def _cell(operation: str, cost: Cost, of_reference: Cost) -> str:
    """``hit 1 trip 1.23``; for the reference its milliseconds too."""
    trips = f"{cost.round_trips} trip{'' if cost.round_trips == 1 else 's'}"
    absolute = f" ({cost.seconds * 1000:.2f} ms)" if cost is of_reference else ""
    return f"{operation} {trips} {cost.seconds / of_reference.seconds:.2f}{absolute}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
