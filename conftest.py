"""The switch between fakeredis and a real Redis. The other fixtures and the hooks are in dojo/."""

import gc
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

gc.disable()  # until everything is imported and collected: none of it is garbage, and a search for some takes long

if sys.version_info < (3, 11):
    print(
        "tried   redis-katas on Python %d.%d\n" % sys.version_info[:2]
        + "wrong   it needs Python 3.11 or newer, as FastAPI does\n"
        + "do      make the virtual environment with a newer one, such as: python3.12 -m venv .venv",
        file=sys.stderr,
    )
    raise SystemExit(4)

if TYPE_CHECKING:
    from dojo.backends.base import Backend

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))  # this clone's dojo and katas, whatever else is installed

# Not `pytest_plugins`: in a folder around the kit, pytest's own message about that would not say what to do.
PLUGINS = ["dojo.commands.status", "dojo.commands.reset", "dojo.commands.doctor"]
if not {"--status", "--reset", "--doctor"} & set(sys.argv):  # these run no test, and answer at once
    PLUGINS += [
        *("dojo.plugin", "dojo.fixtures", "dojo.steps", "dojo.report.failure_block"),
        *("dojo.course.collection", "dojo.course.order", "dojo.course.hints", "dojo.course.summary"),
        *("dojo.grading.results_file", "dojo.comparison.fixture"),
        *("dojo.commands.compare", "dojo.commands.grade", "dojo.commands.watch"),
    ]

try:
    import pytest

    from dojo import kata
    from dojo.course.refusals import refuse_what_cannot_judge

    pytest.register_assert_rewrite(*PLUGINS)
    for plugin in PLUGINS:
        importlib.import_module(plugin)
except ModuleNotFoundError as error:
    print(
        f"tried   redis-katas with {sys.executable}\n"
        f"wrong   {error.name} is not installed there\n"
        "do      pip install -e . in the folder of the kit, in the virtual environment that pytest runs in",
        file=sys.stderr,
    )
    raise SystemExit(4) from None


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    refuse_what_cannot_judge(pluginmanager, ROOT)
    for plugin in PLUGINS:
        pluginmanager.import_plugin(plugin)
    group = parser.getgroup("redis-katas")
    group.addoption("--real-redis", action="store_true", help="run on Redis in a container, started and removed here")
    group.addoption("--redis-url", metavar="URL", help="run on the Redis at URL, in an empty database (or REDIS_URL)")
    group.addoption("--redis-image", metavar="IMAGE", help="the image for --real-redis (or REDIS_IMAGE)")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    config.stash[kata.ROOT] = ROOT


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.stash[kata.ROOT] = ROOT


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> "Backend":
    """The Redis of this run, with no keys in it: fakeredis, a container (--real-redis) or a server (--redis-url)."""
    from dojo.backends import selection

    chosen = selection.backend_of(request.config)
    chosen.empty()
    return chosen
