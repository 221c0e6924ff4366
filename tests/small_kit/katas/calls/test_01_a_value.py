"""A value"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_value(main):
    greeting = main.greet('Zoë "Z"')
    assert greeting == "Hello", expected('"Hello"', got=greeting)
