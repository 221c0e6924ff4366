"""Runs that could not give a verdict: each is refused in three lines, before it begins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import dojo
from dojo.errors import usage_error

_NEEDED = {"benchmark": "pytest_benchmark.plugin", "skipping": "skipping", "monkeypatch": "monkeypatch"}
"""The plugins without which the tests do not run, each with its name if it was loaded as a module."""


def refuse_what_cannot_judge(plugins: pytest.PytestPluginManager, root: Path) -> None:
    """Refuse a run of the kit in the folder `root`.

    Raises:
        pytest.UsageError: Python ignores asserts, a plugin is switched off, or the plumbing is that of another clone.
    """
    if plugins.has_plugin("session"):  # it collects already, and no option of the kit is known
        error = usage_error(
            f"pytest in {Path.cwd()}, and this kit is in {root}",
            "pytest found it too late to learn its options",
            f"pytest {os.path.relpath(root / 'katas')}",
            "open the folder of the kit itself in your editor",
        )
        pytest.fail("\n".join(line.strip() for line in str(error).splitlines()), pytrace=False)
    if not __debug__:
        raise usage_error(
            "the tests with python -O, or with PYTHONOPTIMIZE",
            "so Python ignores every assert, and a test that asserts nothing is green",
            "leave -O out, and unset PYTHONOPTIMIZE",
        )
    for name, module in _NEEDED.items():
        if not (plugins.has_plugin(name) or plugins.has_plugin(module)):
            raise usage_error(
                f"the tests without pytest's plugin {name}",
                "they use it, and an option or a variable switches it off",
                *_ways_back_to(name),
            )
    refuse_another_clone(root)


def refuse_another_clone(root: Path) -> None:
    """Refuse to run the katas of the clone `root` on the plumbing of another one.

    Raises:
        pytest.UsageError: that would happen.
    """
    mine, imported = root / "dojo", Path(dojo.__file__).parent
    if mine.is_dir() and not imported.samefile(mine):
        raise usage_error(
            f"redis-katas in {root}, with {sys.executable}",
            f"this Python imports the kit from another folder, {imported.parent}",
            f"make a virtual environment in {root}, and type there: pip install -e .",
        )


def _ways_back_to(name: str) -> list[str]:
    if "PYTEST_DISABLE_PLUGIN_AUTOLOAD" in os.environ and name == "benchmark":
        return ["unset PYTEST_DISABLE_PLUGIN_AUTOLOAD", f"add -p {name}"]
    return [f"leave -p no:{name} out (also of PYTEST_ADDOPTS)"]
