"""Nothing yet"""

READ = "katas/README.md"


def test_one(main):
    assert main.greet() == 1
