"""With a pytest.ini of your own in this folder, pytest looks no further up: then this loads the kit's conftest.py."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    path = Path(__file__).parents[1] / "conftest.py"
    if str(path) not in {getattr(plugin, "__file__", "") for plugin in pluginmanager.get_plugins()}:
        spec = spec_from_file_location("conftest_of_the_kit", path)
        assert spec and spec.loader
        conftest = module_from_spec(spec)
        spec.loader.exec_module(conftest)
        pluginmanager.register(conftest)
