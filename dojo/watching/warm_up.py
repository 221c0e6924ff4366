"""Collects the kata once, in the process that each run is forked from: there, its modules are imported already."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

WATCHED = "REDIS_KATAS_WATCHED"
"""The environment variable that names the folders: this module is imported, and gets no arguments."""

_began = time.time()


def forget_what_has_changed(folders: list[str]) -> None:
    """In a run: if a module in one of the folders was saved since, all modules there are imported again."""
    inside = tuple(f"{folder}{os.sep}" for folder in folders)
    files = {name: str(getattr(module, "__file__", "")) for name, module in sys.modules.items()}
    files = {name: file for name, file in files.items() if file.startswith(inside)}
    if not all(_is_as_it_was(Path(file)) for file in files.values()):
        for name in files:
            del sys.modules[name]


def _is_as_it_was(file: Path) -> bool:
    return file.is_file() and file.stat().st_mtime < _began - 1


def _collect(folders: list[str]) -> None:
    nowhere, descriptors = os.open(os.devnull, os.O_WRONLY), [os.dup(1), os.dup(2)]
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        pytest.main([*folders, "--collect-only", "-q", "-p", "no:cacheprovider"])
    finally:
        for number, descriptor in enumerate(descriptors, 1):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(nowhere)


if folders := os.environ.pop(WATCHED, ""):
    _collect(folders.split(os.pathsep))
