"""`main` calls the functions of a main.py without an app, and what they return equals nothing that is only alike."""

from __future__ import annotations

import pytest

from dojo.app_under_test.functions import same
from dojo.guards import time_limit
from dojo.guards.time_limit import NoAnswer

pytestmark = pytest.mark.app("""
    kept = []

    def give(redis, value):
        kept.append(value)
        return value

    async def later(redis):
        return 1

    def swallow(redis):
        while True:
            try:
                pass
            except:
                pass
""")


@pytest.mark.parametrize("value", [1, True, 1.0, "1", b"1", [1], (1,), {"a": 1}, {1}, None, [("a", 1)]], ids=repr)
def test_what_is_returned_equals_itself_and_nothing_alike(main, value):
    """True is not 1, nor is 1.0, however deep; what was given arrives as it is."""
    others = [0, 1, True, False, 1.0, "1", b"1", [1], [True], (1,), {"a": 1}, {"a": True}, {1}, None, [("a", 1.0)]]
    returned = main.give(value)

    assert returned == value
    assert [other for other in others if returned == other] == [other for other in others if repr(other) == repr(value)]


def test_what_raised_equals_nothing(main):
    """Not even the exception; the words name it."""
    raised = main.give("one", "too many")

    assert raised != raised.value
    assert str(raised) == "TypeError: give() takes 2 positional arguments but 3 were given"


def test_a_function_that_is_async_is_told_so(main):
    """It returns a coroutine, which nobody awaits."""
    later = main.later()

    assert later != 1
    assert str(later) == "a coroutine: later has to be a def, not an async def"


def test_same_looks_at_the_length():
    """Of what has one."""
    assert not same([1, 2], [1])
    assert not same({"a": 1, "b": 2}, {"a": 1})
    assert same([{"a": (1, "b")}], [{"a": (1, "b")}])


def test_a_call_that_catches_everything_is_given_up(main, monkeypatch):
    """Again and again, until it gives in."""
    monkeypatch.setattr(time_limit, "ANSWER_WITHIN_SECONDS", 0.2)
    with pytest.raises(NoAnswer):
        main.swallow()
