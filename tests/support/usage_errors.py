"""The form of every error that a user of the kit reads: what was tried, what went wrong, what to do."""

from __future__ import annotations


def says(output: str, *, tried: str, wrong: str, do: str = "") -> bool:
    """Whether the three lines stand there, each with these words. Without `do`, some way out must be named.

    An assertion error shows what stands there instead.
    """
    lines = [line.strip().removeprefix("ERROR: ") for line in output.splitlines()]
    first = next((number for number, line in enumerate(lines) if line.startswith("tried   ")), None)
    assert first is not None, f"no line begins with 'tried':\n{output}"
    said = lines[first : first + 3]
    assert [line[:8] for line in said] == ["tried   ", "wrong   ", "do      "], output
    for line, wanted in zip(said, (tried, wrong, do), strict=True):
        assert wanted in line[8:], output
        assert line[8:], output
    return True
