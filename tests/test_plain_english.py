"""The texts of the kit are plain English: phrases that made a reader stop are not written again."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.kit_runs import ROOT

# Each phrase made a reader stop, or a plainer word says the same. This list only grows.
PHRASES = [
    *(r"whoever", r"anew", r"for ever", r"(?-i:(?:is|are) none)", r"told of", r"as much as", r"belongs? into"),
    *(r"under way", r"sees? to it", r"half a character", r"nobody's", r"shall", r"so many more", r"is not so"),
]
_PHRASE = re.compile(rf"\b(?:{'|'.join(PHRASES)})\b", re.IGNORECASE)
# "Who sends no cookie …": an answer to a question, where a subject is wanted. "Who is asking?" is a question and stays.
_WHO = re.compile(r"(?:^|[.:;] )Who(?: [\w`']+){1,8}[^?]*?[.:](?:\s|$)")

MOST_WORDS_OF_A_WHY = 25

_QUOTED = "I think that I shall never see"  # Radia Perlman's Algorhyme

_FENCED = re.compile(r"^```.*?^```$|`[^`\n]+`|\"[^\"\n]*\"", re.MULTILINE | re.DOTALL)


def tracked(*patterns: str) -> list[Path]:
    """The files of the kit that git knows, or would."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [path for name in names if (path := ROOT / name).exists()]


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Each passage that a person reads, with its line: docstrings, comments and messages, or the lines of a page."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        prose = _FENCED.sub(lambda code: "\n" * code[0].count("\n"), source)
        yield from enumerate(prose.splitlines(), 1)
        return
    for number, line in enumerate(source.splitlines(), 1):
        if "#" in line and (comment := line.partition("# ")[2]):
            yield number, comment
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # a skeleton that does not parse, on purpose
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", tracked("*.md", "*.py", "*.yml", "*.toml"), ids=shown)
def test_no_text_has_a_phrase_that_made_a_reader_stop(path: Path) -> None:
    """The phrases are above. Write the sentence again, subject first."""
    if path == Path(__file__):
        return
    found = [
        f"{shown(path)}:{number}: {match[0].strip()}"
        for number, text in texts_of(path)
        for match in [*_PHRASE.finditer(text.replace(_QUOTED, "")), *_WHO.finditer(text)]
    ]

    assert found == []


def whys() -> Iterator[tuple[str, str]]:
    """Each test of a kata with its docstring, which the failure block shows as `why`."""
    for path in tracked("katas/*/test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{shown(path)}::{node.name}", " ".join((ast.get_docstring(node) or "").split())


def test_each_test_of_a_kata_says_why_in_short_sentences() -> None:
    """A learner reads it with the failure: 25 words a sentence at the most."""
    sentences = [(name, sentence) for name, why in whys() for sentence in re.split(r"(?<=[.!?]) ", why or "(no why)")]

    assert [name for name, sentence in sentences if sentence == "(no why)"] == []
    assert [pair for pair in sentences if len(pair[1].split()) > MOST_WORDS_OF_A_WHY] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Who sends no cookie is nobody.",
        "Whoever asks is served anew.",
        "An answer is none any more.",
        "Neither are none.",
    ],
)
def test_a_sentence_that_made_a_reader_stop_is_found(sentence: str) -> None:
    """The list works."""
    assert _PHRASE.search(sentence) or _WHO.search(sentence)


@pytest.mark.parametrize("sentence", ["A request without a cookie has no session.", "Who is asking? The client."])
def test_a_plain_sentence_is_not_found(sentence: str) -> None:
    """A question may begin with Who."""
    assert not _PHRASE.search(sentence)
    assert not _WHO.search(sentence)
