"""``pytest katas/cache_api --reset``: the skeleton again. Your main.py is kept beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dojo.commands.selection import chosen_katas
from dojo.course import results
from dojo.course.console import console
from dojo.errors import one_line, usage_error
from dojo.kata import SKELETON, root_of


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
        results.forget(config, f"katas/{kata}/main.py")
    return 0


def put_back(folder: Path) -> str:
    """Put the skeleton in the place of the kata's main.py, and say where that is kept.

    Raises:
        pytest.UsageError: the kata has no skeleton, or the folder cannot be written. Then main.py is as it was.
    """
    main_py, skeleton = folder / "main.py", folder / SKELETON
    tried = f"--reset, which puts {SKELETON} in the place of katas/{folder.name}/main.py"
    try:
        wanted = skeleton.read_bytes()
    except OSError as error:
        wrong = f"katas/{folder.name}/{SKELETON} cannot be read: {error.strerror or one_line(error)}"
        raise usage_error(tried, wrong, f"git checkout katas/{folder.name}/{SKELETON}") from None
    try:
        if not main_py.exists():
            main_py.write_bytes(wanted)
            return "there was no main.py; the skeleton is there now"
        if main_py.read_bytes() == wanted:
            return "main.py is the skeleton already"
        kept = _free_name(folder)
        shutil.copy2(main_py, kept)
        main_py.write_bytes(wanted)
    except OSError as error:
        wrong = f"katas/{folder.name} cannot be written: {error.strerror or one_line(error)}"
        raise usage_error(tried, wrong, "make the folder writable, then run the command again") from None
    return f"main.py is the skeleton again; yours is kept as katas/{folder.name}/{kept.name}"


def _free_name(folder: Path) -> Path:
    """``main.py.kept-1``, or the next number that is free. It does not end in .py, so nothing imports it."""
    number = 1
    while (folder / f"main.py.kept-{number}").exists():
        number += 1
    return folder / f"main.py.kept-{number}"
