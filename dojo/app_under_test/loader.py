"""Loads a main.py, each time as a new module, as a new process would."""

from __future__ import annotations

import builtins
import functools
import importlib
import importlib.util
import itertools
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

_KATAS = Path(__file__).parents[2] / "katas"


class CannotLoad(AssertionError):
    """main.py could not be loaded, started or stopped; `__cause__` says why, if it raised."""

    wanted = "main.py to load, and its `app` to start and to stop"


def load(main_py: Path) -> ModuleType:
    """Execute main.py as a new module.

    A real second process has another seed for `hash(str)`, so each load gets one too.

    Raises:
        CannotLoad: it raised, or does not exist.
    """
    if not main_py.is_file():
        raise CannotLoad("there is no such file; git checkout brings back the one of a fresh clone")
    name = f"{main_py.parent.name}_worker_{next(_numbers)}"
    spec = importlib.util.spec_from_file_location(name, main_py)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    module.__dict__["__builtins__"] = {**vars(builtins), "hash": _hash_with_seed(random.getrandbits(64))}
    sys.modules[name] = module
    try:
        with _given_to(main_py), _siblings_of(main_py):
            exec(_code_of(main_py, main_py.stat().st_mtime_ns), module.__dict__)  # noqa: S102  # the learner's code
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, Exception | SystemExit):
            raise CannotLoad("main.py cannot be loaded") from error
        raise
    return module


@functools.cache
def _code_of(main_py: Path, _changed_at: int) -> CodeType:
    """Compiled once per run, wherever Python may not write a .pyc."""
    return compile(main_py.read_bytes(), main_py, "exec", dont_inherit=True)


@contextmanager
def _given_to(main_py: Path) -> Iterator[None]:
    """`import slow_api` is the same module as `from katas.cache_api import slow_api`, which the tests watch."""
    kata = main_py.parent.name
    modules = {path.stem for path in (_KATAS / kata).glob("*.py") if not path.name.startswith("test_")}
    given = modules - {"main", "checks", "fixtures"} - set(sys.modules)
    for name in given:
        sys.modules[name] = importlib.import_module(f"katas.{kata}.{name}")
    try:
        yield
    finally:
        for name in given:
            sys.modules.pop(name, None)


@contextmanager
def _siblings_of(main_py: Path) -> Iterator[None]:
    """Modules beside main.py can be imported, as when it runs by hand. The next worker loads them again."""
    before, folder = set(sys.modules), main_py.parent
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        new = set(sys.modules) - before
        beside = {name for name in new if _is_in(folder, sys.modules[name])}
        for name in new:
            if name.partition(".")[0] in beside:
                del sys.modules[name]


def _is_in(folder: Path, module: ModuleType) -> bool:
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(Path(place).is_relative_to(folder) for place in places if place)


def _hash_with_seed(seed: int) -> Any:
    def seeded_hash(value: object) -> int:
        if isinstance(value, int | float):
            return hash(value)
        if isinstance(value, tuple):
            return hash(tuple(map(seeded_hash, value)))
        return hash((seed, value))

    return seeded_hash


_numbers = itertools.count(1)
