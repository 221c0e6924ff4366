"""Judges one submission: the kit runs on it, both as copies of their own, in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dojo.course.schedule import Kata
from dojo.grading.submissions import Submission
from dojo.grading.verdict import Verdict, read

SECONDS = 120
MEMORY_BYTES = 3 * 1024**3
_OF_THE_KIT = ("conftest.py", "pyproject.toml", "README.md", "dojo", "katas", "solutions")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "*.kept-*")


def judge(submission: Submission, kata: Kata, root: Path, options: list[str]) -> Verdict:
    """Run the kata's tests on the submission. What the submission does to files or to its process changes no other."""
    if not submission.is_handed_in:
        return Verdict(submission.kata, len(kata.titles), message="not handed in")
    with _copies(submission, root) as folder:
        file = folder / "verdict.json"
        command = [
            sys.executable,
            "-B",
            "-m",
            "dojo.grading.limited",
            str(MEMORY_BYTES),
            f"katas/{kata.name}",
            *options,
        ]
        command += ["--impl", str(folder / "impl"), "--results", str(file), "-p", "no:cacheprovider", "-q"]
        ended = _run(command, folder / "kit", folder)
        verdict = read(file, kata)
    if verdict.message is None and not verdict.tests:
        verdict.message = ended or "no test ran"
    if ended and ended.startswith("stopped"):
        verdict = Verdict(kata.name, len(kata.titles), message=ended)
    return verdict


@contextmanager
def _copies(submission: Submission, root: Path) -> Iterator[Path]:
    """A folder with copies of the kit (``kit``) and of the submission (``impl``)."""
    with tempfile.TemporaryDirectory(prefix="redis-katas-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        (folder / "kit").mkdir()
        for each in _OF_THE_KIT:
            source, target = root / each, folder / "kit" / each
            if source.is_dir():
                shutil.copytree(source, target, ignore=_LEFT_OUT)
            elif source.is_file():
                shutil.copy(source, target)
        kata = submission.folder / submission.kata
        shutil.copytree(kata, folder / "impl" / submission.kata, ignore=_LEFT_OUT, ignore_dangling_symlinks=True)
        yield folder


def _run(command: list[str], kit: Path, home: Path) -> str:
    """Run it, with everything that it starts. Returns why there is no verdict, if the process says so by its end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHON"))}
    environment = {**inherited, "HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": str(kit), "COLUMNS": "120"}
    with (home / "output").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # the kit itself
            command,
            cwd=kit,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            exit_code = process.wait(SECONDS)
            said = _last_lines(home / "output") if exit_code not in (0, 1) else ""
            return f"ended without a verdict (exit code {exit_code})" + (f": {said}" if said else "")
        except subprocess.TimeoutExpired:
            return f"stopped after {SECONDS} s"
        finally:
            _end_all(process)


def _end_all(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _last_lines(output: Path) -> str:
    lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    wrong = [line.strip() for line in lines if line.strip().startswith("wrong   ")]
    return (wrong[-1].removeprefix("wrong   ") if wrong else lines[-1].strip() if lines else "")[:200]
