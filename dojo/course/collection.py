"""Which tests run on which answer: katas/<name>, solutions/<name>, or another folder with --impl."""

from __future__ import annotations

from pathlib import Path

import pytest

from dojo.errors import usage_error
from dojo.kata import MAIN, TESTS, KataFolder, answer_to, kata_of, root_of


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("redis-katas")
    group.addoption("--impl", metavar="DIR", help="judge DIR/<kata>/main.py instead of katas/<kata>/main.py")


def pytest_configure(config: pytest.Config) -> None:
    for argument in config.args:
        path, _, name = argument.partition("::")
        main_py = Path(path)
        if main_py.name in (MAIN, TESTS, "stretch.py") and main_py.parent.parent.name in ("katas", "solutions"):
            by_steps = "its tests do not run by themselves: each step runs them, on right answers or on a bug"
            raise usage_error(
                f"pytest {argument}",
                by_steps if main_py.name == TESTS else f"{main_py.name} holds no tests, it is what they judge",
                f"pytest {main_py.parent.as_posix()}{f' -k {name}' if name else ''}",
            )


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    root = root_of(parent.config)
    is_kata = path.parent in (root / "katas", root / "solutions") and (root / "katas" / path.name).is_dir()
    return KataFolder.from_parent(parent, path=path) if is_kata else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for name in sorted({name for item in items if (name := kata_of(item))}):
        check_impl(config, name)


def check_impl(config: pytest.Config, name: str) -> None:
    """Refuse an --impl without an answer to the kata `name`.

    Raises:
        pytest.UsageError: the folder, or the main.py in it, is not there.
    """
    impl = config.getoption("--impl")
    if impl is None:
        return
    folder, file = Path(config.invocation_params.dir) / impl, answer_to(name, root_of(config)).name
    if (folder / name / file).is_file():
        return
    if folder.is_file():
        wrong = f"{impl} is a file; DIR is the folder around the folder it is in"
    elif not folder.is_dir():
        wrong = f"there is no folder {impl}"
    elif (folder / file).is_file() and folder.resolve().name == name:
        wrong = f"{impl} is the kata itself; DIR is the folder around it"
    else:
        wrong = f"there is no {name}/{file} in {impl}"
    raise usage_error(
        f"--impl {impl}, for the tests of {name}",
        wrong,
        f"put the answer to judge at DIR/{name}/{file} and run pytest katas/{name} --impl DIR",
    )
