"""The switch between fakeredis and a real Redis. The other fixtures and the hooks are in dojo/."""

import gc
import importlib
import sys
from pathlib import Path

gc.disable()  # until everything is imported and collected: none of it is garbage, and a search for some takes long

if sys.version_info < (3, 11):
    print(
        "tried   redis-katas on Python %d.%d\n" % sys.version_info[:2]
        + "wrong   it needs Python 3.11 or newer, as FastAPI does\n"
        + "do      make the virtual environment with a newer one, such as: python3.12 -m venv .venv",
        file=sys.stderr,
    )
    raise SystemExit(4)

sys.path.insert(0, str(Path(__file__).parent))  # this clone's dojo and katas, whatever else is installed

pytest_plugins = ["dojo.commands.status", "dojo.commands.reset", "dojo.commands.doctor"]
if not {"--status", "--reset", "--doctor"} & set(sys.argv):  # they run no test, and answer at once
    pytest_plugins += [
        *("dojo.plugin", "dojo.fixtures", "dojo.steps", "dojo.report.failure_block"),
        *("dojo.course.collection", "dojo.course.hints", "dojo.course.summary", "dojo.course.results_file", "dojo.commands.grade"),
        *("dojo.commands.compare", "dojo.comparison.fixture", "dojo.commands.watch"),
    ]

try:
    import pytest

    from dojo.backends import selection
    from dojo.backends.base import Backend

    pytest.register_assert_rewrite(*pytest_plugins)
    for plugin in pytest_plugins:
        importlib.import_module(plugin)
except ModuleNotFoundError as error:
    print(
        f"tried   redis-katas with {sys.executable}\n"
        f"wrong   {error.name} is not installed there\n"
        "do      pip install -e . in the folder of the kit, in the virtual environment that pytest runs in",
        file=sys.stderr,
    )
    raise SystemExit(4) from None


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("redis-katas")
    group.addoption("--real-redis", action="store_true", help="run on Redis in a container, started and removed here")
    group.addoption("--redis-url", metavar="URL", help="run on the Redis at URL, in an empty database (or REDIS_URL)")
    group.addoption("--redis-image", metavar="IMAGE", help="the image for --real-redis (or REDIS_IMAGE)")


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> Backend:
    """The Redis of this run, with no keys in it: fakeredis, a container (--real-redis) or a server (--redis-url)."""
    chosen = selection.backend_of(request.config)
    chosen.empty()
    return chosen
