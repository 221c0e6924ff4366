"""main.py is loaded as a learner would run it: it may import the given modules by their short names."""

from __future__ import annotations

from pathlib import Path

from dojo.app_under_test.loader import load
from katas.cache_api import slow_api


def test_a_given_module_has_two_names_and_is_loaded_once(tmp_path: Path) -> None:
    """`import slow_api` works beside the given file; the tests watch `katas.cache_api.slow_api`."""
    main_py = tmp_path / "cache_api" / "main.py"
    main_py.parent.mkdir()
    main_py.write_text("import slow_api\n", encoding="utf-8")

    assert load(main_py).slow_api is slow_api
