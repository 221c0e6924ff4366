"""The fenced blocks of a page: which are executed, and which are only shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sybil import Document, Example, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from dojo import python_block, redis_cli_block
from dojo.code_block import BlockFailed, CodeBlock

EXECUTED = {"python": python_block.run, "redis-cli": redis_cli_block.run}
SHOWN = {"mermaid": "a diagram", "text": "a plot, or what something prints", "console": "for the learner's shell"}

_INFO = re.compile(r"(?P<language>[^\n]*)\n")
_MARK = re.compile(r"<!-- real Redis only: (?P<reason>[^\n]+?) -->\s*\Z")
_PROMPT = re.compile(r"^\s*(>>> |127\.0\.0\.1:6379\S*> )", re.MULTILINE)


class Blocks:
    """Sybil's parser: all blocks but those that are only shown."""

    def __call__(self, document: Document) -> Iterable[Region]:
        for region in RawFencedCodeBlockLexer(_INFO)(document):
            language, source = region.lexemes["language"].strip(), str(region.lexemes["source"])
            if language in SHOWN and not _PROMPT.search(source):
                continue
            mark = _MARK.search(document.text[: region.start])
            line = document.text.count("\n", 0, region.start) + 2
            region.parsed = CodeBlock(language, source, line, mark["reason"] if mark else "")
            region.evaluator = _evaluate
            yield region


def _evaluate(example: Example) -> str:
    """Sybil's evaluator: an empty string if the block does what the page says, else what it does instead."""
    block: CodeBlock = example.parsed
    try:
        if block.language not in EXECUTED:
            raise _not_executed(block)
        EXECUTED[block.language](block, example.namespace)
    except BlockFailed as failed:
        return str(failed)
    return ""


def _not_executed(block: CodeBlock) -> BlockFailed:
    if block.language in SHOWN:
        kind = f"{SHOWN[block.language]}, with no prompt in it: a session is `redis-cli` or `python`, and is executed"
        return BlockFailed(block.line - 1, f"```{block.language}", kind, "a prompt")
    known = ", ".join([*EXECUTED, *SHOWN])
    return BlockFailed(block.line - 1, f"```{block.language}", f"a block of a known language: {known}", "another one")
