"""Every link in what a learner reads leads somewhere, to the heading."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.support.kata_steps import steps_of
from tests.support.kit_runs import ROOT

PATTERNS = (
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("theory/*.md", "katas/*/README.md", "katas/*/hints.md", "solutions/*/NOTES.md"),
)
PAGES = [page for pattern in PATTERNS for page in sorted(ROOT.glob(pattern))]
KATAS = sorted(path.parent.name for path in ROOT.glob("katas/*/README.md"))

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_BARE = re.compile(r"https?://[^\s)>`|\"]+")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_a_link_leads_somewhere(page):
    """To a file of the kit, and to a heading in it; or out, by https."""
    links = _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))

    assert [link for link in links if not leads_somewhere(link, page)] == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_an_address_out_there_is_https(page):
    """But those of this machine."""
    addresses = _BARE.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))

    outside = [address for address in addresses if not re.match(r"http://(127\.0\.0\.1|localhost)\b", address)]
    assert [address for address in outside if not address.startswith("https://")] == []


@pytest.mark.parametrize("kata", KATAS)
def test_the_page_of_a_step_is_there(kata):
    """The failure block shows it: a path from the kit's folder, and an anchor."""
    reads = steps_of(kata)

    assert reads
    assert {step: read for step, read in reads.items() if not leads_somewhere(read, ROOT / "README.md")} == {}


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("The cache-aside pattern", "the-cache-aside-pattern"),
        ("Cost, scale, and those who wait", "cost-scale-and-those-who-wait"),
        ("`GET`: hit, or miss?", "get-hit-or-miss"),
        ("A [link](theory/x.md) & more_or_less", "a-link--more_or_less"),
    ],
)
def test_an_anchor_is_made_as_github_makes_it(heading, anchor):
    """Small letters, no punctuation, a hyphen for each space."""
    assert anchor_of(heading) == anchor


def leads_somewhere(link: str, page: Path) -> bool:
    if link.startswith("https://"):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or (target.suffix == ".md" and anchor in anchors(target))


@cache
def anchors(page: Path) -> set[str]:
    """Of all headings; a second one of the same words gets a number."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} (.+)$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE):
        anchor = unnumbered = anchor_of(heading)
        number = 0
        while anchor in found:
            number += 1
            anchor = f"{unnumbered}-{number}"
        found.add(anchor)
    return found


def anchor_of(heading: str) -> str:
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
