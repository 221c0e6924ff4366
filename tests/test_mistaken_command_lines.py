"""A command line that cannot work: three lines in place of a traceback, exit code 4, and nothing was run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import pytest

from tests.support.kit_runs import BackgroundRuns, Wanted
from tests.support.usage_errors import NOWHERE, says


@dataclass(frozen=True)
class Mistake:
    """A command line that cannot work, and what is said of it."""

    arguments: str
    tried: str
    wrong: str
    do: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    @cached_property
    def run(self) -> Wanted:
        return Wanted(tuple(self.arguments.split()), environment=tuple(self.environment.items()))


_KATA = "katas/cache_api"
_HOW_TO_IMPL = "put the answer to judge at DIR/cache_api/main.py and run pytest katas/cache_api --impl DIR"

MISTAKES = [
    Mistake(
        f"{_KATA} --real-redis",
        "--real-redis, which starts Redis in a Docker container",
        "no Docker engine answers: No such file or directory",
        "start Docker (docker info must work) · or run without --real-redis: fakeredis needs nothing",
        {"DOCKER_HOST": "unix:///nowhere.sock", "REDIS_URL": "redis://the-option-goes-first:1"},
    ),
    Mistake(
        f"{_KATA} --real-redis -n 2",
        "--real-redis, which starts Redis in a Docker container",
        "no Docker engine answers: No such file or directory",
        environment={"DOCKER_HOST": "unix:///nowhere.sock"},
    ),
    Mistake(
        f"{_KATA} --redis-url {NOWHERE}",
        f"--redis-url {NOWHERE}",
        "Connection refused",
        "start it (docker compose up -d) or correct the URL · or leave the option out to use fakeredis",
    ),
    Mistake(
        _KATA,
        f"REDIS_URL={NOWHERE}",
        "Connection refused",
        "start it (docker compose up -d) or correct the URL · or unset REDIS_URL to use fakeredis",
        {"REDIS_URL": NOWHERE},
    ),
    Mistake(
        f"{_KATA} --redis-url=",
        "--redis-url with an empty URL",
        "there is no Redis to run on: is the variable it came from set?",
        "write it like redis://localhost:6379/0 · or leave the option out to use fakeredis",
    ),
    Mistake(
        f"{_KATA} --redis-url {NOWHERE} --real-redis",
        "--real-redis together with --redis-url",
        "the tests run on one Redis: either a container of their own or the server at the URL",
        "leave one of them out",
    ),
    Mistake(
        f"{_KATA} --redis-url {NOWHERE} -n 2",
        "one server (--redis-url) for several processes (-n)",
        "each process empties the database before each test, and they would empty each other's",
        "use --real-redis, which starts a container per process · or leave -n out",
    ),
    Mistake(
        f"{_KATA} --impl {_KATA}",
        f"--impl {_KATA}",
        "katas/cache_api is the kata itself; DIR is the folder around it",
        _HOW_TO_IMPL,
    ),
    Mistake(
        f"{_KATA} --hint=7",
        "--hint 7",
        "there are three hints per step, 1, 2 and 3",
        "pytest katas/cache_api --hint for the next one",
    ),
    Mistake(
        f"--hint {_KATA}",
        f"--hint {_KATA}",
        "--hint took katas/cache_api for its number",
        "pytest katas/cache_api --hint=2 for just that one (--hint stands after the path)",
    ),
    Mistake(
        f"{_KATA}/main.py",
        "pytest katas/cache_api/main.py",
        "main.py holds no tests, it is what they judge",
        "pytest katas/cache_api",
    ),
    *(
        Mistake(
            f"{_KATA} -p no:{plugin}",
            f"the tests without pytest's plugin {plugin}",
            "they use it, and an option or a variable switches it off",
            f"leave -p no:{plugin} out (also of PYTEST_ADDOPTS)",
        )
        for plugin in ("benchmark", "skipping", "monkeypatch")
    ),
    Mistake(
        _KATA,
        "the tests without pytest's plugin benchmark",
        "they use it, and an option or a variable switches it off",
        "unset PYTEST_DISABLE_PLUGIN_AUTOLOAD · or add -p benchmark",
        {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    ),
    Mistake(
        "solutions/cache_api/main.py::test_a_user_is_served",
        "pytest solutions/cache_api/main.py::test_a_user_is_served",
        "main.py holds no tests, it is what they judge",
        "pytest solutions/cache_api -k test_a_user_is_served",
    ),
]


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: " ".join([*case.environment, case.arguments]))
def test_a_mistaken_command_line_is_told_in_three_lines(case: Mistake, background_runs: BackgroundRuns) -> None:
    """What was tried, what is wrong, what to do; exit code 4, nothing was run."""
    run = background_runs.result(case.run)

    assert run.exit_code == pytest.ExitCode.USAGE_ERROR, run.output
    assert says(run.output, tried=case.tried, wrong=case.wrong, do=case.do)
    assert "Traceback" not in run.output
    assert "INTERNALERROR" not in run.output
    assert not re.search(r"\d (passed|failed|skipped)", run.output), run.output
