"""The errors that a user of the kit reads: what was tried, what went wrong, what to do."""

import pytest


def usage_error(tried: str, wrong: str, *ways_out: str) -> pytest.UsageError:
    """Three lines that end the run with exit code 4, before a test is collected."""
    return pytest.UsageError(f"tried   {tried}\n       wrong   {wrong}\n       do      {' · or '.join(ways_out)}")


def one_line(error: BaseException) -> str:
    """An exception as one line of text, without its class path."""
    return " ".join(str(error).split()) or type(error).__name__
