"""Your tests pass on right answers

There are three right answers to each app. They differ from each other in all that no brief promises.
"""

from dojo.steps import expected

READ = "katas/bug_hunt/README.md#fair-tests"


def test_your_tests_can_be_loaded(hunt):
    """Python must be able to load the file: an error in it is no test that fails."""
    assert hunt.tests, expected("my_tests.py to load", got="no tests")


def test_each_of_your_tests_names_its_app(hunt):
    """A mark above each test says which app it is about, such as @pytest.mark.cache_api."""
    assert not hunt.without_app, expected("a mark with an app on every test", got=f"none on {hunt.without_app}")


def test_your_tests_pass_on_three_right_answers_of_each_app(hunt):
    """A test may ask only for what the brief of the app promises: then it is right about every answer."""
    for verdict in hunt.on_right_answers():
        assert verdict, expected(verdict.expectation, got=verdict)
