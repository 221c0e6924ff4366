"""``pytest katas/cache_api --reset``: the skeleton again. Your main.py is kept beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dojo.commands.selection import chosen_katas
from dojo.course import results
from dojo.course.console import console
from dojo.errors import one_line, usage_error
from dojo.kata import answer_to, file_of, root_of, shown


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--reset", action="store_true", help="put the skeleton back, of one kata or of all; your main.py is kept"
    )


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if not config.getoption("--reset"):
        return None
    output = console()
    for kata in chosen_katas(config, "--reset"):
        output.print(f"{kata}: {put_back(root_of(config) / 'katas' / kata)}", soft_wrap=True)
        results.forget(config, shown(answer_to(kata, root_of(config)), config))
    return 0


def put_back(folder: Path) -> str:
    """Put the skeleton in the place of the kata's main.py, and say where that is kept.

    Raises:
        pytest.UsageError: the kata has no skeleton, or the folder cannot be written. Then main.py is as it was.
    """
    main_py = folder / file_of(folder)
    name, skeleton = main_py.name, main_py.with_suffix(".skeleton")
    tried = f"--reset, which puts {skeleton.name} in the place of katas/{folder.name}/{name}"
    try:
        wanted = skeleton.read_bytes()
    except OSError as error:
        wrong = f"katas/{folder.name}/{skeleton.name} cannot be read: {error.strerror or one_line(error)}"
        raise usage_error(tried, wrong, f"git checkout katas/{folder.name}/{skeleton.name}") from None
    try:
        if not main_py.exists():
            main_py.write_bytes(wanted)
            return f"there was no {name}; the skeleton is there now"
        if main_py.read_bytes() == wanted:
            return f"{name} is the skeleton already"
        kept = _free_name(main_py)
        shutil.copy2(main_py, kept)
        main_py.write_bytes(wanted)
    except OSError as error:
        wrong = f"katas/{folder.name} cannot be written: {error.strerror or one_line(error)}"
        raise usage_error(tried, wrong, "make the folder writable, then run the command again") from None
    return f"{name} is the skeleton again; yours is kept as katas/{folder.name}/{kept.name}"


def _free_name(main_py: Path) -> Path:
    """``main.py.kept-1``, or the next number that is free. It does not end in .py, so nothing imports it."""
    number = 1
    while main_py.with_name(f"{main_py.name}.kept-{number}").exists():
        number += 1
    return main_py.with_name(f"{main_py.name}.kept-{number}")
