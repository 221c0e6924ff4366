"""The fixture `comparison`, and the item that fills it: katas/<kata>/compare.py, the last thing of a green kata."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis

from dojo.app_under_test.client import Client
from dojo.app_under_test.functions import functions_of
from dojo.backends.base import Backend
from dojo.comparison.comparison import Comparison, Side
from dojo.kata import kata_of, root_of
from dojo.record import Record
from dojo.wire.wire import Wire

COMPARISONS = pytest.StashKey[list[Comparison]]()
FILE = "compare.py"


@pytest.fixture
def comparison(
    request: pytest.FixtureRequest,
    _main_py: Path,
    new_client: Callable[..., Client],
    redis: Redis,
    wire: Wire,
    backend: Backend,
    record: Record,
) -> Iterator[Comparison]:
    """Your answer and the reference, side by side on one Redis; what is measured stands at the end of the run."""
    config, kata = request.config, kata_of(request.node)
    reference = root_of(config) / "solutions" / kata / "main.py"
    has_app = "app =" in reference.read_text(encoding="utf-8")
    with ExitStack() as to_be_closed:
        sides = []
        for name, main_py in (("yours", _main_py), ("reference", reference)):
            if has_app:
                app: object = new_client(name, main_py)
            else:
                app = to_be_closed.enter_context(functions_of(main_py, backend, wire, record))
            sides.append(Side(name, app, redis, wire))
        shown = _main_py.relative_to(root_of(config)) if _main_py.is_relative_to(root_of(config)) else _main_py
        made = Comparison(shown.as_posix(), (sides[0], sides[1]))
        yield made
    config.stash.setdefault(COMPARISONS, []).append(made)
