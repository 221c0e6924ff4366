"""Calls with long arguments"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_long_calls(main, redis):
    for number in range(9):
        called = main.greet("Ada" * (15 + number))
    assert called == "Hello", expected("Hello", got="something else", about=called)
