"""No such function"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_missing(main):
    thanked = main.thank("Ada")
    assert thanked == "Thank you", expected('"Thank you"', got=thanked)
