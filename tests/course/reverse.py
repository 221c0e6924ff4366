"""A plugin that reverses the order of the tests, as late as a hook of this name can."""

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    yield
    items.reverse()
