"""A Python block on a page: a session with ``>>>``, whose replies are compared, or plain code, which must run."""

from __future__ import annotations

import doctest
import io
import traceback
from contextlib import redirect_stdout
from typing import Any

from dojo.theory.code_block import BlockFailed, CodeBlock, same_ttl

_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_PAGE = "<page>"


def run(block: CodeBlock, namespace: dict[str, Any]) -> None:
    """Execute it in the page's namespace. The output of plain code is ignored.

    Raises:
        BlockFailed: a reply differs, or the code raises.
    """
    examples = doctest.DocTestParser().get_examples(block.source)
    if examples:
        _run_session(block, examples, namespace)
    else:
        _run_code(block, namespace)


class _Session(doctest.DebugRunner):
    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        if not same_ttl(example.source, example.want, got):
            super().report_failure(out, test, example, got)


def _run_session(block: CodeBlock, examples: list[doctest.Example], namespace: dict[str, Any]) -> None:
    test = doctest.DocTest(examples, {}, "page", None, 0, block.source)
    test.globs = namespace
    try:
        _Session(optionflags=_OPTIONS).run(test, out=lambda _: None, clear_globs=False)
    except doctest.DocTestFailure as failure:
        raise _failed(block, failure.example, failure.got) from None
    except doctest.UnexpectedException as failure:
        raise _failed(block, failure.example, _said(failure.exc_info[1])) from None


def _failed(block: CodeBlock, example: doctest.Example, got: str) -> BlockFailed:
    return BlockFailed(block.line + example.lineno, example.source.rstrip(), example.want.rstrip(), got.rstrip())


def _run_code(block: CodeBlock, namespace: dict[str, Any]) -> None:
    source = "\n" * (block.line - 1) + block.source  # tracebacks then name the lines of the page
    try:
        with redirect_stdout(io.StringIO()):
            exec(compile(source, _PAGE, "exec", dont_inherit=True), namespace)  # noqa: S102  # our own pages
    except Exception as error:
        lines = block.source.splitlines()
        inside = [line for line in _lines(error) if 0 <= line - block.line < len(lines)]
        line = inside[-1] if inside else block.line
        raise BlockFailed(line, lines[line - block.line].strip(), "no exception", _said(error)) from None


def _lines(error: Exception) -> list[int]:
    """The lines of the page that it went through, also in functions that earlier blocks define."""
    if isinstance(error, SyntaxError) and error.filename == _PAGE:
        return [error.lineno or 0]
    return [frame.lineno or 0 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _PAGE]


def _said(error: BaseException | None) -> str:
    assert error
    return traceback.format_exception_only(error)[-1].strip()
