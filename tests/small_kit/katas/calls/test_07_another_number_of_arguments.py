"""Another number of arguments"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_arguments(main):
    greeting = main.greet()
    assert greeting == "Hello", expected('"Hello"', got=greeting)
