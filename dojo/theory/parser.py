"""The fenced blocks of a page: some are executed, others are only shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sybil import Document, Example, Region
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from dojo.theory import python_block, redis_cli_block
from dojo.theory.code_block import BlockFailed, CodeBlock

EXECUTED = {"python": python_block.run, "redis-cli": redis_cli_block.run}
SHOWN = ("mermaid", "text", "console")

_INFO = re.compile(r"(?P<language>[^\n]*)\n")
_MARK = re.compile(r"<!-- real Redis only(?P<own>, and our own)?: (?P<reason>[^\n]+?) -->\s*\Z")
_SINCE = re.compile(r"<!-- Redis (?P<version>\d+\.\d+) or newer: (?P<reason>[^\n]+?) -->\s*\Z")
_PROMPT = re.compile(r"^\s*(>>> |127\.0\.0\.1:6379\S*> )", re.MULTILINE)


class Blocks:
    """Sybil's parser: every block that is not only shown."""

    def __call__(self, document: Document) -> Iterable[Region]:
        for region in RawFencedCodeBlockLexer(_INFO)(document):
            language, source = region.lexemes["language"].strip(), str(region.lexemes["source"])
            if language in SHOWN and not _PROMPT.search(source):
                continue
            above = document.text[: region.start]
            mark, since = _MARK.search(above), _SINCE.search(above)
            line = document.text.count("\n", 0, region.start) + 2
            region.parsed = CodeBlock(
                language,
                source,
                line,
                real_only=mark["reason"] if mark else "",
                marked_own_only=bool(mark and mark["own"]),
                since=(since["version"], since["reason"]) if since else None,
            )
            region.evaluator = _evaluate
            yield region


def _evaluate(example: Example) -> str:
    """Sybil's evaluator: an empty string if the block does what the page says, else the difference."""
    block: CodeBlock = example.parsed
    try:
        if block.language not in EXECUTED:
            raise _not_executed(block)
        EXECUTED[block.language](block, example.namespace)
    except BlockFailed as failed:
        return str(failed)
    return ""


def _not_executed(block: CodeBlock) -> BlockFailed:
    fence = f"```{block.language}"
    if prompt := block.language in SHOWN and _PROMPT.search(block.source):
        said = "no session in what is only shown: one in ```redis-cli or ```python is executed"
        return BlockFailed(block.line - 1, fence, said, prompt[0].strip())
    known = f"{', '.join(EXECUTED)} (executed), {', '.join(SHOWN)} (only shown)"
    return BlockFailed(block.line - 1, fence, f"one of {known}", block.language or "no language")
