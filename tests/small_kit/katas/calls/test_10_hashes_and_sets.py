"""Hashes and Sets are replies too"""

from dojo.steps import expected

READ = "katas/calls/README.md#calls"


def test_replies(main):
    main.greet("Ada")
    read = main.read_all(["Ada"])
    main.greet("Grace")
    assert read == 1, expected("1", got=read)
