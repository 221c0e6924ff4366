"""Commands, replies and values are shown short, on one line, and as a learner would write them."""

from __future__ import annotations

from dojo.text import as_python, as_text


def test_a_command_is_shown_short():
    """Long words lose their middle, unreadable ones are escaped, an empty one can be seen."""
    shown = as_text((b"SET", b"x" * 100, b"\xff\x00", b""))

    assert shown == f"SET {'x' * 24}…{'x' * 23} b'\\xff\\x00' ''"


def test_values_are_written_as_in_python():
    """In double quotes, short, on one line."""
    assert as_python(["Zoë", b"\xff", ("a", 1), {"b": {"c"}}, None, set()]) == (
        '["Zoë", b\'\\xff\', ("a", 1), {"b": {"c"}}, None, set()]'
    )
    assert as_python("x" * 200) == '"' + "x" * 49 + "…" + "x" * 48 + '"'
    assert as_python(["x" * 200, "tea"]) == f'["{"x" * 20}…{"x" * 19}", "tea"]'
    assert as_python(KeyError()) == "KeyError"
    assert as_python(ValueError("two\nlines")) == "ValueError: two lines"
