"""The mutants that may survive, and why: the files of survivors/, one for each kata.

An entry says which line of which function becomes what. It holds in main.py and in stretch.py, unless `only` names one.

    [[equivalent]]  # nobody can tell it from the reference
    where = "feed"
    line = "if count == 0:"
    becomes = ["if count <= 0:"]
    why = "A count is never negative."

    [[not_promised]]  # it does something else, of which the brief says nothing
    …
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mutants.mutant import Key, Mutant

KINDS = {"equivalent": "equivalent", "not_promised": "not promised"}
_FOLDER = Path(__file__).parent / "survivors"


@dataclass(frozen=True)
class Survivor:
    """A mutant that may survive."""

    keys: tuple[Key, ...]
    """One for each file that the entry holds in."""
    kind: str
    why: str

    def __str__(self) -> str:
        kata, _, where, line, becomes, _ = self.keys[0]
        return f"{kata}, {where}: {line!r} becomes {becomes!r}"


def listed(katas: Iterable[str] = ()) -> list[Survivor]:
    """All that the files of these katas, or of all, say."""
    chosen = set(katas)
    files = [file for file in sorted(_FOLDER.glob("*.toml")) if not chosen or file.stem in chosen]
    return [one for file in files for one in read(file.stem, file.read_text(encoding="utf-8"))]


def read(kata: str, text: str) -> Iterator[Survivor]:
    """What a file says.

    Raises:
        ValueError: an entry lacks something, or has something that no entry has.
    """
    for kind, entries in tomllib.loads(text).items():
        if kind not in KINDS:
            raise ValueError(f"{kata}: no kind of survivor is called {kind}")
        for entry in entries:
            yield from _survivors(kata, kind, entry)


def by_key(survivors: Iterable[Survivor]) -> dict[Key, Survivor]:
    return {key: one for one in survivors for key in one.keys}


def entries(survived: Iterable[Mutant], mutants: Iterable[Mutant]) -> str:
    """The mutants that survived, as a file has them. Which kind each is, and why, is left to be said.

    `mutants` are all there are: an entry needs its `only` if the other file has such a mutant too.
    """
    files = defaultdict[Any, set[str]](set)
    for mutant in mutants:
        files[mutant.key_in_kata].add(mutant.file)
    survived_in = defaultdict[Any, set[str]](set)
    for mutant in survived:
        survived_in[mutant.key_in_kata].add(mutant.file)
    becomes = defaultdict[tuple[str, str, int, str], list[str]](list)
    for key, names in survived_in.items():
        _, where, line, new, nth = key
        becomes[where, line, nth, "" if names == files[key] else names.pop()].append(new)
    return "\n".join(_entry(*place, texts) for place, texts in becomes.items())


def _survivors(kata: str, kind: str, entry: dict[str, Any]) -> Iterator[Survivor]:
    if missing := {"where", "line", "becomes", "why"} - entry.keys():
        raise ValueError(f"{kata}: an entry has no {', '.join(sorted(missing))}: {entry}")
    if unknown := entry.keys() - {"where", "line", "becomes", "why", "only", "nth"}:
        raise ValueError(f"{kata}: an entry has {', '.join(sorted(unknown))}, which means nothing: {entry}")
    if not entry["why"]:
        raise ValueError(f"{kata}: an entry gives no reason: {entry}")
    files = [entry["only"]] if "only" in entry else ["main.py", "stretch.py"]
    for becomes in entry["becomes"]:
        keys = ((kata, file, entry["where"], entry["line"], becomes, entry.get("nth", 1)) for file in files)
        yield Survivor(tuple(keys), kind, entry["why"])


def _entry(where: str, line: str, nth: int, only: str, becomes: list[str]) -> str:
    texts = [_toml(text) for text in becomes]
    lines = ["[[]]", f"where = {_toml(where)}", f"line = {_toml(line)}"]
    lines += [f"becomes = [{texts[0]}]"] if len(texts) == 1 else ["becomes = [", *(f"    {one}," for one in texts), "]"]
    if nth > 1:
        lines.append(f"nth = {nth}")
    if only:
        lines.append(f'only = "{only}"')
    return "\n".join([*lines, 'why = ""', ""])


def _toml(text: str) -> str:
    """The text as TOML has it, with as few backslashes as can be."""
    if "\n" not in text and "'" not in text:
        return f"'{text}'" if '"' in text or "\\" in text else f'"{text}"'
    if "'''" not in text and not text.endswith("'") and not text.startswith("\n"):
        return f"'''{text}'''"
    return json.dumps(text, ensure_ascii=False)
