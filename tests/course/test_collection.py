"""An --impl that holds no answer is refused in words."""

from __future__ import annotations

import pytest

from dojo.course import collection
from tests.support.usage_errors import Command, says


@pytest.mark.parametrize(
    ("impl", "wrong"),
    [
        ("nowhere", "there is no folder nowhere"),
        ("dojo", "there is no cache_api/main.py in dojo"),
        ("katas/cache_api", "katas/cache_api is the kata itself; DIR is the folder around it"),
        ("katas/cache_api/main.py", "katas/cache_api/main.py is a file; DIR is the folder around the folder it is in"),
    ],
)
def test_an_impl_without_an_answer_is_a_usage_error(impl: str, wrong: str) -> None:
    """It says what DIR has to look like."""
    with pytest.raises(pytest.UsageError) as caught:
        collection.check_impl(Command(impl=impl), "cache_api")  # type: ignore[arg-type]

    how = "put the answer to judge at DIR/cache_api/main.py and run pytest katas/cache_api --impl DIR"
    assert says(str(caught.value), tried=f"--impl {impl}, for the tests of cache_api", wrong=wrong, do=how)
