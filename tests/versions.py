"""The lowest and the newest versions that pyproject.toml allows, on each installed Python. `python -m tests.versions`

Each combination gets a new virtual environment in a temporary folder, and runs `pytest solutions theory` there.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.kit_runs import ROOT, environment_with

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
LOWEST, NEWEST = "lowest", "newest"

_SUMMARY = re.compile(r"^=* ?(\d+ \w+.*?) ?=*$")
_WHO_ARE_YOU = "import ensurepip, sys, venv; print('%d.%d.%d' % sys.version_info[:3])"


@dataclass(frozen=True)
class Result:
    """A line of the table."""

    python: str
    versions: str
    says: str
    has_failed: bool = False


def main(arguments: list[str]) -> int:
    """Test each combination, print a table, and return 1 if one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.versions", description=__doc__.splitlines()[0])
    parser.add_argument("--python", choices=PYTHONS, action="append", help="only this one; may be given several times")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--lowest", action="store_const", const=[LOWEST], dest="only", help="only the lowest versions")
    only.add_argument("--newest", action="store_const", const=[NEWEST], dest="only", help="only the newest versions")
    options = parser.parse_args(arguments)
    results = []
    for minor in options.python or PYTHONS:
        if found := installed(minor):
            results += [tested(*found, versions) for versions in options.only or [LOWEST, NEWEST]]
        else:
            results.append(Result(minor, "-", "is not installed here: not tested", has_failed=bool(options.python)))
    print("\nPython   versions  result")
    for result in results:
        print(f"{result.python:<8} {result.versions:<9} {result.says}")
    return int(any(result.has_failed for result in results))


def installed(minor: str) -> tuple[str, str] | None:
    """``("/usr/bin/python3.12", "3.12.1")``: an interpreter of this minor version that can make environments."""
    for candidate in candidates(minor):
        try:
            done = subprocess.run([candidate, "-c", _WHO_ARE_YOU], capture_output=True, text=True, timeout=30)
        except OSError:
            continue
        if done.returncode == 0 and done.stdout.startswith(f"{minor}."):
            return candidate, done.stdout.strip()
    return None


def candidates(minor: str) -> Iterator[str]:
    """Where an interpreter may be: on the PATH, in pyenv, in uv."""
    for name in (f"python{minor}", "python3", "python"):
        if path := shutil.which(name):
            yield path
    if root := _says("pyenv", "root"):
        for folder in sorted(Path(root, "versions").glob(f"{minor}.*"), key=_numbers_in, reverse=True):
            yield from map(str, (folder / "bin" / "python", folder / "python.exe"))
    if path := _says("uv", "python", "find", "--no-project", "--offline", minor):
        yield path


def _says(*command: str) -> str:
    """What the program prints, or nothing if it is not there or has nothing to say."""
    if not shutil.which(command[0]):
        return ""
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def _numbers_in(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.name)]


def lowest() -> list[str]:
    """``fakeredis==2.40`` for ``fakeredis[lua]~=2.40``, for each dependency in pyproject.toml.

    Raises:
        ValueError: one is not pinned with ``~=``.
    """
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [_lowest_of(Requirement(text)) for text in pyproject["project"]["dependencies"]]


def _lowest_of(requirement: Requirement) -> str:
    pins = list(requirement.specifier)
    if [pin.operator for pin in pins] != ["~="]:
        raise ValueError(f"{requirement} has no lowest version: pin it with ~=")
    return f"{requirement.name}=={pins[0].version}"


def tested(python: str, version: str, versions: str) -> Result:
    """Install the kit and run its references and its theory with this Python, on fakeredis."""
    print(f"── Python {version}, {versions} versions", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = Path(folder) / "venv"
        command = [str(environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"), "-m"]
        constraints = Path(folder) / "lowest.txt"
        constraints.write_text("\n".join(lowest()), encoding="utf-8")
        install = ["pip", "install", "--quiet", "--disable-pip-version-check", "--editable", str(ROOT)]
        install += ["--constraint", str(constraints)] if versions == LOWEST else []
        pytest = ["pytest", "solutions", "theory", "-q", "--no-header", "-p", "no:cacheprovider"]
        for words, otherwise in (
            ([python, "-m", "venv", str(environment)], "no environment can be made"),
            ([*command, *install], "the versions cannot be installed"),
        ):
            if _run(words).returncode:
                return Result(version, versions, otherwise, has_failed=True)
        done = _run([*command, *pytest])
    summaries = [found[1] for line in done.stdout.splitlines() if (found := _SUMMARY.match(line))]
    says = summaries[-1] if summaries else f"exit code {done.returncode}"
    return Result(version, versions, says, has_failed=bool(done.returncode))


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """In the kit's folder. What it says is shown if it fails."""
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "encoding": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment_with({}), **both)
    if done.returncode:
        print(done.stdout, flush=True)
    return done


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
