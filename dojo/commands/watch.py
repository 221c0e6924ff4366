"""``pytest katas/cache_api --watch``: the kata runs again at each save."""

from __future__ import annotations

from pathlib import Path

import pytest

from dojo.commands.selection import chosen_katas
from dojo.errors import usage_error
from dojo.kata import root_of


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("redis-katas").addoption(
        "--watch", action="store_true", help="run again whenever main.py is saved; q or Ctrl-C ends it"
    )


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if not config.getoption("--watch"):
        return None
    from dojo.watching.loop import Redis, Watch  # not above: only this command watches files

    if config.getoption("--impl"):
        raise usage_error("--watch with --impl", "only your own main.py is watched", "run it without --impl")
    folders = [root_of(config) / "katas" / name for name in chosen_katas(config, "--watch")]
    arguments = [
        str(argument) for argument in config.invocation_params.args if argument not in ("--watch", "--real-redis")
    ]
    starts_real = bool(config.getoption("--real-redis"))

    def start_redis() -> Redis:
        from dojo.backends.container import ContainerBackend  # not above: Docker is asked for only if it is wanted
        from dojo.backends.selection import image_of

        return ContainerBackend(image_of(config), lambda line: print(line, flush=True))

    if capture := config.pluginmanager.get_plugin("capturemanager"):
        capture.suspend_global_capture(in_=True)  # the keys come from the terminal
    watch = Watch(arguments, folders, Path(config.invocation_params.dir), start_redis, {"r": starts_real})
    try:
        return watch.until_quit()
    except KeyboardInterrupt:
        return 0
