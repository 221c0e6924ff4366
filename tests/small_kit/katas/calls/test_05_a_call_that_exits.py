"""A call that exits"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_leave(main):
    left = main.leave()
    assert left.value is None, expected("None", got=left)
